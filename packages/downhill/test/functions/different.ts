import { titleOf } from "./outcome.ts";

/** What an entry of PyTorch's table may differ in: differences that a pattern tells, and why. */
interface Different {
  readonly pattern: RegExp;
  readonly reason: string;
}

const RANKS: Different = { pattern: /^refusal/, reason: "tensors may have more than 64 dimensions" };

const DIFFERENT: Readonly<Record<string, Different>> = {
  amax: RANKS,
  amin: RANKS,
};

/** The titles of the entries that differ. */
export const differing: readonly string[] = Object.keys(DIFFERENT);

export function different(of: { readonly name: string; readonly variant: string }): Different | undefined {
  return DIFFERENT[titleOf(of)];
}

/** Entries some of whose samples, forms or refusals aren't there. */
export const INCOMPLETE: ReadonlySet<string> = new Set([
  "bernoulli",
  "ceil",
  "cos",
  "erf",
  "expm1",
  "floor",
  "log1p",
  "sign",
  "sin",
  "trunc",
  "round",
  "cumsum",
  "eq",
  "gather",
  "ge",
  "gt",
  "le",
  "linspace",
  "linspace (tensor_overload)",
  "logical_and",
  "logical_not",
  "logical_or",
  "logical_xor",
  "lt",
  "multinomial",
  "narrow",
  "ne",
  "nn.functional.avg_pool1d",
  "nn.functional.avg_pool2d",
  "nn.functional.avg_pool3d",
  "nn.functional.batch_norm",
  "nn.functional.embedding",
  "nn.functional.layer_norm",
  "nn.functional.binary_cross_entropy",
  "norm (nuc)",
  "round (decimals_0)",
  "round (decimals_3)",
  "round (decimals_neg_3)",
  "std",
  "std (unbiased)",
  "var",
  "var (unbiased)",
  "clamp",
]);
