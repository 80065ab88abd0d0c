import type { LoadOptions, Root } from "../contents.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { structureMemory } from "../memory.ts";
import { type PickleEnvironment, Unpickler } from "../pickle/unpickler.ts";
import { PickleProblem, PyGlobal, PyString, PyTuple, type PyValue, typeName } from "../pickle/values.ts";
import { toCount, toText } from "./arguments.ts";
import { dtypeOfStorage } from "./dtypes.ts";
import { build, findGlobal } from "./globals.ts";
import { Materializer } from "./materialize.ts";
import { ByteArray } from "./objects.ts";
import { checkIndices } from "./sparse.ts";
import { type StorageProvider, StorageReference } from "./storages.ts";

/** What PyTorch's pickles may refer to. */
class TorchEnvironment implements PickleEnvironment {
  readonly findGlobal = findGlobal;
  readonly build = build;
  readonly makeByteArray = (bytes: Uint8Array) => ByteArray.from(bytes);
  /** By their keys; of storages without bytes the last one. */
  readonly references = new Map<string, StorageReference>();
  readonly keepsUnknown: boolean;
  /** The strings of PyTorch's own code, by their texts. */
  readonly constants = new Map<string, PyString>();
  readonly #provider: StorageProvider;

  constructor(provider: StorageProvider, keepsUnknown: boolean) {
    this.#provider = provider;
    this.keepsUnknown = keepsUnknown;
  }

  /** `("storage", class, key, location, number of elements)`; the legacy format adds a sixth for views. */
  persistentLoad(id: PyValue): PyValue {
    if (!(id instanceof PyTuple)) {
      throw new PickleProblem("refused", `persistent_load id must be tuple or int, but got ${typeName(id)}`);
    }
    const [kind, type, keyValue, location, count, view] = id.items;
    for (const text of [kind, location]) {
      if (text instanceof PyString && !this.constants.has(text.value)) this.constants.set(text.value, text);
    }
    const kindName = toText(kind, "a persistent id's kind");
    // Whole modules before PyTorch 1.6: the class, with the file of its source and its text.
    if (kindName === "module" && this.keepsUnknown && type instanceof PyGlobal) return type;
    if (kindName !== "storage") {
      throw new PickleProblem("refused", `only persistent_load of storage is allowed, but got ${quoted(kindName)}`);
    }
    if (id.items.length < 5 || id.items.length > 6)
      throw new PickleProblem("corrupt", "a storage's id has not five parts");
    if (view !== undefined && view !== null)
      throw new PickleProblem("unsupported", "a storage that is a view of another");
    const key = typeof keyValue === "number" ? String(keyValue) : toText(keyValue, "a storage's key");
    const length = toCount(count, "a storage's number of elements");
    const reference = new StorageReference(key, storageType(type), length, this.#provider);
    if (!Number.isSafeInteger(reference.byteLength))
      throw new PickleProblem("corrupt", `a storage of ${length} elements`);
    const known = this.references.get(key);
    // PyTorch shares no storages without bytes, which have no address.
    if (known === undefined || (length === 0 && known.length === 0)) {
      this.references.set(key, reference);
      return reference;
    }
    if (known.byteLength !== reference.byteLength) {
      throw new PickleProblem(
        "corrupt",
        `storage ${key} has once ${known.byteLength} bytes and once ${reference.byteLength}`,
      );
    }
    return known;
  }
}

function storageType(type: PyValue | undefined) {
  if (type instanceof PyGlobal) {
    if (type.module === "torch.storage") return null;
    const dtype = dtypeOfStorage(type.name);
    if (dtype !== null) return dtype;
  }
  throw new PickleProblem("corrupt", `a storage's class is ${type === undefined ? "missing" : typeName(type)}`);
}

/** Where a pickle is. */
export interface PicklePlace {
  readonly record: string | null;
  readonly position?: number;
  /** Of the file, which bounds what its pickle may make. */
  readonly fileSize: number;
  /** Whether objects of unknown classes are kept; default false. */
  readonly keepsUnknown?: boolean;
  readonly options: LoadOptions;
}

/** A pickle of PyTorch's, read. */
export interface TorchPickleContents {
  readonly root: Root;
  /** The same as Python's objects. */
  readonly raw: PyValue;
  /** The position behind the pickle. */
  readonly end: number;
  /** The storages it refers to, by their keys. */
  readonly references: ReadonlyMap<string, StorageReference>;
  /** To be called when the storages are filled: checks what only the elements tell. */
  checkElements(): void;
}

/** Reads a pickle of PyTorch's. */
export function readTorchPickle(
  bytes: Uint8Array,
  provider: StorageProvider,
  { record, position = 0, fileSize, keepsUnknown = false, options }: PicklePlace,
): TorchPickleContents {
  // A compressed pickle is larger than its file, and a small one in a large file no larger than itself.
  const memory = structureMemory(Math.min(fileSize, bytes.length), options);
  const environment = new TorchEnvironment(provider, keepsUnknown);
  const unpickler = new Unpickler(bytes, environment, { record, position, memory });
  const raw = unpickler.load();
  try {
    const materializer = new Materializer(bytes.length, keepsUnknown, environment.constants);
    const root = materializer.materialize(raw);
    const checkElements = () => {
      for (const tensor of materializer.sparse) checkIndices(tensor);
    };
    return { root, raw, end: unpickler.position, references: environment.references, checkElements };
  } catch (error) {
    if (!(error instanceof PickleProblem)) throw error;
    throw new FileFormatError(error.problem, error.message, { record });
  }
}
