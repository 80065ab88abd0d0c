import { sparseCooTensor, Tensor, tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { type AnyOptimizer, type OptimizerStateDict, SparseAdam } from "../../src/optim/index.ts";
import { repr } from "../../src/python/repr.ts";
import {
  camelCase,
  type PackedOptions,
  type PackedState,
  packArray,
  packNumber,
  readFixture,
  unpackOptions,
} from "./support/fixtures.ts";
import { elements, optimizerClass } from "./support/replay.ts";
import { type FloatName, gradient, start } from "./support/streams.ts";

/** States of other optimizers, incomplete ones, and ones of another dtype: what PyTorch makes of them, or an error. */

interface Outcome {
  readonly shapes: readonly (readonly number[])[];
  readonly error?: string;
  readonly results?: readonly PackedState[];
}

interface Loaded extends Outcome {
  readonly from: string;
  readonly given: PackedOptions;
  readonly into: string;
  readonly options: PackedOptions;
}

interface Cut extends Outcome {
  readonly optimizer: string;
  readonly options: PackedOptions;
  readonly without: {
    readonly option?: string;
    readonly entry?: string;
    readonly none?: string;
    readonly states?: "none" | "empty" | "swapped";
  };
}

interface Converted extends Outcome {
  readonly optimizer: string;
  readonly options: PackedOptions;
  readonly from: FloatName;
  readonly to: FloatName;
}

const fixture = readFixture<{
  readonly coupling: number;
  readonly loaded: readonly Loaded[];
  readonly cut: readonly Cut[];
  readonly converted: readonly Converted[];
}>("exchanged-states.json");
const flavour = { coupling: fixture.coupling, scale: 0, special: false };

/** An optimizer and its parameters, as the script has them. */
class Run {
  readonly params: Tensor[];
  readonly optimizer: AnyOptimizer;

  constructor(name: string, options: PackedOptions, shapes: Outcome["shapes"], dtype: FloatName = "float32") {
    this.params = shapes.map((shape, k) => {
      const count = shape.reduce((product, size) => product * size, 1);
      return tensor(start(dtype, count, k, flavour))
        .reshape(shape)
        .detach()
        .requiresGrad_();
    });
    this.optimizer = new (optimizerClass(name))(this.params, unpackOptions(options));
  }

  step(t: number): void {
    this.params.forEach((param, k) => {
      const grad = tensor(gradient(elements(param), k, t, flavour)).reshape(param.shape);
      param.grad = this.optimizer instanceof SparseAdam ? asSparse(grad) : grad;
    });
    this.optimizer.step(() => tensor(0));
  }

  /** Everything there is to change. */
  snapshot(): string {
    const params = this.params.map((param) => [param.dtype, packArray(elements(param))]);
    return repr([params, this.optimizer.stateDict()]);
  }

  packed(): PackedState[] {
    return this.params.map((param) => {
      const entry: Record<string, string | number> = { param: packArray(elements(param)) };
      for (const [name, value] of Object.entries<Tensor | number>(this.optimizer.state.get(param) ?? {})) {
        const isArray = value instanceof Tensor && !["step", "eta", "mu", "muProduct"].includes(name);
        entry[name] = isArray ? packArray(elements(value)) : packNumber(value instanceof Tensor ? value.item() : value);
      }
      return entry;
    });
  }
}

/** A tensor of one or two dimensions as a sparse one of all its coordinates. */
function asSparse(dense: Tensor): Tensor {
  const [rows, columns] = [1, ...dense.shape].slice(-2);
  const places = Array.from({ length: rows * columns }, (_, i) => [Math.floor(i / columns), i % columns]);
  const indices = [0, 1].map((dim) => places.map((place) => place[dim])).slice(-dense.ndim);
  return sparseCooTensor(indices, dense.reshape([-1]), dense.shape);
}

function stepped(...args: ConstructorParameters<typeof Run>): Run {
  const run = new Run(...args);
  for (const t of [1, 2]) run.step(t);
  return run;
}

const inCamelCase = (of: object) => Object.fromEntries(Object.entries(of).map(([key, x]) => [camelCase(key), x]));
const text = (of: object) => JSON.stringify(of);

/**
 * Loads a state, and makes two more steps, which must lead where PyTorch's do.
 *
 * @returns the message of an error that has left everything as it was, or null
 */
function load(run: Run, saved: OptimizerStateDict, { results }: Outcome, title: string): string | null {
  const before = run.snapshot();
  try {
    run.optimizer.loadStateDict(saved);
  } catch (error) {
    expect(run.snapshot(), title).toBe(before);
    return (error as Error).message;
  }
  for (const t of [3, 4]) run.step(t);
  expect(run.packed(), title).toEqual(results?.map(inCamelCase));
  return null;
}

describe("the state of one optimizer, loaded into another", () => {
  const sources = [...new Set(fixture.loaded.map(({ from }) => from))];
  it.each(sources)("%s's goes on as in PyTorch, or is refused", (source) => {
    for (const { from, given, into, options, shapes, ...outcome } of fixture.loaded) {
      if (from !== source) continue;
      const title = `${from} ${text(given)} into ${into} ${text(options)}`;
      const saved = stepped(from, given, shapes).optimizer.stateDict();
      const message = load(new Run(into, options, shapes), saved, { shapes, ...outcome }, title);
      if (outcome.error === undefined) expect(message, title).toBeNull();
      else expect(message, title).toContain(`${into} can't load`);
      if (message !== null && from !== into) expect(message, title).toContain(`; it seems to be a state of ${from}`);
    }
  });
});

/** What PyTorch raises for, but which can only mean one thing. */
const UNDERSTOOD = [{ optimizer: "Adafactor", option: "maximize" }];
/** What PyTorch goes on with as long as no parameter is new. */
const REFUSED = [{ optimizer: "Rprop", option: "lr" }];

const isIn = (list: readonly object[], { optimizer, without }: Cut) =>
  list.some((item) => text(item) === text({ optimizer, ...without }));

describe("a state that lacks something", () => {
  const names = [...new Set(fixture.cut.map(({ optimizer }) => optimizer))];
  it.each(names)("%s's is filled in as in PyTorch, or is refused", (name) => {
    for (const of of fixture.cut) {
      if (of.optimizer !== name || isIn(UNDERSTOOD, of)) continue;
      const { options, shapes, without } = of;
      const title = `${name} ${text(options)} without ${text(without)}`;
      const saved = cut(stepped(name, options, shapes).optimizer.stateDict(), without);
      const message = load(new Run(name, options, shapes), saved, of, title);
      if (of.error === undefined && !isIn(REFUSED, of)) expect(message, title).toBeNull();
      else expect(message, title).toContain(`${name} can't load`);
      const missing = without.option ?? without.entry ?? without.none;
      if (message !== null && missing !== undefined) expect(message, title).toContain(`has no '${missing}'`);
      if (message !== null) expect(message, title).not.toContain("it seems to be");
    }
  });
});

function cut({ state, param_groups: [group] }: OptimizerStateDict, without: Cut["without"]): OptimizerStateDict {
  const drop = (of: object, name: string) => Object.fromEntries(Object.entries(of).filter(([key]) => key !== name));
  const eachState = (change: (entry: Record<string, unknown>) => Record<string, unknown>) =>
    new Map([...state].map(([number, entry]) => [number, change(entry)]));
  const { option, entry, none, states } = without;
  const groups = [option === undefined ? group : drop(group, option)] as OptimizerStateDict["param_groups"];
  let changed = state;
  if (entry !== undefined) changed = eachState((of) => drop(of, entry));
  if (none !== undefined) changed = eachState((of) => ({ ...of, [none]: null }));
  if (states === "none") changed = new Map();
  if (states === "empty") changed = eachState(() => ({}));
  if (states === "swapped") changed = new Map([...state].map(([number, of]) => [1 - number, of]));
  return { state: changed, param_groups: groups };
}

/** Here PyTorch changes in place what is no array of the step, and rounds it. */
function isRefused({ optimizer, options, to }: Converted): boolean {
  if (optimizer === "Rprop") return to === "float32";
  return optimizer === "Adadelta" || (optimizer === "SGD" && options.nesterov === true && options.foreach === true);
}

describe("parameters whose dtype is changed between steps", () => {
  const names = [...new Set(fixture.converted.map(({ optimizer }) => optimizer))];
  it.each(names)("go on as in PyTorch, or are refused by the step: %s", (name) => {
    for (const of of fixture.converted) {
      const { optimizer, options, shapes, from, to, error, results } = of;
      if (optimizer !== name) continue;
      const title = `${name} ${text(options)} from ${from} to ${to}`;
      const run = stepped(name, options, shapes, from);
      for (const param of run.params) param.data = param.data.to(to);
      for (const param of run.params) param.grad = null;
      const before = run.snapshot();
      if (error === undefined && !isRefused(of)) {
        for (const t of [3, 4, 5]) run.step(t);
        expect(run.packed(), title).toEqual(results?.map(inCamelCase));
      } else {
        expect(() => run.step(3), title).toThrow(
          new RegExp(
            `^${name} can't step parameter 0 of group 0: its \\w+ is a ${from} tensor of shape \\[2, \\d\\], but`,
          ),
        );
        expect(run.snapshot(), title).toBe(before);
      }
    }
  });
});
