import { spawn } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { arange, linspace, nn, randn, type Tensor, tensor } from "downhill";
import { decodeImage } from "downhill/datasets";
import { type Bins, SummaryWriter } from "downhill/tensorboard";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { crc32c, maskedCrc32c } from "../../src/tensorboard/crc32c.ts";

const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/summaries.json", import.meta.url), "utf8").replaceAll(
    "NaN",
    "null",
  ),
) as {
  scalars: { value: number | null; step: number; event: string }[];
  newStyle: string;
  double: string;
  text: string;
  hparams: string[][];
  histograms: { name: string; values: number[]; bins: Bins; maxBins: number | null; event: string }[];
  images: Record<string, { formats: string; shape: number[]; pixels: number[] }>;
};

const WALLTIME = { walltime: 12345.5 };
const root = mkdtempSync(join(tmpdir(), "downhill-events-"));
afterAll(() => rmSync(root, { recursive: true }));
let folder: string;
let runs = 0;
beforeEach(() => {
  folder = join(root, String(runs++));
});

/** The records of a file, whose checksums must be right. */
function recordsOf(path: string): Uint8Array[] {
  const bytes = new Uint8Array(readFileSync(path));
  const records: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; ) {
    const view = new DataView(bytes.buffer, at);
    const length = Number(view.getBigUint64(0, true));
    expect(view.getUint32(8, true)).toBe(maskedCrc32c(bytes.subarray(at, at + 8)));
    const data = bytes.subarray(at + 12, at + 12 + length);
    expect(view.getUint32(12 + length, true)).toBe(maskedCrc32c(data));
    records.push(bytes.subarray(at, at + 16 + length));
    at += 16 + length;
  }
  return records;
}

function fileIn(path: string): string {
  const [name] = readdirSync(path).filter((one) => one.startsWith("events.out.tfevents."));
  return join(path, name);
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

/** The last record that something adds, in hexadecimal digits. */
function added(add: (writer: SummaryWriter) => void): string {
  const writer = new SummaryWriter(join(root, String(runs++)));
  add(writer);
  writer.close();
  return hex(recordsOf(fileIn(writer.logDir)).at(-1)!);
}

it("has the checksum of Castagnoli", () => {
  // Source: RFC 3720, B.4.
  expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
  expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
  expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
});

describe("events are PyTorch's, byte for byte", () => {
  it.each(fixture.scalars)("the scalar $value at step $step", ({ value, step, event }) => {
    const given = value ?? Number.NaN;
    expect(added((writer) => writer.addScalar("loss/train", given, step, WALLTIME))).toBe(event);
    if (value !== null && Number.isFinite(Math.fround(value))) {
      const one = tensor([given], { dtype: "float64" });
      expect(added((writer) => writer.addScalar("loss/train", one, BigInt(step), WALLTIME))).toBe(event);
    }
  });

  it("scalars as tensors", () => {
    const options = { newStyle: true, ...WALLTIME };
    expect(added((writer) => writer.addScalar("loss", 0.1, 5, options))).toBe(fixture.newStyle);
    expect(added((writer) => writer.addScalar("loss", 0.1, 5, { ...options, doublePrecision: true }))).toBe(
      fixture.double,
    );
  });

  it("texts", () => {
    expect(added((writer) => writer.addText("notes", "**bold** é", 2, WALLTIME))).toBe(fixture.text);
  });

  it.each(fixture.histograms)("the histogram of $name, bins $bins, at most $maxBins", (one) => {
    const { values, bins, maxBins, event } = one;
    const options = { bins, maxBins, ...WALLTIME };
    expect(added((writer) => writer.addHistogram("h", values, 7, options))).toBe(event);
    expect(added((writer) => writer.addHistogram("h", tensor(values, { dtype: "float64" }), 7, options))).toBe(event);
  });

  it("hyperparameters", () => {
    const writer = new SummaryWriter(folder);
    const options = { hparamDomainDiscrete: { optimizer: ["Adam", "SGD"] }, runName: "texts" };
    writer.addHparams({ optimizer: "Adam", nothing: null }, { loss: 0.5 }, options);
    writer.addHparams({ lr: 0.1 }, { loss: 0.5, accuracy: tensor(0.9) }, { runName: "numbers" });
    ["texts", "numbers"].forEach((run, k) => {
      const records = recordsOf(fileIn(join(folder, run)));
      expect(records).toHaveLength(5 + k);
      // The time is now, and lies behind the head of each record.
      fixture.hparams[k].forEach((event, i) => {
        expect(hex(records[1 + i].subarray(21, -4))).toBe(event.slice(42, -8));
      });
    });
    expect(() => writer.addHparams({ a: [1] as never }, {})).toThrow("a must be a number, a string, a boolean");
    expect(() => writer.addHparams({ a: 1 }, {}, { hparamDomainDiscrete: { a: ["x"] } })).toThrow("list of same type");
  });
});

describe("images", () => {
  const inputs: Record<string, () => Tensor> = {
    floats: () => linspace(-0.1, 1.1, 60).view(3, 4, 5),
    bytes: () => arange(60).to("uint8").view(4, 5, 3),
    gray: () => linspace(0, 1, 20).view(4, 5),
    alpha: () => linspace(0, 1, 80).view(4, 4, 5),
    grid: () => linspace(0, 1, 66).view(11, 1, 2, 3),
    last: () => linspace(0, 1, 36).view(2, 2, 3, 3),
  };

  it.each(Object.entries(fixture.images))("%s have PyTorch's pixels", async (name, { formats, shape, pixels }) => {
    const writer = new SummaryWriter(folder);
    writer.addImage("image", inputs[name](), 1, { dataformats: formats });
    const record = recordsOf(fileIn(folder))[1];
    const start = Buffer.from(record).indexOf("\x89PNG", "latin1");
    const image = await decodeImage(record.slice(start, -4));
    const found = Array.from(image.permute([1, 2, 0]).contiguous().to("int64").toTypedArray(), Number);
    expect([image.shape[1], image.shape[2], image.shape[0]]).toEqual(shape);
    expect(found).toEqual(pixels);
  });

  it("of wrong dimensions are refused", () => {
    const writer = new SummaryWriter(folder);
    expect(() => writer.addImage("x", randn([3, 4]))).toThrow("size of input tensor and input format are different");
    expect(() => writer.addImage("x", randn([3, 4, 5]), 0, { dataformats: "CHH" })).toThrow(
      "dimension shorthand twice",
    );
    expect(() => writer.addImage("x", randn([2, 4, 5]))).toThrow("1, 3 or 4 channels");
    writer.addImages("x", randn([2, 3, 4, 5]), 0);
  });

  it("may be figures", async () => {
    const writer = new SummaryWriter(folder);
    const svg = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="10"><rect width="20" height="10"/></svg>';
    await writer.addFigure("figure", svg, 3);
    const record = recordsOf(fileIn(folder))[1];
    const png = record.slice(Buffer.from(record).indexOf("\x89PNG", "latin1"), -4);
    expect((await decodeImage(png)).shape.slice(1)).toEqual([10, 20]);
    await writer.addFigure("figure", png);
    await expect(writer.addFigure("figure", new Uint8Array(5))).rejects.toThrow("the bytes of a PNG");
  });
});

describe("a writer", () => {
  it("names files and folders as PyTorch does", () => {
    const writer = new SummaryWriter(folder, { filenameSuffix: ".test", purgeStep: 4 });
    const [name] = readdirSync(folder);
    expect(name).toMatch(/^events\.out\.tfevents\.\d{10}\..+\.\d+\.\d+\.test$/);
    expect(recordsOf(join(folder, name))).toHaveLength(3);
    writer.addScalars("loss/all", { train: 1, valid: tensor(2) }, 1);
    expect(readdirSync(folder).filter((one) => !one.startsWith("events"))).toEqual([
      "loss_all_train",
      "loss_all_valid",
    ]);
    expect(writer.getLogdir()).toBe(folder);
    writer.close();
    writer.addScalar("later", 1);
    expect(readdirSync(folder).filter((one) => one.startsWith("events"))).toHaveLength(2);
    writer.flush();
    writer[Symbol.dispose]();
  });

  it("refuses what is no number", () => {
    const writer = new SummaryWriter(folder);
    expect(() => writer.addScalar("x", tensor([1, 2]))).toThrow();
    expect(() => writer.addScalar("x", "1" as never)).toThrow(TypeError);
    expect(() => writer.addHistogram("x", [])).toThrow("The input has no element.");
    expect(() => writer.addHistogram("x", [1], 0, { bins: "auto" as never })).toThrow(RangeError);
    expect(() => writer.addHistogram("x", [1], 0, { bins: [2, 1] })).toThrow("increase monotonically");
    expect(recordsOf(fileIn(folder))).toHaveLength(1);
  });

  it("has written everything when the program is killed", async () => {
    const built = new URL("../../dist/tensorboard.js", import.meta.url).href;
    const program = `import { SummaryWriter } from ${JSON.stringify(built)};
      const writer = new SummaryWriter(${JSON.stringify(folder)});
      for (let i = 0; i < 25; i++) writer.addScalar("x", i, i);
      console.log("written");
      setInterval(() => {}, 1000);`;
    const child = spawn(process.execPath, ["--input-type=module", "-e", program], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    await new Promise((resolve) => child.stdout.once("data", resolve));
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
    expect(recordsOf(fileIn(folder))).toHaveLength(26);
  });
});

describe("a model's graph", () => {
  class Residual extends nn.Module<[x: Tensor]> {
    readonly first = new nn.Linear(3, 3);
    readonly block = new nn.Sequential(new nn.ReLU(), new nn.Linear(3, 3));

    forward(x: Tensor): Tensor {
      return this.block.forward(this.first.forward(x)).add(x).tanh();
    }
  }

  it("has each function in the module that called it", () => {
    const model = new Residual();
    const text = Buffer.from(
      added((writer) => writer.addGraph(model, randn([2, 3]))),
      "hex",
    ).toString("latin1");
    const names = [...text.matchAll(/(?:Residual|input|output)[\w/]*/g)].map(([name]) => name);
    expect(names).toEqual(
      expect.arrayContaining([
        ...["input/0", "Residual/first/weight", "Residual/first/Addmm", "Residual/block/0/Relu"],
        ...["Residual/block/1/bias", "Residual/Add", "Residual/Tanh", "output/0"],
      ]),
    );
    // The model is as it was.
    expect(Object.hasOwn(model.first, "forward")).toBe(false);
    expect(model.forward(randn([2, 3])).shape).toEqual([2, 3]);
  });
});
