import { formatExponent, formatFixed } from "../python/text.ts";
import { getDefaultDtype } from "./defaultDtype.ts";
import { getPrintOptions, type PrintOptions } from "./printOptions.ts";
import type { Shape } from "./shape.ts";

/** Elements to print: an array and how a tensor lies in it. */
export interface Printable {
  readonly shape: Shape;
  readonly strides: Shape;
  readonly offset: number;
  /** PyTorch's name of the type: `float32`, `int64`, `bool`, ... */
  readonly dtype: string;
  readonly data: ArrayLike<number | bigint>;
}

/** What else a tensor's text tells. */
export interface History {
  /** The name of the node that made the tensor, such as `MulBackward0`. */
  readonly gradFn?: string | null;
  readonly requiresGrad?: boolean;
}

const PREFIX = "tensor(";

/**
 * The text that PyTorch prints for a tensor, by the present print options.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html
 */
export function formatTensor(tensor: Printable, history: History = {}): string {
  const options = getPrintOptions();
  const suffixes: string[] = [];
  const empty = tensor.shape.includes(0);
  if (empty ? tensor.shape.length !== 1 : options.edgeitems === 0) suffixes.push(`size=${formatTuple(tensor.shape)}`);
  if (empty ? tensor.dtype !== getDefaultDtype() : !isUnspoken(tensor.dtype)) {
    suffixes.push(`dtype=torch.${tensor.dtype}`);
  }
  suffixes.push(...historySuffix(history));
  return addSuffixes(PREFIX + formatElements(tensor, PREFIX.length, options), suffixes, options.linewidth, false);
}

/** The text for a tensor whose elements can't be shown, as PyTorch has it for tensors that have none. */
export function formatWithoutElements(shape: Shape, dtype: string, history: History = {}): string {
  const suffixes = [`size=${formatTuple(shape)}`, `dtype=torch.${dtype}`, ...historySuffix(history)];
  return addSuffixes(`${PREFIX}...`, suffixes, getPrintOptions().linewidth, false);
}

/** What a sparse tensor consists of, in the order in which it is printed; the last part is its values. */
export interface SparseParts {
  readonly shape: Shape;
  readonly nnz: number;
  /** `torch.sparse_coo`, ... */
  readonly layout: string;
  readonly parts: readonly (readonly [name: string, tensor: Printable])[];
}

/** The text that PyTorch prints for a sparse tensor. */
export function formatSparse({ shape, nnz, layout, parts }: SparseParts, history: History = {}): string {
  const options = getPrintOptions();
  const suffixes = [`size=${formatTuple(shape)}`, `nnz=${nnz}`];
  const { dtype } = parts[parts.length - 1][1];
  if (!isUnspoken(dtype)) suffixes.push(`dtype=torch.${dtype}`);
  suffixes.push(`layout=${layout}`, ...historySuffix(history));
  const texts = parts.map(([name, tensor]) => {
    const prefix = `${name}=tensor(`;
    const size = tensor.shape.includes(0) ? `, size=${formatTuple(tensor.shape)}` : "";
    return `${prefix}${formatElements(tensor, PREFIX.length + prefix.length, options)}${size})`;
  });
  const body = texts.join(`,\n${" ".repeat(PREFIX.length)}`);
  return addSuffixes(PREFIX + body, suffixes, options.linewidth, layout === "torch.sparse_coo");
}

/**
 * The text that PyTorch prints for a quantized tensor.
 * @param real what its integers stand for
 * @param quantizer what it says of the quantizer, such as `scale=0.1`
 */
export function formatQuantized(real: Printable, dtype: string, quantizer: readonly string[]): string {
  const options = getPrintOptions();
  const suffixes = [`size=${formatTuple(real.shape)}`, `dtype=torch.${dtype}`, ...quantizer];
  return addSuffixes(PREFIX + formatElements(real, PREFIX.length, options), suffixes, options.linewidth, false);
}

/** Types that a text need not name, since the elements' look tells them. */
function isUnspoken(dtype: string): boolean {
  return dtype === getDefaultDtype() || dtype === "int64" || dtype === "bool";
}

function historySuffix({ gradFn, requiresGrad }: History): string[] {
  if (gradFn !== undefined && gradFn !== null) return [`grad_fn=<${gradFn}>`];
  return requiresGrad === true ? ["requires_grad=True"] : [];
}

/** Appends suffixes, each on the same line if it fits, and the closing parenthesis. */
function addSuffixes(text: string, suffixes: readonly string[], linewidth: number, onNewLine: boolean): string {
  let result = text;
  let length = text.length - text.lastIndexOf("\n") + 1;
  let breakLine = onNewLine;
  for (const suffix of suffixes) {
    if (breakLine || length + suffix.length + 2 > linewidth) {
      result += `,\n${" ".repeat(PREFIX.length)}${suffix}`;
      length = PREFIX.length + suffix.length;
      breakLine = false;
    } else {
      result += `, ${suffix}`;
      length += suffix.length + 2;
    }
  }
  return `${result})`;
}

/** Sizes as a Python tuple. */
function formatTuple(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** The elements in brackets, starting at column `indent`. */
function formatElements(tensor: Printable, indent: number, options: PrintOptions): string {
  const count = tensor.shape.reduce((product, size) => product * size, 1);
  if (count === 0) return "[]";
  const layout = { tensor, options, summarize: count > options.threshold };
  const shown: number[] = [];
  if (tensor.shape.length === 0) shown.push(tensor.offset);
  else collect(layout, 0, tensor.offset, shown);
  const style = elementStyle(
    tensor.dtype,
    shown.map((place) => tensor.data[place]),
    options,
  );
  if (tensor.shape.length === 0) return style.format(tensor.data[tensor.offset]);
  return formatDim({ ...layout, style }, 0, tensor.offset, indent);
}

interface Layout {
  readonly tensor: Printable;
  readonly options: PrintOptions;
  readonly summarize: boolean;
}

/** Whether a dimension is shown by its edges only. */
function isCut({ tensor, options, summarize }: Layout, dim: number): boolean {
  return summarize && tensor.shape[dim] > 2 * options.edgeitems;
}

/** The places of the elements that decide the common style: those that are shown. */
function collect(layout: Layout, dim: number, place: number, shown: number[]): void {
  const { shape, strides } = layout.tensor;
  const edge = layout.options.edgeitems;
  const last = dim === shape.length - 1;
  // Without edge items PyTorch looks at all of a vector, and at nothing of a matrix.
  if (layout.summarize && edge === 0 && !last) return;
  const cut = isCut(layout, dim) && edge > 0;
  for (let i = 0; i < shape[dim]; i++) {
    if (cut && i === edge) i = shape[dim] - edge;
    const at = place + i * strides[dim];
    if (last) shown.push(at);
    else collect(layout, dim + 1, at, shown);
  }
}

function formatDim(
  layout: Layout & { readonly style: ElementStyle },
  dim: number,
  place: number,
  indent: number,
): string {
  const { tensor, options, style } = layout;
  const size = tensor.shape[dim];
  const stride = tensor.strides[dim];
  const last = dim === tensor.shape.length - 1;
  const edge = options.edgeitems;
  const parts: string[] = [];
  const show = (from: number, to: number) => {
    for (let i = from; i < to; i++) {
      const at = place + i * stride;
      parts.push(last ? style.format(tensor.data[at]) : formatDim(layout, dim + 1, at, indent + 1));
    }
  };
  if (isCut(layout, dim)) {
    show(0, edge);
    parts.push(last && edge > 0 ? " ..." : "...");
    show(size - edge, size);
  } else show(0, size);

  const margin = " ".repeat(indent + 1);
  if (!last) return `[${parts.join(`,${"\n".repeat(tensor.shape.length - dim - 1)}${margin}`)}]`;
  const perLine = Math.max(1, Math.floor((options.linewidth - indent) / (style.width + 2)));
  const lines: string[] = [];
  for (let i = 0; i < parts.length; i += perLine) lines.push(parts.slice(i, i + perLine).join(", "));
  return `[${lines.join(`,\n${margin}`)}]`;
}

/** How all elements of a tensor are written: equally wide, in the same notation. */
interface ElementStyle {
  readonly width: number;
  format(value: number | bigint): string;
}

function elementStyle(dtype: string, values: readonly (number | bigint)[], options: PrintOptions): ElementStyle {
  if (!/^b?float/.test(dtype)) {
    const write = dtype === "bool" ? (value: number | bigint) => (value ? "True" : "False") : String;
    return padded(values, write);
  }
  const numbers = values.map(Number).filter((value) => Number.isFinite(value) && value !== 0);
  const write = floatNotation(numbers, options);
  return padded(numbers, write);
}

function padded(values: readonly (number | bigint)[], write: (value: number | bigint) => string): ElementStyle {
  let width = 1;
  for (const value of values) width = Math.max(width, write(value).length);
  return { width, format: (value) => write(value).padStart(width) };
}

/** The notation of floating-point elements, chosen by the finite values that are not zero. */
function floatNotation(numbers: readonly number[], options: PrintOptions): (value: number | bigint) => string {
  const integral = numbers.every(Number.isInteger);
  let scientific = false;
  if (numbers.length > 0) {
    let smallest = Number.POSITIVE_INFINITY;
    let largest = 0;
    for (const value of numbers) {
      smallest = Math.min(smallest, Math.abs(value));
      largest = Math.max(largest, Math.abs(value));
    }
    scientific = options.sciMode ?? (largest / smallest > 1000 || largest > 1e8 || smallest < 1e-4);
  }
  const { precision } = options;
  if (scientific) return (value) => formatExponent(Number(value), precision);
  if (!integral) return (value) => formatFixed(Number(value), precision);
  return (value) => formatFixed(Number(value), 0) + (Number.isFinite(Number(value)) ? "." : "");
}
