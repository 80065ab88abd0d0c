import { titleOf } from "./outcome.ts";

/** What an entry of PyTorch's table may differ in: differences that a pattern tells, and why. */
interface Different {
  readonly pattern: RegExp;
  readonly reason: string;
}

const RANKS: Different = { pattern: /^refusal/, reason: "tensors may have more than 64 dimensions" };

const WHOLE: Different = { pattern: /^refusal 1 \(0, 3, 1\)/, reason: "1.0 and 1 are one number in JavaScript" };

const DIFFERENT: Readonly<Record<string, Different>> = {
  amax: RANKS,
  amin: RANKS,
  linspace: WHOLE,
  "linspace (tensor_overload)": WHOLE,
  logspace: WHOLE,
  "logspace (tensor_overload)": WHOLE,
  to_sparse: { pattern: /no output requires a gradient/, reason: "sparse tensors have no history" },
  aminmax: RANKS,
  logcumsumexp: { pattern: /second gradient/, reason: "second gradients are sums that cancel, in another order" },
  sinc: { pattern: /^sample .*int64/, reason: "PyTorch rounds pi times an integer to single precision first" },
};

/** The titles of the entries that differ. */
export const differing: readonly string[] = Object.keys(DIFFERENT);

export function different(of: { readonly name: string; readonly variant: string }): Different | undefined {
  return DIFFERENT[titleOf(of)];
}

/** Entries some of whose samples, forms or refusals aren't there. */
export const INCOMPLETE: ReadonlySet<string> = new Set([
  "logical_not",
  "nn.functional.avg_pool2d",
  "nn.functional.batch_norm",
  "nn.functional.layer_norm",
  "norm (nuc)",
]);
