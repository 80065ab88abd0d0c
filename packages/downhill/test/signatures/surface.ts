import * as downhill from "downhill";
import { nn, optim } from "downhill";
import * as node from "downhill/node";
import * as serialization from "downhill/serialization";
import { callableOf } from "../../src/signatures/publish.ts";
import type { Callable } from "../../src/signatures/signature.ts";
import { snake, torch } from "./torch.ts";

const { lrScheduler, swaUtils } = optim;
const sgd = () => new optim.SGD([downhill.ones([1], { requiresGrad: true })]);

const sparse = () => downhill.sparseCooTensor([[0]], [1], [2]);

type Constructor = (new (...args: readonly unknown[]) => unknown) & { readonly signature?: Callable };
type Loose = (...args: readonly unknown[]) => unknown;

/** Something that users call: a function, a method or a constructor. */
export interface Entry {
  /** `nn.functional.conv2d`, `Tensor.sum`, `new nn.Conv2d` */
  readonly name: string;
  /** What says which arguments it takes; null where nothing does. */
  readonly callable: Callable | null;
  /** PyTorch's signatures of it; undefined where PyTorch has none. */
  readonly torch: readonly string[] | undefined;
  readonly call: Loose;
}

/** The functions of a namespace; classes are left out. */
function functionsOf(prefix: string, namespace: object, tables: readonly string[]): Entry[] {
  return Object.entries(namespace)
    .filter((entry): entry is [string, Loose] => typeof entry[1] === "function" && !isClass(entry[1]))
    .map(([name, call]) => {
      const callable = callableOf(call);
      const torchName = snake(callable?.name ?? name).replace("set_print_options", "set_printoptions");
      const lines = tables.map((table) => torch[table][torchName]).find((found) => found !== undefined);
      return { name: `${prefix}${name}`, callable, torch: lines, call };
    });
}

/** The classes of a namespace, by their constructors. */
function constructorsOf(prefix: string, namespace: object, table: string): Entry[] {
  return Object.entries(namespace)
    .filter((entry): entry is [string, Constructor] => typeof entry[1] === "function" && isClass(entry[1]))
    .map(([name, Class]) => {
      const call: Loose = (...args) => new Class(...args);
      return { name: `new ${prefix}${name}`, callable: Class.signature ?? null, torch: torch[table][name], call };
    });
}

/** The methods of a class's instances, called on one that is made for each call. */
function methodsOf(prefix: string, prototype: object, make: () => object, table: string): Entry[] {
  return Object.entries(Object.getOwnPropertyDescriptors(prototype))
    .filter(([name, { value }]) => typeof value === "function" && name !== "constructor" && !isInternal(name))
    .map(([name, { value }]) => {
      const callable = callableOf(value as Loose);
      const call: Loose = (...args) => (value as Loose).apply(make(), args as unknown[]);
      return { name: `${prefix}.${name}`, callable, torch: torch[table][snake(callable?.name ?? name)], call };
    });
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

const INTERNAL = [
  ...["alias", "viewAs", "clearGrad", "countAs", "historyRenewed", "toString", "toJSON"],
  // Of modules: what they call themselves, what others define, and what printing calls.
  ...["forward", "extraRepr", "entry", "renumber"],
  // Of optimizers: what algorithms define, and what schedulers and files call.
  ...[
    "runStep",
    "watchSteps",
    "groupAdded",
    "restorePoint",
    "checkLoadedState",
    "fromLoadedState",
    "toSavedState",
    "release",
  ],
  // Of schedulers: what is defined or called by those of one's own.
  ...[
    "computeLr",
    "closedFormLr",
    "start",
    "makeFirstStep",
    "updateLr",
    "applyLr",
    "groupLrs",
    "scaled",
    "prepareLoad",
  ],
  ...["stateFields", "lastEntries", "isBetter", "reduce"],
];

/** Methods that are no users' business. */
function isInternal(name: string): boolean {
  return name.startsWith("_") || INTERNAL.includes(name);
}

/** Everything that users call. */
export const surface: readonly Entry[] = [
  ...functionsOf("", downhill, ["functions", "functional"]),
  ...constructorsOf("", { Generator: downhill.Generator }, "generators"),
  ...functionsOf("autograd.", downhill.autograd, ["autograd"]),
  ...functionsOf("nn.functional.", nn.functional, ["functional"]),
  ...functionsOf("nn.init.", nn.init, ["init"]),
  ...functionsOf("nn.utils.", nn.utils, ["utils"]),
  ...constructorsOf("nn.", nn, "modules"),
  ...methodsOf("Module", nn.Module.prototype, () => new nn.Linear(1, 1), "module"),
  ...methodsOf("Sequential", Object.getPrototypeOf(nn.Sequential.prototype), () => new nn.Sequential(), "container"),
  ...constructorsOf("optim.", optim, "optimizers"),
  ...functionsOf("optim.", optim, ["optimizer"]),
  ...methodsOf("Optimizer", optim.Optimizer.prototype, sgd, "optimizer"),
  ...constructorsOf("optim.lrScheduler.", lrScheduler, "schedulers"),
  ...methodsOf("LRScheduler", lrScheduler.LRScheduler.prototype, () => new lrScheduler.ConstantLR(sgd()), "scheduler"),
  ...methodsOf(
    "ReduceLROnPlateau",
    lrScheduler.ReduceLROnPlateau.prototype,
    () => new lrScheduler.ReduceLROnPlateau(sgd()),
    "plateau",
  ),
  ...constructorsOf("optim.swaUtils.", swaUtils, "averages"),
  ...functionsOf("optim.swaUtils.", swaUtils, ["averages"]),
  ...methodsOf(
    "AveragedModel",
    swaUtils.AveragedModel.prototype,
    () => new swaUtils.AveragedModel(new nn.Linear(1, 1)),
    "averaged_model",
  ),
  ...functionsOf("serialization.", serialization, ["serialization"]),
  ...functionsOf("node.", node, ["serialization"]),
  ...methodsOf("Generator", downhill.Generator.prototype, () => new downhill.Generator(), "generator"),
  ...methodsOf("SparseTensor", downhill.SparseTensor.prototype, sparse, "methods"),
  ...methodsOf("Tensor", downhill.Tensor.prototype, () => downhill.ones([2, 2]), "methods"),
];
