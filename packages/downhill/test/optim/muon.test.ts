import { eye, randn, zeros } from "downhill";
import { describe, expect, it } from "vitest";
import * as optim from "../../src/optim/index.ts";
import { optimizerFixture } from "./support/fixtures.ts";
import { elements, Replay } from "./support/replay.ts";
import type { FloatName } from "./support/streams.ts";

/**
 * Muon's momentum is PyTorch's to the bit. Its updates are products of matrices in bfloat16, whose last bits differ from
 * processor to processor in PyTorch too: parameters agree up to a small share of the steps' lengths.
 */

/** How far an element of an update may be off, times the learning rate: two units in the last place of bfloat16. */
const UPDATE_ERROR = 2 ** -7;

describe("Muon", () => {
  const fixture = optimizerFixture("Muon");
  for (const of of fixture.cases) {
    it.skipIf(JSON.stringify(of.options).includes('"tensor"'))(of.name, () => {
      for (const [dtype, results] of Object.entries(of.results)) {
        const replay = new Replay(fixture, of, dtype as FloatName);
        const [{ lr, adjustLrFn }] = replay.optimizer.paramGroups;
        const [[shape]] = of.groups.map(({ shapes }) => shapes);
        const length = adjustLrFn === "match_rms_adamw" ? 0.2 * lr * Math.sqrt(Math.max(...shape)) : lr;
        for (let t = 1; t <= 100; t++) {
          replay.step(t);
          if (results[t] === undefined) continue;
          const [wanted] = results[t];
          const [actual] = replay.packed();
          expect(actual.momentumBuffer, `${dtype}, step ${t}`).toBe(wanted.momentum_buffer);
          const sampled = wanted.param as readonly number[];
          const param = elements(replay.params[0]);
          const stride = Math.max(1, Math.ceil(param.length / 24));
          const tolerance = length * UPDATE_ERROR * Math.sqrt(t);
          sampled.forEach((value, i) => {
            expect(
              Math.abs(param[i * stride] - value),
              `${dtype}, step ${t}, element ${i * stride}`,
            ).toBeLessThanOrEqual(tolerance + 1e-6 * Math.abs(value));
          });
        }
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
