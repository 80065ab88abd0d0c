import { type Tensor, tensor } from "downhill";
import { LBFGS } from "../../../src/optim/index.ts";
import { type PackedOptions, readFixture, unpackOptions } from "./fixtures.ts";
import { problems, startOf } from "./problems.ts";
import { elements } from "./replay.ts";
import { type FloatName, newFloats } from "./streams.ts";

interface Step {
  readonly funcEvals: number;
  readonly nIter: number;
  readonly loss: number;
  readonly params: readonly number[];
}

export interface LbfgsCase {
  readonly name: string;
  readonly problem: string;
  readonly shapes: readonly (readonly number[])[];
  readonly options: PackedOptions;
  readonly results: Readonly<Record<FloatName, readonly Step[]>>;
}

export const lbfgsFixture = readFixture<{ readonly cases: readonly LbfgsCase[] }>("optimizers/lbfgs.json");

/** How far losses and parameters may be off, relative to their size or to 1 if they are smaller. */
export const LBFGS_TOLERANCE: Readonly<Record<FloatName, number>> = { float32: 0, float64: 1e-11 };

function flatten(params: readonly Tensor[], dtype: FloatName) {
  const parts = params.map(elements);
  const flat = newFloats(
    dtype,
    parts.reduce((sum, { length }) => sum + length, 0),
  );
  let offset = 0;
  for (const part of parts) {
    flat.set(part, offset);
    offset += part.length;
  }
  return flat;
}

function* run({ problem, shapes, options }: LbfgsCase, dtype: FloatName): Generator<Step> {
  const sizes = shapes.map((shape) => shape.reduce((product, size) => product * size, 1));
  const starts = sizes.map((_, i) => sizes.slice(0, i).reduce((sum, size) => sum + size, 0));
  const first = startOf(problem, dtype, starts[starts.length - 1] + sizes[sizes.length - 1]);
  const part = (flat: typeof first, i: number) => flat.slice(starts[i], starts[i] + sizes[i]);
  const params = shapes.map((shape, i) => tensor(part(first, i)).reshape(shape).detach().requiresGrad_());
  const optimizer = new LBFGS(params, unpackOptions(options));
  const closure = () => {
    const { loss, grad } = problems[problem](flatten(params, dtype));
    params.forEach((param, i) => {
      param.grad = tensor(part(grad, i)).reshape(param.shape);
    });
    return loss;
  };
  for (;;) {
    const loss = optimizer.step(closure);
    const { funcEvals, nIter } = optimizer.state.get(params[0]) ?? { funcEvals: 0, nIter: 0 };
    const flat = flatten(params, dtype);
    const stride = Math.max(1, Math.floor(flat.length / 10));
    yield { funcEvals, nIter, loss, params: Array.from(flat).filter((_, i) => i % stride === 0) };
  }
}

/** How a run's losses and parameters compare with PyTorch's. */
export interface LbfgsComparison {
  readonly steps: number;
  /** The largest error of a loss or a parameter, as `LBFGS_TOLERANCE` counts. */
  readonly error: number;
  /** Iterations and evaluations that differ, in words. */
  readonly differences: readonly string[];
}

const errorOf = (actual: number, expected: number) =>
  Object.is(actual, expected) ? 0 : Math.abs(actual - expected) / Math.max(1, Math.abs(expected));

/** Runs a case in one type. */
export function compareLbfgs(of: LbfgsCase, dtype: FloatName): LbfgsComparison {
  const steps = run(of, dtype);
  const differences: string[] = [];
  let error = 0;
  of.results[dtype].forEach((wanted, index) => {
    const actual = steps.next().value as Step;
    for (const count of ["nIter", "funcEvals"] as const) {
      if (actual[count] === wanted[count]) continue;
      differences.push(`step ${index + 1}, ${count}: ${actual[count]} instead of ${wanted[count]}`);
    }
    const pairs = [[actual.loss, wanted.loss], ...wanted.params.map((value, i) => [actual.params[i], value])];
    for (const [a, b] of pairs) {
      const found = errorOf(a, b);
      error = Number.isNaN(found) ? Number.POSITIVE_INFINITY : Math.max(error, found);
    }
  });
  return { steps: of.results[dtype].length, error, differences };
}
