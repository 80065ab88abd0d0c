import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Generator, getRngState, manualSeed, nn, optim, rand, randn } from "downhill";
import { load, loadCheckpoint, save, saveCheckpoint } from "downhill/node";
import { packCheckpoint, restoreCheckpoint, serialize } from "downhill/serialization";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-checkpoint-"));
});
afterAll(() => rm(folder, { recursive: true }));

function run() {
  const model = new nn.Sequential(new nn.Linear(3, 4), new nn.Dropout(0.5), new nn.Linear(4, 1));
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.1 });
  const scheduler = new optim.lrScheduler.StepLR(optimizer, { stepSize: 2, gamma: 0.5 });
  const step = () => {
    optimizer.zeroGrad();
    model
      .forward(randn([5, 3]))
      .square()
      .mean()
      .backward();
    optimizer.step();
    scheduler.step();
  };
  const parts = { model, optimizer, scheduler };
  return { ...parts, parts, step, state: () => serialize(packCheckpoint(parts)) };
}

describe("checkpoints", () => {
  it("resume a training as if it had never stopped, random numbers included", async () => {
    manualSeed(1);
    const first = run();
    for (let i = 0; i < 5; i++) first.step();
    const path = join(folder, "run.pt");
    await saveCheckpoint(path, { ...first.parts, epoch: 5, best: 0.25 });
    for (let i = 0; i < 5; i++) first.step();
    const expected = first.state();

    manualSeed(99);
    const second = run();
    second.step();
    const rest = await loadCheckpoint<{ epoch: number; best: number }>(path, second.parts);
    expect(rest).toEqual({ epoch: 5, best: 0.25 });
    for (let i = 0; i < 5; i++) second.step();
    expect(Buffer.from(second.state()).equals(expected)).toBe(true);
    expect(Object.keys(await load<object>(path))).toEqual([
      "model",
      "optimizer",
      "scheduler",
      "epoch",
      "best",
      "rng_state",
    ]);
  });

  it("hold lists, generators of one's own, and anything with a state dict", () => {
    const models = [new nn.Linear(1, 1), new nn.Linear(2, 1)];
    const generator = new Generator().manualSeed(7);
    let counter = 3;
    const own = {
      stateDict: () => ({ counter }),
      loadStateDict: (state: { counter: number }) => {
        counter = state.counter;
      },
    };
    const checkpoint = packCheckpoint({ models, generator, own, note: ["plain", 1] }, { rngState: false });
    const before = serialize(models[1].stateDict());
    const next = rand([2], { generator }).toArray();
    counter = 4;
    models[1].weight.detach().zero_();
    const copy = packCheckpoint({ models: [new nn.Linear(1, 1), new nn.Linear(2, 1)] });
    expect(() => restoreCheckpoint(copy, { models: [models[0]] })).toThrow(/2 states for the 1 parts of "models"/);
    const rest = restoreCheckpoint(
      { ...checkpoint, models: (copy as { models: unknown }).models },
      { models, generator, own },
    );
    expect(rest).toEqual({ note: ["plain", 1] });
    expect(counter).toBe(3);
    expect(rand([2], { generator }).toArray()).toEqual(next);
    expect(serialize(models[1].stateDict())).not.toEqual(before);
  });

  it("leave everything as it was when a part doesn't fit", async () => {
    manualSeed(1);
    const good = run();
    good.step();
    const other = new nn.Sequential(new nn.Linear(3, 5), new nn.Dropout(0.5), new nn.Linear(5, 1));
    const path = join(folder, "other.pt");
    await saveCheckpoint(path, { ...good.parts, model: other, second: good.model });
    const target = run();
    const second = new nn.Sequential(new nn.Linear(3, 4), new nn.Dropout(0.5), new nn.Linear(4, 1));
    target.step();
    const before = target.state();
    const random = serialize(getRngState());
    await expect(loadCheckpoint(path, { second, ...target.parts })).rejects.toThrow(
      /^model: Error\(s\) in loading state_dict for Sequential:\n\tsize mismatch for 0\.weight: copying a param with shape torch\.Size\(\[5, 3\]\) from checkpoint, the shape in current model is torch\.Size\(\[4, 3\]\)/,
    );
    await expect(loadCheckpoint(path, { ...target.parts, ema: target.model })).rejects.toThrow(
      'the checkpoint has no "ema"; it has "model", "optimizer", "scheduler", "second", "rng_state"',
    );
    const small = new optim.Adam([target.model.parameters().next().value], {});
    await expect(loadCheckpoint(path, { optimizer: small })).rejects.toThrow(
      /^optimizer: loaded state dict contains a parameter group that doesn't match the size of optimizer's group/,
    );
    expect(() => restoreCheckpoint(5, target.parts)).toThrow(TypeError);
    expect(() => restoreCheckpoint({ x: 1 }, { x: 1 as never })).toThrow(/no loadStateDict/);
    expect(Buffer.from(target.state()).equals(before)).toBe(true);
    expect(serialize(getRngState())).toEqual(random);
    await save(1, join(folder, "number.pt"));
    await expect(loadCheckpoint(join(folder, "number.pt"), {})).rejects.toThrow(/no dict/);
  });
});
