import { spawnSync } from "node:child_process";
import { chmod, mkdir, mkdtemp, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { pathInSet, saveSet } from "../src/race/savedSet.ts";

const newFolder = () => mkdtemp(join(tmpdir(), "downhill-set-"));

/** Writes of a text to each name; a null stands for one that fails. */
const writes = (texts: Record<string, string | null>) =>
  new Map(
    Object.entries(texts).map(([name, text]) => {
      const write = async (path: string) => {
        if (text === null) throw new Error("no space left");
        await writeFile(path, text);
      };
      return [name, write] as const;
    }),
  );

/** What readers of the set find. */
const read = async (folder: string, ...names: string[]) =>
  Promise.all(names.map(async (name) => readFile(await pathInSet(folder, name), "utf8")));

test("replaces files together, and leaves what doesn't belong to them", async () => {
  const folder = await newFolder();
  await writeFile(join(folder, "notes.txt"), "mine");
  await saveSet(folder, writes({ a: "a1", b: "b1", c: "c1" }));
  await saveSet(folder, writes({ a: "a2", b: "b2" }));
  expect(await read(folder, "a", "b", "c", "notes.txt")).toEqual(["a2", "b2", "c1", "mine"]);
  expect((await readdir(folder)).sort()).toEqual(["a", "b", "c", "notes.txt"]);
});

test("replaces none if one can't be written", async () => {
  const folder = await newFolder();
  await saveSet(folder, writes({ a: "a1", b: "b1" }));
  await expect(saveSet(folder, writes({ a: "a2", b: null }))).rejects.toThrow("no space left");
  expect(await read(folder, "a", "b")).toEqual(["a1", "b1"]);
  expect((await readdir(folder)).sort()).toEqual(["a", "b"]);
});

test.skipIf(process.platform === "win32")("keeps the modes of what it replaces", async () => {
  const folder = await newFolder();
  await saveSet(folder, writes({ a: "a1" }));
  await chmod(join(folder, "a"), 0o646);
  await saveSet(folder, writes({ a: "a2" }));
  expect(await read(folder, "a")).toEqual(["a2"]);
  expect((await stat(join(folder, "a"))).mode & 0o7777).toBe(0o646);
});

test("is read whole after a kill between two renames, and put in order by the next who saves", async () => {
  const folder = await newFolder();
  for (const [name, text] of Object.entries({ a: "a2", b: "b1", c: "c1" })) await writeFile(join(folder, name), text);
  await mkdir(join(folder, ".saved"));
  for (const [name, text] of Object.entries({ b: "b2", c: "c2" })) await writeFile(join(folder, ".saved", name), text);
  expect(await read(folder, "a", "b", "c")).toEqual(["a2", "b2", "c2"]);
  await saveSet(folder, writes({ a: "a3" }));
  expect(await read(folder, "a", "b", "c")).toEqual(["a3", "b2", "c2"]);
  expect((await readdir(folder)).sort()).toEqual(["a", "b", "c"]);
});

test("removes what killed processes left, and nothing of those that run", async () => {
  const folder = await newFolder();
  const { pid } = spawnSync(process.execPath, ["-e", ""]);
  for (const owner of [pid, process.pid, process.ppid])
    await mkdir(join(folder, `.saving-${owner}-abcdef`, "deep"), { recursive: true });
  await saveSet(folder, writes({ a: "a1" }));
  const kept = [`.saving-${process.pid}-abcdef`, `.saving-${process.ppid}-abcdef`];
  expect((await readdir(folder)).sort()).toEqual([...kept, "a"].sort());
});
