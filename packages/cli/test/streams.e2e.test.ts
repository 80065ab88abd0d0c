import { type SpawnOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, openSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { ones, tensor, zeros } from "downhill";
import { save } from "downhill/node";
import { beforeAll, describe, expect, test } from "vitest";
import { main } from "./command.ts";

// What the built command prints, and what it does where it can't print.
let folder = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-streams-"));
  // Larger than a pipe holds, as text and as JSON.
  const many = Array.from({ length: 3000 }, () => ({ x: ones([2]) }));
  await save({ a: ones([3]), many }, join(folder, "a.pt"));
  await save({ a: zeros([3]), many }, join(folder, "b.pt"));
});

const start = (args: readonly string[], stdio: SpawnOptions["stdio"]) =>
  spawn(process.execPath, [main, ...args], { cwd: folder, stdio });

const race = ["race", "-o", "adam", "-e", "2", "--out"];
const commands: [command: string[], code: number, full: number][] = [
  [["inspect", "a.pt"], 0, 1],
  [["inspect", "a.pt", "--json"], 0, 1],
  [["convert", "a.pt", "c.safetensors"], 0, 1],
  [["diff", "a.pt", "a.pt"], 0, 2],
  [["diff", "a.pt", "b.pt", "--json"], 1, 2],
  [["diff", "a.pt", "b.pt", "-q"], 1, 1],
  [[...race, "table"], 0, 1],
  [[...race, "json", "--json"], 0, 1],
  [["--help"], 0, 1],
  [["race", "--help"], 0, 1],
  [["--version"], 0, 1],
  [["inspect", "missing.pt"], 1, 1],
  [["frobnicate"], 2, 2],
];

/** Those that say something on standard error. */
const some = commands.filter(([args]) => ["convert", "race", "frobnicate"].includes(args[0]) && !args.includes("json"));

describe.skipIf(!existsSync("/dev/full"))("on a full disk", () => {
  test.concurrent.each(commands)("downhill %j says that it can't be printed", async (args, _, code) => {
    const child = start(args, ["ignore", openSync("/dev/full", "w"), "pipe"]);
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr!), once(child, "close")]);
    expect(exitCode).toBe(code);
    expect(stderr).not.toMatch(/^ +at /m);
    const silent = args.includes("-q") || args.includes("missing.pt") || args.includes("frobnicate");
    if (!silent) {
      expect(stderr).toMatch(/^downhill: can't write to standard output: no space left on the disk\n$/m);
    }
  });

  test.concurrent.each(some)("downhill %j does its work without remarks", async (args, code) => {
    const child = start(args, ["ignore", "ignore", openSync("/dev/full", "w")]);
    expect((await once(child, "close"))[0]).toBe(code);
  });
});

describe("where nobody reads any more", () => {
  test.concurrent.each(commands)("downhill %j ends as ever without standard output", async (args, code) => {
    const child = start(args, ["ignore", "pipe", "pipe"]);
    child.stdout!.destroy();
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr!), once(child, "close")]);
    expect(exitCode).toBe(code);
    expect(stderr).not.toMatch(/EPIPE|^ +at /m);
  });

  test.concurrent.each(some)("downhill %j ends as ever without standard error", async (args, code) => {
    const child = start(args, ["ignore", "pipe", "pipe"]);
    child.stderr!.destroy();
    const [stdout, [exitCode]] = await Promise.all([text(child.stdout!), once(child, "close")]);
    expect(exitCode).toBe(code);
    if (args.includes("table")) expect(stdout).toContain("Report with plots: table/report.html");
  });
});

/** Commands a terminal, turns what follows around, or isn't seen. */
const unseen = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}]/u;
const hostile = ["\u202e", "\u2066", "\u200b", "\u2028", "\u009b2J", "\u001b[2J", "\ufeff", "\u00ad", "\u0085"];

describe("names from files", () => {
  beforeAll(async () => {
    const entries = hostile.flatMap((part, i): [string, unknown][] => {
      const name = `evil${part}name${i}`;
      const shared = tensor([1, 2, 3, i]);
      const list = [name, new Map([[name, name]]), new Set([name])];
      return [[name, { [name]: shared, again: shared, view: shared.narrow(0, 1, 2), list }]];
    });
    await save(Object.fromEntries(entries), join(folder, "evil\u202e.pt"));
    const moved = entries.map(([name, value]) => [`${name}!`, value] as const);
    await save({ ...Object.fromEntries(moved), [entries[0][0]]: 1 }, join(folder, "moved\u009b.pt"));
    await save({ [`a${hostile.join("")}`]: zeros([1]) }, join(folder, "evil.safetensors"));
    const columns = hostile.map((part, i) => `c${i}${part}`);
    const rows = Array.from({ length: 60 }, (_, r) => columns.map((_, c) => (r * 7 + c * 3) % 11).concat(r % 2));
    const lines = [[...columns, "y"], ...rows.map((row) => [...row.slice(0, -1), `class${hostile[row.at(-1)!]}`])];
    await writeFile(join(folder, "evil.csv"), lines.map((line) => line.join(",")).join("\n"));
  });

  test.concurrent.each([
    [["inspect", "evil\u202e.pt"]],
    [["inspect", "evil\u202e.pt", "--json"]],
    [["inspect", "evil.safetensors"]],
    [["diff", "evil\u202e.pt", "moved\u009b.pt"]],
    [["diff", "evil\u202e.pt", "moved\u009b.pt", "--json"]],
    [["convert", "evil\u202e.pt", "to\u200b.safetensors"]],
    [["inspect", "missing\u202e.pt"]],
    [["inspect\u202e"]],
    [["race", "evil.csv", "-t", "y", "-o", "adam", "-e", "1", "--out", "evil\u202eout"]],
    [["race", "evil.csv", "-t", "y", "-o", "adam", "-e", "1", "--json", "--out", "evil\u202ejson"]],
    [["race", "evil.csv", "-t", "z\u009b"]],
  ])("downhill %j are seen as what they are", async (args) => {
    const child = start(args, ["ignore", "pipe", "pipe"]);
    const [stdout, stderr] = await Promise.all([text(child.stdout!), text(child.stderr!), once(child, "close")]);
    expect(stderr).not.toMatch(/^ +at /m);
    for (const printed of [stdout, stderr]) expect(unseen.exec(printed)).toBeNull();
    expect(stdout + stderr).toMatch(/\\u[0-9a-f]{4}/);
  });

  test("are so in the report, too", async () => {
    const args = ["race", "evil.csv", "-t", "y", "-o", "adam", "-e", "1", "-q", "--out", "evilreport"];
    expect((await once(start(args, "ignore"), "close"))[0]).toBe(0);
    for (const name of ["report.html", "results.json", "loss-by-passes.svg"]) {
      const content = await readFile(join(folder, "evilreport", name), "utf8");
      expect(unseen.exec(content.replaceAll("\t", "")), name).toBeNull();
    }
  });
});
