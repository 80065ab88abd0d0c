import { normal_, uniform_ } from "../../autograd/functions/random.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { erf } from "../../math/erf.ts";
import { emptyLike } from "../../tensor/factories.ts";
import { roundingOf } from "../../tensor/loops/rounding.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { floats } from "../functional/pointwise.ts";
import type { RandomOptions } from "./fill.ts";

/** From this probability of falling between the bounds on, drawing again until all do is fast enough. */
const LIKELY = 0.3;

/**
 * Normal values, drawn again until they lie in [a, b].
 *
 * @throws RangeError for a negative std
 * @see https://docs.pytorch.org/docs/stable/nn.init.html
 */
export function truncNormal_<T extends Tensor>(
  tensor: T,
  mean = 0,
  std = 1,
  a = -2,
  b = 2,
  { generator }: RandomOptions = {},
): T {
  if (mean < a - 2 * std || mean > b + 2 * std) {
    console.warn(
      "mean is more than 2 std from [a, b] in nn.init.truncNormal_. The distribution of values may be incorrect.",
    );
  }
  const inside = normalCdf((b - mean) / std) - normalCdf((a - mean) / std);
  noGrad(() => {
    if (inside > LIKELY) redrawNormal(tensor, mean, std, a, b, { generator });
    else rejectUniform(tensor, mean, std, a, b, { generator });
  });
  return tensor;
}

function normalCdf(x: number): number {
  return (1 + erf(x / Math.sqrt(2))) / 2;
}

/** Draws all values as often as any is out of bounds, and keeps the first of each that is not. */
function redrawNormal(tensor: Tensor, mean: number, std: number, a: number, b: number, options: RandomOptions): void {
  normal_(tensor, mean, std, options);
  const values = rowMajorCopy(tensor);
  const kept = floats(values);
  const round = roundingOf(kept);
  const low = round(a);
  const high = round(b);
  const isOut = (value: number) => value < low || value > high;
  let redrawn = false;
  while (kept.some(isOut)) {
    redrawn = true;
    const candidates = floats(rowMajorCopy(normal_(emptyLike(tensor), mean, std, options)));
    for (let e = 0; e < kept.length; e++) if (isOut(kept[e])) kept[e] = candidates[e];
  }
  if (redrawn) tensor.copy_(values);
}

/** Draws uniform values and keeps each with a probability in proportion to its density. */
function rejectUniform(tensor: Tensor, mean: number, std: number, a: number, b: number, options: RandomOptions): void {
  const mode = Math.max(a, Math.min(mean, b));
  const peak = -0.5 * ((mode - mean) / std) ** 2;
  const logDensity = (values: Tensor) => values.sub(mean).div(std).pow(2).mul(-0.5).sub(peak);
  const refused = (candidates: Tensor) =>
    rowMajorCopy(
      uniform_(emptyLike(tensor), 0, 1, options).log().gt(logDensity(candidates)),
    ).toTypedArray() as Uint8Array;

  uniform_(tensor, a, b, options);
  const values = rowMajorCopy(tensor);
  const kept = floats(values);
  const pending = refused(tensor).slice();
  let redrawn = false;
  while (pending.some((flag) => flag === 1)) {
    redrawn = true;
    const next = uniform_(emptyLike(tensor), a, b, options);
    const candidates = floats(rowMajorCopy(next));
    const flags = refused(next);
    for (let e = 0; e < kept.length; e++) {
      if (pending[e] === 0) continue;
      kept[e] = candidates[e];
      pending[e] = flags[e];
    }
  }
  if (redrawn) tensor.copy_(values);
}

function rowMajorCopy(tensor: Tensor): Tensor {
  return tensor.detach().contiguous().clone();
}
