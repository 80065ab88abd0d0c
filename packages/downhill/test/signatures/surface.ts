import * as downhill from "downhill";
import { nn, optim } from "downhill";
import * as blas from "downhill/blas";
import * as data from "downhill/data";
import * as datasets from "downhill/datasets";
import * as distributions from "downhill/distributions";
import * as linalgEntry from "downhill/linalg";
import * as nnEntry from "downhill/nn";
import * as node from "downhill/node";
import * as optimEntry from "downhill/optim";
import * as predict from "downhill/predict";
import * as registry from "downhill/registry";
import * as serialization from "downhill/serialization";
import * as tensorboard from "downhill/tensorboard";
import { callableOf } from "../../src/signatures/publish.ts";
import type { Callable } from "../../src/signatures/signature.ts";
import { snake, torch } from "./torch.ts";

const { lrScheduler, swaUtils } = optim;

type Constructor = (new (...args: readonly unknown[]) => unknown) & { readonly signature?: Callable };
type Loose = (...args: readonly unknown[]) => unknown;

/** Something that users call: a function, a method or a constructor. */
export interface Entry {
  /** `nn.functional.conv2d`, `Tensor.sum`, `new nn.Conv2d` */
  readonly name: string;
  /** What says which arguments it takes; null where nothing does. */
  readonly callable: Callable | null;
  /** Whether there is nothing of its kind in PyTorch. */
  readonly isOwn: boolean;
  /** PyTorch's signatures of it; undefined where PyTorch has none. */
  readonly torch: readonly string[] | undefined;
  readonly call: Loose;
}

/** Whether a value is a namespace of exports. */
function isNamespace(value: unknown): value is object {
  return typeof value === "object" && value !== null && Object.prototype.toString.call(value) === "[object Module]";
}

/**
 * What a namespace exports, the namespaces in it included, each under the shortest of its names.
 *
 * @param prefix what its names begin with
 */
function* exportsOf(prefix: string, namespace: object): Generator<[prefix: string, name: string, value: Loose]> {
  for (const [name, value] of Object.entries(namespace)) {
    if (typeof value === "function") yield [prefix, name, value as Loose];
    else if (isNamespace(value)) yield* exportsOf(`${prefix}${name}.`, value);
  }
}

/** PyTorch's tables by the namespaces here. */
const TABLES: Readonly<Record<string, { functions?: readonly string[]; classes?: string }>> = {
  "": { functions: ["functions", "functional"], classes: "generators" },
  "autograd.": { functions: ["autograd"] },
  "autograd.functional.": { functions: ["autograd_functional"] },
  "linalg.": { functions: ["linalg"] },
  "nn.functional.": { functions: ["functional"] },
  "nn.init.": { functions: ["init"] },
  "nn.utils.": { functions: ["utils"] },
  "nn.utils.rnn.": { functions: ["rnn"], classes: "rnn" },
  "nn.": { classes: "modules" },
  "optim.": { functions: ["optimizer"], classes: "optimizers" },
  "optim.lrScheduler.": { classes: "schedulers" },
  "optim.swaUtils.": { functions: ["averages"], classes: "averages" },
  "node.": { functions: ["serialization"] },
  "tensorboard.": { classes: "tensorboard" },
  "distributions.": { functions: ["divergences"], classes: "distributions" },
  "data.": { functions: ["data"], classes: "datasets" },
};

/** PyTorch's tables of methods; those of other classes have none, or share them with their base. */
const METHODS = new Map<unknown, string>([
  [downhill.Tensor, "methods"],
  [downhill.SparseTensor, "methods"],
  [downhill.Generator, "generator"],
  [nn.Module, "module"],
  [nn.Embedding, "embedding"],
  [nn.Transformer, "transformer"],
  [Object.getPrototypeOf(nn.Sequential), "container"],
  [optim.Optimizer, "optimizer"],
  [lrScheduler.LRScheduler, "scheduler"],
  [lrScheduler.ReduceLROnPlateau, "plateau"],
  [swaUtils.AveragedModel, "averaged_model"],
  [distributions.Distribution, "distribution"],
  [tensorboard.SummaryWriter, "summary_writer"],
]);

function functionEntry(prefix: string, name: string, call: Loose): Entry {
  const callable = callableOf(call);
  const torchName = snake(callable?.name ?? name)
    .replace("set_print_options", "set_printoptions")
    .replace(/^atleast(?=\d)/, "atleast_");
  const tables = TABLES[prefix]?.functions;
  const lines = tables?.map((table) => torch[table][torchName]).find((found) => found !== undefined);
  return { name: `${prefix}${name}`, callable, isOwn: tables === undefined, torch: lines, call };
}

/** The classes of the registries that PyTorch doesn't have. */
const OWN_CLASSES = new Set<unknown>([
  ...[...registry.optimizers].filter(({ url }) => url === null).map(({ optimizer }) => optimizer),
  ...[...registry.schedulers].filter(({ url }) => url === null).map(({ scheduler }) => scheduler),
  ...[...registry.layers].filter(({ url }) => url === null).map(({ layer }) => layer),
]);

function constructorEntry(prefix: string, name: string, Class: Constructor): Entry {
  const call: Loose = (...args) => new Class(...args);
  const callable = Class.signature ?? null;
  const table = TABLES[prefix]?.classes;
  const lines = table === undefined ? undefined : torch[table][name];
  return {
    name: `new ${prefix}${name}`,
    callable,
    isOwn: table === undefined || OWN_CLASSES.has(Class),
    torch: lines,
    call,
  };
}

/** The methods that a class has of its own: its instances', and its static ones. They are called on no real instance. */
function methodEntries(prefix: string, Class: Constructor): Entry[] {
  const table = METHODS.get(Class);
  return [Class.prototype as object, Class].flatMap((owner) =>
    Object.entries(Object.getOwnPropertyDescriptors(owner))
      .filter(([name, { value }]) => typeof value === "function" && name !== "constructor" && isPublic(Class, name))
      .filter(([name]) => owner !== Class || name !== "prototype")
      .map(([name, { value }]) => {
        const callable = callableOf(value as Loose);
        const call: Loose = (...args) => (value as Loose).apply(Object.create(owner), args as unknown[]);
        const lines = table === undefined ? undefined : torch[table][snake(callable?.name ?? name)];
        return { name: `${prefix}.${name}`, callable, isOwn: table === undefined, torch: lines, call };
      }),
  );
}

/** A class and what it is derived from, down to JavaScript's own. */
function* ancestry(Class: Constructor): Generator<Constructor> {
  for (let at = Class; isClass(at); at = Object.getPrototypeOf(at) as Constructor) yield at;
}

function isClass(value: object): boolean {
  return /^class\b/.test(Function.prototype.toString.call(value));
}

/** Methods that are no users' business: marked as internal or protected, or called by printing. */
const INTERNAL: Readonly<Record<string, readonly string[]>> = {
  Tensor: [
    ...["alias", "clearGrad", "countAs", "historyRenewed"],
    ...["over", "allocate", "like", "uninitialized", "uninitializedLike"],
  ],
  SparseTensor: ["of", "alias", "clearGrad", "countAs", "historyRenewed"],
  Container: ["entry", "renumber"],
  BatchNorm: ["countBatch"],
  BatchNorm1d: ["checkInput"],
  BatchNorm2d: ["checkInput"],
  BatchNorm3d: ["checkInput"],
  SyncBatchNorm: ["checkInput"],
  InstanceNormNd: ["checkFeatures"],
  RNNBase: ["run", "read", "start", "outputs", "finals", "suffixes", "weightsOf", "checkInput"],
  RNNCellBase: ["step", "checkState"],
  MultiheadAttention: ["drawParameters"],
  // What algorithms define, and what schedulers and files call.
  Optimizer: [
    ...["runStep", "watchSteps", "groupAdded", "restorePoint", "checkLoadedState", "fromLoadedState"],
    ...["toSavedState", "release"],
  ],
  // What schedulers of one's own define or call.
  LRScheduler: [
    ...["computeLr", "closedFormLr", "start", "makeFirstStep", "updateLr", "applyLr", "groupLrs", "scaled"],
    ...["prepareLoad", "refuseForeign", "stateFields", "lastEntries"],
  ],
  Combined: ["undoStart", "keepSchedulers"],
  SequentialLR: ["active"],
  CosineAnnealingWarmRestarts: ["jump"],
  CyclicLR: ["scale"],
  ByLambda: ["timesLambdas"],
  OneCycleLR: ["anneal"],
  ReduceLROnPlateau: ["isBetter"],
  SWALR: ["share"],
  RandomSampler: ["runs"],
  Distribution: ["checkParameters", "checkValue", "with", "extended"],
  Binomial: ["sameCount"],
  Scalar: ["evaluate"],
  PlainTime: ["reprFields"],
  TimeZone: ["offsetText"],
  NumpyArray: ["fill", "bytes"],
};

/** What is defined by whoever derives a class, and what JavaScript calls by itself. */
const HOOKS = ["forward", "extraRepr", "update", "reduce", "toString", "toJSON", "valueOf"];

/** Whether a method is a class's own and for users. */
function isPublic(Class: Constructor, name: string): boolean {
  const inherited = [...ancestry(Class)].flatMap((base) => INTERNAL[base.name] ?? []);
  return !name.startsWith("_") && !HOOKS.includes(name) && !inherited.includes(name);
}

/** Everything that users call: whatever the package exports, and the methods of its classes. */
function walk(): Entry[] {
  const entries: Entry[] = [];
  const seen = new Set<unknown>();
  const withMethods = new Set<unknown>();
  const add = (namespace: object, start: string) => {
    for (const [prefix, name, value] of exportsOf(start, namespace)) {
      if (seen.has(value)) continue;
      seen.add(value);
      if (!isClass(value)) {
        entries.push(functionEntry(prefix, name, value));
        continue;
      }
      const exported = value as unknown as Constructor;
      entries.push(constructorEntry(prefix, name, exported));
      for (const Class of ancestry(exported)) {
        if (!withMethods.has(Class)) entries.push(...methodEntries(Class.name, Class));
        withMethods.add(Class);
      }
    }
  };
  add(nnEntry, "nn.");
  add(optimEntry, "optim.");
  add(downhill, "");
  add(serialization, "serialization.");
  add(node, "node.");
  add(blas, "blas.");
  add(data, "data.");
  add(datasets, "datasets.");
  add(distributions, "distributions.");
  add(tensorboard, "tensorboard.");
  add(linalgEntry, "linalg.");
  add(registry, "registry.");
  add(predict, "predict.");
  return entries;
}

export const surface: readonly Entry[] = walk();
