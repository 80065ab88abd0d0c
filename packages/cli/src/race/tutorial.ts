import { linspace, manualSeed, randn } from "downhill";
import { binEdges, findBin } from "../data/bins.ts";
import { curveGrid } from "../data/curve.ts";
import type { Problem } from "./problem.ts";

/**
 * The tutorial's experiment: y = x² + 0.1 noise at a thousand places from -1 to 1, all for training, nothing standardized.
 */
export function tutorialProblem(seed: number): Problem {
  manualSeed(seed);
  const x = linspace(-1, 1, 1000).unsqueeze(1);
  const y = x.square().add(randn([1000, 1]).mul(0.1));
  const inputs = Float32Array.from(x.toTypedArray() as Float32Array);
  const targets = Float32Array.from(y.toTypedArray() as Float32Array);
  const values = [...inputs];
  const edges = binEdges(values);
  const binOf = (value: number) => findBin(edges, value);
  return {
    title: "y = x² + 0.1 · noise",
    task: "regression",
    target: "y",
    classes: [],
    features: ["x"],
    training: { rows: values.length, inputs, bins: Int32Array.from(values, binOf), targets },
    validation: null,
    lookup: { columns: 1, entries: edges.length + 1 },
    curve: {
      xLabel: "x",
      yLabel: "y",
      points: values.map((value, i) => [value, targets[i]!] as const),
      ...curveGrid(values, { mean: 0, scale: 1 }, binOf),
      mean: 0,
      scale: 1,
    },
    lossName: "mean squared error (the noise alone makes 0.01)",
    notes: [],
  };
}
