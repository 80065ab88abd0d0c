import { arange, ones, sparseCooTensor, type Tensor, tensor } from "downhill";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { AnyOptimizer } from "../../src/optim/index.ts";
import { repr } from "../../src/python/repr.ts";
import { optimizers } from "../../src/registry/optimizers.ts";
import {
  camelCase,
  type PackedOption,
  type PackedOptions,
  readFixture,
  unpackOption,
  unpackOptions,
} from "./support/fixtures.ts";
import { optimizerClass } from "./support/replay.ts";

/** What optimizers print, save, warn of and refuse is PyTorch's, word for word. */

interface Printed {
  readonly options: PackedOptions;
  readonly steps: number;
  readonly text: string;
  readonly before: string;
  readonly after: string;
}

interface Refusal {
  readonly type: string | null;
  readonly message?: string;
}

interface Fixture {
  readonly optimizers: Readonly<Record<string, { shapes: readonly (readonly number[])[]; cases: readonly Printed[] }>>;
  readonly groups: Readonly<Record<"named" | "several", { text: string; stateDict: string }>>;
  readonly errors: readonly (Refusal & { optimizer: string; params: string; options: PackedOptions; on: string })[];
  readonly probes: readonly { optimizer: string; option: string; value: PackedOption; error: Refusal | null }[];
  readonly loading: readonly (Refusal & { name: string; live: string; saved: string })[];
}

const fixture = readFixture<Fixture>("optimizer-texts.json");

function one(shape: readonly number[] = [1, 1], value = 1): Tensor {
  return ones(shape).mul(value).detach().requiresGrad_();
}

/** The parameters of reference/optimizer_texts.py, by the same names. */
const PARAMS: Readonly<Record<string, () => unknown>> = {
  one: () => [one()],
  tensor: () => one(),
  duplicate: () => new Array(2).fill(one()),
  "duplicate across groups": () => new Array(2).fill(one()).map((params) => ({ params })),
  "partly named": () => [["weight", one()], one()],
  "named after unnamed": () => [{ params: [one()], lr: 1e-2 }, { params: [["weight", one()]] }],
  "unnamed after named": () => [{ params: [["weight", one()]] }, { params: [one()] }],
  empty: () => [],
  number: () => 3,
  null: () => null,
  string: () => "abc",
  "list with a number": () => [one(), 3],
  "list with null": () => [null],
  "list with a string": () => ["weight"],
  "set in a group": () => [{ params: new Set([one()]) }],
  "group, then tensor": () => [{ params: [one()] }, one()],
  "two groups": () => [{ params: [one()] }, { params: [one()] }],
  "group without parameters": () => [{ lr: 0.1 }],
  "not a leaf": () => [one().mul(2)],
  sparse: () => [sparseOnes([3])],
  "sparse in second group": () => [{ params: [one()] }, { params: [one([2]), sparseOnes([3])] }],
  "three dimensions": () => [one([2, 3, 4])],
  "one dimension": () => [one([3])],
  float64: () => tensor([1, 1], { dtype: "float64" }),
};

function construct(name: string, params: string, options: PackedOptions): AnyOptimizer {
  return new (optimizerClass(name))(PARAMS[params]() as Iterable<object>, unpackOptions(options));
}

/** Ones, in rows named by their indices. */
function sparseOnes(shape: readonly number[]): Tensor {
  return sparseCooTensor(arange(shape[0], { dtype: "int64" }).reshape([1, shape[0]]), ones(shape), shape);
}

/** Gives every parameter a gradient of ones and steps, `count` times. */
function steps(optimizer: AnyOptimizer, count: number, sparse = false): void {
  const closure = () => {
    const params: Tensor[] = optimizer.paramGroups.flatMap((group) => group.params);
    for (const param of params) param.grad = sparse ? sparseOnes(param.shape) : ones(param.shape);
    return params.reduce((sum, param) => sum + param.detach().sum().item(), 0);
  };
  for (let i = 0; i < count; i++) {
    closure();
    optimizer.step(closure);
  }
}

const CLASSES: Readonly<Record<string, typeof Error>> = { ValueError: RangeError, TypeError };

/** Numbers have one type here: `1.0` in a message is `1`. And no optimizer's list of accelerators is its own. */
function plain(message: string): string {
  return message.replace(/(?<![\d.])(-?\d+)\.0(?!\d)/g, "$1").replace(", 'xla']", "]");
}

/** Where Python's own words make no sense in JavaScript, the error's class must do. */
const OWN_WORDS = new Set([
  "number",
  "null",
  "string",
  "list with a number",
  "list with null",
  "list with a string",
  "group, then tensor",
  "group without parameters",
]);

function expectRefusal(action: () => unknown, { type, message = "" }: Refusal, ownWords = false): void {
  let caught: unknown;
  try {
    action();
  } catch (error) {
    caught = error;
  }
  expect(caught, `should throw: ${message}`).toBeInstanceOf(CLASSES[type as string] ?? Error);
  if (!ownWords) expect(plain((caught as Error).message)).toBe(plain(message));
}

/** PyTorch's own optimizers, of those that there are. */
const TORCHS = [...optimizers].filter(({ url }) => url !== null).map(({ name }) => name);

afterEach(() => vi.restoreAllMocks());

describe("what is printed and saved", () => {
  for (const name of TORCHS) {
    const { shapes, cases } = fixture.optimizers[name];
    cases.forEach(({ options, steps: count, text, before, after }, index) => {
      it(`${name} ${index}`, () => {
        const params = shapes.map((shape, k) => one(shape, 0.5 * (k + 1)));
        const optimizer = new (optimizerClass(name))(params, unpackOptions(options));
        expect(repr(optimizer.stateDict())).toBe(before);
        steps(optimizer, count, name === "SparseAdam");
        expect(String(optimizer)).toBe(text);
        expect(repr(optimizer.stateDict())).toBe(after);
      });
    });
  }

  it("of named parameters", () => {
    const named = [
      ["first", one([2])],
      ["second", one([1, 2])],
    ];
    const optimizer = new (optimizerClass("Adam"))(named, { lr: 0.5 });
    expect(String(optimizer)).toBe(fixture.groups.named.text);
    expect(repr(optimizer.stateDict())).toBe(fixture.groups.named.stateDict);
  });

  it("of several groups, with options of their own and keys that are no options", () => {
    const groups = [
      { params: [one([2])], lr: 0.25, momentum: 0.5 },
      { weightDecay: 0.125, params: one([1, 2]), note: "mine" },
    ];
    const optimizer = new (optimizerClass("SGD"))(groups, { lr: 1 });
    optimizer.paramGroups[1].initialLr = 0.75;
    expect(String(optimizer)).toBe(fixture.groups.several.text);
    expect(repr(optimizer.stateDict())).toBe(fixture.groups.several.stateDict);
  });
});

describe("what is refused", () => {
  for (const of of fixture.errors) {
    const { optimizer, params, options, on, type, message } = of;
    // PyTorch takes sparse parameters, but only SparseAdam says that it can't step them.
    if (PARAMS[params] === undefined || (params.startsWith("sparse") && optimizer !== "SparseAdam")) continue;
    const label = `${optimizer}: ${params}${Object.keys(options).length > 0 ? ` ${JSON.stringify(options)}` : ""}`;
    it(label, () => {
      const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
      const action = () => {
        const made = construct(optimizer, params, options);
        if (on !== "construct") steps(made, 1, on === "sparse step" || optimizer === "SparseAdam");
      };
      if (type === null || type === "UserWarning") {
        action();
        expect(warn.mock.calls).toEqual(type === null ? [] : [[message]]);
      } else expectRefusal(action, of, OWN_WORDS.has(params));
    });
  }
});

describe("options at their limits", () => {
  for (const name of TORCHS) {
    it(name, () => {
      for (const { option, value, error } of fixture.probes.filter(({ optimizer }) => optimizer === name)) {
        const options = { [camelCase(option)]: unpackOption(value) };
        const action = () => new (optimizerClass(name))([one()], options);
        // Python's ints are no floats; here the number 0 is both.
        const isInt = error?.message === "betas must be either both floats or both Tensors";
        if (error === null || isInt) expect(action, `${option}: ${value}`).not.toThrow();
        else expectRefusal(action, error);
      }
    });
  }
});

describe("state dicts that don't fit", () => {
  for (const of of fixture.loading) {
    it(of.name, () => {
      const optimizer = construct("Adam", of.live, {});
      const stateDict = construct("Adam", of.saved, {}).stateDict();
      if (of.name === "more parameters") stateDict.param_groups[0].params.push(1);
      if (of.name === "fewer parameters") stateDict.param_groups[0].params.pop();
      const before = repr(optimizer.stateDict());
      expectRefusal(() => optimizer.loadStateDict(stateDict), of);
      expect(repr(optimizer.stateDict())).toBe(before);
    });
  }
});
