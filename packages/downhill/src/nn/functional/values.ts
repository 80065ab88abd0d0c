import { launch } from "../../memory/recording.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/**
 * Checks every element, also each time that a compiled function runs.
 * @throws RangeError with a message for an element that isn't good
 */
export function checkValues(
  tensor: Tensor,
  isGood: (value: number) => boolean,
  message: string | (() => string),
): void {
  launch("check", () => {
    for (const value of tensor.toTypedArray()) {
      if (!isGood(Number(value))) throw new RangeError(typeof message === "string" ? message : message());
    }
  });
}
