import { BOOLEAN, INTEGER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type CtcOptions, ctcLoss, type Lengths } from "./functional/ctc.ts";
import { REDUCTION } from "./kinds.ts";
import { Loss } from "./loss.ts";

/**
 * Connectionist temporal classification: the negative log-likelihood of labels along a sequence, however they are aligned
 * with it.
 *
 * Input [time, batch, classes], log-probabilities; targets int64, [batch, longest target] or one after another; the lengths of
 * both, as numbers or int64.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.CTCLoss.html
 */
export class CTCLoss extends Loss<[logProbs: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths]> {
  readonly blank: number;
  readonly zeroInfinity: boolean;

  /** @internal */
  static override readonly signature = signature(
    "CTCLoss",
    {},
    {
      blank: optional(INTEGER, 0),
      reduction: optional(REDUCTION, "mean"),
      zeroInfinity: optional(BOOLEAN, false),
    },
  );

  /**
   * @param options.blank the class that stands for nothing; default 0
   * @param options.reduction "mean" (the default) divides each loss by its target's length first
   * @param options.zeroInfinity whether infinite losses, of targets that are too long, count as zero; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: CtcOptions);
  constructor(...args: readonly unknown[]) {
    const { blank, zeroInfinity, ...options } = CTCLoss.signature.read(args);
    super(options);
    this.blank = blank;
    this.zeroInfinity = zeroInfinity;
  }

  forward(logProbs: Tensor, targets: Tensor, inputLengths: Lengths, targetLengths: Lengths): Tensor {
    return ctcLoss(logProbs, targets, inputLengths, targetLengths, this);
  }
}
