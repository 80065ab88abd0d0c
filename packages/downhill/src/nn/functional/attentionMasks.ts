import { to } from "../../autograd/functions/conversion.ts";
import { where } from "../../autograd/functions/where.ts";
import { type DType, isFloat } from "../../memory/dtype.ts";
import { formatShape, type Shape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * A mask of multi-head attention as what is added to the products: of bools, which are true where a key may not be looked
 * at, negative infinity there.
 *
 * @param other the mask whose type this one's should be, with its name; null for any
 * @throws TypeError for other types than bools and floats
 */
export function canonicalMask(
  mask: Tensor | null,
  name: string,
  dtype: DType,
  other: { readonly mask: Tensor | null; readonly name: string } | null = null,
): Tensor | null {
  if (mask === null) return null;
  if (mask.dtype !== "bool" && !isFloat(mask.dtype)) {
    throw new TypeError(`only bool and floating types of ${name} are supported`);
  }
  if (other !== null && other.mask !== null && other.mask.dtype !== mask.dtype) {
    console.warn(`Support for mismatched ${name} and ${other.name} is deprecated. Use same type for both instead.`);
  }
  return mask.dtype === "bool" ? to(where(mask, Number.NEGATIVE_INFINITY, 0), dtype) : mask;
}

/** @throws RangeError unless query, key, value and masks all have a batch or none. Returns which. */
export function checkRanks(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  keyPaddingMask: Tensor | null,
  attnMask: Tensor | null,
  numHeads: number,
): boolean {
  const rank = query.ndim;
  if (rank !== 2 && rank !== 3) {
    throw new RangeError(`query should be unbatched 2D or batched 3D tensor but received ${rank}-D query tensor`);
  }
  const isBatched = rank === 3;
  const kind = isBatched ? "batched (3-D)" : "unbatched (2-D)";
  if (key.ndim !== rank || value.ndim !== rank) {
    throw new RangeError(
      `For ${kind} \`query\`, expected \`key\` and \`value\` to be ${rank}-D but found ${key.ndim}-D and ` +
        `${value.ndim}-D tensors respectively`,
    );
  }
  if (keyPaddingMask !== null && keyPaddingMask.ndim !== rank - 1) {
    throw new RangeError(
      `For ${kind} \`query\`, expected \`key_padding_mask\` to be \`None\` or ${rank - 1}-D but found ` +
        `${keyPaddingMask.ndim}-D tensor instead`,
    );
  }
  if (attnMask === null) return isBatched;
  if (attnMask.ndim !== 2 && attnMask.ndim !== 3) {
    throw new RangeError(
      `For ${kind} \`query\`, expected \`attn_mask\` to be \`None\`, 2-D or 3-D but found ${attnMask.ndim}-D tensor ` +
        "instead",
    );
  }
  const expected = [numHeads, query._shape[0], key._shape[0]];
  if (!isBatched && attnMask.ndim === 3 && !sameShape(attnMask._shape, expected)) {
    throw new RangeError(
      `Expected \`attn_mask\` shape to be (${expected.join(", ")}) but got ${size(attnMask._shape)}`,
    );
  }
  return isBatched;
}

/** @throws RangeError unless a mask of the products has the shape [L, S] or [batch · heads, L, S] */
export function checkMask({ _shape: shape }: Tensor, all: number, length: number, sources: number): void {
  if (shape.length !== 2 && shape.length !== 3) {
    throw new RangeError(`attn_mask's dimension ${shape.length} is not supported`);
  }
  const expected = shape.length === 2 ? [length, sources] : [all, length, sources];
  if (sameShape(shape, expected)) return;
  throw new RangeError(
    `The shape of the ${shape.length}D attn_mask is ${size(shape)}, but should be (${expected.join(", ")}).`,
  );
}

/** @throws RangeError unless a mask of keys has the shape [batch, S] */
export function checkPaddingMask({ _shape: [batch, sources] }: Tensor, wantedBatch: number, wanted: number): void {
  const [dim, expected, got] = batch !== wantedBatch ? [0, wantedBatch, batch] : [1, wanted, sources];
  if (expected === got) return;
  throw new RangeError(`Expected key_padded_mask.shape[${dim}] to be ${expected}, but got ${got}`);
}

/** Python's text of a size. */
export function size(shape: Shape): string {
  return `torch.Size(${formatShape(shape)})`;
}
