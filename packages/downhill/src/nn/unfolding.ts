import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { fold, type UnfoldOptions, unfold } from "./functional/unfolding.ts";
import type { Pair } from "./functional/window.ts";
import { PAIR } from "./kinds.ts";
import { Module } from "./module.ts";

const OPTIONS = { dilation: optional(PAIR, 1), padding: optional(PAIR, 0), stride: optional(PAIR, 1) };

const show = (value: Pair) => repr(typeof value === "number" ? value : Tuple.from(value));

/** What both share. */
export abstract class WindowModule extends Module<[input: Tensor]> {
  readonly kernelSize: Pair;
  readonly dilation: Pair;
  readonly padding: Pair;
  readonly stride: Pair;

  protected constructor({ kernelSize, dilation, padding, stride }: Required<UnfoldOptions> & { kernelSize: Pair }) {
    super();
    this.kernelSize = kernelSize;
    this.dilation = dilation;
    this.padding = padding;
    this.stride = stride;
  }

  override extraRepr(): string {
    return (
      `kernel_size=${show(this.kernelSize)}, dilation=${show(this.dilation)}, padding=${show(this.padding)}, ` +
      `stride=${show(this.stride)}`
    );
  }
}

/**
 * The windows of images as columns: [batch, channels, height, width] becomes [batch, channels * window, places].
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Unfold.html
 */
export class Unfold extends WindowModule {
  /** @internal */
  static override readonly signature = signature("Unfold", { kernelSize: PAIR }, OPTIONS);

  /**
   * @param kernelSize the window's height and width, or both at once
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(kernelSize: Pair, options?: UnfoldOptions);
  constructor(options: UnfoldOptions & { kernelSize: Pair });
  constructor(...args: readonly unknown[]) {
    super(Unfold.signature.read(args));
  }

  forward(input: Tensor): Tensor {
    return unfold(input, this.kernelSize, this); // the options are properties of the same names
  }
}

/**
 * Images from the columns of their windows, summed where these overlap: [batch, channels * window, places] becomes
 * [batch, channels, height, width].
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Fold.html
 */
export class Fold extends WindowModule {
  /** @internal */
  static override readonly signature = signature("Fold", { outputSize: PAIR, kernelSize: PAIR }, OPTIONS);
  readonly outputSize: Pair;

  /**
   * @param outputSize the images' height and width, or both at once
   * @param kernelSize the window's height and width, or both at once
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outputSize: Pair, kernelSize: Pair, options?: UnfoldOptions);
  constructor(outputSize: Pair, options: UnfoldOptions & { kernelSize: Pair });
  constructor(options: UnfoldOptions & { outputSize: Pair; kernelSize: Pair });
  constructor(...args: readonly unknown[]) {
    const given = Fold.signature.read(args);
    super(given);
    this.outputSize = given.outputSize;
  }

  forward(input: Tensor): Tensor {
    return fold(input, this.outputSize, this.kernelSize, this);
  }

  override extraRepr(): string {
    return `output_size=${show(this.outputSize)}, ${super.extraRepr()}`;
  }
}
