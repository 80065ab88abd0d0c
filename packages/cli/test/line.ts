import type { Task } from "../src/data/target.ts";
import type { DataProblem } from "../src/training/problem.ts";

/** y = 2x on a line of `rows` places, or whether x is above the middle. */
export function line(rows: number, task: Task = "regression"): DataProblem {
  const inputs = Float32Array.from({ length: rows }, (_, i) => (2 * i) / (rows - 1) - 1);
  const examples = {
    rows,
    inputs,
    bins: Int32Array.from(inputs, (x) => Math.min(7, Math.floor((x + 1) * 4))),
    targets: inputs.map((x) => (task === "regression" ? 2 * x : Number(x > 0))),
  };
  return {
    kind: "data",
    title: "line",
    task,
    target: "y",
    classes: task === "regression" ? [] : ["no", "yes"],
    features: ["x"],
    encodings: null,
    training: examples,
    validation: examples,
    test: null,
    lookup: { columns: 1, entries: 8 },
    classWeights: null,
    scaling: { mean: 0, scale: 1 },
    curve: null,
    lossName: "loss",
    heldOut: "the validation rows",
    notes: [],
  };
}
