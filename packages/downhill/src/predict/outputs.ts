import { type ModelFile, withOrigin } from "./modelFile.ts";
import { softmax } from "./network.ts";
import type { Prediction } from "./prediction.ts";

/**
 * What a model's outputs for some rows say, in the target's own terms.
 * @throws RangeError for outputs that are no finite numbers
 */
export function decodeOutputs({ target }: Pick<ModelFile, "target">, outputs: Float32Array): Prediction[] {
  if (!outputs.every(Number.isFinite)) {
    throw new RangeError("the network's numbers overflow: a value is too far from all that it was trained on");
  }
  if (target.task === "regression") {
    const { mean, scale } = target.scaling;
    return Array.from(outputs, (output) => ({
      value: withOrigin(target.origin, output * scale + mean),
      probabilities: null,
    }));
  }
  const { classes } = target;
  return Array.from({ length: outputs.length / classes.length }, (_, row) => {
    const probabilities = softmax(outputs.subarray(row * classes.length, (row + 1) * classes.length));
    // Without a prototype, so that a class may have any name.
    const named: Record<string, number> = Object.create(null);
    for (const [place, name] of classes.entries()) named[name] = probabilities[place];
    const best = probabilities.reduce((most, value, place) => (value > probabilities[most] ? place : most), 0);
    return { value: classes[best], probabilities: named };
  });
}
