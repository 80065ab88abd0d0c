import type { Tensor } from "../tensor/tensor.ts";
import { hasUninitialized, lazily, materialize, postpone, publishLazy, settle } from "./lazy.ts";
import { Linear, type LinearOptions } from "./linear.ts";

/**
 * A {@link Linear} that infers `inFeatures` from its first input, which also draws the parameters.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.LazyLinear.html
 */
export class LazyLinear extends Linear {
  /** @internal */
  static override readonly signature = lazily(Linear.signature, "LazyLinear");

  /**
   * @param outFeatures numbers in each row of the output
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(outFeatures: number, options?: LinearOptions);
  constructor(options: LinearOptions & { outFeatures: number });
  constructor(...args: readonly unknown[]) {
    const { outFeatures, bias, dtype } = LazyLinear.signature.read(args);
    super(0, outFeatures, { bias, dtype });
    postpone(this);
  }

  override resetParameters(): void {
    if (this.inFeatures !== 0 && !hasUninitialized(this)) super.resetParameters();
  }

  /** Whether it has seen no input yet, nor loaded a state. */
  hasUninitializedParams(): boolean {
    return hasUninitialized(this);
  }

  /** Infers `inFeatures` from an input, and draws the parameters. */
  initializeParameters(input: Tensor): void {
    const inFeatures = input.shape[input.ndim - 1];
    if (hasUninitialized(this)) {
      Object.assign(this, { inFeatures });
      materialize(this.weight, [this.outFeatures, inFeatures]);
      materialize(this.bias, [this.outFeatures]);
      this.resetParameters();
    }
    if (this.inFeatures !== 0) return;
    const present = this.weight.shape[1];
    if (inFeatures !== present) {
      throw new RangeError(
        `The in_features inferred from input: ${inFeatures} is not equal to in_features from self.weight: ${present}`,
      );
    }
    Object.assign(this, { inFeatures });
  }

  override forward(input: Tensor): Tensor {
    return settle(this, input, Linear).forward(input);
  }
}

publishLazy(LazyLinear.prototype);
