import { readFileSync } from "node:fs";
import { manualSeed, noGrad, randn, type Tensor } from "downhill";
import { expect, test, vi } from "vitest";

/** What PyTorch prints for the same program. */
function fixture(name: string): string {
  return readFileSync(new URL(`../../../../reference/fixtures/${name}`, import.meta.url), "utf8");
}

/** Runs an example and gives the lines it prints. */
async function run(load: () => Promise<unknown>): Promise<string[]> {
  const log = vi.spyOn(console, "log").mockImplementation(() => {});
  try {
    await load();
    return log.mock.calls.flatMap((values) => values.join(" ").split("\n"));
  } finally {
    log.mockRestore();
  }
}

/** The last number of each line that matches. */
function numbersOf(lines: readonly string[], pattern: RegExp): number[] {
  return lines.filter((line) => pattern.test(line)).map((line) => Number(line.match(/-?[\d.]+(?=[^\d.]*$)/)?.[0]));
}

test("the tour of an optimizer prints what PyTorch prints", async () => {
  const lines = await run(() => import("../../../../examples/optimizer-tour.ts"));
  expect(`${lines.join("\n")}\n`).toBe(fixture("optimizer-tour.txt"));
});

test("a module of one's own prints what PyTorch prints", async () => {
  const lines = await run(() => import("../../../../examples/own-module.ts"));
  expect(`${lines.join("\n")}\n`).toBe(fixture("own-module.txt"));
});

test("a compiled step finds the losses of the step itself", async () => {
  const lines = await run(() => import("../../../../examples/compiled.ts"));
  expect(lines[1]).toBe("the same losses, to the bit: true");
  expect(lines.join("\n")).toContain("AdamW.step");
});

test("the training loop finds the losses that PyTorch finds", async () => {
  const lines = await run(() => import("../../../../examples/training-loop.ts"));
  const expected = fixture("training-loop.txt").trimEnd().split("\n");
  const words = (text: readonly string[]) => text.map((line) => line.replace(/[\d.]+$/, ""));
  expect(words(lines)).toEqual(words(expected));
  numbersOf(lines, /\d$/).forEach((value, i) => {
    expect(Math.abs(value / numbersOf(expected, /\d$/)[i] - 1)).toBeLessThan(2e-3); // of the few digits printed
  });
});

interface Ported {
  /** What each script prints in Python. */
  readonly printed: Record<string, string[]>;
  /** Its losses, by the build of PyTorch. */
  readonly losses: Record<string, Record<string, number[]>>;
}

test.each([
  ["spirals", () => import("../../../../examples/ported/spirals.ts")],
  ["digits", () => import("../../../../examples/ported/digits.ts")],
  ["ratings", () => import("../../../../examples/ported/ratings.ts")],
  ["characters", () => import("../../../../examples/ported/characters.ts")],
  ["sentences", () => import("../../../../examples/ported/sentences.ts")],
  ["reversal", () => import("../../../../examples/ported/reversal.ts")],
] as const)("%s, ported from Python, finds PyTorch's loss at each step", async (name, load) => {
  const { printed, losses: expected } = JSON.parse(fixture("ported.json")) as Ported;
  expect(await run(load)).toEqual(printed[name]);
  const { losses } = await load(); // the same module: it does not run again
  expect(Object.keys(expected[name])).toEqual(["AVX512", "AVX2", "portable"]);
  for (const theirs of Object.values(expected[name])) {
    expect(theirs.length).toBeGreaterThanOrEqual(120);
    expect(losses).toHaveLength(theirs.length);
    losses.forEach((loss, i) => {
      expect(Math.abs(loss / theirs[i] - 1), `the loss of step ${i + 1}`).toBeLessThan(1e-5);
    });
  }
});

interface Applications {
  readonly printed: Record<string, string[]>;
  /** The first losses of each script. */
  readonly losses: Record<string, number[]>;
  /** What torchvision's networks have in their state dicts, and some logits of their initial weights. */
  readonly networks: Record<string, { shapes: Record<string, number[]>; logits: number[] }>;
}

const applications = JSON.parse(fixture("applications.json")) as Applications;

test.each([
  ["mnist", () => import("../../../../examples/ported/mnist.ts")],
  ["resnet", () => import("../../../../examples/ported/resnet.ts")],
  ["vae", () => import("../../../../examples/ported/vae.ts")],
  ["gan", () => import("../../../../examples/ported/gan.ts")],
  ["cartpole", () => import("../../../../examples/ported/cartpole.ts")],
  ["unet", () => import("../../../../examples/ported/unet.ts")],
] as const)("%s, ported from Python, finds PyTorch's first losses", { timeout: 240_000 }, async (name, load) => {
  expect(await run(load)).toEqual(applications.printed[name]);
  const { losses } = await load();
  const theirs = applications.losses[name];
  expect(theirs).toHaveLength(20);
  theirs.forEach((loss, i) => {
    expect(Math.abs(losses[i] / loss - 1), `loss ${i + 1}`).toBeLessThan(1e-4);
  });
});

test.each(["resnet18", "resnet50"] as const)("%s is torchvision's", { timeout: 120_000 }, async (name) => {
  const make = (await import("../../../../examples/resnet.ts"))[name];
  const { shapes, logits } = applications.networks[name];
  manualSeed(6);
  const model = make().eval();
  const state = model.stateDict() as ReadonlyMap<string, Tensor>;
  expect(Object.fromEntries([...state].map(([key, value]) => [key, [...value.shape]]))).toEqual(shapes);
  const found = noGrad(() => model.forward(randn([1, 3, 64, 64]))).toArray<number[][]>()[0];
  const size = Math.max(...logits.map(Math.abs));
  logits.forEach((logit, i) => {
    expect(Math.abs(found[50 * i] - logit) / size, `logit ${50 * i}`).toBeLessThan(1e-5);
  });
});

test("every layer moves at its own rate, or not at all", async () => {
  const lines = await run(() => import("../../../../examples/per-layer-lr.ts"));
  expect(lines.slice(0, 3)).toEqual([
    "[16, 16]: lr 0.001, weight decay 0.1",
    "[16]: lr 0.001, weight decay 0",
    "[3, 16] and [3]: lr 0.01, weight decay 0.01",
  ]);
  const losses = numbersOf(lines, /^step/);
  expect(losses).toHaveLength(3);
  expect(losses[2]).toBeLessThan(losses[0]);
  expect(numbersOf(lines, /^right/)[0]).toBeGreaterThan(80);
  expect(lines.at(-1)).toBe("the frozen layer has not moved");
});

test("Lion, written by hand, goes downhill", async () => {
  const lines = await run(() => import("../../../../examples/custom-optimizer.ts"));
  expect(lines[0]).toBe("Lion (");
  const losses = numbersOf(lines, /^step/);
  expect(losses).toHaveLength(5);
  expect(losses[4]).toBeLessThan(losses[0] / 3);
  expect(lines.at(-1)).toBe("state: 4 parameters");
});
