import { isDifferentiable } from "../memory/dtype.ts";
import { BOOLEAN, inWords } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import { isConjugated, markConjugated } from "../tensor/packed.ts";
import { Tensor } from "../tensor/tensor.ts";

const DATA = inWords(TENSOR, (value) => `Parameter data must be a Tensor, got ${typeof value}`);

/**
 * A tensor that a module trains: assigned to a property of a {@link Module}, it appears among its `parameters()`.
 *
 * It shares the elements of the tensor it is made from and has no history of its own.
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.parameter.Parameter.html
 */
export class Parameter extends Tensor {
  /** Tells the types apart: a tensor assigned to a parameter's property would no longer be trained. */
  declare protected readonly trained: true;

  /** @internal */
  static readonly signature = signature("Parameter", { data: DATA, requiresGrad: optional(BOOLEAN, true) });

  /**
   * @param data the values, shared, not copied
   * @param requiresGrad whether `backward` gives it a gradient; default true
   * @throws TypeError when `data` is no tensor, or has no floating point elements but should require a gradient
   */
  constructor(data: Tensor, requiresGrad?: boolean);
  constructor(data: Tensor, options: { requiresGrad?: boolean });
  constructor(...args: readonly unknown[]) {
    const { data, requiresGrad } = Parameter.signature.read(args);
    if (requiresGrad && !isDifferentiable(data.dtype)) {
      throw new TypeError("Only Tensors of floating point and complex dtype can require gradients");
    }
    super(data.storage, data._shape, data._strides, data.offset, data._numel, data._contiguous);
    this._requiresGrad = requiresGrad;
    if (isConjugated(data)) markConjugated(this);
  }

  override toString(): string {
    return `Parameter containing:\n${super.toString()}`;
  }
}
