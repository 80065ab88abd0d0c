import { type DType, hasLoops } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { convert, rowMajor } from "../../tensor/copy.ts";
import { elementCount, normalizeDim } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define, recordWith, tracks } from "../graph.ts";
import { inLoopType, to } from "./conversion.ts";
import { flip } from "./gathering.ts";
import { accumulationType } from "./sum.ts";

const cumsumBackward = define<number>("CumsumBackward0", (grad, { extra: dim }) =>
  flip(cumsum(flip(grad, dim), dim), dim),
);

/**
 * The sums of the elements up to and including each along a dimension. Integers and bools are summed as int64; float32
 * sums are kept in double precision and rounded one by one.
 * @throws RangeError when the dimension is out of range; TypeError for bools, and for a gradient through integers.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.cumsum.html
 */
export function cumsum(input: Tensor, dim: number, options?: { dtype?: DType }): Tensor {
  const { _shape: shape } = input;
  const d = normalizeDim(dim, shape.length);
  const dtype = accumulationType(input, options?.dtype);
  if (dtype === "bool") throw new TypeError("\"cumsum_out_cpu\" not implemented for 'Bool'");
  if (!hasLoops(dtype)) return inLoopType([to(input, dtype)], (wide) => cumsum(wide, dim));
  const source = rowMajor(convert(input, dtype));
  const out = Tensor.like(source, dtype);
  const length = shape.length === 0 ? 1 : shape[d];
  const stride = elementCount(shape.slice(d + 1));
  launch("cumsum", () => {
    const from = source.storage.data;
    const to = out.storage.data;
    for (let first = 0; first < out._numel; first += stride * length) {
      for (let lane = first; lane < first + stride; lane++) {
        if (dtype === "int64")
          sumIntegers(from as BigInt64Array, source.offset, to as BigInt64Array, lane, length, stride);
        else sumFloats(from as Float64Array, source.offset, to as Float64Array, lane, length, stride);
      }
    }
  });
  return tracks(input) ? recordWith(out, cumsumBackward, [input], [], d) : out;
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
