import { FileFormatError } from "../serialization/errors.ts";
import { structureMemory } from "../serialization/memory.ts";
import { type PickleEnvironment, Unpickler } from "../serialization/pickle/unpickler.ts";
import {
  PickleProblem,
  PyDict,
  PyGlobal,
  PyList,
  PyString,
  PyTuple,
  type PyValue,
  typeName,
} from "../serialization/pickle/values.ts";
import { type ByteSource, readBytes } from "../serialization/source.ts";
import { ZipReader } from "../serialization/zip/reader.ts";

/** A tensor in a file, whose elements are not read yet. */
export class FileTensor {
  constructor(
    readonly dtype: string,
    /** The name of its storage in the archive. */
    readonly key: string,
    /** Elements of its storage. */
    readonly length: number,
    readonly offset: PyValue,
    readonly shape: PyValue,
    readonly strides: PyValue,
  ) {}
}

/** A storage as a pickle refers to it. */
class FileStorage {
  constructor(
    readonly dtype: string,
    readonly key: string,
    readonly length: number,
  ) {}
}

/** A file of `torch.save` whose pickle is read. */
export interface Archive {
  readonly root: PyValue;
  /** Reads all elements of a tensor that lies in one piece, as float32 in this machine's order of bytes. */
  floats(tensor: FileTensor, name: string, shape: readonly number[]): Promise<Float32Array>;
}

/** No model's description is longer: 50 million weights are no part of it. */
const longestPickle = 64 * 1024 * 1024;
const classes: Readonly<Record<string, string>> = { FloatStorage: "float32", LongStorage: "int64" };

/**
 * Reads the archive that `torch.save` writes, as far as a model's file goes: plain values and tensors of float32 and int64.
 * What other files may hold needs all of the library.
 *
 * @throws FileFormatError for whatever is something else
 */
export async function openArchive(source: ByteSource): Promise<Archive> {
  const head = source.size < 4 ? new Uint8Array(4) : await readBytes(source, 0, 4);
  // How a zip archive's first record begins.
  if (head.join() !== "80,75,3,4") throw new FileFormatError("unsupported", "the file is none of torch.save's");
  const zip = await ZipReader.open(source);
  const first = zip.entries.keys().next().value ?? "";
  const root = first.slice(0, first.indexOf("/") + 1);
  if (!zip.entries.has(`${root}data.pkl`)) throw new FileFormatError("corrupt", "the archive is none of torch.save's");
  const pickle = await zip.read(`${root}data.pkl`, longestPickle);
  const isBig = zip.entries.has(`${root}byteorder`) && (await text(zip, `${root}byteorder`)).startsWith("big");
  const used = new Set<string>();
  const memory = structureMemory(Math.min(source.size, pickle.length), {});
  return {
    root: new Unpickler(pickle, environment, { record: "data.pkl", memory }).load(),
    async floats(tensor, name, shape) {
      const { dtype, key, length } = tensor;
      const count = shape.reduce((product, size) => product * size, 1);
      if (dtype !== "float32") throw new FileFormatError("corrupt", `${name} must be of float32, and is of ${dtype}`);
      const [start, ...sizes] = [tensor.offset, ...numbers(tensor.shape), ...numbers(tensor.strides)];
      const strides = shape.map((_, i) => shape.slice(i + 1).reduce((product, size) => product * size, 1));
      if (sizes.length !== 2 * shape.length || shape.some((size, i) => sizes[i] !== size)) {
        const given = numbers(tensor.shape).join(", ");
        throw new FileFormatError("corrupt", `${name} must have the shape [${shape.join(", ")}], and has [${given}]`);
      }
      // The stride of a single element is no matter.
      if (strides.some((stride, i) => shape[i] > 1 && sizes[shape.length + i] !== stride)) {
        throw new FileFormatError("unsupported", `${name} doesn't lie in one piece: save x.contiguous() in its place`);
      }
      if (typeof start !== "number" || !(start >= 0) || start + count > length) {
        throw new FileFormatError("corrupt", `${name} reaches beyond its storage of ${length} elements`);
      }
      // Else a small file could ask for any amount of memory.
      if (used.has(key)) throw new FileFormatError("refused", `${name} shares its storage with another tensor`);
      used.add(key);
      const record = `${root}data/${key}`;
      if (zip.entry(record).size !== 4 * length) {
        throw new FileFormatError("corrupt", `the storage of ${name} should have ${4 * length} bytes`, { record });
      }
      const bytes = await zip.read(record, 4 * length);
      const view = new DataView(bytes.buffer, bytes.byteOffset + 4 * start, 4 * count);
      return Float32Array.from({ length: count }, (_, i) => view.getFloat32(4 * i, !isBig));
    },
  };
}

async function text(zip: ZipReader, name: string): Promise<string> {
  return new TextDecoder("latin1").decode(await zip.read(name, 100));
}

function numbers(value: PyValue): PyValue[] {
  return value instanceof PyTuple || value instanceof PyList ? [...value.items] : [];
}

/** What a model's pickle may name. */
const environment: PickleEnvironment = {
  keepsUnknown: false,
  findGlobal(module, name) {
    const path = `${module}.${name}`;
    if (path === "collections.OrderedDict") return new PyGlobal(module, name, () => new PyDict("OrderedDict"));
    if (path === "torch._utils._rebuild_tensor_v2") return new PyGlobal(module, name, rebuildTensor);
    if (module === "torch" && Object.hasOwn(classes, name)) return new PyGlobal(module, name, null);
    return null;
  },
  persistentLoad(id) {
    const [kind, type, key, , length] = numbers(id);
    if (
      !(kind instanceof PyString && kind.value === "storage") ||
      !(type instanceof PyGlobal && Object.hasOwn(classes, type.name)) ||
      !(key instanceof PyString && /^\d{1,9}$/.test(key.value)) ||
      !(typeof length === "number" && length >= 0)
    ) {
      throw new PickleProblem("corrupt", "a storage must be of floats or longs, with a key and a length");
    }
    return new FileStorage(classes[type.name], key.value, length);
  },
  makeByteArray(): PyValue {
    throw new PickleProblem("refused", "a model's file has no bytearrays");
  },
  build(instance) {
    // A state dict carries its modules' versions as an attribute, which says nothing here.
    if (instance instanceof PyDict && instance.kind === "OrderedDict") return;
    throw new PickleProblem("refused", `the pickle would set the state of a ${typeName(instance)}`);
  },
};

function rebuildTensor([storage, offset, shape, strides]: readonly PyValue[]): PyValue {
  if (!(storage instanceof FileStorage)) throw new PickleProblem("corrupt", "a tensor needs a storage");
  return new FileTensor(storage.dtype, storage.key, storage.length, offset, shape, strides);
}
