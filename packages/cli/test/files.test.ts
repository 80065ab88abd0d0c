import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { nn, optim, type Tensor, tensor } from "downhill";
import { load, save } from "downhill/node";
import {
  deserialize,
  loadSafetensors,
  type PythonObject,
  QuantizedTensor,
  saveSafetensors,
  serialize,
  Tuple,
} from "downhill/serialization";
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { call, pickle, text } from "../../downhill/test/serialization/support/pickles.ts";
import { torchFile } from "../../downhill/test/serialization/support/zips.ts";
import { formatBytes, formatNumber } from "../src/files/format.ts";
import { run } from "../src/program.ts";

const printed = vi.hoisted(() => ({ text: "" }));
vi.mock("../src/terminal/output.ts", () => ({
  print: async (text: string) => {
    printed.text += text;
  },
}));

let folder: string;
const at = (name: string) => join(folder, name);

/** Runs the command line in this process: what it wrote, and its exit code. */
async function downhill(...args: string[]): Promise<{ out: string; err: string; code: number }> {
  let err = "";
  printed.text = "";
  const spy = vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
  process.exitCode = 0;
  await run(args);
  const code = Number(process.exitCode);
  process.exitCode = 0;
  spy.mockRestore();
  return { out: printed.text, err, code };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "downhill-cli-"));
  const model = new nn.Sequential(new nn.Linear(2, 3), new nn.Linear(3, 1, { bias: false }));
  const optimizer = new optim.AdamW(model.parameters(), { lr: 0.01 });
  model
    .forward(tensor([[1, 2]]))
    .sum()
    .backward();
  optimizer.step();
  const shared = tensor([1, Number.NaN, 3]);
  await save(
    {
      model: model.stateDict(),
      optimizer: optimizer.stateDict(),
      epoch: 3,
      history: Array.from({ length: 30 }, (_, i) => i / 4),
      shared,
      tail: shared.narrow(0, 1, 2),
      half: tensor([0.5]).to("float16"),
      hostile: "\u001b[31mred\nline",
    },
    at("run.pt"),
  );
});
afterAll(() => rm(folder, { recursive: true }));
afterEach(() => {
  vi.restoreAllMocks();
});

describe("downhill inspect", () => {
  it("shows the tree, the tensors and the optimizer", async () => {
    const { out, code } = await downhill("inspect", at("run.pt"));
    expect(code).toBe(0);
    const lines = out.split("\n");
    expect(lines[0]).toMatch(/run\.pt {2}PyTorch, [\d.]+ kB, 15 tensors, \d+ elements$/);
    expect(out).toMatch(/^model +OrderedDict of 3 items$/m);
    expect(out).toMatch(/^ {2}0\.weight +float32 +\[3, 2\] +24 B +min -?[\d.e-]+ +mean -?[\d.e-]+ +max -?[\d.e-]+$/m);
    expect(out).toMatch(/^optimizer +state of AdamW, 1 group$/m);
    expect(out).toMatch(/^ {6}betas +\(0\.9, 0\.999\)$/m);
    expect(out).toMatch(/^epoch +3$/m);
    expect(out).toMatch(/^history +\[0, 0\.25, .*, …\] 30 items$/m);
    expect(out).toMatch(/^shared .*min 1 +mean 2 +max 3 {2}1 NaN$/m);
    expect(out).toMatch(/^tail .*shares elements with shared, 1 NaN$/m);
    expect(out).toMatch(/^half +float16 /m);
    expect(out).toContain("2 tensors with NaN");
    expect(out).not.toContain("\u001b");
  });

  it("speaks JSON, and can leave the elements alone", async () => {
    const { out } = await downhill("inspect", "--json", at("run.pt"));
    const result = JSON.parse(out);
    expect(result).toMatchObject({ format: "zip", optimizers: [{ path: "optimizer", name: "AdamW", groups: 1 }] });
    expect(result.tensors).toHaveLength(15);
    expect(result.tensors[0]).toMatchObject({ name: "model.0.weight", dtype: "float32", shape: [3, 2], bytes: 24 });
    expect(result.value.epoch).toBe(3);
    expect(result.value.model["0.weight"]).toEqual({ tensor: "model.0.weight" });
    const quick = JSON.parse((await downhill("inspect", "--json", "--no-statistics", at("run.pt"))).out);
    expect(quick.tensors.every(({ statistics }: { statistics: unknown }) => statistics === null)).toBe(true);
  });

  it("shows files that hold one thing", async () => {
    for (const [value, shown] of [
      [tensor([1, 2]), /float32 +\[2\] +8 B +min 1 +mean 1\.500 +max 2/],
      [5, /^\s*5$/m],
      [[], /^\s*\[\]$/m],
      [new Map(), /^\s*\{\}$/m],
      ["text", /'text'/],
    ] as const) {
      await save(value, at("one.pt"));
      expect((await downhill("inspect", at("one.pt"))).out).toMatch(shown);
    }
    const sgd = new optim.SGD([tensor([1], { requiresGrad: true })], { lr: 0.1 });
    await save(sgd.stateDict(), at("sgd.pt"));
    expect((await downhill("inspect", at("sgd.pt"))).out).toMatch(/^state of SGD, 1 group$/m);
  });

  it("tells tensors under awkward names from those that occur twice", async () => {
    const twice = tensor([1]);
    await save({ "": tensor([2]), "a.b": { c: twice }, a: { "b.c": tensor([3]), again: twice } }, at("names.pt"));
    const { out } = await downhill("inspect", at("names.pt"));
    expect(out.match(/the same as .*/g)).toEqual(["the same as a.b.c"]);
    expect(out).toMatch(/^ {2}again .* the same as a\.b\.c$/m);
  });

  it("names a tensor that is a key as where else it is found", async () => {
    const [weight, other] = [tensor([1]), tensor([2])];
    const state = new Map([weight, other].map((key) => [key, { step: tensor(3) }] as const));
    await save({ model: { weight }, state, inTuples: new Map([[Tuple.from<unknown>([other, 1]), 1]]) }, at("keys.pt"));
    const { out } = await downhill("inspect", at("keys.pt"));
    expect(out).toMatch(/keys\.pt {2}PyTorch, .* 3 tensors, 3 elements\n/s);
    expect(out).toMatch(/^ {2}model\.weight +dict of 1 item\n {4}step /m);
    expect(out).toMatch(/^ {2}LazyTensor\(shape=\[1\], dtype=torch.float32\) +dict of 1 item\n {4}step /m);
    expect((await downhill("convert", at("keys.pt"), at("keys.safetensors"))).code).toBe(0);
    expect((await downhill("diff", at("keys.pt"), at("keys.safetensors"))).code).toBe(0);
  });

  it("says in one line what is wrong", async () => {
    await writeFile(at("text.pt"), "hello");
    await writeFile(at("broken.pt"), (await readFile(at("run.pt"))).subarray(0, 2000));
    await writeFile(at("bomb.pt"), torchFile(pickle("](", "}".repeat(300_000), "e")));
    for (const [name, message] of [
      ["missing.pt", /cannot read .*missing\.pt: no such file/],
      ["text.pt", /text\.pt can't be read: the file is none that Downhill reads/],
      ["broken.pt", /broken\.pt is damaged: the zip archive has no end/],
      ["bomb.pt", /bomb\.pt is refused: .* more than the \d+ bytes it may take/],
    ] as const) {
      const { out, err, code } = await downhill("inspect", at(name));
      expect(code, name).toBe(1);
      expect(out).toBe("");
      expect(err).toMatch(message);
      expect(err.trim().split("\n")).toHaveLength(1);
    }
  });
});

describe("downhill and objects that only Python can make", () => {
  const object = (name: string) =>
    fileURLToPath(new URL(`../../../reference/fixtures/objects/opaque/${name}.pt`, import.meta.url));

  it("shows a Lightning checkpoint", async () => {
    const { out, code } = await downhill("inspect", object("lightning"));
    expect(code).toBe(0);
    expect(out).toMatch(/^ {2}net\.weight +float32 +\[3, 2\] +24 B /m);
    expect(out).toMatch(/^hyper_parameters +lightning_fabric\.utilities\.data\.AttributeDict$/m);
    expect(out).toMatch(/^ {2}cfg +omegaconf\.dictconfig\.DictConfig$/m);
    expect(out).toMatch(/_parent +omegaconf\.dictconfig\.DictConfig, the same as hyper_parameters\.cfg$/m);
    expect(out).toMatch(/^ {2}stage +pytorch_lightning\.trainer\.states\.Stage\('fit'\)$/m);
    expect(out).toMatch(/^ {4}root +PosixPath\('\/data'\)$/m);
    expect(out).toMatch(/^ {6}min +torch\._C\._VariableFunctionsClass\.lt$/m);
    expect(out).toMatch(/nothing of it was run: .*argparse\.Namespace/);
    expect(out).not.toContain("don't load it");
  });

  it("shows a whole module in an ultralytics checkpoint", async () => {
    const { out, code } = await downhill("inspect", object("ultralytics"));
    expect(code).toBe(0);
    expect(out).toMatch(/^model +ultralytics\.nn\.tasks\.DetectionModel$/m);
    expect(out).toMatch(/^ {8}weight +float16 +\[4, 3, 3, 3\] .* parameter$/m);
    expect(out).toMatch(/^date +datetime\.datetime\(2024, 5, 6, 7, 8, 9\)$/m);
    expect(out).toMatch(/^best_fitness +np\.float64\(0\.5\)$/m);
    const { tensors, objects, value } = JSON.parse((await downhill("inspect", "--json", object("ultralytics"))).out);
    expect(tensors.map(({ name }: { name: string }) => name)).toContain("model.model.0.conv.weight");
    expect(objects["torch.nn.modules.conv.Conv2d"]).toBe(2);
    expect(value.model.parts.model.parts["0"].parts.conv.parts.weight).toEqual({ tensor: "model.model.0.conv.weight" });
    expect(value.opt).toEqual({ object: "argparse.Namespace", parts: { weights: "yolo.pt", hyp: { lr0: 0.01 } } });
  });

  it("shows random states and replay buffers", async () => {
    const { out, code } = await downhill("inspect", object("reinforcement"));
    expect(code).toBe(0);
    expect(out.split("\n")[0]).toMatch(/10 tensors, 10,138 elements, 9 NumPy arrays$/);
    expect(out).toMatch(/^ {2}observations +float32 +\[4, 3\] +48 B +min 0 +mean 5\.500 +max 11 +NumPy$/m);
    expect(out).toMatch(/^returns +collections\.deque$/m);
    expect(out).toMatch(/^timesteps +np\.int64\(100000\)$/m);
  });

  it("converts what is in them, and back", async () => {
    const { err, code } = await downhill("convert", object("ultralytics"), at("yolo.safetensors"));
    expect([err, code]).toEqual([expect.stringMatching(/^kept objects of .*\n$/), 0]);
    const { tensors } = await loadSafetensors(await readFile(at("yolo.safetensors")));
    expect(tensors.get("model.model.1.bn.running_mean")?.shape).toEqual([4]);
    expect((await downhill("convert", at("yolo.safetensors"), at("yolo.pt"))).err).toMatch(
      /with weights_only=False alone/,
    );
    expect(await downhill("diff", object("ultralytics"), at("yolo.pt"))).toMatchObject({ code: 0 });
  });

  it("tells where they differ", async () => {
    const value = await deserialize<Record<string, PythonObject>>(await readFile(object("ultralytics")), {
      unknown: "keep",
    });
    (value.opt.attributes as Record<string, unknown>).weights = "other.pt";
    ((value.model.attributes as Record<string, unknown>).stride as Tensor).mul_(2);
    await save(value, at("changed.pt"));
    const { out, code } = await downhill("diff", object("ultralytics"), at("changed.pt"));
    expect(code).toBe(1);
    expect(out).toMatch(/^2 differences: 19 of 20 common tensors equal to the bit, 1 changed$/m);
    expect(out).toMatch(/^opt\.weights +'yolo\.pt' → 'other\.pt'$/m);
    expect(out).toMatch(/^model\.stride +2 of 2 elements differ, at most 16 at index 1, relative 0\.5000$/m);
  });

  it("shows what an attack would run, and warns of it", async () => {
    await writeFile(at("evil.pt"), torchFile(pickle(call("os", "system", text("touch pwned")))));
    const { out, code } = await downhill("inspect", at("evil.pt"));
    expect(code).toBe(0);
    expect(out).toMatch(/^ *os\.system\('touch pwned'\)$/m);
    expect(out).toContain("Python would run os.system on loading this file: don't load it there");
    await expect(load(at("evil.pt"))).rejects.toThrow('the pickle would run os.system("touch pwned")');
  });
});

describe("downhill convert", () => {
  it("goes from format to format and back to the same bytes", async () => {
    for (const name of ["run.safetensors", "run.json"]) {
      expect(await downhill("convert", at("run.pt"), at(name))).toMatchObject({ code: 0, err: "" });
      expect((await downhill("convert", at(name), at("back.pt"), "--quiet")).out).toBe("");
      const [first, second] = [await load(at("run.pt")), await load(at("back.pt"))];
      // Safetensors and JSON know no shared elements: the tensor of two has its own there.
      const plain = (value: unknown) => serialize({ ...(value as object), tail: null, shared: null });
      expect(Buffer.from(plain(second)).equals(plain(first)), name).toBe(true);
    }
    expect((await downhill("convert", at("run.pt"), at("run.unknown"))).err).toMatch(
      /format of .*run\.unknown is not clear/,
    );
    expect((await downhill("convert", at("run.pt"), at("x"), "--to", "onnx")).code).toBe(2);
    expect(await downhill("convert", at("run.pt"), at("x"), "--to", "pt")).toMatchObject({ code: 0 });
    expect((await downhill("convert", at("run.pt"), at("no/where.pt"))).err).toMatch(/cannot write .*: no such file/);
    expect((await downhill("convert", at("missing.pt"), at("y.pt"))).err).toMatch(/cannot read .*missing\.pt/);
  });
});

describe("downhill diff", () => {
  it("shows the beginning of what is long, and once what occurs twice", { timeout: 120_000 }, async () => {
    const words = Object.fromEntries(Array.from({ length: 150_000 }, (_, i) => [`word ${i}`, i]));
    const records = Array.from({ length: 120 }, (_, i) => (i === 115 ? { x: tensor([1]) } : { id: i }));
    await save({ words, records, again: records }, at("long.pt"));
    const { out, code } = await downhill("inspect", at("long.pt"));
    expect(code).toBe(0);
    const lines = out.split("\n").map((line) => line.trim());
    expect(lines.filter((line) => line.startsWith("word "))).toHaveLength(100);
    expect(lines).toContain("… 149,900 more");
    expect(lines.filter((line) => line.startsWith("id"))).toHaveLength(100);
    expect(lines).toContain("… 19 more");
    expect(lines.filter((line) => line.startsWith("x  "))).toHaveLength(1);
    expect(lines.filter((line) => line.startsWith("again "))[0]).toMatch(/list of 120 items, the same as records$/);
    await save({ words: {} }, at("short.pt"));
    const other = await downhill("diff", at("long.pt"), at("short.pt"));
    expect([other.code, other.err]).toEqual([1, expect.not.stringContaining("downhill:")]); // a slow machine shows progress
    await save({ ...words, more: 1 }, at("words.pt"));
    await save(Object.fromEntries(Object.keys(words).map((key) => [key, "x"])), at("others.pt"));
    expect((await downhill("diff", at("words.pt"), at("others.pt"))).out).toContain("150,001 differences");
  });

  it("asks before shared elements are written out", async () => {
    await save({ x: tensor([1]).expand([5000, 5000]) }, at("expanded.pt"));
    const base = tensor(Array.from({ length: 20_000 }, (_, i) => i));
    const views = Array.from({ length: 2000 }, (_, i) => base.narrow(0, i, 18_000));
    await save(views, at("views.pt"));
    for (const [from, bytes] of [
      ["expanded", "100 MB"],
      ["views", "144 MB"],
    ]) {
      const { err, code } = await downhill("convert", at(`${from}.pt`), at(`${from}.safetensors`));
      expect(code).toBe(1);
      expect(err).toMatch(/^downhill: .*\.pt has [\d.]+ kB, but its tensors share elements, which safetensors can't: /);
      expect(err).toMatch(`would have about ${bytes}; --expand writes it all the same, and .pt keeps them shared`);
      await expect(stat(at(`${from}.safetensors`))).rejects.toThrow(/ENOENT/);
      expect((await downhill("convert", at(`${from}.pt`), at(`${from}-again.pt`))).code).toBe(0);
      expect((await stat(at(`${from}-again.pt`))).size).toBeLessThan(1e6);
    }
    const { err, code } = await downhill("convert", at("expanded.pt"), at("expanded.json"));
    expect([code, err]).toEqual([1, expect.stringContaining("which Downhill's JSON can't")]);
    expect((await downhill("convert", "--expand", at("expanded.pt"), at("expanded.safetensors"), "-q")).code).toBe(0);
    expect((await stat(at("expanded.safetensors"))).size).toBeGreaterThan(1e8);
    await rm(at("expanded.safetensors"));
  });

  it("tells of metadata, and when there is no place for them", async () => {
    await writeFile(at("meta.safetensors"), saveSafetensors({ x: tensor([1]) }, { format: "pt" }));
    expect((await downhill("inspect", at("meta.safetensors"))).out).toContain("metadata  format = pt\n");
    const { out } = await downhill("inspect", "--json", at("meta.safetensors"));
    expect(JSON.parse(out).metadata).toEqual({ format: "pt" });
    const { err, code } = await downhill("convert", at("meta.safetensors"), at("meta.pt"));
    expect([err, code]).toEqual([`left out the metadata of ${at("meta.safetensors")}: format\n`, 0]);
    expect((await downhill("convert", at("meta.pt"), at("again.safetensors"))).err).toBe("");
  });

  it("tells what is in quantized tensors and the like, and where they differ", async () => {
    const file = (name: string) =>
      readFile(new URL(`../../../reference/fixtures/files/values/${name}.pt`, import.meta.url));
    const value = await deserialize<QuantizedTensor[]>(await file("quantized"));
    await save(value, at("quantized.pt"));
    expect((await downhill("inspect", at("quantized.pt"))).out).toContain("QuantizedTensor of quint8 [2, 2]");
    const { quantizer, integers } = value[0];
    await save([new QuantizedTensor(integers, { ...quantizer, zeroPoint: 4 }), value[1]], at("other.pt"));
    const { out, code } = await downhill("diff", at("quantized.pt"), at("other.pt"));
    expect(out).toContain("0.quantizer.zeroPoint  3 → 4\n");
    expect(out).toMatch(/^1 difference: 1 of 2 common tensors equal to the bit, 1 changed$/m);
    expect(code).toBe(1);
  });

  it("tells where files differ, in ulp, whatever their formats", async () => {
    await save({ a: tensor([1, 2, 3]), b: 1, c: [1, 2] }, at("a.pt"));
    await save({ a: tensor([1, 2, 3 + 2 ** -22]), b: 2, d: tensor([1]) }, at("b.safetensors"));
    const { out, code } = await downhill("diff", at("a.pt"), at("b.safetensors"));
    expect(code).toBe(1);
    expect(out).toMatch(/^b +1 → 2$/m);
    expect(out).toMatch(/^c +only in .*a\.pt$/m);
    expect(out).toMatch(/^d +only in .*b\.safetensors$/m);
    expect(out).toMatch(/^a +1 of 3 elements differ, at most 2\.384e-7 at index 2, relative 7\.947e-8, 1 ulp$/m);
    expect(out.split("\n").slice(0, 3)).toEqual([
      `4 differences: 0 of 1 common tensor equal to the bit, 1 changed, 1 only in ${at("b.safetensors")}`,
      "largest change 2.384e-7 in a; in relation to the larger number 7.947e-8 in a",
      "",
    ]);
    const json = JSON.parse((await downhill("diff", "--json", at("a.pt"), at("b.safetensors"))).out);
    expect(json.differences.at(-1)).toMatchObject({ path: "a", kind: "elements", count: 1, maxUlp: 1 });
    const same = await downhill("diff", at("a.pt"), at("a.pt"));
    expect(same).toMatchObject({ code: 0, out: "no difference: 1 tensor equal to the bit\n" });
    expect(await downhill("diff", "-q", at("a.pt"), at("b.safetensors"))).toMatchObject({ code: 1, out: "" });
    expect(await downhill("diff", at("a.pt"), at("missing.pt"))).toMatchObject({ code: 2, out: "" });
  });
});

describe("downhill diff with a tolerance", () => {
  it("takes numbers that are close for the same", async () => {
    await save({ a: tensor([1, 100]), b: tensor([1]) }, at("first.pt"));
    await save({ a: tensor([1.001, 100]), b: tensor([1]) }, at("second.pt"));
    const diff = (...options: string[]) => downhill("diff", at("first.pt"), at("second.pt"), ...options);
    expect(await diff("--rtol", "1e-2")).toMatchObject({
      code: 0,
      out:
        "no difference: 1 of 2 common tensors equal to the bit, 1 close\n" +
        "largest change 0.001000 in a; in relation to the larger number 9.990e-4 in a\n",
    });
    expect(await diff("--atol", "0.01", "--rtol", "0")).toMatchObject({ code: 0 });
    expect(await diff("--atol", "0.0001")).toMatchObject({ code: 1 });
    for (const bad of ["-1", "x", "", "Infinity"]) {
      expect(await diff("--rtol", bad)).toMatchObject({
        code: 2,
        err: expect.stringContaining("--rtol wants a number"),
      });
    }
  });

  it("tells an int from a float", async () => {
    await writeFile(at("int.json"), '{"downhill": 1, "value": 1}');
    await writeFile(at("float.json"), '{"downhill": 1, "value": {"float": "1.0"}}');
    expect(await downhill("diff", at("int.json"), at("float.json"))).toMatchObject({
      code: 1,
      out: "1 difference: 0 tensors equal to the bit\n\nthe whole value  type int → float\n",
    });
    expect((await downhill("inspect", at("float.json"))).out).toMatch(/^\s*1\.0$/m);
    expect((await downhill("inspect", at("int.json"))).out).toMatch(/^\s*1$/m);
  });
});

describe("numbers in few characters", () => {
  it("keep what matters", () => {
    expect([0, 999, 1000, 12345, 1e6, 409e6, 1.5e12].map(formatBytes)).toEqual([
      "0 B",
      "999 B",
      "1.00 kB",
      "12.3 kB",
      "1.00 MB",
      "409 MB",
      "1.50 TB",
    ]);
    expect([null, 0, 5, 2n ** 70n, 0.5, 1e-9, 123456.7, -0.25].map(formatNumber)).toEqual([
      "–",
      "0",
      "5",
      "1.181e+21",
      "0.5000",
      "1.000e-9",
      "1.235e+5",
      "-0.2500",
    ]);
  });
});
