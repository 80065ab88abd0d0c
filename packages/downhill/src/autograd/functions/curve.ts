import type { Curve } from "../../elementwise/curves.ts";
import { isDifferentiable } from "../../memory/dtype.ts";
import { applyBinary, applyUnary } from "../../tensor/elementwise.ts";
import { typeName } from "../../tensor/promotion.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, recordWith, tracks, tracksAny } from "../graph.ts";
import { mul } from "./arithmetic.ts";

/** Which function a node is of, and which derivative it computes. */
interface Extra {
  readonly curve: Curve;
  readonly order: number;
}

/** A derivative times a gradient, in which it is linear: differentiated again, it is the next one. */
function slope(grad: Tensor, x: Tensor, curve: Curve, order: number, node: string): Tensor {
  const out = applyBinary(curve.slope(order), grad, x);
  return tracksAny(grad, x) ? recordWith(out, definitionOf(node, true), [grad, x], [grad, x], { curve, order }) : out;
}

const definitions = new Map<string, Definition<Extra>>();

function definitionOf(node: string, isSlope: boolean): Definition<Extra> {
  const name = isSlope ? `${node}Backward` : node;
  const key = `${name}0`;
  let definition = definitions.get(key);
  if (definition === undefined) {
    definition = isSlope
      ? define<Extra>(
          key,
          (outer, found) => slope(outer, found.saved(1), found.extra.curve, found.extra.order, node),
          (outer, found) => {
            const { curve, order } = found.extra;
            return slope(mul(outer, found.saved(0)), found.saved(1), curve, order + 1, node);
          },
        )
      : define<Extra>(key, (grad, found) => slope(grad, found.saved(0), found.extra.curve, 1, node));
    definitions.set(key, definition);
  }
  return definition;
}

/**
 * Applies a function of one number to every element, with derivatives of every order.
 *
 * @param node PyTorch's name of its node, without the final 0
 * @param kernel PyTorch's name of its kernel, where it takes floats only; null where integers are computed as floats
 */
export function applyCurve(input: Tensor, curve: Curve, node: string, kernel: string | null): Tensor {
  if (kernel !== null && !isDifferentiable(input.dtype)) {
    throw new TypeError(`"${kernel}" not implemented for '${typeName(input.dtype)}'`);
  }
  const out = applyUnary(curve.value, input);
  return tracks(input) ? recordWith(out, definitionOf(node, false), [input], [input], { curve, order: 0 }) : out;
}
