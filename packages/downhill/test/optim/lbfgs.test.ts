import { describe, expect, it } from "vitest";
import { compareLbfgs, LBFGS_TOLERANCE, lbfgsFixture } from "./support/lbfgsReplay.ts";
import type { FloatName } from "./support/streams.ts";

/**
 * The counts of iterations and evaluations equal PyTorch's. Losses and parameters do too in float32, where sums are made
 * in PyTorch's order; in float64 they agree as closely as is promised.
 */

describe("LBFGS", () => {
  for (const of of lbfgsFixture.cases) {
    it(of.name, () => {
      for (const dtype of Object.keys(of.results) as FloatName[]) {
        const { error, differences } = compareLbfgs(of, dtype);
        expect(differences, dtype).toEqual([]);
        expect(error, dtype).toBeLessThanOrEqual(LBFGS_TOLERANCE[dtype]);
      }
    });
  }
});
