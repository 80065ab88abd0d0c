import { tensor } from "downhill";
import { optimizers } from "downhill/registry";
import { describe, expect, test } from "vitest";
import { parseFormula } from "../src/formula/parse.ts";
import { evaluate } from "../src/formula/tensors.ts";
import { describeAll } from "../src/options/described.ts";
import { readSetting, settingText } from "../src/options/setting.ts";
import { SURFACES } from "../src/surfaces/catalog.ts";
import { landscape, swarm, trace } from "../src/surfaces/engine.ts";
import { substitute } from "../src/surfaces/substitute.ts";
import { texts } from "../src/surfaces/texts.ts";
import { tuneRates } from "../src/surfaces/tune.ts";
import { adaptationAt, momentumAt } from "../src/surfaces/vectors.ts";

const bowl = { formula: "x^2 + 10 y^2", start: [3, 1] as const, steps: 5, noise: 0 };
const adam = { optimizer: { name: "Adam", options: { lr: 0.1 } }, scheduler: null };

describe("the catalog", () => {
  test.each(SURFACES)("$id has its lowest points where it says, and texts in both languages", (surface) => {
    for (const [x, y] of surface.minima) {
      const [a, b] = [x, y].map((value) => tensor([value], { dtype: "float64" }));
      const value = evaluate(parseFormula(surface.formula), a, b).item() as number;
      for (const [dx, dy] of [
        [0.02, 0],
        [-0.02, 0],
        [0, 0.02],
        [0, -0.02],
      ]) {
        const beside = evaluate(parseFormula(surface.formula), a.add(dx), b.add(dy)).item() as number;
        expect(beside).toBeGreaterThan(value - 1e-6);
      }
    }
    for (const { names, notes } of [texts.en, texts.zh])
      expect([names[surface.id], notes[surface.id]]).not.toContain(undefined);
  });
});

describe("ways down", () => {
  test("every registered optimizer gets lower on a bowl, by rates that are tried", () => {
    const descent = { ...bowl, steps: 20 };
    for (const { name } of optimizers) {
      const contestant = { optimizer: { name, options: {} }, scheduler: null };
      const [lr] = tuneRates(descent, [contestant]);
      expect(lr, name).not.toBeNull();
      const [{ losses, error }] = trace(descent, [{ ...contestant, optimizer: { name, options: { lr } } }]);
      expect(error, name).toBeNull();
      expect(losses[20], name).toBeLessThan(losses[0] / 2);
    }
  });

  test("SGD is the lines of arithmetic that it stands for", () => {
    const [{ positions, losses, gradients, rates }] = trace(bowl, [
      {
        optimizer: { name: "SGD", options: { lr: 0.01 } },
        scheduler: { name: "StepLR", options: { stepSize: 2, gamma: 0.5 } },
      },
    ]);
    let [x, y] = bowl.start as readonly number[];
    for (let step = 0; step <= bowl.steps; step++) {
      expect(positions[2 * step]).toBeCloseTo(x, 12);
      expect(losses[step]).toBeCloseTo(x ** 2 + 10 * y ** 2, 12);
      expect(gradients[2 * step + 1]).toBeCloseTo(20 * y, 12);
      const lr = 0.01 * 0.5 ** Math.floor(step / 2);
      expect(rates[step]).toBeCloseTo(lr, 15);
      [x, y] = [x - lr * 2 * x, y - lr * 20 * y];
    }
  });

  test("an error of the library ends a way, and the others go on", () => {
    const bad = { optimizer: { name: "Adam", options: { lr: -1 } }, scheduler: null };
    const [first, second] = trace(bowl, [bad, adam]);
    expect(first.error).toMatch("Invalid learning rate");
    expect(second.error).toBeNull();
  });

  test("the same noise for everyone", () => {
    const noisy = { ...bowl, noise: 1 };
    const [a, b] = trace(noisy, [adam, { ...adam, optimizer: { name: "SGD", options: { lr: 0.01 } } }]);
    expect(a.gradients.slice(0, 2)).toEqual(b.gradients.slice(0, 2));
    expect(a.gradients[0]).not.toBeCloseTo(6, 3);
  });

  test("a start of a swarm goes the way it goes alone", () => {
    const view = [-4, 4, -3, 3];
    for (const name of ["Adam", "LBFGS", "SparseAdam", "Muon"]) {
      const contestant = { optimizer: { name, options: { lr: 0.1 } }, scheduler: null };
      const { positions, count, frames, error } = swarm(bowl, contestant, view, 48);
      expect(error).toBeNull();
      expect(frames).toBe(bowl.steps + 1);
      const start = [positions[2 * 7], positions[2 * 7 + 1]] as const;
      const [alone] = trace({ ...bowl, start }, [contestant]);
      const last = (bowl.steps * count + 7) * 2;
      expect(positions[last], name).toBeCloseTo(alone.positions[2 * bowl.steps], 5);
      expect(positions[last + 1], name).toBeCloseTo(alone.positions[2 * bowl.steps + 1], 5);
    }
  });

  test("momentum and adaptation are read from the state", () => {
    const [way] = trace(bowl, [adam]);
    // After the first step, the average has a tenth of the gradient (6, 20), and the squares' roots are as 6 to 20.
    expect(momentumAt(way, 1)?.map((value) => Number(value.toFixed(6)))).toEqual([-0.6, -2]);
    expect(adaptationAt(way, 1)[1]).toBeCloseTo(6 / 20, 4);
    const [plain] = trace(bowl, [{ optimizer: { name: "SGD", options: { lr: 0.01 } }, scheduler: null }]);
    expect([momentumAt(plain, 1), adaptationAt(plain, 1)]).toEqual([null, [1, 1]]);
  });

  test("a landscape's rows begin at the bottom", () => {
    const { values, lowest, highest } = landscape("x + 10 y", [0, 1, 0, 1], 3, 2);
    expect([...values]).toEqual([0, 0.5, 1, 10, 10.5, 11]);
    expect([lowest, highest]).toEqual([0, 11]);
  });
});

describe("formulas with numbers", () => {
  const formulaOf = (name: string) => optimizers.get(name).formula as string;

  test("Adam's first step", () => {
    const [way] = trace(bowl, [adam]);
    const lines = substitute(formulaOf("Adam"), way, 0, 0);
    expect(lines.map(({ numbers }) => numbers)).toEqual([
      "6 + 0·3",
      "0.9·0 + (1 − 0.9)·6",
      "0.999·0 + (1 − 0.999)·6²",
      "3 − 0.1 · 0.6/(1 − 0.9^1) / (√(0.036/(1 − 0.999^1)) + (1.00e−8))",
    ]);
    expect(lines.map(({ result }) => result)).toEqual(["6", "0.6", "0.036", "2.9"]);
  });

  test("flags choose among the forms of a part", () => {
    const [plain, nesterov] = [false, true].map((flag) => {
      const options = { lr: 0.01, momentum: 0.5, nesterov: flag };
      const [way] = trace(bowl, [{ optimizer: { name: "SGD", options }, scheduler: null }]);
      return substitute(formulaOf("SGD"), way, 1, 0).at(-1);
    });
    expect(plain?.formula).toBe("θ ← θ − γb");
    expect(nesterov?.formula).toBe("θ ← θ − γ(g + μb)");
  });

  test("every optimizer's formula bears any step", () => {
    for (const { name, formula } of optimizers) {
      if (formula === null) continue;
      const [way] = trace(bowl, [{ optimizer: { name, options: {} }, scheduler: null }]);
      for (let step = 0; step < bowl.steps; step++) expect(substitute(formula, way, step, 1).length).toBeGreaterThan(0);
    }
  });
});

describe("settings in addresses", () => {
  const optionsOf = (name: string) => describeAll().optimizers.find((info) => info.name === name)?.options ?? null;

  test.each([
    { name: "Adam", options: { lr: 0.1, betas: [0.9, 0.99], amsgrad: true } },
    { name: "Adafactor", options: { eps: [null, 0.001] } },
    { name: "LBFGS", options: { maxEval: null, lineSearchFn: null } },
    { name: "SGD", options: {} },
  ])("$name comes back", (setting) => {
    expect(readSetting(settingText(setting), optionsOf)).toEqual(setting);
  });

  test("what nobody wrote is left out", () => {
    expect(readSetting("Nobody;lr=1", optionsOf)).toBeNull();
    expect(readSetting("Adam;lr=x;betas=0.9;__proto__=1;foreach=true;amsgrad=2;lr=", optionsOf)).toEqual({
      name: "Adam",
      options: {},
    });
  });
});
