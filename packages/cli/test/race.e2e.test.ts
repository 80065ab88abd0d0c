import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { optimizers } from "downhill/registry";
import { beforeAll, describe, expect, test } from "vitest";
import { type Ended, penguins, startIn } from "./command.ts";

let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-race-"));
});

const start = (args: readonly string[]) => startIn(folder, args);
const run = (...args: string[]) => start(args).ended;

interface Curve {
  passes: number[];
  trainingLoss: number[];
  validationLoss: (number | null)[];
  testLoss: (number | null)[];
}

interface Results {
  interrupted: boolean;
  seeds: number[];
  baseline: { loss: { mean: number } } | null;
  results: {
    optimizer: string;
    rank: number | null;
    state: string;
    settings: Record<string, unknown>;
    score: { mean: number; spread: number | null; values: number[] } | null;
    finalLoss: number | null;
    rSquared?: number;
    accuracy?: number;
    seeds: { seed: number; state: string; measures: unknown; curve: Curve }[];
  }[];
  trials: { optimizer: string; results: { settings: { lr: number }; score: number | null }[] }[];
  importances: { column: string; increases: number[] }[][] | null;
  problem: { task: string; trainingRows: number; validationRows: number; testRows: number };
}

const four = (name: string) => ["passes", "seconds"].flatMap((x) => [`${name}-by-${x}-log.svg`, `${name}-by-${x}.svg`]);
const losses = [...four("loss"), ...four("training-loss")];
const embedding = four("embedding-loss");

/** What a race prints with `--json`, read. */
async function raceOn(...args: string[]): Promise<Results> {
  const { code, stdout, stderr } = await run("race", "--json", "-q", ...args);
  expect([code, stderr]).toEqual([0, ""]);
  return JSON.parse(stdout) as Results;
}

// Other programs may take the cores.
describe("downhill race", { timeout: 120_000 }, () => {
  test("races all that are registered on the tutorial's curve, with a table and a report", async () => {
    const { code, stdout, stderr } = await run("race", "--epochs", "2");
    expect(code).toBe(0);
    for (const name of optimizers.names) expect(stdout).toMatch(new RegExp(`^ *(\\d+=?|–)  ${name}\\b`, "m"));
    expect(stdout).toMatch(/^ *1=? {2}\w/m);
    expect(stdout).toMatch(/the mean, always .*0\.09\d+/);
    expect(stdout).toContain("SparseAdam takes sparse gradients only");
    expect(stdout).toContain("Report with plots: downhill-race/report.html");
    expect(stderr).toContain("5 seeds (0 to 4)");
    expect(stderr).toMatch(/^seed 0 \(1\/5\): Adadelta 0\.\d+, Adafactor 0\.\d+/m);
    expect((await readdir(join(folder, "downhill-race"))).sort()).toEqual(
      ["fit.svg", ...losses, ...embedding, "report.html", "results.json"].sort(),
    );
  });

  test("gives the same numbers for the same seed, whoever takes part and however many threads train", async () => {
    const curves = async (...args: string[]) => {
      const { results } = await raceOn("-e", "2", "--seeds", "2", "--out", join(folder, "seeds"), ...args);
      return new Map(
        results.map(({ optimizer, seeds }) => [
          optimizer,
          seeds.map(({ curve: { seconds: _, ...curve } }: { curve: Curve & { seconds?: unknown } }) => curve),
        ]),
      );
    };
    const all = await curves("--workers", "3");
    const two = await curves("-o", "rprop,sparseadam", "--workers", "1");
    expect(all.get("rprop")![0]!.passes).toEqual([0, 1, 2]);
    expect(two.get("rprop")).toEqual(all.get("rprop"));
    expect(two.get("sparseadam")).toEqual(all.get("sparseadam"));
    // All networks start from the same weights.
    const firsts = [...all].filter(([key]) => key !== "sparseadam").map(([, [first]]) => first!.trainingLoss[0]);
    expect(new Set(firsts).size).toBe(1);
    expect((await curves("-o", "rprop", "-s", "1")).get("rprop")![0]).toEqual(all.get("rprop")![1]);
  });

  test("classifies penguins, with all that is measured, and says what the winner looks at", async () => {
    const out = join(folder, "penguins");
    const { problem, results, importances, baseline } = await raceOn(
      ...[penguins, "--target", "species", "--hidden", "16,16", "--passes", "12", "--seeds", "2", "--out", out],
    );
    expect(problem).toMatchObject({ task: "classification", trainingRows: 275, validationRows: 69, testRows: 0 });
    for (const { accuracy, score, seeds } of results) {
      expect(accuracy).toBeGreaterThan(0.9);
      expect(score!.mean).toBeLessThan(baseline!.loss.mean);
      expect(seeds[0]!.measures).toMatchObject({ kind: "classification", confusion: expect.any(Array) });
    }
    expect(importances).toHaveLength(2);
    const increase = (column: string) => importances![0]!.find((one) => one.column === column)!.increases[0]!;
    expect(increase("bill_length_mm")).toBeGreaterThan(increase("sex"));
    expect((await readdir(out)).sort()).toEqual(
      [...losses, ...embedding, "calibration.svg", "importance.svg", "report.html", "results.json"].sort(),
    );
  });

  test("fits a curve through a table of two numbers, and says so in the report", async () => {
    const rows = Array.from({ length: 200 }, (_, i) => `${i};${3 * i + 5}`);
    await writeFile(join(folder, "line.csv"), `time;way\r\n${rows.join("\r\n")}\r\n`);
    const { results, problem } = await raceOn("line.csv", "-t", "way", "-o", "adam,lbfgs", "--out", "line");
    expect(problem.task).toBe("regression");
    for (const { rSquared } of results) expect(rSquared).toBeGreaterThan(0.99);
    expect(await readFile(join(folder, "line", "report.html"), "utf8")).toContain("Fitted curves over the data");
  });

  test("races tables as people have them: German, Chinese and scientific", async () => {
    const rows = Array.from({ length: 60 }, (_, i) => i);
    const german = `sep=;\r\nNr.;Größe;Anteil;Preis\r\n${rows
      .map((i) => `${4000123412340000 + i};${(i * i) % 17},5;${i % 7} %;1.${200 + i},50 €`)
      .join("\r\n")}\r\n`;
    await writeFile(join(folder, "german.csv"), Buffer.from(german.replaceAll("€", "\u0080"), "latin1"));
    // 大小 (size) and 好 (good), 坏 (bad) in GB18030
    const chinese = rows.map((i) => `${i % 9},${i % 3 ? "\u00ba\u00c3" : "\u00bb\u00b5"}`).join("\n");
    await writeFile(join(folder, "chinese.csv"), Buffer.from(`\u00b4\u00f3\u00d0\u00a1,y\n${chinese}\n`, "latin1"));
    const scientific = rows.map((i) => `  ${1700000000000000000n + BigInt(i * 1000)}  ${(i % 5) + 0.25}e-3   -999`);
    await writeFile(join(folder, "run.dat"), `# by Lee, 2024\n#  t  U  I\n${scientific.join("\n")}\n# end\n`);

    const race = async (...args: string[]) => {
      const { code, stdout, stderr } = await run("race", ...args, "-o", "sgd,asgd", "-e", "2", "--json", "-q");
      expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
      const { problem, results } = JSON.parse(stdout) as Results;
      for (const { state } of results) expect(state).toBe("finished");
      return problem;
    };
    expect(await race("german.csv", "-t", "Preis", "--encoding", "latin1")).toMatchObject({
      task: "regression",
      inputs: ["Nr.", "Größe", "Anteil"],
      notes: [
        "numbers are read with a decimal comma, such as 0,5 in line 3; --decimal . to change",
        "regression, since Preis has 60 different numbers (--task classification to change)",
        'column "Nr." looks like an identifier, a counter or a clock: its 60 whole numbers all differ; --ignore "Nr." leaves it out',
      ],
    });
    expect(await race("chinese.csv", "-t", "y", "--encoding", "gb18030")).toMatchObject({
      classes: ["坏", "好"],
      inputs: ["大小"],
    });
    expect(await race("run.dat", "-t", "U", "--missing", "-999")).toMatchObject({ inputs: ["t"], validationRows: 12 });
    const refused = await run("race", "chinese.csv", "-t", "y");
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('"大小" is gb18030');
  });

  test.each(["spirals", "digits", "rosenbrock", "quadratic"])("races on %s", async (problem) => {
    const { results } = await raceOn(
      "--problem",
      problem,
      "-o",
      "rprop,lbfgs",
      "-p",
      "20",
      "--seeds",
      "2",
      "--out",
      problem,
    );
    for (const { finalLoss, seeds } of results) {
      expect(finalLoss).toBeLessThan(seeds[0]!.curve.trainingLoss[0]!);
    }
    const html = await readFile(join(folder, problem, "report.html"), "utf8");
    expect(html).toContain("<svg");
  });

  test("any settings race against each other, with schedulers", async () => {
    const { results } = await raceOn(
      ...["-o", "sgd(lr=0.1, momentum=0.9)", "-o", "sgd(lr=0.1)", "-o", "sgd(lr=0.1, scheduler=cosine),adam"],
      ...["-p", "3", "--seeds", "1", "--out", "settings"],
    );
    expect(results.map(({ optimizer }) => optimizer).sort()).toEqual(["adam", "sgd", "sgd-2", "sgd-3"]);
    expect(new Set(results.map(({ finalLoss }) => finalLoss)).size).toBe(4);
  });

  test("tunes each with as many trials, on validation rows, and ranks on rows and seeds that no trial has seen", async () => {
    const tune = [penguins, "-t", "species", "-o", "sgd,adam,sparseadam", "--tune", "--trials", "6", "-p", "8"];
    const first = await raceOn(...tune, "--seeds", "2", "--out", "tuned", "--workers", "2");
    expect(first.problem).toMatchObject({ trainingRows: 206, validationRows: 69, testRows: 69 });
    expect(first.seeds).toEqual([3, 4]);
    for (const { optimizer, results } of first.trials) {
      expect(results).toHaveLength(6);
      const best = results.reduce((a, b) => ((b.score ?? Infinity) < (a.score ?? Infinity) ? b : a));
      const line = first.results.find((one) => one.optimizer === optimizer)!;
      expect(line.settings.lr).toBe(best.settings.lr);
      for (const { curve } of line.seeds) expect(curve.testLoss.every((loss) => loss !== null)).toBe(true);
    }
    const journal = (await readFile(join(folder, "tuned", "trials.jsonl"), "utf8")).trim().split("\n");
    expect(journal).toHaveLength(3 * 18);
    expect(await readdir(join(folder, "tuned"))).toContain("learning-rates.svg");

    // A search that was killed goes on: what is noted isn't tried again, and the result is the same.
    await writeFile(join(folder, "tuned", "trials.jsonl"), `${journal.slice(0, 23).join("\n")}\n{"key":"a lin`);
    const second = await raceOn(...tune, "--seeds", "2", "--out", "tuned", "--workers", "1");
    const numbers = ({ results, trials }: Results) => [results.map(({ score }) => score), trials];
    expect(numbers(second)).toEqual(numbers(first));
    const again = (await readFile(join(folder, "tuned", "trials.jsonl"), "utf8")).trim().split("\n");
    expect(again).toHaveLength(3 * 18 + 1);
    expect(new Set(again)).toEqual(new Set([...journal, '{"key":"a lin']));
  });

  test("says who diverged, and goes on", async () => {
    const { code, stdout } = await run("race", "-o", "sgd,adam", "--lr", "sgd=1e9", "-e", "1", "-q");
    expect(code).toBe(0);
    expect(stdout).toMatch(/^ *1 {2}Adam/m);
    expect(stdout).toMatch(/^ *– {2}SGD .*diverged/m);
    expect(stdout.replace(/\s+/g, " ")).toContain(
      "Diverged, the loss no longer a finite number, and so not ranked: SGD (5 of 5)",
    );
  });

  test("marks who stays below the line to beat, weighs classes alike, and stops early", async () => {
    const rows = Array.from({ length: 300 }, (_, i) => `${(i * 7919) % 101},${i % 10 === 0 ? "rare" : "common"}`);
    await writeFile(join(folder, "noise.csv"), `x,y\n${rows.join("\n")}\n`);
    const args = ["noise.csv", "-t", "y", "-o", "adam(lr=0.3)", "--seeds", "3", "-p", "60", "--out", "noise"];
    const { stdout } = await run("race", ...args, "--class-weights", "balanced", "--patience", "5");
    const words = stdout.replace(/\s+/g, " ");
    expect(words).toMatch(/▽ No better than always predicting the base rates \(0\.693\d\): Adam/);
    expect(words).toContain("Stopped before the budget's end, 5 passes after the best one");
    const { results } = await raceOn(...args, "--patience", "5");
    for (const { state, curve } of results[0]!.seeds) {
      expect(state).toBe("stopped early");
      const best = Math.min(...(curve.validationLoss as number[]));
      expect(curve.validationLoss.at(-1)).toBe(best);
    }
  });

  test.each([
    ["at the start", "15 optimizers", 100_000],
    ["in the middle", /[3-9] %:|\d\d %:/, 5000],
  ])("stops at Ctrl-C %s with what it has", async (_, cue, passes) => {
    const { child, ended } = start(["race", "--passes", String(passes), "--out", "stopped", "--save", "unsaved"]);
    let said = "";
    child.stderr!.on("data", (chunk) => {
      const cued = said.search(cue) >= 0;
      said += chunk;
      if (!cued && said.search(cue) >= 0) child.kill("SIGINT");
    });
    const { code, stdout, stderr } = await ended;
    expect(code).toBe(130);
    expect(stderr).toContain("Stopped.");
    expect(stdout).toContain("Report with plots: stopped/report.html");
    const { interrupted, results } = JSON.parse(
      await readFile(join(folder, "stopped", "results.json"), "utf8"),
    ) as Results;
    expect(interrupted).toBe(true);
    if (results.length > 0) expect(results.map(({ state }) => state)).toEqual(new Array(15).fill("stopped"));
    // Whoever is behind has some passes too.
    if (passes === 5000) for (const { seeds } of results) expect(seeds[0]!.curve.passes.length).toBeGreaterThan(1);
    expect(await readFile(join(folder, "stopped", "report.html"), "utf8")).toContain("stopped before its end");
    expect(await readdir(join(folder, "unsaved"))).toEqual([]);
  });

  test("is all that npm start prints, which is JSON alone where that is asked for", async () => {
    const root = fileURLToPath(new URL("../../..", import.meta.url));
    const args = ["start", "--silent", "--", "-o", "sgd", "-p", "2", "--seeds", "1", "--out", join(folder, "started")];
    const child = spawn("npm", [...args, "--json", "-q"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
    const [stdout, stderr] = await Promise.all([text(child.stdout), text(child.stderr)]);
    expect(stderr).toBe("");
    expect((JSON.parse(stdout) as Results).results.map(({ optimizer }) => optimizer)).toEqual(["sgd"]);
  });

  test("explains each optimizer with a sentence, a formula and its options", async () => {
    const all = await run("optimizers");
    for (const { name, summary, formula } of optimizers) {
      expect(all.stdout).toMatch(new RegExp(`^${name}$`, "m"));
      const words = all.stdout.replace(/\s+/g, " ");
      expect(words.toLowerCase()).toContain(
        summary
          .replace(/^[\w-]+: /, "")
          .slice(0, 40)
          .toLowerCase(),
      );
      if (formula !== null) expect(words).toContain(formula.replace(/\s+/g, " "));
    }
    const adam = await run("optimizers", "adam");
    expect(adam.stdout).toMatch(/^ {2}betas +Decay rates of the running averages/m);
    expect(adam.stdout).toMatch(/Default: 0\.001\./);
    const wrong = await run("optimizers", "adma");
    expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
    expect(wrong.stderr).toMatch(/^downhill: no optimizer "adma"; there are .*did you mean "adam"\?\n$/);
  });

  test("explains itself", async () => {
    const { code, stdout } = await run("race", "--help");
    expect(code).toBe(0);
    for (const word of ["--target", "--optimizers", "--tune", "lbfgs", "muon", "Examples:", "Ctrl-C"])
      expect(stdout).toContain(word);
  });
});

describe("bad input", () => {
  const sheet = (rows: number, change: Record<number, string> = {}) =>
    `x,y\n${Array.from({ length: rows }, (_, i) => change[i] ?? `${i},${i * 0.5}`).join("\n")}\n`;
  const files: Record<string, string | Uint8Array> = {
    "good.csv": sheet(50),
    "empty.csv": "",
    "header.csv": "x,y\n",
    "typo.csv": sheet(500, { 211: "2l1,3.5" }),
    "ragged.csv": sheet(50, { 30: "1,2,3" }),
    "dates.csv": `day,y\n${Array.from({ length: 20 }, (_, i) => `2024-01-${10 + i},${i}.5`).join("\n")}\n`,
    "short.csv": sheet(5),
    "constant.csv": "x,y\n1,2\n2,2\n3,2\n",
    "binary.csv": Uint8Array.of(0x50, 0x4b, 3, 4, 0, 0, 8),
  };

  beforeAll(async () => {
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    await mkdir(join(folder, "directory"));
  });

  test.concurrent.each<[string, number, string | RegExp]>([
    ["race missing.csv -t y", 1, 'can\'t read "missing.csv": no such file'],
    ["race directory -t y", 1, 'can\'t read "directory": it is a directory, not a file'],
    ["race empty.csv -t y", 1, '"empty.csv" is empty'],
    ["race header.csv -t y", 1, '"header.csv" has a header but no rows'],
    ["race binary.csv -t y", 1, '"binary.csv" is not a text file'],
    ["race good.csv -t yy", 1, 'no column "yy" in good.csv; its columns are x, y'],
    ["race good.csv", 2, 'Give --target COLUMN; "good.csv" has x, y'],
    ["race typo.csv -t y", 1, 'column "x", row 212 (typo.csv, line 213): "2l1" is not a number'],
    ["race ragged.csv -t y", 1, '"ragged.csv", line 32: 3 cells, but the header names 2 columns'],
    ["race dates.csv -t y", 1, 'column "day" holds dates'],
    ["race short.csv -t y", 1, '"short.csv" has only 5 rows'],
    ["race constant.csv -t y", 1, 'column "y" is always 2: there is nothing to learn'],
    ["race good.csv -t y --task ranking", 2, '--task wants regression or classification, not "ranking"'],
    ["race good.csv -t y --encoding utf-32", 2, '--encoding "utf-32" is unknown'],
    ["race good.csv -t y --decimal ;", 2, '--decimal wants . or , and not ";"'],
    ["race good.csv -t y --delimiter 1", 2, "--delimiter wants what separates cells"],
    ["race --target y", 2, "--target needs a table"],
    ["race --missing NA", 2, "--missing needs a table"],
    ["race -o adma", 2, 'no optimizer "adma"; there are adadelta, adafactor'],
    ["race --set adam.momentum=0.9", 2, 'adam has no option "momentum"; it has '],
    ["race --set sgd.momentum=-1", 2, /^downhill: sgd can't run with lr 0.01, momentum -1: .*-1/],
    ["race --lr fast", 2, "--lr wants a learning rate"],
    ["race --epochs 0", 2, '--epochs wants a whole number from 1 to 1000000, not "0"'],
    ["race --epochs 1.5", 2, "--epochs wants a whole number"],
    ["race --batch -3", 2, "--batch wants a whole number"],
    ["race --seed x", 2, "--seed wants a whole number"],
    [
      "race --hidden 65536,65536",
      2,
      "--hidden 65536,65536 makes a network of 4295229441 weights; there can be at most 50000000",
    ],
    ["race --hidden 64,,64", 2, "--hidden wants the sizes of the layers"],
    ["race --out good.csv", 1, 'can\'t write the report to "good.csv": it is a file, not a directory'],
    ["race --out /proc/report", 1, 'can\'t write the report to "/proc/report": no such file'],
    ["race --out good.csv/report", 1, "a part of the path is a file"],
    ["race --epoch 3", 2, "unknown option '--epoch' (Did you mean --epochs?)"],
    ["race a.csv b.csv", 2, "too many arguments"],
    [
      "race --problem parabole",
      2,
      'no problem "parabole"; there are parabola, .*did you mean "parabola"?'.replace(
        ".*",
        "spirals, digits, rosenbrock, quadratic, ",
      ),
    ],
    ["race good.csv --problem digits -t y", 2, "not on both"],
    ["race --problem digits --target y", 2, "--target needs a table"],
    ["race --problem rosenbrock --hidden 3", 2, "--hidden is for learning from rows"],
    ["race --problem rosenbrock -o sparseadam", 2, "takes sparse gradients only: it can't minimize a function"],
    ["race --class-weights balanced", 2, "--class-weights is for classifications"],
    ["race --class-weights equal", 2, "--class-weights wants balanced or none"],
    ["race --tune good.csv", 2, "Give --target COLUMN"],
    ["race good.csv -t y --tune some", 2, '--tune wants nothing, rate or all, not "some"'],
    ["race --trials 3", 2, "give --tune too"],
    ["race --tune --resume x", 2, "not both"],
    ["race --passes 3 --epochs 3", 2, "two names for one thing"],
    ["race --seeds 0", 2, "--seeds wants a whole number from 1"],
    ["race --patience x", 2, "--patience wants a whole number"],
    ["race --workers 0", 2, "--workers wants a whole number"],
    ["race --defaults keras", 2, "--defaults wants published or pytorch"],
    ["race -o sgd(scheduler=cosin)", 2, 'no scheduler "cosin"'],
    ["race -o sgd(scheduler=step(stepsizes=1))", 2, 'StepLR has no option "stepsizes"; it has stepSize, gamma'],
    ["rase", 2, "unknown command 'rase' (Did you mean race?)"],
  ])("downhill %s", async (line, code, message) => {
    const ended = await run(...line.split(" "));
    expect(ended.stdout).toBe("");
    expect(ended.stderr).toMatch(/^downhill: [^\n]+\n$/);
    if (typeof message === "string") expect(ended.stderr).toContain(message);
    else expect(ended.stderr).toMatch(message);
    expect(ended.code).toBe(code);
  });

  test("saves the contestants, and goes on from there as if it had never stopped", async () => {
    const racers = ["--optimizers", "adam,lbfgs,sparseadam,muon", "--seeds", "2", "-q", "--json"];
    const whole = await run("race", "--epochs", "4", ...racers, "--save", "whole");
    const first = await run("race", "--epochs", "2", ...racers, "--save", "half");
    const second = await run("race", "--epochs", "2", ...racers, "--resume", "half", "--save", "half");
    expect([whole.code, first.code, second.code]).toEqual([0, 0, 0]);
    const curves = ({ stdout }: Ended) =>
      (JSON.parse(stdout) as Results).results.map(({ optimizer, score, seeds }) => {
        return [optimizer, score, seeds.map(({ curve }) => [curve.passes, curve.validationLoss, curve.testLoss])];
      });
    expect(curves(second)).toEqual(curves(whole));
    for (const name of ["adam", "lbfgs", "sparseadam", "muon"]) {
      const { code, stdout } = await run("diff", `whole/${name}.pt`, `half/${name}.pt`);
      expect(stdout).toMatch(/^no difference/);
      expect(code).toBe(0);
    }
  });

  test("says which file can't be gone on from, and why", async () => {
    await run("race", "--epochs", "1", "--optimizers", "adam", "-q", "--save", "narrow");
    const wide = await run("race", "--optimizers", "adam", "--hidden", "7", "--resume", "narrow");
    expect(wide.code).toBe(1);
    expect(wide.stderr).toMatch(
      /^downhill: narrow.adam\.pt doesn't fit this race: model: .*size mismatch for 0\.weight/,
    );
    const seed = await run("race", "--optimizers", "adam", "--resume", "narrow", "--seed", "3");
    expect(seed.stderr).toMatch(
      /^downhill: narrow.adam\.pt doesn't fit this race: it has no seed 5, only 0, 1, 2, 3, 4\n$/,
    );
    const missing = await run("race", "--optimizers", "sgd", "--resume", "narrow");
    expect(missing.stderr).toMatch(/^downhill: cannot read narrow.sgd\.pt: no such file\n$/);
    await writeFile(join(folder, "narrow", "adam.pt"), "nothing");
    const damaged = await run("race", "--optimizers", "adam", "--resume", "narrow");
    expect(damaged.stderr).toMatch(/^downhill: narrow.adam\.pt can't be read: /);
    expect(damaged.code).toBe(1);
  });
});
