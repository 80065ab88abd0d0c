import { isFloat, newArray } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape, type Shape, sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import type { Floats } from "./pointwise.ts";

/**
 * Where classes lie in an input [batch, classes, ...rest] or [classes]: the element of sample `n`, class `c` and place
 * `s` of the rest is number `(n * classes + c) * places + s`, and its position, one of `batch * places`, is
 * `n * places + s`.
 */
export interface ClassLayout {
  readonly batch: number;
  readonly classes: number;
  readonly places: number;
  /** The shape of what has one element per position: the input's, without the classes. */
  readonly positions: Shape;
}

/** @throws RangeError when the input has no dimensions */
export function classLayout(input: Tensor): ClassLayout {
  const { _shape: shape } = input;
  if (shape.length === 0) throw new RangeError("Expected 1 or more dimensions (got 0)");
  if (shape.length === 1) return { batch: 1, classes: shape[0], places: 1, positions: [] };
  const [batch, classes, ...rest] = shape;
  return { batch, classes, places: rest.reduce((count, size) => count * size, 1), positions: [batch, ...rest] };
}

/** Targets as class numbers. */
export interface ClassTargets {
  readonly layout: ClassLayout;
  /** The class of each position; -1 where it is to be ignored. */
  readonly classes: Int32Array;
  /** The weight of each class, or null. */
  readonly weights: Floats | null;
  /** The sum of the weights of the classes that were asked for, their number without weights; read it anew. */
  total: number;
}

/**
 * Reads the class of each position.
 *
 * @throws TypeError for targets that are neither int64 nor uint8, weights of another dtype than the input, RangeError for a target
 *   of the wrong shape, a class that does not exist, or as many weights as there are not classes
 */
export function readTargets(input: Tensor, target: Tensor, weight: Tensor | null, ignoreIndex: number): ClassTargets {
  const layout = classLayout(input);
  checkTargetShape(input, target, layout);
  if (target.dtype !== "int64" && target.dtype !== "uint8") {
    throw new TypeError(`expected target dtype to be Long or Byte, but got ${typeName(target.dtype)}`);
  }
  const weights = weight === null ? null : readWeights(input, weight, layout);
  const classes = new Int32Array(target.numel());
  const targets: ClassTargets = { layout, classes, weights, total: 0 };
  launch("targets", () => {
    targets.total = 0;
    const given = target.toTypedArray();
    for (let i = 0; i < given.length; i++) {
      const value = Number(given[i]);
      if (value === ignoreIndex) {
        classes[i] = -1;
        continue;
      }
      if (value < 0 || value >= layout.classes) throw new RangeError(`Target ${given[i]} is out of bounds.`);
      classes[i] = value;
      targets.total += weights === null ? 1 : weights[value];
    }
  });
  return targets;
}

/** @throws RangeError unless there is one weight for each class */
export function checkWeightShape(weight: Tensor, { classes }: ClassLayout): void {
  if (weight.ndim !== 1 || weight._shape[0] !== classes) {
    throw new RangeError(
      `weight tensor should be defined either for all ${classes} classes or no classes but got weight tensor of ` +
        `shape: ${formatShape(weight._shape)}`,
    );
  }
}

function readWeights(input: Tensor, weight: Tensor, layout: ClassLayout): Floats {
  checkWeightShape(weight, layout);
  if (!isFloat(weight.dtype) || weight.dtype !== input.dtype) {
    throw new TypeError(`expected scalar type ${typeName(input.dtype)} but found ${typeName(weight.dtype)}`);
  }
  const values = newArray(weight.dtype, weight._numel) as Floats;
  launch("weights", () => values.set(weight.toTypedArray() as Float32Array));
  return values;
}

function checkTargetShape(input: Tensor, target: Tensor, { batch, positions }: ClassLayout): void {
  if (input.ndim === 1) {
    // A single sample may have its class in a vector of one.
    if (target.ndim === 0 || (target.ndim === 1 && target._shape[0] === 1)) return;
    const found = target.ndim === 1 ? String(target._shape[0]) : formatShape(target._shape);
    throw new RangeError(`For 1D input, 1D target must have size 1, but got target size: ${found}`);
  }
  const found = target.ndim === 0 ? 0 : target._shape[0];
  if (found !== batch) {
    throw new RangeError(`Expected input batch_size (${batch}) to match target batch_size (${found}).`);
  }
  if (!sameShape(target._shape, positions)) {
    throw new RangeError(`Expected target size ${formatShape(positions)}, got ${formatShape(target._shape)}`);
  }
}
