/*
 * What is refused says how to go on: what to save in Python in place of what can't be read, or which option reads it.
 */

/** What to save in place of objects of a class, by its whole name; the first that fits. */
const INSTEAD: readonly (readonly [pattern: RegExp, instead: string])[] = [
  [/^torch\.optim\.|lr_scheduler/, "x.state_dict()"],
  [/^torch\._C\.Generator$/, "x.get_state()"],
  [
    /^(torch\.nn|torchvision\.models|torchvision\.ops|timm|transformers\.models|ultralytics\.nn|models|model|nets?)\./,
    "model.state_dict()",
  ],
  [/^(argparse\.Namespace|types\.SimpleNamespace)$/, "vars(x)"],
  [/^collections\.(deque|UserList)$/, "list(x)"],
  [/^(collections\.UserDict|(pytorch_)?lightning.*\.AttributeDict)$/, "dict(x)"],
  [/^omegaconf\./, "omegaconf.OmegaConf.to_container(x)"],
  [/^numpy\.random\._pickle\.__randomstate_ctor$/, "x.get_state()"],
  [/^numpy\.random\./, "x.bit_generator.state"],
  [/^(numpy|scipy|pandas)\./, "torch.from_numpy(numpy.asarray(x))"],
  [/^(fractions|uuid|ipaddress|zoneinfo)\./, "str(x)"],
];

/** What attacks call, and what only a program can make: nothing that could be saved otherwise. */
const NOTHING_INSTEAD =
  /^(builtins|os|posix|nt|subprocess|sys|shutil|socket|importlib|runpy|ctypes|pickle|marshal|operator|functools|itertools|types|code|pty)\./;

const KEEP = '{ unknown: "keep" } reads the file all the same and runs nothing';

/** How to go on where an object or name of a class or function is refused. */
export function adviceOn(module: string, name: string): string {
  const path = `${module}.${name}`;
  const instead = INSTEAD.find(([pattern]) => pattern.test(path))?.[1];
  if (instead !== undefined) return `in Python, save ${instead} in its place, or ${KEEP}`;
  if (NOTHING_INSTEAD.test(path)) return KEEP;
  return `in Python, save what is in it in its place (vars(x), or model.state_dict() of a module), or ${KEEP}`;
}

/** How to go on where a tensor's class is not one of PyTorch's. */
export const TENSOR_ADVICE = `in Python, save x.as_subclass(torch.Tensor) in its place, or ${KEEP}`;

/** How to go on where an object of PyTorch's or Python's is more than can be read. */
export const OBJECT_ADVICE = `in Python, save a plain dict or list in its place, or ${KEEP}`;

/** How to go on where a file was written in an odd way. */
export const AGAIN_ADVICE = "in Python, torch.save(torch.load(path), path) writes it in the usual way";

/** What files are that other programs wrote, by their first bytes, and how to get at what is in them. */
const OTHER_FILES: readonly (readonly [start: string, what: string])[] = [
  ["version https://g", "a pointer of Git LFS to the file: `git lfs pull` gets the file itself"],
  ["<!DOCTYPE", "a web page: what was downloaded is not the file"],
  ["<html", "a web page: what was downloaded is not the file"],
  ["\x93NUMPY", 'an array of NumPy\'s: in Python, torch.save(torch.from_numpy(numpy.load(path)), "array.pt")'],
  ["\x89HDF", "HDF5: in Python, h5py reads it, and torch.save writes what it gives"],
  ["GGUF", "GGUF, which llama.cpp reads"],
  ["\x1f\x8b", "compressed with gzip: unpack it first"],
  ["BZh", "compressed with bzip2: unpack it first"],
  ["\xfd7zXZ", "compressed with xz: unpack it first"],
  ["\x28\xb5\x2f\xfd", "compressed with zstd: unpack it first"],
  ...[2, 3, 4, 5].map((protocol): [string, string] => [
    `\x80${String.fromCharCode(protocol)}`,
    'a pickle, but not one of torch.save\'s: in Python, torch.save(pickle.load(open(path, "rb")), "file.pt")',
  ]),
];

/** What a file is that is none of those that are read, by its first bytes; null if that is not known. */
export function otherFile(head: Uint8Array): string | null {
  const text = String.fromCharCode(...head);
  return OTHER_FILES.find(([start]) => text.startsWith(start))?.[1] ?? null;
}
