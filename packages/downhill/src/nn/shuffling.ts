import { INTEGER } from "../signatures/kinds.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { channelShuffle, pixelShuffle, pixelUnshuffle } from "./functional/shuffling.ts";
import { Module } from "./module.ts";

/**
 * Makes larger images of fewer channels: [..., channels * r^2, height, width] becomes [..., channels, height * r, width * r].
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.PixelShuffle.html
 */
export class PixelShuffle extends Module<[input: Tensor]> {
  readonly upscaleFactor: number;

  /** @internal */
  static override readonly signature = signature("PixelShuffle", { upscaleFactor: INTEGER });

  /**
   * @param upscaleFactor how much higher and wider images get
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(upscaleFactor: number);
  constructor(options: { upscaleFactor: number });
  constructor(...args: readonly unknown[]) {
    super();
    this.upscaleFactor = PixelShuffle.signature.read(args).upscaleFactor;
  }

  forward(input: Tensor): Tensor {
    return pixelShuffle(input, this.upscaleFactor);
  }

  override extraRepr(): string {
    return `upscale_factor=${this.upscaleFactor}`;
  }
}

/**
 * Undoes {@link PixelShuffle}: [..., channels, height * r, width * r] becomes [..., channels * r^2, height, width].
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.PixelUnshuffle.html
 */
export class PixelUnshuffle extends Module<[input: Tensor]> {
  readonly downscaleFactor: number;

  /** @internal */
  static override readonly signature = signature("PixelUnshuffle", { downscaleFactor: INTEGER });

  /**
   * @param downscaleFactor how much lower and narrower images get
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(downscaleFactor: number);
  constructor(options: { downscaleFactor: number });
  constructor(...args: readonly unknown[]) {
    super();
    this.downscaleFactor = PixelUnshuffle.signature.read(args).downscaleFactor;
  }

  forward(input: Tensor): Tensor {
    return pixelUnshuffle(input, this.downscaleFactor);
  }

  override extraRepr(): string {
    return `downscale_factor=${this.downscaleFactor}`;
  }
}

/**
 * Deals the channels anew: those of each group come to lie one in each of the new groups.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.ChannelShuffle.html
 */
export class ChannelShuffle extends Module<[input: Tensor]> {
  readonly groups: number;

  /** @internal */
  static override readonly signature = signature("ChannelShuffle", { groups: INTEGER });

  /**
   * @param groups how many groups the channels are in
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(groups: number);
  constructor(options: { groups: number });
  constructor(...args: readonly unknown[]) {
    super();
    this.groups = ChannelShuffle.signature.read(args).groups;
  }

  forward(input: Tensor): Tensor {
    return channelShuffle(input, this.groups);
  }

  override extraRepr(): string {
    return `groups=${this.groups}`;
  }
}
