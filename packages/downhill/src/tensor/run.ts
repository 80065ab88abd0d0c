import type { BinaryOp, Elementwise, TernaryOp, UnaryOp } from "../elementwise/definition.ts";
import { type StreamArray, stream, type Walk } from "../kernels/stream.ts";
import { kernelsSupported } from "../kernels/support.ts";
import type { ElementDType } from "../memory/dtype.ts";
import { recorder } from "../memory/recording.ts";
import { ElementwiseComputation } from "./computation.ts";
import { runBinary, runTernary, runUnary } from "./iterate.ts";
import { broadcastStrides, mergeDims, type Shape, sameShape } from "./shape.ts";
import type { Tensor } from "./tensor.ts";

/*
 * What runs for every operation asks itself whether there is a recorder: a closure for each call would be felt in small
 * networks.
 */

/** out = f(a), element by element; `a` broadcasts to `out`. */
export function runUnaryOp(operation: UnaryOp, type: ElementDType, out: Tensor, a: Tensor): void {
  if (recorder === null) computeUnary(operation, type, out, a);
  else
    recorder.launch(operation.name, () => computeUnary(operation, type, out, a), described(operation, type, out, [a]));
}

function computeUnary(operation: UnaryOp, type: ElementDType, out: Tensor, a: Tensor): void {
  if (out._numel >= operation.least(type) && streams(operation, type, out, a, null, null)) return;
  runUnary(loopFor(operation, type), out, a);
}

/** out = f(a, b), element by element; `a` and `b` broadcast to `out`. */
export function runBinaryOp(operation: BinaryOp, type: ElementDType, out: Tensor, a: Tensor, b: Tensor): void {
  if (recorder === null) computeBinary(operation, type, out, a, b);
  else {
    const computation = described(operation, type, out, [a, b]);
    recorder.launch(operation.name, () => computeBinary(operation, type, out, a, b), computation);
  }
}

function computeBinary(operation: BinaryOp, type: ElementDType, out: Tensor, a: Tensor, b: Tensor): void {
  if (out._numel >= operation.least(type) && streams(operation, type, out, a, b, null)) return;
  runBinary(loopFor(operation, type), out, a, b);
}

/** out = f(a, b, c), element by element; the operands broadcast to `out`. */
export function runTernaryOp(
  operation: TernaryOp,
  type: ElementDType,
  out: Tensor,
  a: Tensor,
  b: Tensor,
  c: Tensor,
): void {
  if (recorder === null) computeTernary(operation, type, out, a, b, c);
  else {
    const computation = described(operation, type, out, [a, b, c]);
    recorder.launch(operation.name, () => computeTernary(operation, type, out, a, b, c), computation);
  }
}

function computeTernary(operation: TernaryOp, type: ElementDType, out: Tensor, a: Tensor, b: Tensor, c: Tensor): void {
  if (out._numel >= operation.least(type) && streams(operation, type, out, a, b, c)) return;
  runTernary(loopFor(operation, type), out, a, b, c);
}

function described<Loop>(
  operation: Elementwise<Loop>,
  type: ElementDType,
  out: Tensor,
  operands: readonly Tensor[],
): ElementwiseComputation | undefined {
  return type === "int64" ? undefined : ElementwiseComputation.of(operation.program(type), out, operands);
}

function loopFor<Loop>(operation: Elementwise<Loop>, type: ElementDType): Loop {
  if (type === "float32") return operation.float32;
  return type === "float64" ? operation.float64 : operation.int64!;
}

/** Runs the compiled kernel; false, having changed nothing, where there is none for these operands. */
function streams<Loop>(
  operation: Elementwise<Loop>,
  type: ElementDType,
  out: Tensor,
  a: Tensor,
  b: Tensor | null,
  c: Tensor | null,
): boolean {
  if (!out._contiguous || !kernelsSupported()) return false;
  const arrays: StreamArray[] = [];
  const repeated: (number | bigint)[] = [];
  let mask = 0;
  const operands = c !== null ? [a, b as Tensor, c] : b !== null ? [a, b] : [a];
  operands.forEach((operand, i) => {
    const { storage, offset } = operand;
    if (operand._numel === 1 && storage.dtype !== "bool") {
      mask |= 1 << i;
      repeated.push(storage.data[offset]);
    } else arrays.push({ storage, offset, walk: isDense(operand, out) ? null : walkOf(operand, out._shape) });
  });
  if (arrays.length === 0) return false;
  const kernel = operation.kernel(type, mask);
  if (kernel === null) return false;
  arrays.push({ storage: out.storage, offset: out.offset, walk: null });
  const uniforms = kernel.program.uniforms.map(({ key }) => repeated[repeatedIndex(mask, "abc".indexOf(key))]);
  return stream(kernel, arrays, uniforms, out._numel);
}

/** The place of argument `i` among those that are repeated. */
function repeatedIndex(mask: number, i: number): number {
  let count = 0;
  for (let k = 0; k < i; k++) if ((mask & (1 << k)) !== 0) count++;
  return count;
}

function isDense(operand: Tensor, out: Tensor): boolean {
  return operand._contiguous && sameShape(operand._shape, out._shape);
}

/** How an operand's elements are found in the order of the shape it broadcasts to. */
function walkOf(operand: Tensor, shape: Shape): Walk {
  const { sizes, strides } = mergeDims(shape, [broadcastStrides(operand._shape, operand._strides, shape)]);
  return { sizes, strides: strides[0] };
}
