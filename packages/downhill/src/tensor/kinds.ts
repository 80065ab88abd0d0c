import type { DType, FloatDType } from "../memory/dtype.ts";
import { either, gathered, gatheredFrom, INTEGER, type Kind, listOf, orNull } from "../signatures/kinds.ts";
import { wrongKind } from "../signatures/refusals.ts";
import type { Dims } from "./methods/reduction.ts";
import type { Scalar } from "./scalar.ts";
import type { Shape } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/*
 * What arguments may be, coarsely: whether sizes fit or a dtype exists is the functions' own affair, and said in
 * PyTorch's words.
 */

export const TENSOR: Kind<Tensor> = {
  expected: "Tensor",
  accepts: (value): value is Tensor => value instanceof Tensor,
};

function isScalar(value: unknown): value is Scalar {
  return typeof value === "number" || typeof value === "bigint" || typeof value === "boolean";
}

/** A plain value. */
export const SCALAR: Kind<Scalar> = { expected: "a number, a bigint or a boolean", accepts: isScalar };

/** A tensor, or a plain value that broadcasts. */
export const OPERAND: Kind<Tensor | Scalar> = {
  expected: "Tensor or number",
  accepts: (value): value is Tensor | Scalar => value instanceof Tensor || isScalar(value),
};

/** A number, or a bigint. */
export const NUMERIC: Kind<number | bigint> = {
  expected: "Number",
  accepts: (value): value is number | bigint => typeof value === "number" || typeof value === "bigint",
};

/** PyTorch's names of devices. */
const DEVICE_NAME = /^(cpu|cuda|mps|xpu|xla|hip|hpu|ipu|lazy|maia|meta|mkldnn|mtia|opencl|opengl|ve|vulkan)(:\d+)?$/;

/** A dtype's name. */
export const DTYPE: Kind<DType> = {
  expected: 'a dtype such as "float32"',
  accepts: (value): value is DType => typeof value === "string" && !DEVICE_NAME.test(value),
};

/** A dtype's name, where only two are of use: whoever makes something of it says so. */
export const FLOAT_DTYPE = DTYPE as Kind<FloatDType>;

/** The only device there is. */
export const DEVICE: Kind<"cpu" | null> = {
  expected: '"cpu" (the only device there is)',
  accepts: (value): value is "cpu" | null => value === "cpu" || value === null,
};

/** Any of PyTorch's, where others than devices may be given too: `to` refuses it in the words of {@link DEVICE}. */
export const ANY_DEVICE: Kind<string | null> = {
  expected: DEVICE.expected,
  accepts: (value): value is string | null => value === null || (typeof value === "string" && DEVICE_NAME.test(value)),
};

/** Whether the first argument of `to` is a device. @throws TypeError for one that there is not */
export function isDevice(target: unknown): target is "cpu" | null | undefined {
  const device = target ?? null;
  if (!ANY_DEVICE.accepts(device)) return false;
  if (!DEVICE.accepts(device)) throw new TypeError(`to()${wrongKind("device", DEVICE, device)}`);
  return true;
}

/** Sizes of dimensions, or other integers one for each. */
export const SHAPE: Kind<Shape> = listOf<number>("integers");

/** The same, or one after the other: `zeros(2, 3)`. */
export const SIZES: Kind<Shape> = gathered(SHAPE);

/** One dimension. */
export const DIM: Kind<number> = INTEGER;

/** One dimension, or none. */
export const DIM_OR_NULL: Kind<number | null> = orNull(INTEGER);

/** One dimension or several. */
export const DIM_OR_DIMS: Kind<number | Shape> = {
  expected: "an integer or an array of integers",
  accepts: (value): value is number | Shape => typeof value === "number" || Array.isArray(value),
};

/** One dimension, several, or null for all. */
export const DIMS: Kind<Dims> = orNull(DIM_OR_DIMS);

export const TENSORS: Kind<readonly Tensor[]> = listOf<Tensor>("Tensors");

/** Tensors in an array, or one after the other: `meshgrid(x, y)`. */
export const VARIADIC_TENSORS: Kind<readonly Tensor[]> = gatheredFrom(TENSORS, TENSOR.accepts);

/** A generator of random numbers, or null for the default one; the functions look at it more closely. */
export const GENERATOR: Kind<object | null> = {
  expected: "a Generator",
  accepts: (value): value is object | null => typeof value === "object",
};

/** An integer, exact as a bigint. */
export const INTEGRAL: Kind<number | bigint> = {
  expected: "an integer",
  accepts: (value): value is number | bigint => Number.isInteger(value) || typeof value === "bigint",
};

/** A tensor, or an integer. */
export const TENSOR_OR_INTEGER: Kind<Tensor | number> = either(TENSOR, INTEGER);

/** One tensor or several. */
export const TENSOR_OR_TENSORS: Kind<Tensor | readonly Tensor[]> = {
  expected: "Tensor or an array of Tensors",
  accepts: (value): value is Tensor | readonly Tensor[] => value instanceof Tensor || Array.isArray(value),
};

/** The same, or several one after the other. */
export const VARIADIC_TENSOR_OR_TENSORS: Kind<Tensor | readonly Tensor[]> = gatheredFrom(
  TENSOR_OR_TENSORS,
  TENSOR.accepts,
);

/** A tensor, or nested arrays of its elements. */
export const TENSOR_OR_LIST: Kind<Tensor | readonly unknown[]> = {
  expected: "Tensor or an array",
  accepts: (value): value is Tensor | readonly unknown[] => value instanceof Tensor || Array.isArray(value),
};

/** Bytes, in a tensor or an array of them. */
export const BYTES: Kind<Tensor | Uint8Array> = {
  expected: "a uint8 Tensor or a Uint8Array",
  accepts: (value): value is Tensor | Uint8Array => value instanceof Tensor || value instanceof Uint8Array,
};
