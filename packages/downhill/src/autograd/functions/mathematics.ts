import { MATHEMATICS } from "../../elementwise/curves.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { applyCurve } from "./curve.ts";

/** The name of a function that its expression alone defines. */
export type MathematicalName = keyof typeof MATHEMATICS;

/** Applies such a function. @throws TypeError for integers and bools, where it takes none */
export function mathematical(name: MathematicalName): (input: Tensor) => Tensor {
  const { curve, node, kernel } = MATHEMATICS[name];
  return (input) => applyCurve(input, curve, node, kernel);
}
