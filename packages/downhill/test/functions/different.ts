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
  sinc: { pattern: /^sample .*int64/, reason: "PyTorch rounds pi times an integer to single precision first" },
};

/** The titles of the entries that differ. */
export const differing: readonly string[] = Object.keys(DIFFERENT);

export function different(of: { readonly name: string; readonly variant: string }): Different | undefined {
  return DIFFERENT[titleOf(of)];
}

/** Entries some of whose samples, forms or refusals aren't there. */
export const INCOMPLETE: ReadonlySet<string> = new Set([
  "bernoulli",
  "linspace",
  "linspace (tensor_overload)",
  "logical_not",
  "multinomial",
  "narrow",
  "nn.functional.avg_pool2d",
  "nn.functional.batch_norm",
  "nn.functional.layer_norm",
  "norm (nuc)",
  "std (unbiased)",
  "var (unbiased)",
]);
