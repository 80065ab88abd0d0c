import { DefaultDict, nn, ones, optim, sparseCooTensor } from "downhill";
import { describeLayer, describeOptimizer, describeScheduler } from "downhill/registry";
import {
  compareFiles,
  DateTime,
  NumpyArray,
  NumpyDType,
  PlainTime,
  PythonObject,
  packCheckpoint,
  QuantizedTensor,
  restoreCheckpoint,
  saveSafetensors,
  saveTo,
} from "downhill/serialization";
import { describe, expect, it } from "vitest";

/** Functions and classes as a program sees them whose types nobody checks. */
type Loose = (...args: readonly unknown[]) => unknown;
const make =
  (Class: unknown): Loose =>
  (...args) =>
    new (Class as new (...args: readonly unknown[]) => unknown)(...args);

/** What takes arguments in a way of its own refuses wrong ones all the same. */
describe("without a signature", () => {
  it("Sequential takes modules only", () => {
    const layer = new nn.Linear(1, 1);
    const sequential = make(nn.Sequential);
    for (const wrong of [
      [5],
      [layer, 5],
      [{ first: 5 }],
      [[layer, 5]],
      [layer, [layer]],
      [layer, { a: layer }],
      ["a"],
    ]) {
      expect(() => sequential(...wrong), String(wrong)).toThrow("is not a Module subclass");
      expect(() => sequential(...wrong), String(wrong)).toThrow(TypeError);
    }
  });

  it("index takes indices only", () => {
    const x = ones([2, 2]);
    const index: Loose = (...args) => x.index(...(args as number[]));
    for (const wrong of [[0.5], ["a"], [{ dim: 0 }], [undefined], [() => 0], [0, 0, 0], [[["a"]]], [0, { step: 1 }]]) {
      expect(() => index(...wrong), String(wrong)).toThrow();
    }
    expect(() => index(0.5)).toThrow(TypeError);
    expect(() => index({ dim: 0 })).toThrow(TypeError);
  });

  it("defineOptimizer tells what a definition lacks, and what it has too much", () => {
    const define = optim.defineOptimizer as Loose;
    const whole = {
      ...{ name: "Own", defaults: { lr: 1 }, state: () => ({}), scalars: () => ({}), flags: () => ({}) },
      update: () => ({}),
    };
    expect(() => define(whole)).not.toThrow();
    expect(() => define({ ...whole, udpate: whole.update })).toThrow("unexpected option 'udpate'");
    expect(() => define({ ...whole, updat: undefined, update: undefined })).toThrow(TypeError);
    expect(() => define({ ...whole, update: undefined })).toThrow("missing 1 required positional argument: 'update'");
    expect(() => define({ ...whole, state: {} })).toThrow("argument 'state' must be a function");
    expect(() => define({ ...whole, float: ["lr"] })).toThrow("did you mean 'floats'?");
    expect(() => define()).toThrow(TypeError);
  });

  it("DefaultDict takes the name of a factory", () => {
    expect(() => make(DefaultDict)(Array)).toThrow(TypeError);
    expect(() => make(DefaultDict)("list")).not.toThrow();
  });
});

describe("what files hold", () => {
  it("is made of what it needs, and shows how", () => {
    expect(() => make(DateTime)(2024, 1, 31, 12, 30)).toThrow("pass { hour: 12, minute: 30 }");
    expect(() => make(PlainTime)(12, 30)).toThrow("pass { hour: 12, minute: 30 }");
    expect(() => make(PlainTime)({ hours: 12 })).toThrow("did you mean 'hour'?");
    expect(() => make(NumpyDType)("f", 4, { byteorder: ">" })).toThrow("did you mean 'byteOrder'?");
    expect(() => make(NumpyDType)("f", 4, { byteOrder: "big" })).toThrow(TypeError);
    expect(() => make(NumpyArray)("float32", [1], new Uint8Array(4))).toThrow(TypeError);
    expect(() => make(PythonObject)("collections.Counter", [])).toThrow("argument 'callable' must be PythonName");
    expect(() => make(QuantizedTensor)(ones([1]), { scale: 1 })).toThrow(TypeError);
  });
});

describe("a registry's table", () => {
  const texts = { summary: "x", description: "x", formula: null, source: null, url: null, options: {} };

  it("is told of what it misspells", () => {
    const describers = [
      [describeOptimizer, optim.SGD, { name: "X", options: {}, tune: [] }],
      [describeScheduler, optim.lrScheduler.StepLR, { name: "X" }],
      [describeLayer, nn.ReLU, { name: "X", group: "activation" }],
    ] as unknown as [Loose, unknown, object][];
    for (const [describeIt, Class, spec] of describers) {
      expect(() => describeIt(Class, spec, texts)).not.toThrow();
      expect(() => describeIt(Class, { ...spec, nmae: "X" }, texts)).toThrow("did you mean 'name'?");
      expect(() => describeIt("X", spec, texts)).toThrow(TypeError);
      expect(() => describeIt(Class, "X", texts)).toThrow(TypeError);
    }
    expect(() => (describeScheduler as Loose)(optim.lrScheduler.StepLR, { name: "X", steps: "day" }, texts)).toThrow(
      '"epoch" or "batch"',
    );
  });
});

describe("what would be taken for something else", () => {
  const model = new nn.Linear(1, 1);

  it("is no part of a checkpoint", () => {
    for (const parts of [new Map([["model", model]]), model, [model], null, undefined, "model"]) {
      expect(() => (packCheckpoint as Loose)(parts), String(parts)).toThrow(TypeError);
      expect(() => (restoreCheckpoint as Loose)({}, parts), String(parts)).toThrow(TypeError);
    }
    expect(() => (packCheckpoint as Loose)(new Map([["model", model]]))).toThrow("such as { model, optimizer }");
  });

  it("is no parameter, no module, no file and no matrix", () => {
    const { parametersToVector, vectorToParameters } = nn.utils as unknown as Record<string, Loose>;
    expect(() => parametersToVector([1])).toThrow("parameter 0 is number 1");
    expect(() => vectorToParameters(ones([1]), [ones([1]), null])).toThrow("parameter 1 is null");
    expect(() => (optim.swaUtils.updateBn as Loose)([], [model])).toThrow("'model' must be Module, not array");
    expect(() => (saveSafetensors as Loose)(null)).toThrow("must be a Map or a plain object");
    expect(() => (sparseCooTensor as Loose)([1], [1])).toThrow("indices must be a matrix");
  });

  it("is no file to compare or to write to", async () => {
    await expect((compareFiles as Loose)("a.pt", "b.pt")).rejects.toThrow(
      "that openLazily or deserializeLazily has opened",
    );
    await expect((saveTo as Loose)("model.pt", {})).rejects.toThrow("argument 'handle' must be a file handle");
  });
});
