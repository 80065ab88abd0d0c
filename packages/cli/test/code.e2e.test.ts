import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readFile, symlink, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { beforeAll, describe, expect, test } from "vitest";
import { main, penguins } from "./command.ts";

// The programs that `downhill race --code` writes, run as they are: in an empty project that has the built library.
//
// DOWNHILL_PYTHON=/path/to/python npx vitest run packages/cli/test/code.e2e.test.ts runs those in Python too, where that has
// PyTorch. So were they checked with PyTorch 2.13 on a processor with AVX-512: all of these races, losses within 1e-3 of
// those of the race (Muon, whose matrix products PyTorch makes in bfloat16, within 3e-2).
const library = fileURLToPath(new URL("../../downhill", import.meta.url));
const tsx = createRequire(import.meta.url).resolve("tsx/cli");
const python = process.env.DOWNHILL_PYTHON;
const execute = promisify(execFile);
let folder = "";

// Texts that would be code in one of the languages, were they not quoted.
const oddTarget = `target $${"{y}"} \`z\``;
const odd = ["a, b", 'say "x"', "it's # not", "</script>", "$" + "{x}", "`y`", "größe\\n"];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-code-"));
  await mkdir(join(folder, "node_modules"));
  await symlink(library, join(folder, "node_modules", "downhill"));
  await copyFile(penguins, join(folder, "penguins.csv"));
  const cell = (text: string) => `"${text.replaceAll('"', '""')}"`;
  const names = [...odd.slice(0, 3).map((name) => `column ${name}`), oddTarget];
  const rows = Array.from({ length: 80 }, (_, i) => [
    cell(odd[i % odd.length]!),
    i % 9 === 0 ? "" : String((i * 37) % 50),
    String((i * 7) % 11),
    odd[(i * i) % 4]!,
  ]);
  const lines = rows.map((row) => [...row.slice(0, 3), cell(row[3]!)].join(";"));
  await writeFile(join(folder, "odd names #1.csv"), `\ufeff${names.map(cell).join(";")}\r\n${lines.join("\r\n")}\r\n`);
  const prices = Array.from({ length: 60 }, (_, i) => `${1700000000 + i},5 ;${i % 7} %;"1.${100 + 7 * i},50 €"`);
  await writeFile(join(folder, "prices.csv"), `# prices\nwhen;share;price\n${prices.join("\n")}\n`);
});

interface Curve {
  passes: number[];
  trainingLoss: number[];
  validationLoss: (number | null)[];
  testLoss: (number | null)[];
}

/** Runs a race and gives the curve of its winner's first seed. */
async function race(out: string, args: readonly string[]): Promise<Curve> {
  const all = ["race", ...args, "--seeds", "1", "--out", out, "--code", "-q", "--json"];
  const { stdout } = await execute(process.execPath, [main, ...all], { cwd: folder, maxBuffer: 1e9 });
  return JSON.parse(stdout).results.find(({ rank }: { rank: number }) => rank === 1).seeds[0].curve;
}

/** The losses that a program prints, by their passes. */
function printed(text: string): Map<number, { validation: number; test: number | null }> {
  const losses = [...text.matchAll(/^pass (\d+): (?:validation loss|value) (\S+?)(?:, test loss (\S+))?$/gm)];
  return new Map(
    losses.map(([, pass, validation, tested]) => [
      Number(pass),
      { validation: Number(validation), test: tested === undefined ? null : Number(tested) },
    ]),
  );
}

function compare(text: string, { passes, trainingLoss, validationLoss, testLoss }: Curve, tolerance: number): void {
  const losses = printed(text);
  const counted = passes.map((pass, i) => [Math.round(pass), i] as const).filter(([pass]) => pass > 0);
  expect([...losses.keys()]).toEqual(counted.map(([pass]) => pass));
  for (const [pass, i] of counted) {
    const { validation, test: tested } = losses.get(pass)!;
    const isNear = (found: number, expected: number) => Math.abs(found - expected) <= tolerance * Math.abs(expected);
    expect([pass, validation, isNear(validation, validationLoss[i] ?? trainingLoss[i]!)]).toEqual([
      pass,
      validation,
      true,
    ]);
    if (testLoss[i] !== null) expect(isNear(tested!, testLoss[i]!)).toBe(true);
  }
}

const races: [name: string, args: string[], inPython?: number][] = [
  ["classes", ["penguins.csv", "-t", "species", "-o", "adam", "-p", "8"]],
  [
    "tuned",
    [
      "penguins.csv",
      "-t",
      "body_mass_g",
      "-o",
      "sgd(momentum=0.9, nesterov=true)",
      "--tune",
      "--trials",
      "2",
      "-p",
      "6",
    ],
  ],
  ["tutorial", ["-o", "rmsprop(lr=0.01, alpha=0.9)", "-p", "5"]],
  ["spirals", ["--problem", "spirals", "-o", "muon", "-p", "6"], 3e-2],
  ["digits", ["--problem", "digits", "-o", "adamw", "-p", "2"]],
  ["line search", ["penguins.csv", "-t", "body_mass_g", "-o", "lbfgs(lr=1, lineSearchFn=strong_wolfe)", "-p", "12"]],
  [
    "full batches",
    ["penguins.csv", "-t", "species", "-o", "rprop(scheduler=plateau)", "-p", "9", "--class-weights", "balanced"],
  ],
  [
    "per step",
    [
      "penguins.csv",
      "-t",
      "body_mass_g",
      "-o",
      "adam(lr=0.01, betas=[0.8,0.99], scheduler=onecycle)",
      "-p",
      "6",
      "--hidden",
      "8,8",
      "-b",
      "50",
    ],
  ],
  [
    "per epoch",
    ["penguins.csv", "-t", "sex", "-o", "nadam(scheduler=multistep(milestones=[2,4]))", "-p", "6", "--missing", "NA"],
  ],
  ["many passes", ["penguins.csv", "-t", "body_mass_g", "-o", "sgd(lr=0.001)", "-p", "501", "-b", "1000"]],
  ["odd names", ["odd names #1.csv", "-t", oddTarget, "-o", "adagrad", "-p", "4"]],
  ["a valley", ["--problem", "rosenbrock", "-o", "adam(lr=0.02, scheduler=exponential(gamma=0.99))", "-p", "40"]],
  ["a bowl", ["--problem", "quadratic", "-o", "lbfgs", "-p", "12"]],
  ["a matrix", ["--problem", "quadratic", "-o", "muon", "-p", "10"], 3e-2],
  ["a copy", ["prices.csv", "-t", "price", "-o", "adamax", "-p", "5"]],
];

describe.each(races)("the programs of a race: %s", { timeout: 120_000 }, (name, args, inPython = 1e-3) => {
  test("train as the race did", async () => {
    const curve = await race(name, args);
    const program = join(name, "winner.mts");
    const { stdout } = await execute(process.execPath, [tsx, program], { cwd: folder });
    // Four digits are printed.
    compare(stdout, curve, 6e-4);
    if (python === undefined) return;
    const ran = await execute(python, [join(name, "winner.py")], { cwd: folder });
    compare(ran.stdout, curve, inPython);
  });
});

test("they read the table itself where they can, and a copy where it is written in another way", async () => {
  const text = (name: string, file: string) => readFile(join(folder, name, file), "utf8");
  expect(await text("classes", "winner.mts")).toContain('new URL("../penguins.csv", import.meta.url)');
  expect(await text("odd names", "winner.mts")).toContain('new URL("../odd%20names%20%231.csv", import.meta.url)');
  expect(await text("a copy", "winner.mts")).toContain('new URL("table.csv", import.meta.url)');
  expect((await text("a copy", "table.csv")).split("\n").slice(0, 2)).toEqual(["when,share,price", "-30,0,1100.5"]);
});

test("they are in strict TypeScript", { timeout: 60_000 }, async () => {
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const typeRoots = fileURLToPath(new URL("../../../node_modules/@types", import.meta.url));
  const flags = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "--noUnusedLocals"];
  const programs = races.map(([name]) => join(name, "winner.mts"));
  const all = [tsc, ...flags, "--types", "node", "--typeRoots", typeRoots, ...programs];
  const { stdout } = await execute(process.execPath, all, { cwd: folder }).catch((error) => error);
  expect(stdout).toBe("");
});
