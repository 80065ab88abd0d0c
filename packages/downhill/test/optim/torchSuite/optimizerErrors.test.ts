import { arange, ones, sparseCooTensor, type Tensor } from "downhill";
import { afterEach, describe, expect, it, vi } from "vitest";
import { unpackOptions } from "../support/fixtures.ts";
import { type ErrorInput, make, type OptimizerInfo, optimizersOf } from "./optimizerBench.ts";

const one = (shape: readonly number[] = [2, 3]): Tensor => ones(shape).requiresGrad_();
const sparse = () => sparseCooTensor(arange(3, { dtype: "int64" }).reshape([1, 3]), ones([3]), [3]);

/** The parameters of reference/torch_suite.py, by the same names. */
const PARAMS: Readonly<Record<string, () => unknown>> = {
  one: () => [one()],
  tensor: () => one([1, 1]),
  duplicate: () => new Array(2).fill(one()),
  "duplicate across groups": () => new Array(2).fill(one()).map((params) => ({ params })),
  "partly named": () => [["param", one()], one()],
  "named after unnamed": () => [{ params: [one()] }, { params: [["param", one()]] }],
  "three dimensions": () => [one([2, 3, 4])],
  complex: () => [one().detach().to("complex64")],
  sparse: () => [sparse()],
  "sparse in a group": () => [{ params: [sparse()] }],
};

const CLASSES: Readonly<Record<string, typeof Error>> = { ValueError: RangeError, TypeError };

/** Python's `1.0` is `1` here. */
const patternOf = ({ pattern }: ErrorInput) => new RegExp(pattern.replace(/(\d)\.0(?!\d)/g, "$1(\\.0)?"));

function attempt(info: OptimizerInfo, { params, options, on }: ErrorInput): () => void {
  return () => {
    const optimizer = make(info, PARAMS[params]() as Iterable<unknown>, unpackOptions(options));
    if (on === "construct") return;
    for (const param of optimizer.paramGroups[0].params as Tensor[]) param.grad = param.detach().clone();
    optimizer.step();
  };
}

afterEach(() => vi.restoreAllMocks());

describe("PyTorch's TestOptimRenewed: errors", () => {
  for (const info of optimizersOf("test_errors")) {
    info.errors.forEach((error, i) => {
      it(`test_errors, ${info.name} ${i}: ${error.desc}`, () => {
        const action = attempt(info, error);
        if (error.type === "UserWarning") {
          const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
          action();
          expect(warn).toHaveBeenCalledWith(expect.stringMatching(patternOf(error)));
        } else {
          expect(action).toThrow(CLASSES[error.type] ?? Error);
          expect(action).toThrow(patternOf(error));
        }
      });
    });
  }
});
