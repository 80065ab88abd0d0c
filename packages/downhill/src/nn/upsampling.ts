import { Tuple } from "../python/containers.ts";
import { markFloat } from "../python/floats.ts";
import { repr, reprItem } from "../python/repr.ts";
import { BOOLEAN, orNull, STRING } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type InterpolationMode, type InterpolationOptions, interpolate } from "./functional/interpolation.ts";
import type { Extent } from "./functional/window.ts";
import { EXTENT } from "./kinds.ts";
import { Module } from "./module.ts";

/** Options of {@link Upsample}. */
export type UpsamplingOptions = Omit<InterpolationOptions, "antialias">;

/** Options of {@link UpsamplingNearest2d} and {@link UpsamplingBilinear2d}: one of them must be given. */
export type SizeOrFactor = Pick<InterpolationOptions, "size" | "scaleFactor">;

const SIZE_OR_FACTOR = { size: optional(orNull(EXTENT), null), scaleFactor: optional(orNull(EXTENT), null) };

/** What upsampling modules share. */
export abstract class UpsamplingModule extends Module<[input: Tensor]> {
  readonly size: Extent | null;
  readonly scaleFactor: Extent | null;
  readonly mode: InterpolationMode;
  readonly alignCorners: boolean | null;
  readonly recomputeScaleFactor: boolean | null;

  protected constructor(options: Required<UpsamplingOptions>) {
    super();
    this.size = options.size;
    this.scaleFactor = options.scaleFactor;
    this.mode = options.mode;
    this.alignCorners = options.alignCorners;
    this.recomputeScaleFactor = options.recomputeScaleFactor;
  }

  forward(input: Tensor): Tensor {
    return interpolate(input, this); // the options are properties of the same names
  }

  override extraRepr(): string {
    const { size, scaleFactor } = this;
    const shown = scaleFactor === null ? `size=${sizeText(size)}` : `scale_factor=${factorText(scaleFactor)}`;
    return `${shown}, mode=${repr(this.mode)}`;
  }
}

function sizeText(size: Extent | null): string {
  return repr(typeof size === "number" || size === null ? size : Tuple.from(size));
}

/** As PyTorch shows floats. */
function factorText(factor: Extent): string {
  const factors = Tuple.from(typeof factor === "number" ? [factor] : factor);
  factors.forEach((_, i) => markFloat(factors, i));
  return typeof factor === "number" ? reprItem(factors, 0, factor) : repr(factors);
}

/**
 * The input with other sizes of its last dimensions, by values between its elements: see
 * {@link functional.interpolate}.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Upsample.html
 */
export class Upsample extends UpsamplingModule {
  /** @internal */
  static override readonly signature = signature(
    "Upsample",
    {},
    {
      ...SIZE_OR_FACTOR,
      mode: optional(STRING, "nearest"),
      alignCorners: optional(orNull(BOOLEAN), null),
      recomputeScaleFactor: optional(orNull(BOOLEAN), null),
    },
  );

  /**
   * @param options.size the sizes of the last dimensions, one for all of them or one for each
   * @param options.scaleFactor how much larger these get, in place of sizes
   * @param options.mode "nearest", "nearest-exact", "area", "linear", "bilinear", "bicubic" or "trilinear". Default "nearest".
   * @param options.alignCorners whether the corners' elements stay in the corners. Default null: they don't.
   * @param options.recomputeScaleFactor whether factors are found anew from the sizes. Default null: they aren't.
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options: UpsamplingOptions);
  constructor(...args: readonly unknown[]) {
    super(Upsample.signature.read(args) as Required<UpsamplingOptions>);
  }
}

/**
 * Larger images whose elements repeat.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.UpsamplingNearest2d.html
 */
export class UpsamplingNearest2d extends UpsamplingModule {
  /** @internal */
  static override readonly signature = signature("UpsamplingNearest2d", {}, SIZE_OR_FACTOR);

  /**
   * @param options.size height and width, or both at once
   * @param options.scaleFactor how much larger these get, in place of sizes
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options: SizeOrFactor);
  constructor(...args: readonly unknown[]) {
    const given = UpsamplingNearest2d.signature.read(args);
    super({ ...given, mode: "nearest", alignCorners: null, recomputeScaleFactor: null });
  }
}

/**
 * Larger images by bilinear interpolation, the corners' elements in the corners.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.UpsamplingBilinear2d.html
 */
export class UpsamplingBilinear2d extends UpsamplingModule {
  /** @internal */
  static override readonly signature = signature("UpsamplingBilinear2d", {}, SIZE_OR_FACTOR);

  /**
   * @param options.size height and width, or both at once
   * @param options.scaleFactor how much larger these get, in place of sizes
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options: SizeOrFactor);
  constructor(...args: readonly unknown[]) {
    const given = UpsamplingBilinear2d.signature.read(args);
    super({ ...given, mode: "bilinear", alignCorners: true, recomputeScaleFactor: null });
  }
}
