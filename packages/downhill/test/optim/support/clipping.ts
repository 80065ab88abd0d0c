import { nn, Tensor, tensor, zeros } from "downhill";
import { ulpBetween } from "./comparison.ts";
import { packArray, readFixture } from "./fixtures.ts";
import { elements } from "./replay.ts";
import { type FloatName, noise } from "./streams.ts";

export interface ClippedCase {
  readonly dtype: FloatName;
  readonly shapes: readonly (readonly number[])[];
  readonly scale: number;
  readonly maxNorm: number;
  readonly normType: number | string;
  readonly total: number | string;
  readonly grads: readonly string[];
}

export const clippedCases = readFixture<{ readonly clipped: readonly ClippedCase[] }>("averages.json").clipped;

/**
 * How far norms of other orders than 2 may be off: their powers are summed in double precision here, so they are off in
 * the last places, and no denormal underflows.
 */
export const NORM_TOLERANCE: Readonly<Record<FloatName, { readonly relative: number; readonly tiny: number }>> = {
  float32: { relative: 1e-5, tiny: 2 ** -130 },
  float64: { relative: 1e-12, tiny: 2 ** -1050 },
};

const toNumber = (packed: number | string) => Number(String(packed).replace("inf", "Infinity"));

export interface ClipComparison {
  readonly order: number;
  readonly norm: Tensor;
  /** How far the norm is off, in units in the last place, and relative to itself but for the least that may be lost. */
  readonly ulp: number;
  readonly relative: number;
  /** Whether the clipped gradients are PyTorch's to the bit. */
  readonly sameGradients: boolean;
}

/** Clips the gradients of a case. */
export function compareClip({ dtype, shapes, scale, maxNorm, normType, total, grads }: ClippedCase): ClipComparison {
  const params = shapes.map((shape, k) => {
    const count = shape.reduce((product, size) => product * size, 1);
    const param = zeros([...shape], { dtype }).requiresGrad_();
    param.grad = tensor(noise(dtype, count, k, 1, scale).slice()).reshape([...shape]);
    return param;
  });
  const order = toNumber(normType);
  const wanted = toNumber(total);
  const norm = nn.utils.clipGradNorm_(params, maxNorm, { normType: order });
  const actual = norm.item();
  const excess = Math.max(0, Math.abs(actual - wanted) - NORM_TOLERANCE[dtype].tiny);
  return {
    order,
    norm,
    ulp: ulpBetween(actual, wanted, dtype),
    relative: excess === 0 ? 0 : excess / wanted,
    sameGradients: params.every(({ grad }, i) => grad instanceof Tensor && packArray(elements(grad)) === grads[i]),
  };
}
