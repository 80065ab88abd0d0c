import { appendFile, mkdtemp, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { zeros } from "downhill";
import { optimizers } from "downhill/registry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { ProblemSource } from "../src/problems/source.ts";
import type { Settings, TrainingPlan } from "../src/training/plan.ts";
import { Journal } from "../src/tune/journal.ts";
import { bestTrial, nextTrials, type Search, type TrialResult } from "../src/tune/search.ts";
import { searchOf } from "../src/tune/space.ts";
import { entryOf } from "./runs.ts";

const search: Search = {
  base: { lr: 0.01, momentum: 0.9 },
  rate: { low: 1e-4, high: 1, scale: "log" },
  second: null,
  trials: 12,
};

/** All trials of a search whose scores are those of a function. */
function tryAll(of: Search, score: (settings: Settings) => number): { results: TrialResult[]; rounds: number[] } {
  const results: TrialResult[] = [];
  const rounds: number[] = [];
  for (;;) {
    const proposals = nextTrials(of, results);
    if (proposals.length === 0) return { results, rounds };
    rounds.push(proposals.length);
    for (const settings of proposals) results.push({ settings, score: score(settings) });
  }
}

const away = (optimum: number) => (settings: Settings) => Math.abs(Math.log((settings.lr as number) / optimum));
const rates = (results: readonly TrialResult[]) => results.map(({ settings }) => settings.lr as number);

describe("nextTrials", () => {
  test("tries a grid of rates, then refines around the best", () => {
    const { results, rounds } = tryAll(search, away(0.03));
    expect(rounds).toEqual([8, 2, 2]);
    expect(rates(results).slice(0, 8)).toEqual([0.0001, 0.000373, 0.00139, 0.00518, 0.0193, 0.072, 0.268, 1]);
    expect(rates(results).slice(8)).toEqual([0.01, 0.0373, 0.0268, 0.0518]);
    expect(bestTrial(results).settings).toEqual({ lr: 0.0268, momentum: 0.9 });
  });

  test("goes further out where the outermost rate is the best", () => {
    const { results } = tryAll(search, away(20));
    expect(Math.max(...rates(results))).toBeGreaterThan(10);
    expect(bestTrial(results).settings.lr).toBeGreaterThan(10);
    expect(bestTrial(tryAll(search, away(1e-6)).results).settings.lr).toBeLessThan(1e-5);
  });

  test("tries the second option at the best rate", () => {
    const second = { name: "momentum", values: [0.5, 0.9, 0, 0.99] };
    const { results, rounds } = tryAll({ ...search, second }, (settings) => {
      return away(0.01)(settings) + Math.abs((settings.momentum as number) - 0.5);
    });
    expect(rounds).toEqual([6, 3, 2, 1]);
    expect(results.slice(6, 9).map(({ settings }) => settings)).toEqual([
      { lr: 0.0251, momentum: 0.5 },
      { lr: 0.0251, momentum: 0 },
      { lr: 0.0251, momentum: 0.99 },
    ]);
    expect(bestTrial(results).settings).toEqual({ lr: expect.closeTo(0.01, 3), momentum: 0.5 });
  });

  test("survives that all diverge", () => {
    const { results } = tryAll(search, () => Number.POSITIVE_INFINITY);
    expect(results).toHaveLength(12);
    expect(bestTrial(results)).toBe(results[0]);
  });

  test("makes as many trials as are given, no settings twice, and finds a single optimum", () => {
    const values = fc.constantFrom(null, { name: "momentum", values: [0.5, 0, 0.99] });
    const optimum = fc.double({ min: -4, max: 0, noNaN: true });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), optimum, values, (trials, exponent, second) => {
        const { results } = tryAll({ ...search, trials, second }, away(10 ** exponent));
        expect(results.length).toBe(trials);
        expect(new Set(results.map(({ settings }) => JSON.stringify(settings))).size).toBe(trials);
        if (trials >= 12) expect(bestTrial(results).score).toBeLessThan(1);
      }),
      { numRuns: 200 },
    );
  });
});

describe("searchOf", () => {
  test.each(optimizers.names)("knows where to look for %s", (name) => {
    const entry = entryOf(name);
    const { options } = optimizers.get(name);
    const rate = searchOf(entry, "rate", 12);
    expect(rate.second).toBeNull();
    expect(rate.base).toEqual(entry.choice.settings);
    expect(rate.rate.low).toBeLessThan(rate.rate.high);
    const all = searchOf(entry, "all", 12);
    expect(options).toHaveProperty(all.second!.name);
    expect(all.second!.name).not.toBe("lr");
    expect(all.second!.values.length).toBeGreaterThanOrEqual(2);
    for (const value of all.second!.values) {
      const parameter = zeros([2, 2], { requiresGrad: true });
      const { optimizer: Optimizer } = optimizers.get(name);
      const made = () => new Optimizer([parameter], { ...all.base, [all.second!.name]: value });
      expect(made).not.toThrow();
    }
  });

  test("an option that wasn't given begins at its default", () => {
    expect(searchOf(entryOf("sgd(lr=0.1)"), "all", 12).base).toEqual({ lr: 0.1, momentum: 0 });
    expect(searchOf(entryOf("sgd"), "all", 12).base).toEqual({ lr: 0.01, momentum: 0.9 });
  });
});

describe("Journal", () => {
  const source: ProblemSource = { kind: "parabola" };
  const plan = (seed: number): TrainingPlan => ({
    data: { seed, testSeed: null, classWeights: null },
    hidden: [20],
    optimizer: entryOf("sgd").choice,
    passes: 10,
    batch: 32,
    seed,
    patience: null,
  });

  test("finds what was noted, for the same data, plan and version", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "downhill-")), "trials.jsonl");
    const first = await Journal.open(path, source, "1");
    expect(first.find(plan(0))).toBeUndefined();
    await first.note(plan(0), 0.5);
    await first.note(plan(1), Number.POSITIVE_INFINITY);
    await appendFile(path, '{"key":"cut of');
    const again = await Journal.open(path, source, "1");
    expect([0, 1, 2].map((seed) => again.find(plan(seed)))).toEqual([0.5, Number.POSITIVE_INFINITY, undefined]);
    expect((await Journal.open(path, source, "2")).find(plan(0))).toBeUndefined();
    expect((await Journal.open(path, { kind: "spirals" }, "1")).find(plan(0))).toBeUndefined();
    await again.note(plan(2), 0.25);
    expect((await Journal.open(path, source, "1")).find(plan(2))).toBe(0.25);
    expect((await readFile(path, "utf8")).trim().split("\n").length).toBeGreaterThanOrEqual(3);
  });

  test("tells tables apart by their numbers", async () => {
    const path = join(await mkdtemp(join(tmpdir(), "downhill-")), "trials.jsonl");
    const table = (value: number): ProblemSource => ({
      kind: "table",
      dataset: {
        name: "t",
        columns: [{ kind: "number", name: "x", unit: "", origin: "0", values: Float64Array.of(1, value) }],
        target: {
          name: "y",
          task: "regression",
          classes: [],
          values: Float64Array.of(1, 2),
          origin: "0",
          unit: "",
          reason: "",
        },
        leftOut: [],
        rows: [0, 1],
        notes: [],
      },
    });
    await (await Journal.open(path, table(1), "1")).note(plan(0), 3);
    expect((await Journal.open(path, table(1), "1")).find(plan(0))).toBe(3);
    expect((await Journal.open(path, table(2), "1")).find(plan(0))).toBeUndefined();
  });
});
