import { manualSeed, rand, randn } from "downhill";
import { binEdges, findBin } from "../data/bins.ts";
import type { DataProblem, Examples } from "../training/problem.ts";

const arms = ["first arm", "second arm", "third arm"];
const rows = { training: 600, validation: 300, test: 300 };
const turns = 1.25;
const noise = 0.02;

/** Three spirals around one centre: which one is a place on? Anew for each seed, with test rows of its own. */
export function spirals(seed: number): DataProblem {
  manualSeed(seed);
  const training = places(rows.training);
  const validation = places(rows.validation);
  const test = places(rows.test);
  const edges = [0, 1].map((axis) => {
    return binEdges([...training.inputs].filter((_, i) => i % 2 === axis).sort((a, b) => a - b));
  });
  const first = edges[0]!.length + 1;
  const examples = ({ inputs, targets }: Places): Examples => ({
    rows: targets.length,
    inputs,
    bins: Int32Array.from(inputs, (value, i) => (i % 2 === 0 ? 0 : first) + findBin(edges[i % 2]!, value)),
    targets,
  });
  return {
    kind: "data",
    title: "three spirals",
    task: "classification",
    target: "arm",
    classes: arms,
    features: ["x", "y"],
    encodings: null,
    training: examples(training),
    validation: examples(validation),
    test: examples(test),
    lookup: { columns: 2, entries: first + edges[1]!.length + 1 },
    classWeights: null,
    scaling: { mean: 0, scale: 1 },
    curve: null,
    lossName: "cross entropy",
    heldOut: "the test rows",
    notes: [],
  };
}

interface Places {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

function places(count: number): Places {
  const along = rand([count]).toTypedArray() as Float32Array;
  const off = randn([count, 2]).mul(noise).toTypedArray() as Float32Array;
  const targets = Float32Array.from({ length: count }, (_, i) => i % arms.length);
  const inputs = new Float32Array(2 * count);
  for (let i = 0; i < count; i++) {
    // The root keeps the places as dense outside as in the middle.
    const radius = Math.sqrt(along[i]!);
    const angle = 2 * Math.PI * (turns * radius + targets[i]! / arms.length);
    inputs[2 * i] = radius * Math.cos(angle) + off[2 * i]!;
    inputs[2 * i + 1] = radius * Math.sin(angle) + off[2 * i + 1]!;
  }
  return { inputs, targets };
}
