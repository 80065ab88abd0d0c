import type { Method } from "../../signatures/named.ts";

/** The methods that multiply tensors over chosen dimensions. */
export interface ContractingMethods<T> {
  /**
   * Kronecker's product: each element of this tensor times the other tensor.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.kron.html
   */
  kron: Method<[other: T], ["other"], T>;

  /**
   * The cross products of vectors of three elements along a dimension (default: the first of that size).
   * @throws RangeError when there is none, or the tensors differ in their number of dimensions.
   * @see https://docs.pytorch.org/docs/stable/generated/torch.cross.html
   */
  cross: Method<[other: T, dim?: number | null], ["other", "dim"], T>;
}
