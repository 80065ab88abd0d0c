import type { Tensor } from "../tensor/tensor.ts";
import type { Node } from "./graph.ts";

/** What happened to the elements of a view: they are changed through it, or were changed through another tensor. */
type Change = "is being" | "its base or another view of its base has been";

/** The error of a view that may not be changed in place, as {@link ViewOrigin} tells. */
export function changedView(view: Tensor, change: Change): Error {
  const node = view._gradFn as Node | null;
  const byNoGrad = view._viewOrigin === "noGrad";
  const output = node === null ? "" : `Output ${node.outputIndex} of ${functionOf(node.name)} is a view`;
  const ofNoGrad = node === null ? "A view was" : `${output} of a view which was`;
  const start =
    node === null || byNoGrad
      ? `${ofNoGrad} created in noGrad mode and ${change} modified inplace with grad mode enabled.`
      : `${output} and ${change} modified inplace.`;
  const reason = byNoGrad
    ? "Given that this use case is ambiguous and error-prone, it is forbidden. You can clarify your code by moving both " +
      "the view and the inplace either both inside the noGrad block (if you don't want the inplace to be tracked) or " +
      "both outside (if you want the inplace to be tracked)."
    : "This view is the output of a function that returns multiple views. Such functions do not allow the output views " +
      "to be modified inplace. You should replace the inplace operation by an out-of-place one.";
  return new Error(`${start} ${reason}`);
}

/** `Split` of `SplitBackward0`, `Squeeze1` of `SqueezeBackward1`. */
function functionOf(node: string): string {
  return node.replace(/Backward(\d*)$/, (_, number: string) => (number === "0" ? "" : number));
}
