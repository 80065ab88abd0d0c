import { manualSeed, nn, optim, randn, repr, type Tensor } from "downhill";
import {
  type Comparison,
  Counter,
  compareFiles,
  DefaultDict,
  deserialize,
  deserializeLazily,
  FrozenSet,
  type LazyFile,
  LazyObject,
  LazyTensor,
  NumpyArray,
  OrderedDict,
  PythonObject,
  packCheckpoint,
  type SaveFormat,
  Size,
  serialize,
  Tuple,
  tensorStatistics,
} from "downhill/serialization";
import { findOptimizers, isSuspicious, keptObjects, partsOf } from "../../../packages/cli/src/files/parts.ts";
import { pathTo } from "../../../packages/cli/src/files/path.ts";
import type { OpenedFile, OptimizerNode, TensorDetails, TensorNode, TreeNode } from "./described.ts";

interface Open {
  readonly blob: Blob;
  readonly file: LazyFile;
}

const opened = new Map<number, Open>();
let count = 0;

/** Of a container so many parts are shown, and beyond only those with tensors. */
const shownParts = 200;
const longestText = 120;
const bins = 48;
const pictureSide = 192;

/**
 * Opens a file: its structure is read, its tensors stay where they are. Objects of classes are kept as what the file says of
 * them; nothing of it is run.
 *
 * @throws FileFormatError for what is no such file, or damaged
 */
export async function openFile(blob: Blob): Promise<OpenedFile> {
  const start = performance.now();
  const file = await deserializeLazily(blob, { unknown: "keep" });
  const id = ++count;
  opened.set(id, { blob, file });
  const names = new Map<LazyTensor, string>();
  for (const [name, tensor] of file.tensors) if (!names.has(tensor)) names.set(tensor, name);
  return {
    id,
    format: file.format,
    size: blob.size,
    milliseconds: performance.now() - start,
    tensors: names.size,
    elements: [...names.keys()].reduce((sum, { numel }) => sum + numel, 0),
    root: new TreeBuilder(names).node("", file.value, ""),
    optimizers: await Promise.all(findOptimizers(file.value).map((found) => describeOptimizer(file, found))),
    objects: [...keptObjects(file.value)].map(([name, times]) => ({
      name: shorten(name),
      count: times,
      suspicious: isSuspicious(name),
    })),
  };
}

/** Forgets a file. */
export function closeFile(id: number): void {
  opened.delete(id);
}

class TreeBuilder {
  readonly #names: ReadonlyMap<LazyTensor, string>;
  readonly #seen = new Set<unknown>();

  constructor(names: ReadonlyMap<LazyTensor, string>) {
    this.#names = names;
  }

  node(name: string, value: unknown, path: string): TreeNode {
    const base = { name: shorten(name), path };
    if (value instanceof LazyTensor) {
      return { ...base, text: "", parts: [], tensor: tensorNode(value, this.#names.get(value) ?? "") };
    }
    if (value instanceof LazyObject) return { ...base, text: shorten(String(value)), parts: [], tensor: null };
    const parts = partsOf(value);
    if (parts === null) return { ...base, text: shorten(textOf(value)), parts: [], tensor: null };
    if (this.#seen.has(value)) return { ...base, text: `${kindOf(value)} …`, parts: [], tensor: null };
    this.#seen.add(value);
    const shown = parts.filter((part, i) => i < shownParts || isHolder(part.value));
    const nodes = shown.map((part) => this.node(String(part.name), part.value, pathTo(path, part.name)));
    const left = parts.length - shown.length;
    const rest: TreeNode[] =
      left > 0 ? [{ name: "…", path: `${path}…`, text: `+ ${left}`, parts: [], tensor: null }] : [];
    return { ...base, text: `${kindOf(value)}, ${parts.length}`, parts: [...nodes, ...rest], tensor: null };
  }
}

const isHolder = (value: unknown) => value instanceof LazyTensor || partsOf(value) !== null;

function tensorNode({ dtype, shape, byteLength }: LazyTensor, name: string): TensorNode {
  return { dtype, shape: [...shape], bytes: byteLength, name };
}

function textOf(value: unknown): string {
  try {
    return repr(value);
  } catch {
    return String(value);
  }
}

/** What Python calls a container; names of classes don't outlive the build. */
function kindOf(value: unknown): string {
  if (value instanceof PythonObject) return shorten(value.className);
  const [, name] = KINDS.find(([type]) => value instanceof type) ?? [];
  return name ?? "dict";
}

const KINDS: readonly (readonly [abstract new (...args: never[]) => object, string])[] = [
  [NumpyArray, "numpy.ndarray"],
  [OrderedDict, "OrderedDict"],
  [Counter, "Counter"],
  [DefaultDict, "defaultdict"],
  [Size, "torch.Size"],
  [Tuple, "tuple"],
  [Array, "list"],
  [FrozenSet, "frozenset"],
  [Set, "set"],
];

const shorten = (text: string) => (text.length > longestText ? `${text.slice(0, longestText)}…` : text);

async function describeOptimizer(
  file: LazyFile,
  { path, name, groups }: { path: string; name: string | null; groups: number },
): Promise<OptimizerNode> {
  const prefix = path === "" ? "" : `${path}.`;
  const rates = at(file.value, path, "param_groups");
  const list = Array.isArray(rates) ? rates.map((group) => Number(partOf(group, "lr"))).filter(Number.isFinite) : [];
  let steps: number | null = null;
  for (const [key, tensor] of file.tensors) {
    if (!key.startsWith(`${prefix}state.`) || !key.endsWith(".step") || tensor.numel !== 1) continue;
    steps = Number((await tensor.load()).item());
    break;
  }
  return { path, name, groups, rates: list, steps };
}

function at(value: unknown, path: string, last: string): unknown {
  let place = value;
  for (const key of [...(path === "" ? [] : path.split(".")), last]) place = partOf(place, key);
  return place;
}

function partOf(value: unknown, key: string): unknown {
  return partsOf(value)?.find(({ name }) => String(name) === key)?.value;
}

/** Reads one tensor's elements and says what they are like. */
export async function tensorDetails(id: number, name: string): Promise<TensorDetails> {
  const loaded = await open(id).file.tensors.get(name)?.load();
  if (loaded === undefined) throw new RangeError(`there is no tensor ${name}`);
  const tensor: Tensor = loaded.isSparse ? loaded.coalesce().values() : loaded;
  const statistics = tensorStatistics(tensor);
  if (statistics === null) return { statistics, histogram: [], picture: null, first: [] };
  const { min, max } = statistics;
  const values = tensor.detach().to("float64").contiguous().flatten().toTypedArray() as Float64Array;
  const histogram = new Array<number>(bins).fill(0);
  if (min !== null && max !== null) {
    const [low, high] = [Number(min), Number(max)];
    for (const value of values) {
      if (!Number.isFinite(value)) continue;
      histogram[high > low ? Math.min(bins - 1, Math.floor(((value - low) / (high - low)) * bins)) : 0]++;
    }
  }
  return { statistics, histogram, picture: pictureOf(tensor.shape, values), first: [...values.subarray(0, 24)] };
}

/** A matrix as it is; what has more dimensions as the matrix of its first one by all others. */
function pictureOf(shape: readonly number[], values: Float64Array): TensorDetails["picture"] {
  if (shape.length < 2 || values.length === 0) return null;
  const height = shape[0];
  const width = values.length / height;
  const rows = Math.min(height, pictureSide);
  const columns = Math.min(width, pictureSide);
  const picked = Float32Array.from({ length: rows * columns }, (_, i) => {
    const row = Math.floor((Math.floor(i / columns) * height) / rows);
    return values[row * width + Math.floor(((i % columns) * width) / columns)];
  });
  return { rows, columns, values: picked };
}

/** How two files differ. */
export function diffFiles(first: number, second: number): Promise<Comparison> {
  return compareFiles(open(first).file, open(second).file);
}

/**
 * A file in another format.
 *
 * @throws what `serialize` throws for values that the format has no place for
 */
export async function convertFile(id: number, format: SaveFormat): Promise<Blob> {
  const value = await deserialize(open(id).blob, { unknown: "keep" });
  return new Blob([serialize(value, { format }) as BlobPart]);
}

/** A small training's checkpoint, to have something to look at. */
export function exampleFile(): Blob {
  manualSeed(0);
  const model = new nn.Sequential(
    new nn.Conv2d(1, 8, 5),
    new nn.ReLU(),
    new nn.Flatten(),
    new nn.Linear(8 * 24 * 24, 10),
  );
  const optimizer = new optim.AdamW(model.parameters(), { lr: 3e-3 });
  for (let step = 0; step < 5; step++) {
    optimizer.zeroGrad();
    model
      .forward(randn([4, 1, 28, 28]))
      .square()
      .mean()
      .backward();
    optimizer.step();
  }
  return new Blob([serialize(packCheckpoint({ model, optimizer, epoch: 1 })) as BlobPart]);
}

function open(id: number): Open {
  const found = opened.get(id);
  if (found === undefined) throw new RangeError(`file ${id} isn't open`);
  return found;
}
