import { spawnSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { getNumThreads, setNumThreads } from "../../src/index.ts";

const before = getNumThreads();
afterEach(() => setNumThreads(before));

describe("setNumThreads", () => {
  it.each([0, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, "4", null, undefined])("refuses %s", (count) => {
    expect(() => setNumThreads(count as number)).toThrow(RangeError);
    expect(getNumThreads()).toBe(before);
  });

  it("refuses more threads than could bring anything", () => {
    expect(() => setNumThreads(100_000)).toThrow(/expected at most \d+ threads, but got 100000/);
    expect(getNumThreads()).toBe(before);
    setNumThreads(64);
    expect(getNumThreads()).toBe(64);
  });
});

// Where the address space is too small for another thread, Node ends the process: it must not come to that.
describe.skipIf(process.platform !== "linux")("a limited address space", () => {
  let folder: string;
  let program: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "downhill-threads-"));
    program = join(folder, "program.mjs");
    const source = fileURLToPath(new URL("support/threadsProgram.ts", import.meta.url));
    await build({ entryPoints: [source], outfile: program, bundle: true, format: "esm", platform: "node" });
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each([3, 6, 11, 12, 13, 14, 18])("of %i GB is kept to", (gigabytes) => {
    const command = `ulimit -v ${gigabytes}000000 && exec "$0" "$1"`;
    const { status, stdout, stderr } = spawnSync("sh", ["-c", command, process.execPath, program], {
      encoding: "utf8",
    });
    expect([status, stderr, stdout]).toEqual([0, "", "done\n"]);
  });
});
