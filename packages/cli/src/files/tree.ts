import { repr, reprItem } from "downhill";
import { LazyObject, LazyTensor } from "downhill/node";
import { Counter, DefaultDict, OrderedDict, Size, Tuple } from "downhill/serialization";
import { coloursFor, cut, widest } from "../terminal/text.ts";
import { formatBytes, formatNumber } from "./format.ts";
import { pathTo } from "./path.ts";
import { type OptimizerSummary, partsOf, type TensorSummary } from "./summary.ts";

/** Of a list of plain values so many are shown. */
const shownItems = 8;
/** Of a container's parts so many are shown, and beyond only those with tensors. */
const shownParts = 100;

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
  tensors: readonly TensorSummary[],
  optimizers: readonly OptimizerSummary[],
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
    if (part instanceof LazyTensor || part instanceof LazyObject) return true;
    let result = tensorsIn.get(part);
    if (result === undefined) {
      result = partsOf(part)?.some(([, inner]) => hasTensors(inner)) ?? false;
      if (typeof part === "object") tensorsIn.set(part, result);
    }
    return result;
  };

  const addParts = (container: object, path: string, depth: number): void => {
    let left = 0;
    for (const [i, [key, inner]] of (partsOf(container) ?? []).entries()) {
      const place = container instanceof Set ? inner : key;
      const text = () => shortRepr(inner, container, place);
      if (i < shownParts || hasTensors(inner)) add(keyText(key), inner, text, pathTo(path, key), depth);
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
    if (partsOf(part) === null || isPlainList(part)) {
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
  if (isPlainList(value) || partsOf(value) === null) add("", value, () => shortRepr(value, root, 0), "", 0);
  else {
    const optimizer = byPath.get("");
    if (optimizer !== undefined) rows.push({ depth: 0, name: colours.dim(describeOptimizer(optimizer)), cells: "" });
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
  if (tensor.isParameter) remarks.push("parameter");
  else if (tensor.requiresGrad) remarks.push("requires grad");
  if (statistics !== null && statistics.nans > 0) remarks.push(`${statistics.nans} NaN`);
  if (statistics !== null && statistics.infinities > 0) remarks.push(`${statistics.infinities} infinite`);
  const numbers =
    statistics === null
      ? ["", "", ""]
      : [
          `min ${formatNumber(statistics.min)}`,
          `mean ${formatNumber(statistics.mean)}`,
          `max ${formatNumber(statistics.max)}`,
        ];
  return [tensor.dtype, `[${tensor.shape.join(", ")}]`, formatBytes(tensor.byteLength), ...numbers, remarks.join(", ")];
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
