import { arange, manualSeed, nn, noGrad, randn, sparseCooTensor, Tensor, tensor } from "downhill";
import { type AnyOptimizer, lrScheduler } from "../../../src/optim/index.ts";
import { camelCase, type PackedOptions, readFixture, unpackOptions } from "../support/fixtures.ts";
import { optimizerClass } from "../support/replay.ts";

/** What PyTorch's tests of optimizers run over (reference/torch_suite.py), and the problems they step on. */

export interface SchedulerSpec {
  readonly name: string;
  readonly options: PackedOptions;
}
export interface ErrorInput {
  readonly desc: string;
  readonly params: string;
  readonly options: PackedOptions;
  readonly type: string;
  readonly pattern: string;
  readonly on: "construct" | "step";
}
export interface OptimizerInfo {
  readonly name: string;
  readonly impls: readonly string[];
  readonly sparse: boolean;
  readonly onlySparse: boolean;
  readonly complex: boolean;
  readonly inputs: readonly { readonly desc: string; readonly options: PackedOptions }[];
  readonly variants: number;
  readonly schedulers: readonly (readonly SchedulerSpec[])[];
  readonly rosenbrock: { readonly options: PackedOptions; readonly schedulers: readonly SchedulerSpec[] } | null;
  readonly errors: readonly ErrorInput[];
}
export interface SuiteTest {
  readonly name: string;
  readonly optimizers: readonly string[];
  readonly variants: number;
  /** Those that PyTorch itself skips, with its reason. */
  readonly skipped: Readonly<Record<string, string>>;
}
export interface TorchSuite {
  readonly torch: string;
  readonly optimizers: readonly OptimizerInfo[];
  readonly tests: readonly SuiteTest[];
}

export const suite = readFixture<TorchSuite>("torch-suite.json");

/** The optimizers that a test of PyTorch's is instantiated for, but those it skips. */
export function optimizersOf(test: string): OptimizerInfo[] {
  const found = suite.tests.find(({ name }) => name === test);
  if (found === undefined) throw new Error(`PyTorch has no ${test}`);
  return suite.optimizers.filter(({ name }) => found.optimizers.includes(name) && !(name in found.skipped));
}

/** The option sets of an optimizer, each unpacked anew. */
export function inputsOf({ inputs }: OptimizerInfo): { desc: string; options: () => Record<string, unknown> }[] {
  return inputs.map(({ desc, options }) => ({ desc, options: () => unpackOptions(options) }));
}

export function make(info: OptimizerInfo, params: Iterable<unknown>, options: object): AnyOptimizer {
  return new (optimizerClass(info.name))(params as Iterable<object>, options);
}

export function makeScheduler({ name, options }: SchedulerSpec, optimizer: AnyOptimizer): lrScheduler.LRScheduler {
  type Class = new (optimizer: AnyOptimizer, options: object) => lrScheduler.LRScheduler;
  const unpacked = Object.fromEntries(Object.entries(options).map(([key, value]) => [camelCase(key), value]));
  return new (lrScheduler as unknown as Record<string, Class>)[name](optimizer, unpacked);
}

/** A gradient as rows named by their indices. */
export function toSparse(dense: Tensor): Tensor {
  const [rows] = dense.shape;
  return sparseCooTensor(arange(rows, { dtype: "int64" }).reshape([1, rows]), dense, dense.shape);
}

/** A leaf whose elements are not next to one another. */
function apart(shape: readonly number[]): Tensor {
  return randn([...shape, 2])
    .select(shape.length, 0)
    .detach();
}

/** The squared length of weight · input + bias; Muon, which takes matrices only, has a second matrix as its bias. */
export class LeastSquares {
  readonly info: OptimizerInfo;
  readonly weight: Tensor;
  readonly bias: Tensor;
  readonly #input: Tensor;

  constructor(info: OptimizerInfo, contiguous = true) {
    manualSeed(7);
    this.info = info;
    const leaf = (shape: number[]) => (contiguous ? randn(shape) : apart(shape)).requiresGrad_();
    this.weight = leaf([10, 5]);
    this.bias = leaf(info.name === "Muon" ? [10, 1] : [10]);
    this.#input = randn([5]);
  }

  get params(): [Tensor, Tensor] {
    return [this.weight, this.bias];
  }

  loss(): Tensor {
    return this.weight
      .matmul(this.#input)
      .add(this.bias.reshape([10]))
      .square()
      .sum();
  }

  /** Clears the gradients, goes back from the loss and returns it. */
  backward(): Tensor {
    for (const param of this.params) param.grad = null;
    const loss = this.loss();
    loss.backward();
    if (this.info.onlySparse) for (const param of this.params) param.grad = toSparse(param.grad as Tensor);
    return loss;
  }

  step(optimizer: AnyOptimizer): number {
    return optimizer.step(() => this.backward()).item();
  }

  /** The same problem with parameters of its own, which have the same values. */
  copy(): LeastSquares {
    const other = new LeastSquares(this.info);
    noGrad(() => {
      this.params.forEach((param, i) => {
        other.params[i].copy_(param);
      });
    });
    return other;
  }
}

/** A small network in double precision. */
export function network(): nn.Sequential {
  manualSeed(1);
  const layers = [new nn.Linear(2, 3), new nn.Sigmoid(), new nn.Linear(3, 1), new nn.Sigmoid()];
  const model = new nn.Sequential(...layers);
  model.double();
  return model;
}

export const NETWORK_INPUT = tensor([0.1, 0.2, 0.3, 0.4, 0.5, 0.6], { dtype: "float64" }).reshape([3, 2]);

/** The tolerance with which PyTorch's tests compare, by dtype. */
export function isClose(actual: number, expected: number, dtype: string): boolean {
  const [relative, absolute] = dtype === "float64" ? [1e-7, 1e-7] : [1.3e-6, 1e-5];
  return Object.is(actual, expected) || Math.abs(actual - expected) <= absolute + relative * Math.abs(expected);
}

/** Whether all elements of two tensors, or two numbers, are as close as PyTorch's tests ask for. */
export function areClose(actual: unknown, expected: unknown): boolean {
  if (actual instanceof Tensor && expected instanceof Tensor) {
    const [a, b] = [actual, expected].map((one) =>
      [...one.detach().toDense().reshape([-1]).toTypedArray()].map(Number),
    );
    return a.length === b.length && a.every((value, i) => isClose(value, b[i], actual.dtype));
  }
  if (typeof actual === "number" && typeof expected === "number") return isClose(actual, expected, "float32");
  return actual === expected;
}
