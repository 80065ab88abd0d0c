import { sparseCooTensor, Tensor, tensor } from "downhill";
import type * as optim from "../../../src/optim/index.ts";
import { optimizers } from "../../../src/registry/optimizers.ts";
import { type Comparison, ulpBetweenPacked } from "./comparison.ts";
import {
  type Case,
  camelCase,
  type OptimizerFixture,
  type PackedGroup,
  type PackedState,
  packArray,
  packNumber,
  type Results,
  unpackOptions,
} from "./fixtures.ts";
import { type Flavour, type FloatArray, type FloatName, gradient, sparseGradient, start } from "./streams.ts";

type OptimizerClass = new (params: Iterable<object>, options?: object) => optim.AnyOptimizer;

/** An optimizer's class by its name. */
export function optimizerClass(name: string): OptimizerClass {
  return optimizers.get(name).optimizer as OptimizerClass;
}

/** The optimizers whose numbers are PyTorch's to the bit. */
export const EXACT: readonly string[] = optimizers.names.filter((name) => optimizers.get(name).exact);

/** A tensor's elements in row-major order. */
export function elements(of: Tensor): FloatArray {
  return of.toDense().toTypedArray() as FloatArray;
}

/** How gradients reach the parameter: the user assigns a new tensor in each step, or keeps one and writes into it. */
export type Delivery = "new" | "kept";

/** Runs a case of a fixture, here. */
export class Replay {
  readonly params: Tensor[] = [];
  readonly optimizer: optim.AnyOptimizer;
  readonly #case: Case;
  readonly #dtype: FloatName;
  readonly #flavour: Flavour;
  readonly #delivery: Delivery;

  constructor(fixture: OptimizerFixture, of: Case, dtype: FloatName, delivery: Delivery = "new") {
    this.#case = of;
    this.#dtype = dtype;
    this.#delivery = delivery;
    this.#flavour = {
      coupling: of.coupling ?? fixture.coupling,
      scale: of.scale?.[dtype] ?? 0,
      special: of.special === true,
    };
    const groups = of.groups.map((group) => this.#group(group));
    if (of.twice === true) groups[0].params.push(...groups[0].params);
    this.optimizer = new (optimizerClass(fixture.optimizer))(groups, unpackOptions(of.options));
  }

  #group({ shapes, options }: PackedGroup): { params: Tensor[] } {
    const params = shapes.map((shape) => {
      const count = shape.reduce((product, size) => product * size, 1);
      const values = start(this.#dtype, count, this.params.length, this.#flavour);
      const param = tensor(values).reshape(shape).detach().requiresGrad_();
      this.params.push(param);
      return param;
    });
    return { params, ...unpackOptions(options) };
  }

  step(t: number): void {
    for (const { step, group, set, add } of this.#case.changes ?? []) {
      if (step !== t) continue;
      if (add !== undefined) this.optimizer.addParamGroup(this.#group(add) as never);
      else Object.assign(this.optimizer.paramGroups[group as number], unpackOptions(set));
    }
    this.params.forEach((param, stream) => {
      if (this.#case.absent?.[stream]?.includes(t)) param.grad = null;
      else if (this.#case.sparse !== undefined) param.grad = this.#sparse(param, stream, t, this.#case.sparse);
      else this.#deliver(param, gradient(elements(param), stream, t, this.#flavour));
    });
    this.optimizer.step();
  }

  #deliver(param: Tensor, values: FloatArray): void {
    const grad = tensor(values).reshape(param.shape);
    if (this.#delivery === "kept" && param.grad !== null) param.grad.copy_(grad);
    else param.grad = grad;
  }

  #sparse(param: Tensor, stream: number, t: number, { entries, dims }: NonNullable<Case["sparse"]>): Tensor {
    const form = { entries: entries[t % entries.length], dims };
    const { shape } = param;
    const { indices, values } = sparseGradient(elements(param), shape, stream, t, this.#flavour.coupling, form);
    const rows = tensor(values).reshape([form.entries, ...shape.slice(dims)]);
    return sparseCooTensor(tensor(indices, { dtype: "int64" }), rows, shape);
  }

  /** The state of every parameter in the fixture's form. */
  packed(): PackedState[] {
    return this.params.map((param) => {
      const entry: Record<string, string | number> = { param: packArray(elements(param)) };
      for (const [name, value] of Object.entries(this.optimizer.state.get(param) ?? {})) {
        entry[name] = value instanceof Tensor ? packArray(elements(value)) : packNumber(value as number);
      }
      return entry;
    });
  }

  /** Runs to the last step that the fixture tells of, or to the first that differs. */
  compare(expected: Results): Comparison {
    const last = Math.max(...Object.keys(expected).map(Number));
    const differences: string[] = [];
    let ulp = 0;
    for (let t = 1; t <= last; t++) {
      this.step(t);
      if (expected[t] === undefined) continue;
      this.packed().forEach((actual, index) => {
        const wanted = expected[t][index];
        const state = (this.optimizer.state.get(this.params[index]) ?? {}) as Record<string, unknown>;
        const names = new Set([...Object.keys(wanted).map(camelCase), ...Object.keys(actual)]);
        const byName = Object.fromEntries(Object.entries(wanted).map(([name, value]) => [camelCase(name), value]));
        for (const name of names) {
          if (actual[name] === byName[name]) continue;
          const value = name === "param" ? this.params[index] : state[name];
          const count = value instanceof Tensor ? value.numel() : 1;
          ulp = Math.max(ulp, ulpBetweenPacked(actual[name], byName[name], this.#dtype, count));
          differences.push(`step ${t}, parameter ${index}, ${name}: ${actual[name]} instead of ${byName[name]}`);
        }
      });
      if (differences.length > 0) return { steps: t, ulp, differences };
    }
    return { steps: last, ulp, differences };
  }
}
