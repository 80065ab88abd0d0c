import { once } from "node:events";
import { mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Tensor } from "downhill";
import { load } from "downhill/node";
import { loadPredictor } from "downhill/predict";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ended, penguins, startIn } from "./command.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-train-"));
});

const start = (args: readonly string[]) => startIn(folder, args);
const run = (...args: string[]) => start(args).ended;
const inFolder = (...names: string[]) => join(folder, ...names);
const exists = (path: string) =>
  stat(path).then(
    () => true,
    () => false,
  );

/** What `--json` prints. */
interface Report {
  model: string | null;
  interrupted: boolean;
  optimizer: string;
  settings: { lr: number };
  epochs: number;
  plannedEpochs: number;
  chosen: { epochs: number; tried: number } | null;
  rows: { used: number; training: number; validation: number; test: number };
  trainingLoss: number;
  measured: { on: string; rows: number; measures: { accuracy: number; rSquared: number } } | null;
}

interface Saved {
  split: { test: Tensor | null };
  training: { epochs: number; planned_epochs: number; rows: number; optimizer: { settings: { lr: number } } };
}

const train = async (...args: string[]): Promise<Report> => {
  const { code, stdout, stderr } = await run("train", ...args, "-q", "--json");
  if (code !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Report;
};

test("trains a model that predicts on the command line and in a program", { timeout: 60_000 }, async () => {
  const report = await train(penguins, "-t", "species", "--out", "species");
  expect(report.rows).toEqual({ used: 344, training: 275, validation: 69, test: 0 });
  expect(report.chosen?.epochs).toBe(report.epochs);
  expect(report.measured).toMatchObject({ on: "validation", rows: 69 });
  expect(report.measured!.measures.accuracy).toBeGreaterThan(0.95);

  const { code, stderr } = await run("predict", "species/model.pt", penguins, "-o", "out.csv");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "344 predictions in out.csv\n" });
  const [head, ...rows] = (await readFile(inFolder("out.csv"), "utf8")).trim().split("\n");
  expect(head).toBe(
    "species,island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex,predicted species," +
      "probability of Adelie,probability of Chinstrap,probability of Gentoo",
  );
  const right = rows.filter((row) => row.split(",")[0] === row.split(",")[7]);
  expect(right.length).toBeGreaterThan(338);

  const model = await loadPredictor(inFolder("species", "model.pt"));
  const names = head!.split(",");
  const texts = new Set(["species", "island", "sex"]);
  const predictions = model.predict(
    rows.map((row) => {
      const cells = row.split(",").slice(0, 7);
      const value = (cell: string, name: string) => (cell === "NA" ? null : texts.has(name) ? cell : Number(cell));
      return Object.fromEntries(cells.map((cell, i) => [names[i]!, value(cell, names[i]!)]));
    }),
  );
  expect(predictions.map(({ value }) => value)).toEqual(rows.map((row) => row.split(",")[7]));
  expect(predictions.map(({ probabilities }) => probabilities!.Gentoo)).toEqual(
    rows.map((row) => Number(row.split(",")[10])),
  );
});

test("takes the winner of a race, its settings and its best pass", { timeout: 60_000 }, async () => {
  const race = ["race", penguins, "-t", "body_mass_g", "-o", "sgd(lr=1e-5),adam(lr=0.02)", "--seeds", "2", "-p", "10"];
  expect((await run(...race, "--hidden", "12", "-b", "64", "-q", "--out", "raced")).code).toBe(0);
  const { results } = JSON.parse(await readFile(inFolder("raced", "results.json"), "utf8"));
  const report = await train(penguins, "-t", "body_mass_g", "--from", "raced", "--out", "mass");
  expect(report).toMatchObject({ optimizer: "Adam", settings: { lr: 0.02 }, hidden: [12], batch: 64, chosen: null });
  expect(report.epochs).toBe(Math.round(results[0].bestPass));
  expect(report.rows.used).toBe(342);
  const ignoring = ["--ignore", "sex", "--from", "raced", "--epochs", "1", "--out", "mass"];
  expect((await run("train", penguins, "-t", "body_mass_g", ...ignoring)).stderr).toContain(
    "the race in raced had as inputs sex = female, sex = male, sex is missing too: was it given other options",
  );
  const other = await run("train", penguins, "-t", "species", "--from", "raced");
  expect(other.code).toBe(2);
  expect(other.stderr).toContain("the race in raced was about another target");
  expect((await run("train", penguins, "-t", "species", "--from", "nowhere")).stderr).toContain("no such file");
});

test("finds a learning rate, and measures on rows that were held out", { timeout: 60_000 }, async () => {
  const args = [penguins, "-t", "body_mass_g", "-o", "sgd(momentum=0.9)", "--lr", "auto", "--trials", "3"];
  const report = await train(...args, "--epochs", "8", "--hold-out", "--out", "tuned");
  expect(report.rows).toEqual({ used: 274, training: 205, validation: 69, test: 68 });
  expect(report.measured).toMatchObject({ on: "test", rows: 68 });
  expect(report.measured!.measures.rSquared).toBeGreaterThan(0.5);
  const { training, split } = await load<Saved>(inFolder("tuned", "model.pt"));
  expect(training.optimizer.settings.lr).toBe(report.settings.lr);
  expect(split.test!.shape).toEqual([68]);
  // The trials are noted, so that the second time nothing is tried again.
  const noted = await readFile(inFolder("tuned", "trials.jsonl"), "utf8");
  expect(await train(...args, "--epochs", "8", "--hold-out", "--out", "tuned")).toEqual(report);
  expect(await readFile(inFolder("tuned", "trials.jsonl"), "utf8")).toBe(noted);
});

test("writes its curves for TensorBoard", { timeout: 60_000 }, async () => {
  await train(penguins, "-t", "species", "--patience", "3", "--out", "curves", "--tensorboard", "board");
  for (const [run, tags] of [
    ["choosing", ["loss/training", "loss/validation"]],
    ["final", ["loss/training"]],
  ] as const) {
    const [name] = await readdir(inFolder("board", run));
    expect(name).toMatch(/^events\.out\.tfevents\./);
    const events = await readFile(inFolder("board", run, name), "latin1");
    expect([...new Set(events.match(/loss\/(training|validation)/g))]).toEqual(tags);
  }
  const refused = await run("train", penguins, "-t", "species", "--epochs", "1", "--tensorboard", penguins);
  expect(refused.code).toBe(1);
  expect(refused.stderr).toContain("for TensorBoard");
});

/** Begins a training and stops it a little after it has said what it is about to do. */
async function interrupted(args: readonly string[], milliseconds: number): Promise<Ended> {
  const { child, ended } = start(["train", ...args, "--json"]);
  await Promise.race([once(child.stderr!, "data"), ended]);
  await sleep(milliseconds);
  child.kill("SIGINT");
  return ended;
}

describe("Ctrl-C", () => {
  test("keeps the model as it is, and --resume goes on as if nothing had been", { timeout: 90_000 }, async () => {
    const args = [penguins, "-t", "species", "-o", "adam(lr=0.003, scheduler=cosine)", "--epochs", "900"];
    const whole = await train(...args, "--out", "whole");
    const { code, stdout, stderr } = await interrupted([...args, "--out", "parts"], 300);
    expect(stderr).toContain("Stopping after this pass");
    expect(code).toBe(130);
    const stopped = JSON.parse(stdout) as Report;
    expect(stopped).toMatchObject({ interrupted: true, plannedEpochs: 900, model: join("parts", "model.pt") });
    expect(stopped.epochs).toBeLessThan(900);
    const { training } = await load<Saved>(inFolder("parts", "model.pt"));
    expect(training).toMatchObject({ epochs: stopped.epochs, planned_epochs: 900 });
    if (stopped.epochs > 0) await loadPredictor(inFolder("parts", "model.pt"));

    const other = await run("train", ...args, "--hidden", "7", "--out", "parts", "--resume");
    expect(other).toMatchObject({ code: 1, stderr: expect.stringContaining("was another one") });
    const resumed = await train(...args, "--out", "parts", "--resume");
    expect(resumed).toEqual({ ...whole, model: join("parts", "model.pt") });
    const bytes = (name: string) => readFile(inFolder(name, "model.pt"));
    expect((await bytes("parts")).equals(await bytes("whole"))).toBe(true);
    expect(await exists(inFolder("parts", "training.pt"))).toBe(false);
    expect((await run("train", ...args, "--out", "parts", "--resume")).stderr).toContain("no training in parts");
  });

  test("also while the number of epochs is being chosen", { timeout: 90_000 }, async () => {
    // Wide enough to take a while.
    const args = [penguins, "-t", "body_mass_g", "-o", "sgd(lr=0.001)", "--hidden", "300,300", "-b", "8"];
    const { code, stdout } = await interrupted([...args, "--out", "choosing"], 1000);
    const stopped = JSON.parse(stdout) as Report;
    // On a fast machine it was over by then.
    if (code === 0) return;
    expect(stopped).toMatchObject({ interrupted: true, chosen: null });
    const model = await loadPredictor(inFolder("choosing", "model.pt"));
    expect(model.target.name).toBe("body_mass_g");
    const resumed = await train(...args, "--out", "choosing", "--resume");
    expect(resumed.interrupted).toBe(false);
    expect(resumed.chosen!.tried).toBeGreaterThan(stopped.epochs);
  });
});

describe("what is refused", () => {
  const cases: [args: string[], message: string][] = [
    [["-o", "sparseadam"], "SparseAdam takes sparse gradients only"],
    [["-o", "adam,sgd"], "--optimizer wants one optimizer"],
    [["-o", "adam(lr=0.1)", "--lr", "0.2"], "there are two learning rates"],
    [["-o", "adam(lr=-1)"], "Invalid learning rate"],
    [["--epochs", "many"], '--epochs wants auto or a whole number from 1 to 1000000, not "many"'],
    [["--trials", "3"], "give --lr auto too"],
    [["--lr", "fast"], "--lr wants a learning rate"],
    [["--out", ""], "--out wants the name of a folder"],
    [["--hidden", "0"], "--hidden wants the sizes of the layers"],
    [["-t", "specie"], 'did you mean "species"?'],
  ];
  test.each(cases)("%j", async (args, message) => {
    const { code, stderr } = await run("train", penguins, "-t", "species", ...args);
    expect(stderr).toContain(message);
    expect(code).toBeGreaterThan(0);
  });
});

describe("predict", () => {
  const head = "island,bill_length_mm,bill_depth_mm,flipper_length_mm,body_mass_g,sex";
  const model = fileURLToPath(new URL("../../../reference/fixtures/models/species/model.pt", import.meta.url));
  const predict = async (text: string, ...args: string[]) => {
    await writeFile(inFolder("new.csv"), text);
    return run("predict", model, "new.csv", ...args);
  };

  test("names columns that are new, categories that training didn't have, and numbers from elsewhere", async () => {
    const { code, stdout, stderr } = await predict(
      `zone,${head}\n"a, b",Mars,39.1,18.7,181,3750,\n2,Dream,99,18.7,181,,male\n`,
    );
    expect(code).toBe(0);
    expect(stderr).toBe(
      `the model doesn't know the column "zone": not used\n` +
        `in column "island", training had no "Mars": taken for a category of which nothing is known\n` +
        `in column "bill_length_mm", 1 row lies outside of what training has seen, 32.1 to 59.6, such as 99\n`,
    );
    expect(stdout.split("\n")[1]).toMatch(/^"a, b",Mars,39.1,18.7,181,3750,,Adelie,0\.9/);
  });

  test("prints JSON", async () => {
    const { stdout, stderr } = await predict(`${head}\nDream,39.1,18.7,181,3750,male\n`, "--json", "-q");
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      target: "species",
      task: "classification",
      predictions: [{ value: "Adelie", probabilities: { Adelie: expect.any(Number) } }],
    });
  });

  const refused: [why: string, text: string, message: string][] = [
    [
      "a column that is missing",
      `${head.replace("bill_depth_mm", "bill_depth")}\nDream,1,2,3,4,male\n`,
      'no column "bill_depth_mm", which the model predicts from; it has island, bill_length_mm, bill_depth, flipper_length_mm, body_mass_g, sex, did you mean "bill_depth"?',
    ],
    [
      "a text for a number",
      `${head}\nDream,1,2,3,4,male\nDream,1,2,long,4,male\n`,
      'column "flipper_length_mm", row 2 (new.csv, line 3): "long" is not a number, which the model takes there',
    ],
    ["dates for numbers", `${head}\nDream,1,2,2024-01-01,4,male\n`, '"2024-01-01" is not a number'],
    [
      "another unit",
      `${head}\nDream,1,2,3,$4,male\n`,
      'holds numbers in "$", and the model takes numbers without a unit',
    ],
    [
      "numbers for texts",
      `${head}\n3,1,2,3,4,male\n`,
      'column "island" holds numbers such as "3", and the model takes texts such as "Biscoe"',
    ],
    ["numbers that overflow", `${head}\nDream,1e300,2,3,4,male\n`, "line 2: the network's numbers overflow"],
  ];
  test.each(refused)("refuses %s", async (_, text, message) => {
    const { code, stderr, stdout } = await predict(text);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain(message);
  });

  test("refuses files that are no models", async () => {
    const state = fileURLToPath(new URL("../../../reference/fixtures/files/modules/linear.pt", import.meta.url));
    await writeFile(inFolder("new.csv"), `${head}\nDream,1,2,3,4,male\n`);
    for (const [path, message] of [
      [state, "the file is no model of `downhill train`, though torch.save's"],
      ["new.csv", "the file is none of torch.save's"],
      ["none.pt", "no such file"],
    ] as const) {
      const { code, stderr } = await run("predict", path, "new.csv");
      expect(code).toBe(1);
      expect(stderr).toContain(message);
    }
  });
});

test("a table with units, decimal commas and clocks comes back as it was", { timeout: 60_000 }, async () => {
  const lines = Array.from({ length: 60 }, (_, i) => `${1700000000 + i}.5;${i % 7},25 %;${2 * i + (i % 7)},5 €`);
  const table = lines.map((line) => line.replace(".5;", ",5;"));
  await writeFile(inFolder("units.csv"), `when;share;price\n${table.join("\n")}\n`);
  const report = await train("units.csv", "-t", "price", "--epochs", "150", "--lr", "0.02", "--out", "units");
  expect(report.trainingLoss).toBeLessThan(0.01);
  const { code, stdout, stderr } = await run("predict", "units/model.pt", "units.csv");
  expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  const model = await loadPredictor(inFolder("units", "model.pt"));
  expect(model.target).toEqual({ name: "price", unit: "€", classes: [] });
  expect(model.columns).toMatchObject([
    { name: "when", kind: "number", minimum: 1700000000.5, maximum: 1700000059.5 },
    { name: "share", unit: "%" },
  ]);
  const rows = Array.from({ length: 60 }, (_, i) => ({ when: 1700000000.5 + i, share: (i % 7) + 0.25 }));
  const predicted = model.predict(rows).map(({ value }) => Number(value));
  for (const [i, line] of stdout.trim().split("\n").slice(1).entries()) {
    expect(predicted[i]).toBe(Number(line.split(",").at(-1)));
    expect(Math.abs(predicted[i]! - (2 * i + (i % 7) + 0.5))).toBeLessThan(8);
  }
});
