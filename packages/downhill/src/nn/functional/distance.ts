import { checkTensor } from "../../autograd/functions/operands.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { resultType } from "../../tensor/promotion.ts";
import { broadcastShapes } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { checkPair } from "./pointwise.ts";

/** Options of {@link cosineSimilarity}. */
export interface CosineSimilarityOptions {
  /** Along which dimension the vectors lie. Default 1. */
  dim?: number;
  /** What lengths are at least taken for. Default 1e-8. */
  eps?: number;
}

/**
 * The cosine of the angle between vectors: x · y / (|x| |y|).
 *
 * @throws TypeError for integers, RangeError for shapes that don't broadcast, or a dimension that isn't there
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.cosine_similarity.html
 */
export function cosineSimilarity(
  x1: Tensor,
  x2: Tensor,
  { dim = 1, eps = 1e-8 }: CosineSimilarityOptions = {},
): Tensor {
  checkPair("cosineSimilarity", x1, x2);
  if (!isFloat(resultType(x1, x2))) {
    throw new TypeError("expected common dtype to be floating point, yet common dtype is Long");
  }
  const shape = broadcastShapes(x1._shape, x2._shape);
  const unit = (given: Tensor) => {
    const x = given.expand([...shape]);
    const length = x.norm(2, dim, { keepdim: true }).clone();
    noGrad(() => length.clamp_(eps));
    return x.div(length);
  };
  return unit(x1).mul(unit(x2)).sum(dim);
}

/** Options of {@link pairwiseDistance}. */
export interface PairwiseDistanceOptions {
  /** Of the norm. Default 2. */
  p?: number;
  /** Added to each difference, so that none is zero. Default 1e-6. */
  eps?: number;
  /** Whether the last dimension stays, of size 1. Default false. */
  keepdim?: boolean;
}

/**
 * The p-norm of the differences along the last dimension.
 *
 * @throws RangeError for shapes that don't broadcast
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pairwise_distance.html
 */
export function pairwiseDistance(
  x1: Tensor,
  x2: Tensor,
  { p = 2, eps = 1e-6, keepdim = false }: PairwiseDistanceOptions = {},
): Tensor {
  checkPair("pairwiseDistance", x1, x2);
  return x1
    .sub(x2)
    .add(eps)
    .norm(p, Math.max(x1.ndim, x2.ndim) - 1, { keepdim });
}

/**
 * The p-norms of the differences of all pairs of rows: of the first with the second, with the third, ..., of the last but one
 * with the last.
 *
 * @param input [rows, columns]
 * @param p of the norm, not negative; default 2
 * @throws RangeError for another number of dimensions, or a negative p; TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pdist.html
 */
export function pdist(input: Tensor, p = 2): Tensor {
  checkTensor(input, "pdist", "input");
  if (input.ndim !== 2) throw new RangeError(`pdist only supports 2D tensors, got: ${input.ndim}D`);
  if (!isFloat(input.dtype)) throw new TypeError("pdist only supports floating-point dtypes");
  if (!(p >= 0)) throw new RangeError("pdist only supports non-negative p values");
  const [rows] = input._shape;
  const pairs = (rows * (rows - 1)) / 2;
  const [first, second] = [0, 1].map(() => Tensor.allocate("int64", [pairs]));
  launch("pairs", () => {
    const [a, b] = [first, second].map(({ storage }) => storage.data as BigInt64Array);
    for (let i = 0, pair = 0; i < rows; i++) {
      for (let j = i + 1; j < rows; j++, pair++) {
        a[pair] = BigInt(i);
        b[pair] = BigInt(j);
      }
    }
  });
  return input.indexSelect(0, first).sub(input.indexSelect(0, second)).norm(p, 1);
}

/** Options of {@link normalize}. */
export interface NormalizeOptions {
  /** Of the norm. Default 2. */
  p?: number;
  /** Along which dimension the vectors lie. Default 1. */
  dim?: number;
  /** What lengths are at least taken for. Default 1e-12. */
  eps?: number;
}

/**
 * Vectors divided by their p-norm.
 *
 * @throws RangeError for a dimension that isn't there
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.normalize.html
 */
export function normalize(input: Tensor, { p = 2, dim = 1, eps = 1e-12 }: NormalizeOptions = {}): Tensor {
  checkTensor(input, "normalize", "input");
  return input.div(input.norm(p, dim, { keepdim: true }).clamp(eps));
}
