import { Generator, manualSeed, nn, optim, randperm } from "downhill";
import { deserialize } from "downhill/serialization";
import { describe, expect, test, vi } from "vitest";
import { trainingCode } from "../src/networks/code.ts";
import type { NetworkConfig } from "../src/networks/config.ts";
import { DATA } from "../src/networks/config.ts";
import { makeData } from "../src/networks/data.ts";
import { activations, chooseTarget, prepareTraining, takeTable, train, trainedFile } from "../src/networks/engine.ts";
import { texts } from "../src/networks/texts.ts";

vi.mock("../../packages/cli/src/problems/data/digits.csv.gz?url", () => ({ default: "" }));

const config: NetworkConfig = {
  ...{ data: "spirals", noise: 0.2, hidden: [16], activation: "Tanh" },
  ...{ dropout: 0, batchNorm: false, batch: 32, seed: 3 },
};
const sgd = { optimizer: { name: "SGD", options: { lr: 0.1, momentum: 0.9 } }, scheduler: null };

describe("trainings", () => {
  test("are the loop that the page's code shows", async () => {
    await prepareTraining({ config, contestants: [sgd, sgd] });
    const { standings, step, epoch } = train(60_000, 25);
    expect([step, epoch]).toEqual([25, 2]);
    // Everyone begins alike and meets the same batches.
    expect(standings[0]).toEqual(standings[1]);

    const { training, test } = await makeData(config);
    manualSeed(config.seed);
    const model = new nn.Sequential(new nn.Linear(2, 16), new nn.Tanh(), new nn.Linear(16, 3));
    const optimizer = new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 });
    const generator = new Generator().manualSeed(config.seed);
    let done = 0;
    while (done < 25) {
      const order = randperm(300, { generator });
      for (let at = 0; at + 32 <= 300 && done < 25; at += 32, done++) {
        const rows = order.narrow(0, at, 32);
        optimizer.zeroGrad();
        const loss = nn.functional.crossEntropy(
          model.forward(training.x.indexSelect(0, rows)),
          training.y.indexSelect(0, rows),
        );
        loss.backward();
        optimizer.step();
      }
    }
    expect(standings[0].testLoss).toBe(nn.functional.crossEntropy(model.forward(test.x), test.y).item());
  });

  test("run on every shape, with any activation, dropout, batch norm, schedules, Muon and L-BFGS", async () => {
    const adam = {
      optimizer: { name: "Adam", options: { lr: 0.02 } },
      scheduler: { name: "StepLR", options: { stepSize: 1 } },
    };
    const muon = { optimizer: { name: "Muon", options: { lr: 0.02 } }, scheduler: null };
    const lbfgs = { optimizer: { name: "LBFGS", options: { lr: 0.1 } }, scheduler: null };
    const names = DATA.filter((name) => name !== "digits" && name !== "table");
    const all = activations();
    for (const [i, data] of names.entries()) {
      const odd = { ...config, data, activation: all[i % all.length], dropout: 0.1, batchNorm: true };
      const shown = await prepareTraining({ config: odd, contestants: [adam, muon, lbfgs] });
      const { standings, epoch } = train(60_000, 30);
      for (const standing of standings) {
        expect(standing.error, data).toBeNull();
        expect(standing.testLosses.every(Number.isFinite), data).toBe(true);
      }
      expect(standings[0].rate).toBeCloseTo(0.02 * 0.1 ** epoch, 12);
      expect(standings[0].grid).toHaveLength(shown.inputs === 1 ? 176 : 44 * 44 * shown.classes.length);
    }
    expect(all.length).toBeGreaterThan(10);
  });

  test("of a visitor's table, to be taken along as PyTorch's file", async () => {
    const rows = Array.from(
      { length: 60 },
      (_, i) => `${i % 7},${i % 3 === 0 ? "yes" : "no"},${(i % 7) * 2 + (i % 3)}`,
    );
    const columns = await takeTable(new Blob([["size,choice,price", ...rows].join("\n")]), "shop.csv");
    expect(columns).toEqual(["size", "choice", "price"]);
    const own = { ...config, data: "table" as const, hidden: [] };
    expect(await prepareTraining({ config: own, contestants: [sgd] })).toMatchObject({ task: "regression", inputs: 3 });
    chooseTarget("choice");
    const shown = await prepareTraining({ config: own, contestants: [sgd] });
    expect(shown).toMatchObject({ task: "classification", classes: ["no", "yes"] });
    train(60_000, 5);
    const file = (await deserialize(trainedFile(0))) as { model: object; epoch: number };
    expect(Object.keys(file)).toEqual(expect.arrayContaining(["model", "optimizer", "epoch"]));
    await expect(takeTable(new Blob(["a,b\n1\n"]), "odd.csv")).rejects.toThrow("line 2");
  });

  test("have their code in both languages", async () => {
    const contestant = { optimizer: sgd.optimizer, scheduler: { name: "CosineAnnealingLR", options: { tMax: 100 } } };
    const { typeScript, python } = trainingCode(
      config,
      await prepareTraining({ config, contestants: [contestant] }),
      contestant,
    );
    expect(typeScript).toContain("new nn.Linear(2, 16),\n  new nn.Tanh(),\n  new nn.Linear(16, 3),");
    expect(typeScript).toContain("new optim.SGD(model.parameters(), { lr: 0.1, momentum: 0.9 })");
    expect(python).toContain("torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, T_max=100)");
  });
});

test("every kind of data has a name in both languages", () => {
  for (const { names } of [texts.en, texts.zh]) expect(Object.keys(names)).toEqual([...DATA]);
});
