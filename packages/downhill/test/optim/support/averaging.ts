import { nn, optim, tensor } from "downhill";
import { type Comparison, ulpBetweenPacked } from "./comparison.ts";
import { packArray, readFixture } from "./fixtures.ts";
import { elements } from "./replay.ts";
import { type FloatName, noise } from "./streams.ts";

const { AveragedModel, getEmaAvgFn, getEmaMultiAvgFn, getSwaAvgFn, getSwaMultiAvgFn } = optim.swaUtils;

export interface AveragedCase {
  readonly dtype: FloatName;
  readonly way: string;
  readonly results: Readonly<Record<string, readonly string[]>>;
  readonly keys: readonly string[];
  readonly count: number;
}

export const averagesFixture = readFixture<{
  readonly averaged: readonly AveragedCase[];
  readonly errors: readonly { readonly name: string; readonly message: string }[];
}>("averages.json");

/** The ways of averaging of reference/averages.py, by the same names. */
const WAYS: Readonly<Record<string, optim.swaUtils.AveragedModelOptions>> = {
  default: {},
  swa: { multiAvgFn: getSwaMultiAvgFn() },
  "swa single": { avgFn: getSwaAvgFn() },
  ema: { multiAvgFn: getEmaMultiAvgFn() },
  "ema 0.3": { multiAvgFn: getEmaMultiAvgFn(0.3) },
  "ema 0.75": { multiAvgFn: getEmaMultiAvgFn(0.75) },
  "ema single": { avgFn: getEmaAvgFn(0.9) },
};

/** Updates an average of a model whose parameters are new in each step. */
export function compareAverage({ dtype, way, results, keys, count }: AveragedCase): Comparison {
  const model = new nn.Linear(5, 3).to(dtype);
  const average = new AveragedModel(model, WAYS[way]);
  const differences: string[] = [];
  let ulp = 0;
  for (let t = 1; t <= count; t++) {
    [...model.parameters()].forEach((param, k) => {
      param.data = tensor(noise(dtype, param.numel(), k, t).slice()).reshape(param.shape);
    });
    average.updateParameters(model);
    [...average.parameters()].forEach((param, k) => {
      const wanted = results[t]?.[k];
      const actual = packArray(elements(param));
      if (wanted === undefined || actual === wanted) return;
      ulp = Math.max(ulp, ulpBetweenPacked(actual, wanted, dtype, param.numel()));
      differences.push(`update ${t}, parameter ${k}: ${actual} instead of ${wanted}`);
    });
  }
  const names = [...average.stateDict().keys()].join();
  if (names !== keys.join()) differences.push(`keys ${names} instead of ${keys.join()}`);
  if (average.nAveraged.item() !== count) differences.push(`${average.nAveraged.item()} updates instead of ${count}`);
  return { steps: count, ulp, differences };
}
