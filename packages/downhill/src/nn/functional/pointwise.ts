import { recordComposed } from "../../autograd/composed.ts";
import { checkTensor } from "../../autograd/functions/operands.ts";
import { type Definition, define, type Node, recordWith, tracksAny } from "../../autograd/graph.ts";
import { type DType, type FloatDType, isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { convert, copyInto, rowMajor } from "../../tensor/copy.ts";
import { resultType, typeName } from "../../tensor/promotion.ts";
import { broadcastShapes, elementCount, formatShape, type Shape, sameShape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { checkReduction, type Reduction } from "./reduction.ts";

/** An array of floats of either width. */
export type Floats = Float32Array | Float64Array;

/**
 * Writes the loss of n elements to `out`. Input `x` starts at `i`, target `t` at `j`; `p` is the loss's parameter, such
 * as Huber's delta; `q` is an operand of its own that starts at `l`, if it has one.
 */
export type ValueLoop = (
  n: number,
  out: Floats,
  x: Floats,
  i: number,
  t: Floats,
  j: number,
  p: number,
  q: Floats | null,
  l: number,
) => void;

/**
 * Writes the gradient of n elements to `out`, times that of the loss: `g` starts at `k` and moves by `ks`, which is 0
 * where the loss is one number. `count` is 1, or for the mean n.
 */
export type GradientLoop = (
  n: number,
  out: Floats,
  x: Floats,
  i: number,
  t: Floats,
  j: number,
  g: Floats,
  k: number,
  ks: number,
  count: number,
  p: number,
  q: Floats | null,
  l: number,
) => void;

/** A derivative written with public functions, so that it can be differentiated again; without grad and count. */
export type SecondDerivative = (x: Tensor, t: Tensor, p: number, q: Tensor | null) => Tensor;

/** A loss that compares input and target element by element, as one node of the graph. */
export interface PointwiseLoss {
  /** PyTorch's name of the kernel, for messages. */
  readonly kernel: string;
  /** PyTorch's name of the node, by reduction. */
  readonly names: Readonly<Record<Reduction, string>>;
  readonly value: ValueLoop;
  readonly inputGradient: GradientLoop;
  readonly targetGradient: GradientLoop;
  readonly inputDerivative: SecondDerivative;
  readonly targetDerivative: SecondDerivative;
}

/** A loss function made of a description. */
export type PointwiseFunction = (
  input: Tensor,
  target: Tensor,
  reduction: Reduction,
  parameter?: number,
  weight?: Tensor | null,
  operand?: Tensor | null,
) => Tensor;

interface Extra {
  readonly reduction: Reduction;
  readonly parameter: number;
  /** What input and target meet in. */
  readonly dtype: FloatDType;
  readonly shape: Shape;
  /** Where among the saved tensors the weight and the loss's own operand are, or -1. */
  readonly weightIndex: number;
  readonly operandIndex: number;
}

/** Makes a loss function of a description. Weight and operand broadcast to the elements; they get no gradients. */
/* @__NO_SIDE_EFFECTS__ */
export function pointwise(loss: PointwiseLoss): PointwiseFunction {
  const derivatives = [
    (grad: Tensor, node: Node<Extra>) => differentiate(loss.inputGradient, loss.inputDerivative, grad, node),
    (grad: Tensor, node: Node<Extra>) => differentiate(loss.targetGradient, loss.targetDerivative, grad, node),
  ];
  const definitions: Readonly<Record<Reduction, Definition<Extra>>> = {
    none: define<Extra>(loss.names.none, ...derivatives),
    mean: define<Extra>(loss.names.mean, ...derivatives),
    sum: define<Extra>(loss.names.sum, ...derivatives),
  };
  return (input, target, reduction, parameter = 0, weight = null, operand = null) => {
    checkReduction(reduction);
    const dtype = resultType(input, target);
    if (!isFloat(dtype)) throw new TypeError(`"${loss.kernel}" not implemented for '${typeName(dtype)}'`);
    const shape = broadcastShapes(input._shape, target._shape);
    const x = spread(input, dtype, shape);
    const t = spread(target, dtype, shape);
    const w = weight === null ? null : spread(weight, dtype, shape);
    const q = operand === null ? null : spread(operand, dtype, shape);
    const losses = Tensor.uninitializedLike(x, dtype);
    const n = x._numel;
    launch(loss.kernel, () => {
      const out = floats(losses);
      loss.value(n, out, floats(x), x.offset, floats(t), t.offset, parameter, q && floats(q), q?.offset ?? 0);
      if (w !== null) multiply(n, out, w);
    });
    const result = reduction === "none" ? losses : reduced(losses, reduction === "mean" ? n : null);
    if (!tracksAny(input, target)) return result;
    const saved = [input, target];
    const weightIndex = keep(saved, w);
    const extra = { reduction, parameter, dtype, shape, weightIndex, operandIndex: keep(saved, q) };
    return recordWith(result, definitions[reduction], [input, target], saved, extra);
  };
}

function keep(saved: Tensor[], tensor: Tensor | null): number {
  return tensor === null ? -1 : saved.push(tensor) - 1;
}

/** @throws TypeError unless both are tensors */
export function checkPair(name: string, input: Tensor, target: Tensor): void {
  checkTensor(input, name, "input");
  checkTensor(target, name, "target");
}

/** Says what PyTorch says when input and target differ in shape, which is seldom meant. */
export function warnOfBroadcasting(input: Tensor, target: Tensor): void {
  if (sameShape(input._shape, target._shape)) return;
  console.warn(
    `Using a target size (torch.Size(${formatShape(target._shape)})) that is different to the input size ` +
      `(torch.Size(${formatShape(input._shape)})). This will likely lead to incorrect results due to broadcasting. ` +
      "Please ensure they have the same size.",
  );
}

/** The elements of a float tensor. */
export function floats(tensor: Tensor): Floats {
  return tensor.storage.data as Floats;
}

/**
 * The tensor in a dtype and a shape it broadcasts to, its elements row-major.
 * @throws RangeError when it does not broadcast to the shape
 */
export function spread(tensor: Tensor, dtype: DType, shape: Shape): Tensor {
  if (sameShape(tensor._shape, shape)) return rowMajor(convert(tensor, dtype));
  if (!sameShape(broadcastShapes(tensor._shape, shape), shape)) {
    throw new RangeError(
      `output with shape ${formatShape(shape)} doesn't match the broadcast shape ` +
        formatShape(broadcastShapes(tensor._shape, shape)),
    );
  }
  const expanded = Tensor.uninitialized(dtype, shape);
  copyInto(expanded, tensor);
  return expanded;
}

/** The sum of the elements of a fresh tensor, accumulated in double precision, or what is left of it divided by a number. */
export function reduced(values: Tensor, divisor: number | { readonly total: number } | null): Tensor {
  const result = Tensor.allocate(values.dtype, []);
  launch("reduceLoss", () => {
    const [from, out] = [floats(values), floats(result)];
    let sum = 0;
    for (let i = 0; i < values._numel; i++) sum += from[i];
    out[0] = sum;
    if (divisor !== null) out[0] /= typeof divisor === "number" ? divisor : divisor.total;
  });
  return result;
}

function multiply(n: number, out: Floats, weight: Tensor): void {
  const w = floats(weight);
  const { offset } = weight;
  for (let e = 0; e < n; e++) out[e] *= w[offset + e];
}

function differentiate(loop: GradientLoop, second: SecondDerivative, grad: Tensor, node: Node<Extra>): Tensor {
  const { reduction, parameter, dtype, shape, weightIndex, operandIndex } = node.extra;
  const input = node.saved(0);
  const target = node.saved(1);
  const w = weightIndex < 0 ? null : node.saved(weightIndex);
  const q = operandIndex < 0 ? null : node.saved(operandIndex);
  const n = elementCount(shape);
  const count = reduction === "mean" ? n : 1;
  const x = spread(input, dtype, shape);
  const t = spread(target, dtype, shape);
  const g = rowMajor(grad);
  const result = Tensor.uninitializedLike(x, dtype);
  const step = reduction === "none" ? 1 : 0;
  launch(node.name, () => {
    const out = floats(result);
    const [xs, ts, gs] = [floats(x), floats(t), floats(g)];
    const qs = q && floats(q);
    loop(n, out, xs, x.offset, ts, t.offset, gs, g.offset, step, count, parameter, qs, q?.offset ?? 0);
    if (w !== null) multiply(n, out, w);
  });
  return recordComposed(result, `${node.name.replace(/\d$/, "")}Backward0`, [input, target, grad], (x2, t2, g2) => {
    const derivative = second(x2, t2, parameter, q).mul(g2);
    return (w === null ? derivative : derivative.mul(w)).div(count);
  });
}
