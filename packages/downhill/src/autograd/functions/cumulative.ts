import { type DType, isFloat } from "../../memory/dtype.ts";
import { convert, rowMajor } from "../../tensor/copy.ts";
import { checkedDtype } from "../../tensor/factories.ts";
import { elementCount, normalizeDim } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, recordWith, tracks } from "../graph.ts";
import { flip } from "./gathering.ts";

const cumsumBackward = define<number>("CumsumBackward0", (grad, { extra: dim }) =>
  flip(cumsum(flip(grad, dim), dim), dim),
);

/**
 * The sums of the elements up to and including each along a dimension. Integers and bools are summed as int64; float32
 * sums are kept in double precision and rounded one by one.
 * @throws RangeError when the dimension is out of range.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.cumsum.html
 */
export function cumsum(input: Tensor, dim: number, options?: { dtype?: DType }): Tensor {
  const { shape } = input;
  const d = normalizeDim(dim, shape.length);
  const dtype = checkedDtype(options?.dtype, isFloat(input.dtype) ? input.dtype : "int64");
  const source = rowMajor(convert(input, dtype));
  const out = Tensor.like(source, dtype);
  const length = shape.length === 0 ? 1 : shape[d];
  const stride = elementCount(shape.slice(d + 1));
  const from = source.storage.data;
  const to = out.storage.data;
  for (let first = 0; first < out._numel; first += stride * length) {
    for (let lane = first; lane < first + stride; lane++) {
      if (dtype === "int64")
        sumIntegers(from as BigInt64Array, source.offset, to as BigInt64Array, lane, length, stride);
      else sumFloats(from as Float64Array, source.offset, to as Float64Array, lane, length, stride);
    }
  }
  return isFloat(dtype) && tracks(input) ? recordWith(out, cumsumBackward, [input], [], d) : out;
}

function sumFloats(
  from: Float64Array,
  offset: number,
  to: Float64Array,
  lane: number,
  n: number,
  stride: number,
): void {
  let sum = 0;
  for (let i = 0, k = lane; i < n; i++, k += stride) {
    sum += from[offset + k];
    to[k] = sum;
  }
}

function sumIntegers(
  from: BigInt64Array,
  offset: number,
  to: BigInt64Array,
  lane: number,
  n: number,
  stride: number,
): void {
  let sum = 0n;
  for (let i = 0, k = lane; i < n; i++, k += stride) {
    sum += from[offset + k];
    to[k] = sum;
  }
}
