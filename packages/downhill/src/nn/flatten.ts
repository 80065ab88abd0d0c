import { Tuple } from "../python/containers.ts";
import { repr } from "../python/repr.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { DIM, SHAPE } from "../tensor/kinds.ts";
import { formatShape, normalizeDim, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

/**
 * Makes one dimension of several, by default of all but the first.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Flatten.html
 */
export class Flatten extends Module<[input: Tensor]> {
  readonly startDim: number;
  readonly endDim: number;

  /** @internal */
  static override readonly signature = signature("Flatten", { startDim: optional(DIM, 1), endDim: optional(DIM, -1) });

  /**
   * @param startDim the first dimension of those that become one; default 1
   * @param endDim the last one; default -1
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(startDim?: number, endDim?: number);
  constructor(options: { startDim?: number; endDim?: number });
  constructor(...args: readonly unknown[]) {
    super();
    const { startDim, endDim } = Flatten.signature.read(args);
    this.startDim = startDim;
    this.endDim = endDim;
  }

  forward(input: Tensor): Tensor {
    return input.flatten(this.startDim, this.endDim);
  }

  override extraRepr(): string {
    return `start_dim=${this.startDim}, end_dim=${this.endDim}`;
  }
}

/**
 * Makes several dimensions of one: undoes {@link Flatten}.
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Unflatten.html
 */
export class Unflatten extends Module<[input: Tensor]> {
  readonly dim: number;
  readonly unflattenedSize: Shape;

  /** @internal */
  static override readonly signature = signature("Unflatten", { dim: DIM, unflattenedSize: SHAPE });

  /**
   * @param dim the dimension that becomes several
   * @param unflattenedSize their sizes, of which one may be -1: what is left
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(dim: number, unflattenedSize: Shape);
  constructor(dim: number, options: { unflattenedSize: Shape });
  constructor(options: { dim: number; unflattenedSize: Shape });
  constructor(...args: readonly unknown[]) {
    super();
    const { dim, unflattenedSize } = Unflatten.signature.read(args);
    const wrong = unflattenedSize.findIndex((size) => !Number.isInteger(size));
    if (wrong >= 0) {
      const found = typeof unflattenedSize[wrong] === "number" ? "float" : typeof unflattenedSize[wrong];
      throw new TypeError(`unflattened_size must be tuple of ints, but found element of type ${found} at pos ${wrong}`);
    }
    this.dim = dim;
    this.unflattenedSize = unflattenedSize;
  }

  forward(input: Tensor): Tensor {
    const dim = normalizeDim(this.dim, input.ndim);
    const size = input._shape[dim];
    const known = this.unflattenedSize.filter((part) => part !== -1).reduce((product, part) => product * part, 1);
    const sizes = this.unflattenedSize.map((part) => (part === -1 ? size / known : part));
    if (sizes.reduce((product, part) => product * part, 1) !== size || !sizes.every(Number.isInteger)) {
      throw new RangeError(
        `unflatten: Provided sizes ${formatShape(this.unflattenedSize)} don't multiply up to the size of dim ${dim} ` +
          `(${size}) in the input tensor`,
      );
    }
    return input.view([...input._shape.slice(0, dim), ...sizes, ...input._shape.slice(dim + 1)]);
  }

  override extraRepr(): string {
    return `dim=${this.dim}, unflattened_size=${repr(Tuple.from(this.unflattenedSize))}`;
  }
}
