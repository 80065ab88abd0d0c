import { effect } from "../memory/recording.ts";
import { isOptions } from "../signatures/kinds.ts";
import { defaultGenerator } from "../tensor/random/generator.ts";
import { formatShape, sameShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { gradEnabled, swapGradMode } from "./gradMode.ts";
import { changedInPlace, type Keeper, type Keeping, swapKeeper } from "./graph.ts";

/** Options of {@link checkpoint}. */
export interface CheckpointOptions {
  /** PyTorch has two ways to do this; the numbers are the same, and here is one. */
  useReentrant?: boolean | null;
  /** Whether random numbers are drawn again as they were. Default true. */
  preserveRngState?: boolean;
  /** Whether it is an error when computing again gives tensors of other shapes or dtypes. Default "default": it is. */
  determinismCheck?: "default" | "none";
}

const OPTIONS = ["useReentrant", "preserveRngState", "determinismCheck"];

/** A tensor that a node wanted to save. */
interface Saved {
  readonly shape: readonly number[];
  readonly dtype: string;
  /** What made it. */
  gradFn: Tensor["_gradFn"];
  requiresGrad: boolean;
}

/** A tensor that was computed again, and how often it had been changed when it was saved. */
interface Found {
  readonly tensor: Tensor;
  readonly version: number;
}

/** One call of a checkpointed function: knows what its nodes saved, and computes it again when it is asked for. */
class Checkpoint {
  readonly #saved: Saved[] = [];
  #found: (Found | null)[] | null = null;
  readonly #kept: ReadonlySet<unknown>;
  readonly #again: () => void;
  readonly #check: boolean;

  /**
   * @param args the function's arguments, which aren't computed again
   * @param again calls the function once more
   */
  constructor(args: readonly unknown[], again: () => void, check: boolean) {
    this.#kept = new Set(args);
    this.#again = again;
    this.#check = check;
  }

  /** While the function runs first: notes what nodes save, and keeps none but arguments and leaves. */
  readonly forget: Keeper = (saved): Keeping => {
    const first = this.#saved.length;
    for (const { _shape: shape, dtype, _gradFn: gradFn, requiresGrad } of saved) {
      this.#saved.push({ shape, dtype, gradFn, requiresGrad });
    }
    const { length } = saved;
    return {
      tensors: saved.map((tensor) => (this.#kept.has(tensor) || isWantedLeaf(tensor) ? tensor : null)),
      find: (index) => this.#find(first + index),
      madeBy: (index, node) => {
        const one = this.#saved[first + index];
        one.gradFn = node;
        one.requiresGrad = true;
      },
      release: () => {
        for (let i = first; i < first + length; i++) if (this.#found !== null) this.#found[i] = null;
      },
    };
  };

  #find(index: number): Tensor {
    this.#found ??= this.#computed();
    const found = this.#found[index];
    if (found === null)
      throw new Error("torch.utils.checkpoint: Unpack is being triggered for a tensor that was already unpacked once.");
    const { tensor, version } = found;
    if (tensor.version !== version) throw changedInPlace(tensor, version);
    // The same values in the place of the graph that the first ones had.
    const { gradFn, requiresGrad } = this.#saved[index];
    const result = tensor.alias();
    result._gradFn = gradFn;
    result._requiresGrad = requiresGrad;
    return result;
  }

  #computed(): (Found | null)[] {
    const found: Found[] = [];
    const beforeKeeper = swapKeeper((saved) => {
      for (const tensor of saved) found.push({ tensor, version: tensor.version });
      return null;
    });
    const beforeMode = swapGradMode(true);
    try {
      this.#again();
    } finally {
      swapGradMode(beforeMode);
      swapKeeper(beforeKeeper);
    }
    this.#compare(found);
    return found;
  }

  #compare(found: readonly Found[]): void {
    if (found.length !== this.#saved.length) {
      throw new Error(
        "torch.utils.checkpoint: A different number of tensors was saved during the original forward and recomputation.\n" +
          `Number of tensors saved during forward: ${this.#saved.length}\n` +
          `Number of tensors saved during recomputation: ${found.length}.`,
      );
    }
    if (!this.#check) return;
    const told = (shape: readonly number[], dtype: string) =>
      `{'shape': torch.Size(${formatShape(shape)}), 'dtype': torch.${dtype}, 'device': device(type='cpu')}`;
    const other = this.#saved.flatMap(({ shape, dtype }, i) => {
      const { tensor } = found[i];
      if (tensor.dtype === dtype && sameShape(tensor._shape, shape)) return [];
      return [
        `tensor at position ${i}:\nsaved metadata: ${told(shape, dtype)}\n` +
          `recomputed metadata: ${told(tensor._shape, tensor.dtype)}`,
      ];
    });
    if (other.length === 0) return;
    throw new Error(
      "torch.utils.checkpoint: Recomputed values for the following tensors have different metadata than during the " +
        `forward pass.\n${other.join("\n")}.`,
    );
  }
}

/** Whether a tensor is a leaf that gradients are for, which takes no memory of its own. */
function isWantedLeaf(tensor: Tensor): boolean {
  return tensor.requiresGrad && tensor.gradFn === null;
}

/** The state of the random generator: what reads and sets it happens again when a plan runs again. */
class RandomState {
  #state: Tensor | null = null;

  remember(): void {
    effect("rememberRandomState", () => {
      this.#state = defaultGenerator.getState();
    });
  }

  restore(): void {
    effect("restoreRandomState", () => {
      if (this.#state !== null) defaultGenerator.setState(this.#state);
    });
  }
}

/**
 * Calls a function without keeping what it computes on the way: when gradients flow back it is called once more, with the
 * same random numbers. So it takes more time and less memory.
 *
 * ```ts
 * const y = autograd.checkpoint((x) => block.forward(x), x);
 * ```
 *
 * @param args the function's arguments; an object of {@link CheckpointOptions} behind them isn't one of them
 * @throws TypeError for options that there aren't; Error, when gradients flow, unless the second call computes the same
 * @see https://docs.pytorch.org/docs/stable/checkpoint.html
 */
export function checkpoint<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  ...args: Args | [...Args, CheckpointOptions]
): Result {
  const last = args.at(-1);
  const hasOptions =
    isOptions(last) && Object.keys(last).length > 0 && Object.keys(last).every((key) => OPTIONS.includes(key));
  const { preserveRngState = true, determinismCheck = "default" } = (hasOptions ? last : {}) as CheckpointOptions;
  const given = (hasOptions ? args.slice(0, -1) : args) as unknown as Args;
  if (!gradEnabled) return fn(...given);
  const before = new RandomState();
  if (preserveRngState) before.remember();
  const again = () => {
    const present = new RandomState();
    if (preserveRngState) {
      present.remember();
      before.restore();
    }
    try {
      fn(...given);
    } finally {
      if (preserveRngState) present.restore();
    }
  };
  const { forget } = new Checkpoint(given, again, determinismCheck !== "none");
  const keeper = swapKeeper(forget);
  try {
    return fn(...given);
  } finally {
    swapKeeper(keeper);
  }
}

/** A layer, or a function of one tensor. */
export type Stage = ((input: Tensor) => Tensor) | { forward(input: Tensor): Tensor };

/**
 * Calls layers one after the other in some segments, each a {@link checkpoint} but the last.
 *
 * @param functions layers, such as those of a `Sequential`, or functions of a tensor
 * @param segments how many parts they are called in, from 1 to their number
 * @throws RangeError for another number of segments
 * @see https://docs.pytorch.org/docs/stable/checkpoint.html#torch.utils.checkpoint.checkpoint_sequential
 */
export function checkpointSequential(
  functions: Iterable<Stage>,
  segments: number,
  input: Tensor,
  options: CheckpointOptions = {},
): Tensor {
  const stages = [...functions];
  if (!Number.isInteger(segments) || segments < 1 || segments > stages.length) {
    throw new RangeError(`segments must be an integer from 1 to ${stages.length}, got ${segments}`);
  }
  const size = Math.floor(stages.length / segments);
  const run = (from: number, to: number) => (value: Tensor) =>
    stages.slice(from, to).reduce((x, stage) => (typeof stage === "function" ? stage(x) : stage.forward(x)), value);
  let value = input;
  for (let i = 0; i < segments - 1; i++) value = checkpoint(run(i * size, (i + 1) * size), value, options);
  return run((segments - 1) * size, stages.length)(value);
}
