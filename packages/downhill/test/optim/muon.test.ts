import { eye, randn, zeros } from "downhill";
import { describe, expect, it } from "vitest";
import * as optim from "../../src/optim/index.ts";
import { optimizerFixture } from "./support/fixtures.ts";
import { compareMuon, UPDATE_ERROR } from "./support/muonReplay.ts";
import { elements } from "./support/replay.ts";
import type { FloatName } from "./support/streams.ts";

/**
 * Muon's momentum is PyTorch's to the bit. Its updates are products of matrices in bfloat16, whose last bits differ from
 * processor to processor in PyTorch too: parameters agree up to a small share of the steps' lengths.
 */

describe("Muon", () => {
  const fixture = optimizerFixture("Muon");
  for (const of of fixture.cases) {
    it(of.name, () => {
      for (const dtype of Object.keys(of.results) as FloatName[]) {
        const { differences, error } = compareMuon(fixture, of, dtype);
        expect(differences, dtype).toEqual([]);
        expect(error, dtype).toBeLessThanOrEqual(UPDATE_ERROR);
      }
    });
  }

  it("orthogonalizes: all singular values of a step's direction are near 1", () => {
    for (const shape of [
      [3, 3],
      [8, 3],
      [3, 8],
      [40, 30],
    ]) {
      const param = zeros(shape);
      param.grad = randn(shape);
      new optim.Muon([param], { lr: 1, weightDecay: 0, adjustLrFn: "match_rms_adamw" }).step();
      const direction = param.div(-0.2 * Math.sqrt(Math.max(...shape)));
      const gram = shape[0] < shape[1] ? direction.matmul(direction.t()) : direction.t().matmul(direction);
      const size = Math.min(...shape);
      const trace = gram.mul(eye(size)).sum().item();
      expect(trace / size).toBeGreaterThan(0.4);
      expect(trace / size).toBeLessThan(1.6);
    }
  });

  it("takes strided parameters and gradients, and empty ones", () => {
    const grad = randn([4, 6]);
    const [plain, turned, empty] = [zeros([4, 6]), zeros([6, 4]).t(), zeros([0, 3])];
    plain.grad = grad;
    turned.grad = grad.t().contiguous().t();
    empty.grad = zeros([0, 3]);
    new optim.Muon([plain, turned, empty]).step();
    expect(elements(turned)).toEqual(elements(plain));
  });

  it("refuses what is not a matrix, and changes nothing", () => {
    const message = "Muon only supports 2D parameters whereas we found a parameter with size: torch.Size([3])";
    expect(() => new optim.Muon([zeros([3])])).toThrow(message);
    const optimizer = new optim.Muon([zeros([2, 2])]);
    expect(() => optimizer.addParamGroup({ params: [zeros([3])] })).toThrow(message);
    expect(optimizer.paramGroups.length).toBe(1);
  });
});
