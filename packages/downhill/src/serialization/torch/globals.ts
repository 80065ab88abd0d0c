import { isDType } from "../../memory/dtype.ts";
import { Parameter } from "../../nn/parameter.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { OBJECT_ADVICE } from "../advice.ts";
import { quoted } from "../errors.ts";
import { isKnown, isNumpyType, takesState } from "../objects/known.ts";
import { encodeLatin1 } from "../pickle/bytesReader.ts";
import { markText } from "../pickle/identity.ts";
import {
  PickleProblem,
  PyDict,
  PyFrozenSet,
  PyGlobal,
  PyObject,
  PySet,
  PyString,
  PyTuple,
  type PyValue,
  typeName,
} from "../pickle/values.ts";
import { emptyTensor, setParameterState, setTensorState } from "./ancient.ts";
import { checkCount, toCount, toItems, toNumber, toSizes, toText } from "./arguments.ts";
import { dtypeOfStorage } from "./dtypes.ts";
import { ByteArray, Complex, Device, Layout, PythonName } from "./objects.ts";
import { REBUILD, rebuildFromType, rebuildParameter } from "./rebuild.ts";

/*
 * The names that a pickle may use: those that PyTorch's own safe loader knows (torch/_weights_only_unpickler.py), and
 * what checkpoints hold although it refuses them: `collections.defaultdict` of plain factories, `bytes()`, `frozenset`, and
 * the plain values of objects/known.ts.
 */

type Call = (args: readonly PyValue[]) => PyValue;

/** `torch.Size`, which differs from a tuple in what it becomes. */
export class PySize extends PyTuple {}

function fillDict(target: PyDict, source: PyValue | undefined): PyDict {
  if (source === undefined) return target;
  if (source instanceof PyDict) {
    for (const [key, value] of source.entries.values()) target.set(key, value);
    return target;
  }
  for (const pair of toItems(source, `the contents of a ${target.kind}`)) {
    const items = toItems(pair, "an entry");
    if (items.length !== 2) throw new PickleProblem("corrupt", `an entry of ${items.length} items instead of two`);
    target.set(items[0], items[1]);
  }
  return target;
}

const makeOrderedDict: Call = (args) => {
  checkCount("OrderedDict", args, 0, 1);
  return fillDict(new PyDict("OrderedDict"), args[0]);
};

const makeCounter: Call = (args) => {
  checkCount("Counter", args, 0, 1);
  return fillDict(new PyDict("Counter"), args[0]);
};

/** Types that are named without being called: the factories of defaultdicts. */
const PLAIN_TYPES = new Set(["dict", "list", "tuple", "int", "float", "str", "bool"]);

const FACTORIES = new Set([
  ...[...PLAIN_TYPES, "set", "frozenset", "complex", "bytes", "bytearray"].map((name) => `builtins.${name}`),
  "collections.OrderedDict",
  "collections.Counter",
]);

const makeDefaultDict: Call = (args) => {
  checkCount("defaultdict", args, 0, 2);
  const dict = new PyDict("defaultdict");
  const [factory] = args;
  if (factory !== undefined && factory !== null) {
    const path = factory instanceof PyGlobal ? `${factory.module}.${factory.name}` : "";
    if (!FACTORIES.has(path))
      throw new PickleProblem("refused", `a defaultdict whose factory is ${typeName(factory)}: ${OBJECT_ADVICE}`);
    dict.defaultFactory = path.replace("builtins.", "");
  }
  return fillDict(dict, args[1]);
};

const makeSet: Call = (args) => {
  checkCount("set", args, 0, 1);
  const items =
    args[0] instanceof PySet ? [...args[0].items.values()] : args.length === 0 ? [] : toItems(args[0], "a set");
  return new PySet().addAll(items);
};

const makeFrozenSet: Call = (args) => {
  checkCount("frozenset", args, 0, 1);
  return new PyFrozenSet().addAll(args.length === 0 ? [] : toItems(args[0], "a frozenset"));
};

const makeComplex: Call = (args) => {
  checkCount("complex", args, 0, 2);
  const part = (value: PyValue | undefined) =>
    value === undefined ? 0 : toNumber(value, "a part of a complex number");
  return new Complex(part(args[0]), part(args[1]));
};

const encodeText: Call = (args) => {
  checkCount("_codecs.encode", args, 2);
  const encoding = toText(args[1], "an encoding");
  if (encoding !== "latin1" && encoding !== "latin-1") {
    throw new PickleProblem("refused", `bytes in the encoding ${quoted(encoding)}`);
  }
  const bytes = encodeLatin1(toText(args[0], "the text of bytes"));
  if (bytes.length <= 1 && args[0] instanceof PyString) markText(bytes, args[0]);
  return bytes;
};

/** Python pickles empty bytes as a call of their class, which PyTorch's own loader then refuses. */
const makeEmptyBytes: Call = (args) => {
  checkCount("bytes", args, 0);
  return new Uint8Array(0);
};

const makeByteArray: Call = (args) => {
  if (args.length === 0) return new ByteArray(0);
  // (bytes), or for Python 2: (text, "latin-1")
  const bytes = args.length === 2 ? encodeText(args) : args[0];
  if (args.length > 2 || !(bytes instanceof Uint8Array)) {
    throw new PickleProblem("refused", "a bytearray made of something that is no bytes");
  }
  return ByteArray.from(bytes);
};

const makeSize: Call = (args) => {
  checkCount("torch.Size", args, 0, 1);
  return new PySize(args.length === 0 ? [] : toSizes(args[0], "a torch.Size"));
};

/** A device of its text, such as `cuda:1`. */
export function toDevice(text: string, givenIndex: number | null = null): Device {
  const [type, index] = text.split(":");
  if (!/^[a-z0-9_]{1,40}$/.test(type) || (index !== undefined && !/^\d{1,4}$/.test(index))) {
    throw new PickleProblem("corrupt", "a device with a strange name");
  }
  return new Device(type, givenIndex ?? (index === undefined ? null : Number(index)));
}

const makeDevice: Call = (args) => {
  checkCount("torch.device", args, 1, 2);
  const index = args[1] === undefined ? null : toCount(args[1], "a device's index");
  return toDevice(toText(args[0], "a device"), index);
};

const LAYOUTS = new Set([
  "strided",
  "sparse_coo",
  "sparse_csr",
  "sparse_csc",
  "sparse_bsr",
  "sparse_bsc",
  "jagged",
  "_mkldnn",
]);

/** Whether a text such as `torch.sparse_coo` names a layout. */
export function isLayout(name: string): boolean {
  return name.startsWith("torch.") && LAYOUTS.has(name.slice(6));
}

const getLayout: Call = (args) => {
  checkCount("_get_layout", args, 1);
  const name = toText(args[0], "a layout");
  if (!isLayout(name)) {
    throw new PickleProblem("corrupt", `unknown layout ${quoted(name)}`);
  }
  return new Layout(name);
};

const CALLS: ReadonlyMap<string, Call> = new Map<string, Call>([
  ["collections.OrderedDict", makeOrderedDict],
  ["collections.Counter", makeCounter],
  ["collections.defaultdict", makeDefaultDict],
  ["builtins.set", makeSet],
  ["builtins.frozenset", makeFrozenSet],
  ["builtins.complex", makeComplex],
  ["builtins.bytes", makeEmptyBytes],
  ["builtins.bytearray", makeByteArray],
  ["_codecs.encode", encodeText],
  ["torch.Size", makeSize],
  ["torch.device", makeDevice],
  ["torch.serialization._get_layout", getLayout],
  ["torch.nn.parameter.Parameter", rebuildParameter],
  ["torch._tensor._rebuild_from_type_v2", rebuildFromType],
  ...Object.entries(REBUILD).map(([name, call]): [string, Call] => [`torch._utils.${name}`, call]),
]);

/** `torch.FloatTensor`, `torch.cuda.sparse.HalfTensor`, ... and the storage classes of the graphics card. */
const TENSOR_CLASS = /^(BFloat16|Bool|Byte|Char|Double|Float|Half|Int|Long|Short)Tensor$/;
const TENSOR_MODULES = new Set(["torch", "torch.cuda", "torch.sparse", "torch.cuda.sparse"]);

/** Small integer types that PyTorch names but no tensor has. */
const SUBBYTE_DTYPE = /^u?int[1-7]$/;
const SCHEME = /^per_(tensor|channel)_(affine|symmetric|affine_float_qparams)$/;

/** What a name in a pickle stands for, or null if it is not among the harmless ones. */
export function findGlobal(moduleName: string, name: string): PyValue | null {
  const module = moduleName === "torch.tensor" ? "torch._tensor" : moduleName; // where it was before 1.9
  if (isKnown(module, name)) return new PyGlobal(module, name, "object");
  const call = CALLS.get(`${module}.${name}`);
  if (call !== undefined) return new PyGlobal(module, name, call);
  if (isNumpyType(module, name)) return new PyGlobal(module, name, null);
  if (module === "builtins" && PLAIN_TYPES.has(name)) return new PyGlobal(module, name, null);
  if (module === "torch" && (isDType(name) || SUBBYTE_DTYPE.test(name) || SCHEME.test(name))) {
    return new PythonName(module, name);
  }
  if ((module === "torch" || module === "torch.cuda") && dtypeOfStorage(name) !== null) {
    return new PyGlobal(module, name, null);
  }
  if (module === "torch.storage" && (name === "UntypedStorage" || name === "TypedStorage")) {
    return new PyGlobal(module, name, null);
  }
  if (module === "torch" && name === "Tensor")
    return new PyGlobal(module, name, (args) => emptyTensor("float32", args));
  if (TENSOR_MODULES.has(module) && TENSOR_CLASS.test(name)) {
    const dtype = dtypeOfStorage(name.replace("Tensor", "Storage"));
    const isSparse = module.endsWith("sparse") || dtype === null;
    return new PyGlobal(module, name, isSparse ? null : (args) => emptyTensor(dtype, args));
  }
  return null;
}

/** Whether a call that is kept may be given a state: unless it stands for a plain value that never has one. */
function mayHaveState({ callable }: PyObject): boolean {
  if (callable instanceof PyObject || !isKnown(callable.module, callable.name)) return true;
  return takesState(callable.module, callable.name);
}

/** Gives an object its state: an OrderedDict its attributes, and what came out of PyTorch 0.1 its elements and flags. */
export function build(instance: PyValue, state: PyValue): void {
  if (instance instanceof Tensor && state instanceof PyTuple) {
    if (instance instanceof Parameter) setParameterState(instance, state.items);
    else setTensorState(instance, state.items);
    return;
  }
  if (instance instanceof PyObject && instance.state === undefined && mayHaveState(instance)) {
    instance.state = state;
    return;
  }
  if (!(instance instanceof PyDict) || instance.kind !== "OrderedDict") {
    throw new PickleProblem("refused", `the pickle would set the state of a ${typeName(instance)}: ${OBJECT_ADVICE}`);
  }
  if (!(state instanceof PyDict)) throw new PickleProblem("corrupt", "the state of an OrderedDict is no dict");
  instance.attributes ??= new PyDict("dict");
  for (const [key, value] of state.entries.values()) {
    if (!(key instanceof PyString)) throw new PickleProblem("corrupt", "an attribute whose name is no str");
    instance.attributes.set(key, value);
  }
}
