import {
  chmod,
  chown,
  link,
  lstat,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load, save, writeAtomically } from "downhill/node";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let folder: string;
const at = (name: string) => join(folder, name);
const modeOf = async (name: string) => (await stat(at(name))).mode & 0o7777;
const isRoot = process.getuid?.() === 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-replacing-"));
  await chmod(folder, 0o777);
});

afterEach(() => rm(folder, { recursive: true }));

/** Does something as a user who may not do everything, whoever runs the tests. */
async function asNobody<T>(act: () => Promise<T>): Promise<T> {
  if (!isRoot) return act();
  process.setegid!(65534);
  process.seteuid!(65534);
  try {
    return await act();
  } finally {
    process.seteuid!(0);
    process.setegid!(0);
  }
}

describe.skipIf(process.platform === "win32")("a file that is replaced", () => {
  it.each([0o666, 0o600, 0o640, 0o755, 0o2664])("keeps its mode %o, whatever new files get", async (mode) => {
    await save(1, at("x.pt"));
    await chmod(at("x.pt"), mode);
    await save(2, at("x.pt"));
    expect(await load(at("x.pt"))).toBe(2);
    expect((await modeOf("x.pt")).toString(8)).toBe(mode.toString(8));
  });

  it.skipIf(!isRoot)("keeps its owner and its group", async () => {
    await save(1, at("x.pt"));
    await chown(at("x.pt"), 1234, 2345);
    await chmod(at("x.pt"), 0o4751);
    await save(2, at("x.pt"));
    expect(await load(at("x.pt"))).toBe(2);
    expect(await stat(at("x.pt"))).toMatchObject({ uid: 1234, gid: 2345 });
    expect((await modeOf("x.pt")).toString(8)).toBe("4751");
  });

  it("stays as it is where it may only be read", async () => {
    await asNobody(async () => {
      await save(1, at("x.pt"));
      await chmod(at("x.pt"), 0o444);
      await expect(save(2, at("x.pt"))).rejects.toThrow(/EACCES: permission denied, open '.*x\.pt'/);
      await symlink("x.pt", at("link.pt"));
      await expect(save(2, at("link.pt"))).rejects.toThrow(/EACCES/);
      await expect(writeAtomically(at("x.pt"), "2")).rejects.toThrow(/EACCES/);
      expect(await load(at("x.pt"))).toBe(1);
    });
    expect((await readdir(folder)).sort()).toEqual(["link.pt", "x.pt"]);
  });

  it.skipIf(!isRoot)("stays as it is where the new one can't belong to whom it belongs", async () => {
    await save(1, at("x.pt"));
    await chmod(at("x.pt"), 0o666);
    await asNobody(async () => {
      await expect(save(2, at("x.pt"))).rejects.toThrow(
        /cannot save to .*x\.pt: it belongs to user 0 and group 0, and has mode 666, which .* can't be given; remove it first/,
      );
      await save(2, at("other.pt"));
    });
    expect(await load(at("x.pt"))).toBe(1);
    expect((await readdir(folder)).sort()).toEqual(["other.pt", "x.pt"]);
  });

  it("stays as it is where its folder takes no other file", async () => {
    await asNobody(async () => {
      await mkdir(at("closed"));
      await save(1, at("closed/x.pt"));
      await chmod(at("closed"), 0o555);
      await expect(save(2, at("closed/x.pt"))).rejects.toThrow(
        /cannot save to .*x\.pt: its folder takes no new file to replace it with \(EACCES/,
      );
      expect(await load(at("closed/x.pt"))).toBe(1);
    });
    await chmod(at("closed"), 0o755);
  });

  it("is what links lead to, as the system follows them", async () => {
    await mkdir(at("deep/deeper"), { recursive: true });
    await symlink("deep/deeper", at("short"));
    await symlink("../up.pt", at("short/link.pt"));
    for (const value of [1, 2]) {
      await save(value, at("short/link.pt"));
      expect(await load(at("deep/up.pt"))).toBe(value);
      expect((await lstat(at("short/link.pt"))).isSymbolicLink()).toBe(true);
    }
    await symlink("round.pt", at("round.pt"));
    await expect(save(1, at("round.pt"))).rejects.toThrow(/ELOOP/);
    await expect(save(1, at("new/"))).rejects.toThrow(/names a directory/);
    expect((await readdir(folder)).sort()).toEqual(["deep", "round.pt", "short"]);
  });

  it("stays what it was under other names", async () => {
    await save(1, at("x.pt"));
    await link(at("x.pt"), at("backup.pt"));
    await save(2, at("x.pt"));
    expect([await load(at("x.pt")), await load(at("backup.pt"))]).toEqual([2, 1]);
  });
});

describe("writeAtomically", () => {
  it("writes texts and bytes", async () => {
    await writeFile(at("x.txt"), "before");
    await writeAtomically(at("x.txt"), "größer");
    expect(await readFile(at("x.txt"), "utf8")).toBe("größer");
    await writeAtomically(at("x.bin"), Uint8Array.of(1, 2));
    expect([...(await readFile(at("x.bin")))]).toEqual([1, 2]);
    await writeAtomically(at("empty"), "");
    expect((await readFile(at("empty"))).length).toBe(0);
    await expect(writeAtomically(at("x.txt"), 5 as unknown as string)).rejects.toThrow(TypeError);
    expect(await readFile(at("x.txt"), "utf8")).toBe("größer");
  });
});
