import { repr, reprItem } from "downhill";
import { LazyObject, LazyTensor } from "downhill/node";
import {
  Counter,
  DefaultDict,
  NumpyArray,
  OrderedDict,
  PythonName,
  PythonObject,
  Size,
  type TensorStatistics,
  Tuple,
} from "downhill/serialization";
import { coloursFor, cut, widest } from "../terminal/text.ts";
import { formatBytes, formatNumber } from "./format.ts";
import { type OptimizerSummary, type Part, partsOf } from "./parts.ts";
import { pathTo } from "./path.ts";
import type { TensorSummary } from "./summary.ts";

/** Of a list of plain values so many are shown. */
const shownItems = 8;
/** Of a container's parts so many are shown, and beyond only those with tensors. */
const shownParts = 100;

/** What is known of what is in a file. */
export interface TreeSummaries {
  readonly tensors: readonly TensorSummary[];
  readonly arrays: ReadonlyMap<NumpyArray, TensorStatistics | null>;
  readonly optimizers: readonly OptimizerSummary[];
}

interface Row {
  readonly depth: number;
  readonly name: string;
  /** A tensor's columns, or a text that may run over all of them. */
  readonly cells: readonly string[] | string;
}

/**
 * What is in a file as an indented tree, with a line for each tensor: its type, shape and bytes, and what its elements
 * are like. A container that occurs twice is shown once, and of long ones the beginning.
 *
 * @param root the file's value in a list
 */
export function renderTree(
  root: readonly [unknown],
  { tensors, arrays, optimizers }: TreeSummaries,
  stream: NodeJS.WriteStream,
): string[] {
  const colours = coloursFor(stream);
  const summaries = new Map<LazyTensor, TensorSummary>();
  for (const summary of tensors) if (!summaries.has(summary.tensor)) summaries.set(summary.tensor, summary);
  const byPath = new Map(optimizers.map((optimizer) => [optimizer.path, optimizer]));
  const rows: Row[] = [];
  /** Where containers and tensors were shown, which other places may hold too. */
  const shown = new Map<unknown, string>();
  const tensorsIn = new Map<unknown, boolean>();

  const hasTensors = (part: unknown): boolean => {
    if (part instanceof LazyTensor || part instanceof LazyObject || part instanceof NumpyArray) return true;
    let result = tensorsIn.get(part);
    if (result === undefined) {
      if (typeof part === "object") tensorsIn.set(part, false); // in case it contains itself
      result = partsOf(part)?.some(({ value }) => hasTensors(value)) ?? false;
      if (typeof part === "object") tensorsIn.set(part, result);
    }
    return result;
  };

  const addParts = (container: object, path: string, depth: number): void => {
    let left = 0;
    for (const [i, part] of shownPartsOf(container).entries()) {
      const { name, value } = part;
      const text = () => shortRepr(value, part.container, part.key);
      const label = keyText(name instanceof LazyTensor ? (summaries.get(name)?.name ?? name) : name);
      if (i < shownParts || hasTensors(value)) add(label, value, text, pathTo(path, name), depth);
      else left++;
    }
    if (left > 0) rows.push({ depth, name: `… ${left.toLocaleString("en")} more`, cells: "" });
  };

  const add = (name: string, part: unknown, text: () => string, path: string, depth: number): void => {
    if (part instanceof LazyTensor) {
      rows.push({ depth, name, cells: tensorCells(summaries.get(part), shown.has(part)) });
      shown.set(part, path);
      return;
    }
    if (part instanceof NumpyArray && part.objects === null) {
      const first = shown.get(part);
      rows.push({ depth, name, cells: arrayCells(part, arrays.get(part) ?? null, first) });
      if (first === undefined) shown.set(part, path);
      return;
    }
    if (partsOf(part) === null || isPlainList(part) || isPlainObject(part)) {
      rows.push({ depth, name, cells: text() });
      return;
    }
    const optimizer = byPath.get(path);
    const description = optimizer === undefined ? describeContainer(part) : describeOptimizer(optimizer);
    const first = shown.get(part);
    if (first !== undefined) {
      rows.push({ depth, name, cells: `${colours.dim(description)}, ${colours.yellow(`the same as ${cut(first)}`)}` });
      return;
    }
    shown.set(part, path);
    rows.push({ depth, name, cells: colours.dim(description) });
    addParts(part as object, path, depth + 1);
  };

  const [value] = root;
  if (isPlainList(value) || isPlainObject(value) || partsOf(value) === null)
    add("", value, () => shortRepr(value, root, 0), "", 0);
  else {
    const optimizer = byPath.get("");
    const isObject = value instanceof PythonObject;
    const description = optimizer !== undefined ? describeOptimizer(optimizer) : isObject ? cut(value.className) : "";
    if (description !== "") rows.push({ depth: 0, name: colours.dim(description), cells: "" });
    shown.set(value, "the whole value");
    addParts(value as object, "", 0);
  }
  return layOut(rows, colours);
}

function layOut(rows: readonly Row[], colours: ReturnType<typeof coloursFor>): string[] {
  const tensorRows = rows.filter((row): row is Row & { cells: readonly string[] } => typeof row.cells !== "string");
  const labels = rows.map(({ depth, name }) => "  ".repeat(depth) + name);
  const labelWidth = Math.min(48, widest(labels.filter((_, i) => rows[i].cells !== "")));
  const columns = tensorRows[0]?.cells.length ?? 0;
  const widths = Array.from({ length: columns }, (_, c) => widest(tensorRows.map(({ cells }) => cells[c])));
  return rows.map(({ cells }, i) => {
    const label = labels[i].padEnd(labelWidth);
    if (typeof cells === "string") return `${label}  ${cells}`.trimEnd();
    // Type and shape to the left, numbers to the right, remarks at the end.
    const text = cells.map((cell, c) =>
      c < 2 || c === columns - 1 ? cell.padEnd(widths[c]) : cell.padStart(widths[c]),
    );
    const remarks = cells[columns - 1] === "" ? "" : colours.yellow(cells[columns - 1]);
    return `${label}  ${text.slice(0, -1).join("  ")}  ${remarks}`.trimEnd();
  });
}

function tensorCells(summary: TensorSummary | undefined, again: boolean): string[] {
  if (summary === undefined) return [];
  const { tensor, sharesWith, statistics } = summary;
  const remarks: string[] = [];
  if (again) remarks.push(`the same as ${cut(summary.name)}`);
  else if (sharesWith !== null) remarks.push(`shares elements with ${cut(sharesWith)}`);
  if (tensor.isSparse) remarks.push("sparse");
  if (!tensor.className.startsWith("torch.")) remarks.push(cut(tensor.className));
  if (tensor.isParameter) remarks.push("parameter");
  else if (tensor.requiresGrad) remarks.push("requires grad");
  return elementCells(tensor.dtype, tensor.shape, tensor.byteLength, statistics, [...remarks, ...oddities(statistics)]);
}

function arrayCells(array: NumpyArray, statistics: TensorStatistics | null, first: string | undefined): string[] {
  const remarks = [first === undefined ? "NumPy" : `the same as ${cut(first)}`, ...oddities(statistics)];
  return elementCells(cut(array.dtype.name), array.shape, array.bytes.length, statistics, remarks);
}

/** What elements are not numbers that one can compute with. */
function oddities(statistics: TensorStatistics | null): string[] {
  if (statistics === null) return [];
  const { nans, infinities } = statistics;
  return [...(nans > 0 ? [`${nans} NaN`] : []), ...(infinities > 0 ? [`${infinities} infinite`] : [])];
}

function elementCells(
  dtype: string,
  shape: readonly number[],
  bytes: number,
  statistics: TensorStatistics | null,
  remarks: readonly string[],
): string[] {
  const numbers =
    statistics === null
      ? ["", "", ""]
      : [
          `min ${formatNumber(statistics.min)}`,
          `mean ${formatNumber(statistics.mean)}`,
          `max ${formatNumber(statistics.max)}`,
        ];
  return [dtype, `[${shape.join(", ")}]`, formatBytes(bytes), ...numbers, remarks.join(", ")];
}

/** The parts of a container that are worth a line: of a module not the hooks and flags that nobody set. */
function shownPartsOf(container: object): readonly Part[] {
  const parts = partsOf(container) ?? [];
  if (!(container instanceof PythonObject) || !container.isModule) return parts;
  const isIdle = ({ name, value }: Part) =>
    typeof name === "string" && name.startsWith("_") && (typeof value !== "object" || partsOf(value)?.length === 0);
  return parts.filter((part) => !isIdle(part) && part.value !== null);
}

/** Whether an object is nothing but a call with plain arguments, which fits on its line. */
function isPlainObject(value: unknown): boolean {
  if (!(value instanceof PythonObject)) return false;
  const isPlain = (arg: unknown) => typeof arg !== "object" || arg === null || arg instanceof PythonName;
  return value.args.every(isPlain) && value.parts().every(({ name }) => name === "args");
}

/** Whether a list or set holds nothing but plain values, which fit on its own line. */
function isPlainList(value: unknown): boolean {
  if (!Array.isArray(value) && !(value instanceof Set)) return partsOf(value)?.length === 0;
  return [...value].every((item) => typeof item !== "object" || item === null);
}

/** What a container holds under a key, in short. */
function shortRepr(value: unknown, container: object, key: unknown): string {
  if (value instanceof LazyObject) return `${value.className} of ${value.dtype} [${value.shape.join(", ")}]`;
  if (Array.isArray(value) && value.length > shownItems) {
    const items = Array.from({ length: shownItems }, (_, i) => reprItem(value, i, value[i]));
    const head = items.join(", ");
    return `${cut(value instanceof Tuple ? `(${head}, …)` : `[${head}, …]`)} ${value.length} items`;
  }
  return cut(reprItem(container, key, value));
}

function keyText(key: unknown): string {
  return cut(typeof key === "string" ? key : repr(key));
}

function describeContainer(value: unknown): string {
  const count = partsOf(value)?.length ?? 0;
  const items = count === 1 ? "1 item" : `${count} items`;
  if (value instanceof PythonObject) return cut(value.className);
  if (value instanceof NumpyArray) return `array of ${items}`;
  if (value instanceof Size) return `torch.Size of ${items}`;
  if (value instanceof Tuple) return `tuple of ${items}`;
  if (Array.isArray(value)) return `list of ${items}`;
  if (value instanceof Set) return `set of ${items}`;
  if (value instanceof OrderedDict) return `OrderedDict of ${items}`;
  if (value instanceof Counter) return `Counter of ${items}`;
  return value instanceof DefaultDict ? `defaultdict of ${items}` : `dict of ${items}`;
}

function describeOptimizer({ name, groups }: OptimizerSummary): string {
  const of = groups === 1 ? "1 group" : `${groups} groups`;
  return name === null ? `state of an unknown optimizer, ${of}` : `state of ${name}, ${of}`;
}
