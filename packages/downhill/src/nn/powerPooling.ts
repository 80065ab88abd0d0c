import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { BOOLEAN, type Kind, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { lpPool1d, lpPool2d, lpPool3d, type PowerPoolingOptions } from "./functional/powerPooling.ts";
import type { Extent, Pair, Single, Triple } from "./functional/window.ts";
import { PAIR, SINGLE, TRIPLE } from "./kinds.ts";
import { Module } from "./module.ts";

type Pool = (input: Tensor, normType: number, kernelSize: Extent, options: PowerPoolingOptions) => Tensor;

const POOLS = [lpPool1d, lpPool2d, lpPool3d] as readonly Pool[];

/* @__NO_SIDE_EFFECTS__ */
function powerSignature<Size extends Extent>(name: string, size: Kind<Size>) {
  return signature(
    name,
    { normType: NUMBER, kernelSize: size },
    { stride: optional(orNull(size), null), ceilMode: optional(BOOLEAN, false) },
  );
}

/** What poolings by a power share; they differ in how many dimensions their windows have. */
export abstract class LPPoolNd<Size extends Extent> extends Module<[input: Tensor]> {
  /** @internal */
  static override readonly signature = powerSignature<Extent>("LPPoolNd", TRIPLE);
  /** @internal Of a window. */
  static readonly dims: number = 3;
  readonly normType: number;
  readonly kernelSize: Size;
  readonly stride: Size | null;
  readonly ceilMode: boolean;

  /**
   * @param normType the power
   * @param kernelSize the window's size
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(normType: number, kernelSize: Size, options?: PowerPoolingOptions<Size>);
  constructor(normType: number, options: PowerPoolingOptions<Size> & { kernelSize: Size });
  constructor(options: PowerPoolingOptions<Size> & { normType: number; kernelSize: Size });
  constructor(...args: readonly unknown[]) {
    super();
    const { normType, kernelSize, stride, ceilMode } = new.target.signature.read(args);
    this.normType = normType;
    this.kernelSize = kernelSize as Size;
    this.stride = stride as Size | null;
    this.ceilMode = ceilMode;
  }

  forward(input: Tensor): Tensor {
    const { dims } = this.constructor as typeof LPPoolNd;
    return POOLS[dims - 1](input, this.normType, this.kernelSize, this);
  }

  override extraRepr(): string {
    const show = (value: Extent | null) =>
      repr(typeof value === "number" || value === null ? value : Tuple.from(value));
    return (
      `norm_type=${repr(this.normType)}, kernel_size=${show(this.kernelSize)}, stride=${show(this.stride)}, ` +
      `ceil_mode=${repr(this.ceilMode)}`
    );
  }
}

/**
 * The root of the sum of each window's powers: input [batch, channels, length], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LPPool1d.html
 */
export class LPPool1d extends LPPoolNd<Single> {
  /** @internal */
  static override readonly signature = powerSignature<Extent>("LPPool1d", SINGLE);
  /** @internal */
  static override readonly dims = 1;
}

/**
 * The root of the sum of each window's powers: input [batch, channels, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LPPool2d.html
 */
export class LPPool2d extends LPPoolNd<Pair> {
  /** @internal */
  static override readonly signature = powerSignature<Extent>("LPPool2d", PAIR);
  /** @internal */
  static override readonly dims = 2;
}

/**
 * The root of the sum of each window's powers: input [batch, channels, depth, height, width], or without the batch.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LPPool3d.html
 */
export class LPPool3d extends LPPoolNd<Triple> {
  /** @internal */
  static override readonly signature = powerSignature<Extent>("LPPool3d", TRIPLE);
  /** @internal */
  static override readonly dims = 3;
}
