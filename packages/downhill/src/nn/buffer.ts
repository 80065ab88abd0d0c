import { BOOLEAN } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import { isConjugated, markConjugated } from "../tensor/packed.ts";
import { Tensor } from "../tensor/tensor.ts";

/** Options of {@link Buffer}. */
export interface BufferOptions {
  /** Whether state dicts have it. Default true. */
  persistent?: boolean;
}

/**
 * A tensor that belongs to a module but is not trained, such as running statistics: assigned to a property of a
 * {@link Module}, it appears among its `buffers()` and, unless it is not persistent, in its state dict.
 *
 * ```ts
 * class Counter extends nn.Module {
 *   seen = new nn.Buffer(zeros([]));
 *   forward(x: Tensor) {
 *     this.seen.add_(x.shape[0]);
 *     return x;
 *   }
 * }
 * ```
 *
 * It shares the elements of the tensor it is made from. Change it in place, as above; a property that is to be assigned
 * other tensors later is made by {@link Module.registerBuffer}.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.Buffer.html
 */
export class Buffer extends Tensor {
  readonly #persistent: boolean;

  /** @internal */
  static readonly signature = signature("Buffer", { data: TENSOR }, {}, { persistent: optional(BOOLEAN, true) });

  /**
   * @param data the values, shared, not copied
   * @throws TypeError when `data` is no tensor, or an option unknown or of another type
   */
  constructor(data: Tensor, options?: BufferOptions);
  constructor(...args: readonly unknown[]) {
    const { data, persistent } = Buffer.signature.read(args);
    super(data.storage, data._shape, data._strides, data.offset, data._numel, data._contiguous);
    this.#persistent = persistent;
    this._requiresGrad = data.requiresGrad;
    if (isConjugated(data)) markConjugated(this);
  }

  /** Whether state dicts have it. */
  get persistent(): boolean {
    return this.#persistent;
  }
}
