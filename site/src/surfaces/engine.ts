import { Generator, linspace, noGrad, type optim, randn, sparseCooTensor, type Tensor, tensor } from "downhill";
import { optimizers } from "downhill/registry";
import type { Contestant } from "../contestants/contestant.ts";
import { parseFormula, type Term } from "../formula/parse.ts";
import { evaluate } from "../formula/tensors.ts";
import { makeScheduler } from "../schedules/make.ts";
import type { Descent, Landscape, Swarm, Trace } from "./trace.ts";

export { describeAll } from "../options/described.ts";

const FLOAT64 = { dtype: "float64" } as const;
/** Everyone meets the same noise. */
const noiseSeed = 1;

/**
 * A formula's values on a grid over a view.
 *
 * @throws {FormulaError} for what is no formula
 */
export function landscape(formula: string, view: readonly number[], columns: number, rows: number): Landscape {
  const term = parseFormula(formula);
  const [left, right, bottom, top] = view;
  const x = linspace(left, right, columns, FLOAT64).unsqueeze(0).expand([rows, columns]).contiguous();
  const y = linspace(bottom, top, rows, FLOAT64).unsqueeze(1).expand([rows, columns]).contiguous();
  const values = Float64Array.from(
    noGrad(() => evaluate(term, x, y))
      .flatten()
      .toTypedArray() as Float64Array,
  );
  let [lowest, highest] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of values) {
    if (value < lowest) lowest = value;
    if (value > highest && value !== Number.POSITIVE_INFINITY) highest = value;
  }
  return { columns, rows, values, lowest, highest };
}

/** The ways of all contestants from one start. */
export function trace(descent: Descent, contestants: readonly Contestant[]): Trace[] {
  const term = parseFormula(descent.formula);
  return contestants.map((contestant) => traceOne(term, descent, contestant));
}

function traceOne(term: Term, { start, steps, noise }: Descent, contestant: Contestant): Trace {
  const positions = new Float64Array(2 * (steps + 1)).fill(Number.NaN);
  const losses = new Float64Array(steps + 1).fill(Number.NaN);
  const gradients = new Float64Array(2 * (steps + 1)).fill(Number.NaN);
  const rates = new Float64Array(steps + 1).fill(Number.NaN);
  const state: Record<string, Float64Array> = {};
  let options: Record<string, unknown> = {};
  let error: string | null = null;
  try {
    const climber = new Climber(term, [start], noise, contestant, steps);
    options = climber.options;
    for (let step = 0; step <= steps; step++) {
      const { loss, gradient } = climber.look();
      losses[step] = loss;
      gradients.set(gradient, 2 * step);
      positions.set(climber.position(), 2 * step);
      rates[step] = climber.rate;
      for (const [name, values] of climber.state()) {
        state[name] ??= new Float64Array(2 * (steps + 1)).fill(Number.NaN);
        state[name].set(values, 2 * step);
      }
      if (step < steps) climber.step();
    }
  } catch (caught) {
    error = caught instanceof Error ? caught.message : String(caught);
  }
  return { positions, losses, gradients, rates, state, options, error };
}

/** At most so many frames of a swarm are kept. */
const mostFrames = 250;
/** So many starts an optimizer gets that has to treat each by itself. */
const fewStarts = 60;

/** The ways from many starts at once, spread over the view. */
export function swarm(descent: Descent, contestant: Contestant, view: readonly number[], count: number): Swarm {
  const term = parseFormula(descent.formula);
  const info = optimizers.get(contestant.optimizer.name);
  const together = info.elementwise && info.gradients !== "sparse";
  const starts = spread(view, together ? count : Math.min(count, fewStarts));
  const stride = Math.ceil(descent.steps / mostFrames);
  const frames = Math.floor(descent.steps / stride) + 1;
  const positions = new Float32Array(frames * starts.length * 2).fill(Number.NaN);
  const record = (own: readonly (readonly [number, number])[], first: number) => {
    const climber = new Climber(term, own, descent.noise, contestant, descent.steps);
    for (let step = 0; step <= descent.steps; step++) {
      if (step % stride === 0) positions.set(climber.position(), ((step / stride) * starts.length + first) * 2);
      if (step === descent.steps) break;
      climber.look();
      climber.step();
    }
  };
  let error: string | null = null;
  try {
    if (together) record(starts, 0);
    else for (const [i, start] of starts.entries()) record([start], i);
  } catch (caught) {
    error = caught instanceof Error ? caught.message : String(caught);
  }
  return { count: starts.length, positions, frames, stride, error };
}

/** About `count` points in rows and columns over a view. */
export function spread([left, right, bottom, top]: readonly number[], count: number): [number, number][] {
  const columns = Math.max(1, Math.round(Math.sqrt((count * (right - left)) / (top - bottom))));
  const rows = Math.max(1, Math.round(count / columns));
  return Array.from({ length: rows * columns }, (_, i) => [
    left + ((right - left) * ((i % columns) + 0.5)) / columns,
    bottom + ((top - bottom) * (Math.floor(i / columns) + 0.5)) / rows,
  ]);
}

type AnyOptimizerClass = new (params: Tensor[], options: object) => optim.AnyOptimizer;

/** One optimizer on its way down from one start or, where it treats every element alike, from many at once. */
class Climber {
  readonly #term: Term;
  readonly #param: Tensor;
  readonly #noise: number;
  readonly #generator = new Generator().manualSeed(noiseSeed);
  readonly #optimizer: optim.AnyOptimizer;
  readonly #scheduler: { step(metric?: number): void } | null;
  readonly #closure: boolean;
  readonly #sparse: boolean;
  readonly #metric: boolean;
  #loss = Number.NaN;

  constructor(
    term: Term,
    starts: readonly (readonly [number, number])[],
    noise: number,
    { optimizer: { name, options }, scheduler }: Contestant,
    steps: number,
  ) {
    const info = optimizers.get(name);
    this.#term = term;
    this.#noise = noise;
    // One start is a vector of two, or for those that take matrices alone a row.
    const start = starts.length > 1 || info.parameters === "matrices" ? starts : starts[0];
    this.#param = tensor(start as unknown as number[][], { ...FLOAT64, requiresGrad: true });
    this.#optimizer = new (info.optimizer as unknown as AnyOptimizerClass)([this.#param], options);
    this.#scheduler = scheduler && makeScheduler(scheduler, this.#optimizer, steps);
    this.#metric = scheduler?.name === "ReduceLROnPlateau";
    this.#closure = info.closure;
    this.#sparse = info.gradients === "sparse";
  }

  get rate(): number {
    return Number(this.#optimizer.paramGroups[0].lr);
  }

  get options(): Record<string, unknown> {
    const { params: _, ...options } = this.#optimizer.paramGroups[0];
    return Object.fromEntries(Object.entries(options).filter(([, value]) => isPlain(value)));
  }

  position(): Float64Array {
    return this.#param.detach().flatten().toTypedArray() as Float64Array;
  }

  /** The loss and the gradient where it stands, which the next step goes by. */
  look(): { loss: number; gradient: Float64Array } {
    this.#optimizer.zeroGrad();
    const last = this.#param.dim() - 1;
    const loss = evaluate(this.#term, this.#param.select(last, 0), this.#param.select(last, 1)).sum();
    loss.backward();
    this.#loss = loss.item() as number;
    let grad = this.#param.grad as Tensor;
    if (this.#noise > 0) {
      grad = grad.add(randn(this.#param.shape, { ...FLOAT64, generator: this.#generator }).mul(this.#noise));
      this.#param.grad = grad;
    }
    return { loss: this.#loss, gradient: grad.flatten().toTypedArray() as Float64Array };
  }

  step(): void {
    if (this.#sparse) this.#makeSparse();
    if (this.#closure) this.#optimizer.step(() => this.look().loss);
    else this.#optimizer.step();
    if (this.#metric) this.#scheduler?.step(this.#loss);
    else this.#scheduler?.step();
  }

  /** The same gradient, as those give it that name the elements which have one. */
  #makeSparse(): void {
    const dense = (this.#param.grad as Tensor).flatten();
    const indices = tensor([[0, 1]], { dtype: "int64" });
    this.#param.grad = null;
    this.#param.grad = sparseCooTensor(indices, dense, [2]);
  }

  /** What the optimizer remembers of x and y, by name. */
  *state(): Iterable<[string, number[]]> {
    const state = this.#optimizer.state.get(this.#param) as Readonly<Record<string, unknown>> | undefined;
    for (const [name, value] of Object.entries(state ?? {})) {
      const values = typeof value === "number" ? [value] : numbersOf(value);
      if (values.length === 1) yield [name, [values[0], values[0]]];
      if (values.length === 2) yield [name, values];
    }
  }
}

function numbersOf(value: unknown): number[] {
  const isTensor = typeof value === "object" && value !== null && "toTypedArray" in value && "flatten" in value;
  if (!isTensor) return [];
  return Array.from((value as Tensor).detach().flatten().toTypedArray() as Float64Array, Number);
}

/** Whether an option can be sent to a page. */
function isPlain(value: unknown): boolean {
  if (Array.isArray(value)) return value.every((item) => typeof item !== "object" || item === null);
  return typeof value !== "object" && typeof value !== "function";
}
