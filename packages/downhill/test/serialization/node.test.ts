import { chmod, lstat, mkdir, mkdtemp, open, readdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { nn, optim, rand, randn, type Tensor, tensor, zeros } from "downhill";
import { LazyObject, LazyTensor, load, openLazily, save } from "downhill/node";
import { deserialize, FileFormatError, serialize, Tuple } from "downhill/serialization";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { writePastCache } from "../../src/node/pastCache.ts";
import { readLazily } from "../../src/serialization/lazy.ts";
import { bytesSource } from "../../src/serialization/source.ts";
import { fileName, fixture, index } from "./support/fixtures.ts";
import { call, join as codes, int, named, pickle, storage, text, tuple } from "./support/pickles.ts";
import { torchFile } from "./support/zips.ts";

let folder: string;
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-files-"));
});

afterAll(() => rm(folder, { recursive: true }));

/** A model and an optimizer that has made a step. */
function trained(): { model: nn.Sequential; optimizer: optim.Adam } {
  const model = new nn.Sequential(new nn.Linear(3, 4), new nn.Linear(4, 1));
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
  model
    .forward(randn([5, 3]))
    .sum()
    .backward();
  optimizer.step();
  return { model, optimizer };
}

describe("files on disk", () => {
  it("are those of PyTorch to the byte, under any name", async () => {
    for (const { file } of index.optimizers.slice(0, 20)) {
      const path = at(fileName(file));
      await writeFile(path, fixture(file));
      const value = await load(path);
      await save(value, path);
      expect((await readFile(path)).equals(fixture(file)), file).toBe(true);
    }
    for (const [name, root] of [
      ["a.b.c.pt", "a.b.c"],
      ["noextension", "noextension"],
      [".pt", "archive"],
      ["größe.pt", "archive"],
    ]) {
      await save({ x: tensor([1]) }, at(name));
      expect((await readFile(at(name))).toString("latin1"), name).toContain(`${root}/data.pkl`);
      expect(await load(at(name))).toHaveProperty("x");
    }
  });

  it("resume a training", async () => {
    const { model, optimizer } = trained();
    await save({ model: model.stateDict(), optimizer: optimizer.stateDict(), epoch: 3 }, pathToFileURL(at("run.pt")));
    const other = trained();
    const checkpoint = await load<{
      model: nn.StateDictInput;
      optimizer: optim.OptimizerStateDict;
      epoch: number;
    }>(at("run.pt"));
    other.model.loadStateDict(checkpoint.model);
    other.optimizer.loadStateDict(checkpoint.optimizer);
    expect(checkpoint.epoch).toBe(3);
    expect(serialize(other.optimizer.stateDict())).toEqual(serialize(optimizer.stateDict()));
    expect(serialize(other.model.stateDict())).toEqual(serialize(model.stateDict()));
  });

  it("are inferred from the place they are used in", async () => {
    const { model, optimizer } = trained();
    await save(model.stateDict(), at("model.safetensors"));
    await save(optimizer.stateDict(), at("optimizer.pt"));
    model.loadStateDict(await load(at("model.safetensors")));
    optimizer.loadStateDict(await load(at("optimizer.pt")));
    expect((await readFile(at("model.safetensors"))).subarray(8, 9).toString()).toBe("{");
  });

  it("are loaded with the options that PyTorch's users give, and with no others", async () => {
    await save({ a: zeros([2]) }, at("options"));
    for (const options of [{ mapLocation: "cpu", weightsOnly: true }, { mapLocation: null }, {}] as const) {
      expect(Object.keys(await load<object>(at("options"), options))).toEqual(["a"]);
    }
    for (const [options, message] of [
      [{ mapLocation: "cuda:0" }, "load(): argument 'mapLocation' must be \"cpu\" (the only device there is)"],
      [{ weightsOnly: false }, "load(): argument 'weightsOnly' must be true, the only value supported"],
      [{ map_location: "cpu" }, "load() got an unexpected option 'map_location'"],
      [{ unknown: 3 }, "load(): argument 'unknown' must be a string"],
    ] as const) {
      await expect(load(at("options"), options as object)).rejects.toThrow(TypeError);
      await expect(openLazily(at("options"), options as object)).rejects.toThrow(
        message.replace("load()", "openLazily()"),
      );
    }
  });

  it("tell how far they are", async () => {
    const seen: [string, number, number][] = [];
    await save([zeros([3_000_000]), zeros([3_000_000])], at("large.pt"), {
      onProgress: (done, total) => seen.push(["saved", done, total]),
    });
    await load(at("large.pt"), { onProgress: (done, total) => seen.push(["loaded", done, total]) });
    for (const kind of ["saved", "loaded"]) {
      const steps = seen.filter(([k]) => k === kind);
      expect(steps.length).toBeGreaterThan(1);
      expect(steps.at(-1)?.[1]).toBe(steps.at(-1)?.[2]);
    }
  });

  it("leave what was there before when they can't be saved", async () => {
    const before = await readdir(folder);
    await save({ old: true }, at("precious.pt"));
    await expect(save({ f: () => 1 }, at("precious.pt"))).rejects.toThrow(/cannot save a function at \["f"\]/);
    await expect(save({ u: undefined }, at("precious.pt"))).rejects.toThrow(/undefined/);
    const large = zeros([5_000_000]);
    const saving = save({ large }, at("precious.pt"));
    large.add_(1);
    await expect(saving).rejects.toThrow(/changed while it was being saved/);
    expect(await load(at("precious.pt"))).toEqual({ old: true });
    await expect(save(1, at("missing/file.pt"))).rejects.toThrow(/ENOENT/);
    await mkdir(at("folder"));
    await expect(save(1, at("folder"))).rejects.toThrow(/is a directory/);
    await expect(save(1, "")).rejects.toThrow(TypeError);
    const after = await readdir(folder);
    expect(after.filter((name) => !before.includes(name)).sort()).toEqual(["folder", "precious.pt"]);
  });

  it("keep links and permissions, and write to devices", async () => {
    await save(1, at("target.pt"));
    await chmod(at("target.pt"), 0o640);
    await symlink(at("target.pt"), at("link.pt"));
    await save(2, at("link.pt"));
    expect((await lstat(at("link.pt"))).isSymbolicLink()).toBe(true);
    expect((await stat(at("target.pt"))).mode & 0o777).toBe(0o640);
    expect(await load(at("target.pt"))).toBe(2);
    await symlink("made.pt", at("inner.pt"));
    await symlink(at("inner.pt"), at("dangling.pt"));
    await save(4, at("dangling.pt"));
    expect(await load(at("made.pt"))).toBe(4);
    expect((await lstat(at("dangling.pt"))).isSymbolicLink()).toBe(true);
    const long = at(`${"ü".repeat(126)}.pt`);
    await save(5, long);
    expect(await load(long)).toBe(5);
    await save(3, "/dev/null");
    await expect(load("/dev/null")).rejects.toThrow(/it is a pipe or a device/);
    await expect(load(at("nowhere.pt"))).rejects.toThrow(/ENOENT/);
  });

  it("are replaced when they are large", async () => {
    // Of any length, not only of whole blocks.
    const lengths = [8_000_000, 8_000_001, 5_000_003, 2 ** 21, 3, 6_000_000];
    for (const [i, length] of lengths.entries()) {
      const x = rand([length]);
      const seen: number[] = [];
      await save({ i, x }, at("replaced.pt"), { onProgress: (done) => seen.push(done) });
      expect((await readFile(at("replaced.pt"))).equals(serialize({ i, x }, { fileName: "replaced.pt" }))).toBe(true);
      expect(seen).toEqual([...seen].sort((a, b) => a - b));
      expect(seen.at(-1)).toBeGreaterThan(4 * length);
    }
    const before = await readFile(at("replaced.pt"));
    const names = await readdir(folder);
    const x = zeros([10_000_000]);
    const saving = save({ x }, at("replaced.pt"));
    x.add_(1);
    await expect(saving).rejects.toThrow(/changed while it was being saved/);
    expect((await readFile(at("replaced.pt"))).equals(before)).toBe(true);
    expect(await readdir(folder)).toEqual(names);
  });

  it("are replaced in memory, which has no other way than its cache", async () => {
    const shared = await mkdtemp("/dev/shm/downhill-").catch(() => null);
    if (shared === null) return;
    try {
      for (const length of [5_000_000, 6_000_001]) {
        const x = rand([length]);
        await save({ x }, join(shared, "x.pt"));
        expect((await readFile(join(shared, "x.pt"))).equals(serialize({ x }, { fileName: "x.pt" }))).toBe(true);
      }
    } finally {
      await rm(shared, { recursive: true });
    }
  });

  it("are left to the cache where there is no way past it", async () => {
    const file = await open(at("plain"), "wx");
    const pieces = {
      [Symbol.iterator]() {
        throw new Error("nothing is to be taken");
      },
    };
    expect(await writePastCache(file, at("nowhere"), pieces, () => {})).toBe(false);
    await file.close();
    expect((await stat(at("plain"))).size).toBe(0);
  });

  it("are saved several times at once", async () => {
    await Promise.all(Array.from({ length: 8 }, (_, i) => save({ i, x: zeros([100_000]) }, at("contended.pt"))));
    const { i } = await load<{ i: number }>(at("contended.pt"));
    expect(i).toBeGreaterThanOrEqual(0);
    expect((await readdir(folder)).filter((name) => name.endsWith(".tmp"))).toEqual([]);
  });
});

describe("files opened lazily", () => {
  it("give one tensor without reading the rest", async () => {
    const small = tensor([1, 2, 3]);
    const bytes = serialize({ big: zeros([2_000_000]), list: [small, small.narrow(0, 1, 2)], note: "x" });
    let read = 0;
    const inner = bytesSource(bytes);
    const source = {
      size: inner.size,
      readInto(offset: number, target: Uint8Array) {
        read += target.length;
        return inner.readInto(offset, target);
      },
    };
    const file = await readLazily(source);
    expect([...file.tensors.keys()]).toEqual(["big", "list.0", "list.1"]);
    expect(String(file.tensors.get("big"))).toBe("LazyTensor(shape=[2000000], dtype=torch.float32)");
    const [first, second] = await Promise.all([file.tensors.get("list.0")?.load(), file.tensors.get("list.1")?.load()]);
    expect(first?.toArray()).toEqual([1, 2, 3]);
    expect(second?.toArray()).toEqual([2, 3]);
    expect(second?.storage).toBe(first?.storage);
    expect(read).toBeLessThan(100_000);
    expect((file.value as { note: string }).note).toBe("x");
  });

  it.each(["zip", "legacy", "safetensors"] as const)("hold what they hold when loaded: %s", async (format) => {
    const bytes =
      format === "legacy"
        ? fixture("legacy/linear")
        : serialize(
            { a: tensor([1, 2]), b: Tuple.of(tensor([[3]]).to("float16")) },
            { format: format === "zip" ? "pt" : format },
          );
    await writeFile(at("lazy"), bytes);
    const whole = new Map<string, Tensor>();
    const visit = (value: unknown, path: string[]) => {
      if (value instanceof Map) for (const [key, item] of value) visit(item, [...path, key]);
      else if (typeof value === "object" && value !== null && !("storage" in value)) {
        for (const [key, item] of Object.entries(value)) visit(item, [...path, key]);
      } else if (typeof value === "object") whole.set(path.join("."), value as Tensor);
    };
    visit(await load(at("lazy")), []);
    await using file = await openLazily(at("lazy"));
    expect(file.format).toBe(format);
    expect([...file.tensors.keys()]).toEqual([...whole.keys()]);
    for (const [name, lazy] of file.tensors) {
      expect(lazy).toBeInstanceOf(LazyTensor);
      expect(serialize(await lazy.load())).toEqual(serialize(whole.get(name)));
    }
  });

  it("hold tensors of all kinds", async () => {
    for (const name of [
      "sparse",
      "sparse compressed",
      "quantized",
      "nested",
      "storages",
      "parameter",
      "conjugate",
      "conjugate parameter",
      "attributes",
      "meta",
    ]) {
      const file = await readLazily(bytesSource(fixture(`values/${name}`)));
      const load = async (value: unknown): Promise<unknown> => {
        if (value instanceof LazyTensor || value instanceof LazyObject) return value.load();
        return Array.isArray(value) ? Promise.all(value.map(load)) : value;
      };
      const value = await load(file.value);
      if (name === "parameter") expect((value as unknown[]).every((item) => typeof item === "object")).toBe(true);
      else
        expect(Buffer.from(serialize(value, { fileName: `${name}.pt` })).equals(fixture(`values/${name}`)), name).toBe(
          true,
        );
    }
  });

  it("load tensors that were attached to others", async () => {
    const inner = call("torch._utils", "_rebuild_tensor", storage(), int(0), tuple(int(6)), tuple(int(1)));
    const outer = call(
      "torch._tensor",
      "_rebuild_from_type_v2",
      named("torch._utils", "_rebuild_tensor_v2"),
      named("torch", "Tensor"),
      tuple(storage(), int(1), tuple(int(2)), tuple(int(1)), [0x89], call("collections", "OrderedDict")),
      codes("}", text("more"), "](", inner, "es"),
    );
    const bytes = torchFile(pickle("}", text("x"), outer, "s"));
    const whole = serialize(await deserialize(bytes));
    const file = await readLazily(bytesSource(bytes));
    expect([...file.tensors.keys()]).toEqual(["x"]);
    for (let time = 0; time < 2; time++) {
      expect(serialize({ x: await file.tensors.get("x")?.load() })).toEqual(whole);
    }
  });

  it("tell of tensors that no array can hold", async () => {
    const file = serialize({ small: tensor([1]), large: tensor([2]) }, { format: "safetensors" });
    const header = new TextDecoder().decode(file.subarray(8, file.length - 8)).trimEnd();
    const size = 2 ** 45;
    const text = header.replace('[1],"data_offsets":[0,4]', `[${size / 4}],"data_offsets":[0,${size}]`);
    const bytes = new TextEncoder().encode(
      text.replace('"data_offsets":[4,8]', `"data_offsets":[${size},${size + 4}]`),
    );
    const head = new Uint8Array(8 + bytes.length);
    new DataView(head.buffer).setBigUint64(0, BigInt(bytes.length), true);
    head.set(bytes, 8);
    const source = { ...bytesSource(head), size: head.length + size + 4 };
    const { tensors } = await readLazily(source);
    expect(tensors.size).toBe(2);
    const error: unknown = await tensors
      .get("large")
      ?.load()
      .catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(FileFormatError);
    expect(String(error)).toMatch(/more than an array can hold/);
  });

  it("are refused like others, and closed", async () => {
    await writeFile(at("broken.pt"), fixture("values/tensor").slice(0, -5));
    await expect(openLazily(at("broken.pt"))).rejects.toThrow(FileFormatError);
    await save({ x: tensor([1]) }, at("closed.pt"));
    const file = await openLazily(at("closed.pt"));
    await file.close();
    await expect(file.tensors.get("x")?.load()).rejects.toThrow(/closed/);
  });
});
