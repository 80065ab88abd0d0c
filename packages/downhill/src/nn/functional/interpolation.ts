import { checkTensor } from "../../autograd/functions/operands.ts";
import { isFloat } from "../../memory/dtype.ts";
import { repr } from "../../python/repr.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from "./averagePooling.ts";
import { cubicTaps, type Extension, FILTERS, filterTaps, linearTaps, nearestTaps } from "./interpolationTaps.ts";
import { resample, type Taps } from "./resampling.ts";
import type { Extent } from "./window.ts";

/** A way to find values between elements. */
export type InterpolationMode =
  | ("nearest" | "nearest-exact" | "area")
  | ("linear" | "bilinear" | "bicubic" | "trilinear" | "lanczos");

/** Options of {@link interpolate}; one of `size` and `scaleFactor` must be given. */
export interface InterpolationOptions {
  /** The sizes of the last dimensions, one for all of them or one for each. */
  size?: Extent | null;
  /** How much larger these get, one factor for all of them or one for each. */
  scaleFactor?: Extent | null;
  /**
   * How values are found: "nearest" and "nearest-exact" take an element, "area" averages, "linear", "bilinear" and
   * "trilinear" are for one, two and three dimensions, "bicubic" and, with `antialias`, "lanczos" for two. Default "nearest".
   */
  mode?: InterpolationMode;
  /** Whether the corners' elements stay in the corners; for linear and cubic modes. Default null: they don't. */
  alignCorners?: boolean | null;
  /** Whether the factors are found anew from the sizes that they give. Default null: as they are. */
  recomputeScaleFactor?: boolean | null;
  /** Whether the filter widens where the input shrinks; for two dimensions. Default false. */
  antialias?: boolean;
}

/** Options of `upsample`, which {@link interpolate} has taken the place of. */
export type UpsampleOptions = Pick<InterpolationOptions, "size" | "scaleFactor" | "mode" | "alignCorners">;

const AREAS = [adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d] as const;

const EXACT = ["nearest", "nearest-exact", "area"];

/** The modes that take so many dimensions only. */
const DIMS: Readonly<Record<string, number | undefined>> = {
  linear: 1,
  bilinear: 2,
  bicubic: 2,
  lanczos: 2,
  trilinear: 3,
};

/**
 * The input with other sizes of its last dimensions, by values between its elements.
 *
 * @param input [batch, channels, length], [batch, channels, height, width] or [batch, channels, depth, height, width]
 * @throws RangeError for options that don't fit one another or the input, TypeError for integers
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.interpolate.html
 */
export function interpolate(
  input: Tensor,
  {
    size = null,
    scaleFactor = null,
    mode = "nearest",
    alignCorners = null,
    recomputeScaleFactor = null,
    antialias = false,
  }: InterpolationOptions = {},
): Tensor {
  checkTensor(input, "interpolate", "input");
  if (EXACT.includes(mode) && alignCorners !== null) {
    throw new RangeError(
      "align_corners option can only be set with the interpolating modes: linear | bilinear | bicubic | trilinear",
    );
  }
  const dims = input.ndim - 2;
  const sizes = input._shape.slice(2);
  if (size !== null && scaleFactor !== null) {
    throw new RangeError("only one of size or scale_factor should be defined");
  }
  const given = size ?? scaleFactor;
  if (given === null) throw new RangeError("either size or scale_factor should be defined");
  const numbers = typeof given === "number" ? new Array<number>(Math.max(dims, 0)).fill(given) : given;
  if (numbers.length !== dims) throw new RangeError(wrongCount(sizes, numbers, size !== null));
  if (size !== null && !numbers.every(Number.isInteger)) {
    throw new TypeError(
      "expected size to be one of int or Tuple[int] or Tuple[int, int] or Tuple[int, int, int], but got size " +
        JSON.stringify(size),
    );
  }
  if (recomputeScaleFactor === true && size !== null) {
    throw new RangeError("recompute_scale_factor is not meaningful with an explicit size.");
  }
  if (antialias && !(["bilinear", "bicubic", "lanczos"].includes(mode) && input.ndim === 4)) {
    throw new RangeError(
      "Anti-alias option is restricted to bilinear, bicubic, and lanczos modes and requires a 4-D tensor as input",
    );
  }
  checkMode(mode, input.ndim, antialias, alignCorners ?? false);
  const counts = size !== null ? numbers : numbers.map((factor, d) => Math.trunc(sizes[d] * factor));
  const isRecomputed = size !== null || recomputeScaleFactor === true || mode === "area";
  if (mode === "area") return AREAS[dims - 1](input, counts);
  checkSizes(input, sizes, counts);
  if (!isFloat(input.dtype)) {
    throw new TypeError(`"compute_indices_weights_${mode}" not implemented for '${typeName(input.dtype)}'`);
  }
  const round = input.dtype === "float32" ? Math.fround : (value: number) => value;
  const taps = sizes.map((length, d) => {
    const factor = isRecomputed ? null : numbers[d];
    return tapsFor(mode, antialias, {
      size: length,
      count: counts[d],
      factor,
      alignCorners: alignCorners ?? false,
      round,
    });
  });
  return resample(input, nodeName(mode, dims, antialias), taps);
}

/**
 * `interpolate` with mode "nearest".
 * @throws as {@link interpolate} does
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.upsample_nearest.html
 */
export function upsampleNearest(input: Tensor, options: Pick<UpsampleOptions, "size" | "scaleFactor"> = {}): Tensor {
  return interpolate(input, { ...options, mode: "nearest" });
}

/**
 * `interpolate` with mode "bilinear", the corners' elements in the corners.
 * @throws as {@link interpolate} does
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.upsample_bilinear.html
 */
export function upsampleBilinear(input: Tensor, options: Pick<UpsampleOptions, "size" | "scaleFactor"> = {}): Tensor {
  return interpolate(input, { ...options, mode: "bilinear", alignCorners: true });
}

function tapsFor(mode: InterpolationMode, antialias: boolean, extension: Extension): Taps {
  if (antialias) return filterTaps(extension, FILTERS[mode]!);
  if (mode === "nearest" || mode === "nearest-exact") return nearestTaps(extension, mode === "nearest-exact");
  return mode === "bicubic" ? cubicTaps(extension) : linearTaps(extension);
}

/** `UpsampleNearestExact2D`, `UpsampleBilinear2DAa` */
function nodeName(mode: InterpolationMode, dims: number, antialias: boolean): string {
  const words = mode.split("-").map((word) => word[0].toUpperCase() + word.slice(1));
  return `Upsample${words.join("")}${dims}D${antialias ? "Aa" : ""}`;
}

function wrongCount(sizes: readonly number[], given: readonly number[], isSize: boolean): string {
  const told = repr([...given]);
  return isSize
    ? "Input and output must have the same number of spatial dimensions, but got input with spatial dimensions of " +
        `${repr([...sizes])} and output size of ${told}. Please provide input tensor in (N, C, d1, d2, ...,dK) format and ` +
        "output size in (o1, o2, ...,oK) format."
    : "Input and scale_factor must have the same number of spatial dimensions, but got input with spatial dimensions of " +
        `${repr([...sizes])} and scale_factor of shape ${told}. Please provide input tensor in (N, C, d1, d2, ...,dK) ` +
        "format and scale_factor in (s1, s2, ...,sK) format.";
}

/** @throws RangeError for a mode that there isn't, or not for so many dimensions */
function checkMode(mode: InterpolationMode, ndim: number, antialias: boolean, alignCorners: boolean): void {
  const dims = DIMS[mode];
  const isImage = ndim >= 3 && ndim <= 5;
  if (mode === "lanczos" && ndim === 4) {
    if (alignCorners) throw new RangeError("Lanczos mode does not support align_corners=True");
    if (!antialias) throw new RangeError("Lanczos mode requires antialias=True");
  }
  if (isImage && (EXACT.includes(mode) || dims === ndim - 2)) return;
  if (isImage && dims !== undefined && mode !== "bicubic" && mode !== "lanczos") {
    throw new RangeError(`Got ${ndim}D input, but ${mode} mode needs ${dims + 2}D input`);
  }
  throw new RangeError(
    `Input Error: Only 3D, 4D and 5D input Tensors supported (got ${ndim}D) for the modes: nearest | linear | bilinear | ` +
      `bicubic | trilinear | lanczos | area | nearest-exact (got ${mode})`,
  );
}

function checkSizes(input: Tensor, sizes: readonly number[], counts: readonly number[]): void {
  if (input._shape.slice(1).includes(0)) {
    throw new RangeError(
      `Non-empty ${input.ndim}D data tensor expected but got a tensor with sizes ${formatShape(input._shape)}`,
    );
  }
  if (counts.every((count) => count > 0)) return;
  const letters = ["D", "H", "W"].slice(-sizes.length);
  const told = (numbers: readonly number[]) => letters.map((letter, d) => `${letter}: ${numbers[d]}`).join(", ");
  throw new RangeError(
    `Input and output sizes should be greater than 0, but got input (${told(sizes)})${sizes.length === 1 ? " and" : ""} output (${told(counts)})`,
  );
}
