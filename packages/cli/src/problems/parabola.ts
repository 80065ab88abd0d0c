import { linspace, manualSeed, randn } from "downhill";
import { binEdges, findBin } from "../data/bins.ts";
import type { DataProblem, Examples } from "../training/problem.ts";
import { curveGrid } from "./curve.ts";

const rows = 1000;
const validationRows = 200;
const noise = 0.1;

/**
 * The tutorial's experiment: y = x² + 0.1 noise at a thousand places from -1 to 1, nothing standardized. What counts is
 * how near a model comes to y = x² itself.
 */
export function parabola(seed: number): DataProblem {
  manualSeed(seed);
  const training = places(rows, noise);
  const validation = places(validationRows, noise);
  const values = [...training.x];
  const edges = binEdges(values);
  const binOf = (value: number) => findBin(edges, value);
  const examples = ({ x, y }: Places): Examples => ({
    rows: x.length,
    inputs: x,
    bins: Int32Array.from(x, binOf),
    targets: y,
  });
  return {
    kind: "data",
    title: "y = x² + 0.1 · noise",
    task: "regression",
    target: "y",
    classes: [],
    features: ["x"],
    encodings: null,
    training: examples(training),
    validation: examples(validation),
    test: examples(places(validationRows, 0)),
    lookup: { columns: 1, entries: edges.length + 1 },
    classWeights: null,
    scaling: { mean: 0, scale: 1 },
    curve: {
      xLabel: "x",
      yLabel: "y",
      points: values.map((value, i) => [value, training.y[i]!] as const),
      ...curveGrid(values, { mean: 0, scale: 1 }, binOf),
    },
    lossName: "mean squared error",
    heldOut: "the true curve y = x²",
    notes: [],
  };
}

interface Places {
  readonly x: Float32Array;
  readonly y: Float32Array;
}

function places(count: number, deviation: number): Places {
  const x = linspace(-1, 1, count).unsqueeze(1);
  const y = deviation === 0 ? x.square() : x.square().add(randn([count, 1]).mul(deviation));
  return { x: x.toTypedArray() as Float32Array, y: y.toTypedArray() as Float32Array };
}
