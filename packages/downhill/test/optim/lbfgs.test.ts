import { type Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { LBFGS } from "../../src/optim/index.ts";
import { type PackedOptions, readFixture, unpackOptions } from "./support/fixtures.ts";
import { problems, startOf } from "./support/problems.ts";
import { elements } from "./support/replay.ts";
import { type FloatName, newFloats } from "./support/streams.ts";

/**
 * The counts of iterations and evaluations equal PyTorch's. Losses and parameters do too in float32, where sums are made
 * in PyTorch's order; in float64 they agree as closely as is promised.
 */

interface Step {
  readonly funcEvals: number;
  readonly nIter: number;
  readonly loss: number;
  readonly params: readonly number[];
}

interface LbfgsCase {
  readonly name: string;
  readonly problem: string;
  readonly shapes: readonly (readonly number[])[];
  readonly options: PackedOptions;
  readonly results: Readonly<Record<FloatName, readonly Step[]>>;
}

const fixture = readFixture<{ cases: readonly LbfgsCase[] }>("optimizers/lbfgs.json");
const TOLERANCE: Readonly<Record<FloatName, number>> = { float32: 0, float64: 1e-11 };

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

function close(actual: number, expected: number, tolerance: number): boolean {
  return Math.abs(actual - expected) <= tolerance * Math.max(1, Math.abs(expected));
}

describe("LBFGS", () => {
  for (const of of fixture.cases) {
    const hasTensor = Object.values(of.options).some((value) => typeof value === "object" && value !== null);
    it.skipIf(hasTensor)(of.name, () => {
      for (const [dtype, expected] of Object.entries(of.results) as [FloatName, readonly Step[]][]) {
        const steps = run(of, dtype);
        expected.forEach((wanted, index) => {
          const { value: actual } = steps.next();
          const label = `${dtype}, step ${index + 1}`;
          expect(actual.nIter, `${label}, iterations`).toBe(wanted.nIter);
          expect(actual.funcEvals, `${label}, evaluations`).toBe(wanted.funcEvals);
          expect(close(actual.loss, wanted.loss, TOLERANCE[dtype]), `${label}: ${actual.loss}, ${wanted.loss}`).toBe(
            true,
          );
          wanted.params.forEach((value, i) => {
            const ok = close(actual.params[i], value, TOLERANCE[dtype]);
            expect(ok, `${label}, parameter ${i}: ${actual.params[i]} instead of ${value}`).toBe(true);
          });
        });
      }
    });
  }
});
