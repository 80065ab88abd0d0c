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

const toNumber = (packed: number | string) => Number(String(packed).replace("inf", "Infinity"));

export interface ClipComparison {
  readonly order: number;
  readonly norm: Tensor;
  /** How far the norm is off, in units in the last place, and relative to itself. */
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
  const excess = Math.abs(norm.item() - wanted);
  return {
    order,
    norm,
    ulp: ulpBetween(norm.item(), wanted, dtype),
    relative: excess === 0 ? 0 : excess / wanted,
    sameGradients: params.every(({ grad }, i) => grad instanceof Tensor && packArray(elements(grad)) === grads[i]),
  };
}
