import { compiledResults, RecordedStorage, replay } from "../memory/recording.ts";
import type { Storage } from "../memory/storage.ts";
import { allocateLike, copyInto } from "../tensor/copy.ts";
import { reassignments, Tensor } from "../tensor/tensor.ts";
import { type Leaf, matches, rebuild } from "./arguments.ts";
import { type Assembly, assemble, type PlanStep } from "./assembly.ts";
import type { Explained, StepTime } from "./explain.ts";
import { bind, type Guard, type PlanRecorder } from "./recorder.ts";

/** The shape and dtype of a guarded tensor, for the case that it was given other elements. */
interface Layout {
  readonly tensor: Tensor;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly dtype: string;
}

/**
 * Steps that a function was recorded as, and the memory for what they make: one block of the shared heap in which every
 * array has a place while it is used.
 */
export class Plan<Result> {
  readonly leaves: readonly Leaf[];
  /** What the steps took when they were last timed. */
  times: readonly StepTime[] = [];
  readonly #guards: readonly Guard[];
  readonly #layouts: readonly Layout[];
  readonly #inputs: readonly RecordedStorage[];
  readonly #result: unknown;
  readonly #recorded: number;
  #reassignments = reassignments();
  #assembly: Assembly | null;
  #runs = 0;

  /**
   * @param leaves of the arguments
   * @param inputs the placeholders of those that are tensors, in their order
   * @param result what the function returned
   */
  constructor(recorder: PlanRecorder, leaves: readonly Leaf[], inputs: readonly RecordedStorage[], result: unknown) {
    this.leaves = leaves;
    this.#inputs = inputs;
    this.#result = result;
    this.#guards = recorder.guards;
    const guarded = recorder.guards.flatMap(({ owner }) => (owner instanceof Tensor ? [owner] : []));
    this.#layouts = [...new Set([...guarded, ...recorder.outside])].map(layoutOf);
    const results = new Set<Storage>();
    eachTensor(result, ({ storage }) => results.add(storage));
    this.#recorded = recorder.steps.length;
    this.#assembly = assemble(recorder, results);
  }

  get counts(): Explained["counts"] {
    const { steps = [], joint = 0 } = this.#assembly ?? {};
    return { recorded: this.#recorded, run: steps.length, joint };
  }

  /** Bytes of the memory for intermediate arrays, and what they would take without sharing it. */
  get arenaBytes(): number {
    return this.#assembly?.arena.bytes ?? 0;
  }

  get unsharedBytes(): number {
    return this.#assembly?.arena.unsharedBytes ?? 0;
  }

  /** Whether the plan does for these arguments what the function would. */
  fits(leaves: readonly Leaf[]): boolean {
    return this.#assembly !== null && matches(this.leaves, leaves) && this.#holds();
  }

  /** Whether only numbers among the arguments are others than when it was recorded. */
  differsInNumbers(leaves: readonly Leaf[]): boolean {
    return matches(this.leaves, leaves, true) && this.#holds();
  }

  #holds(): boolean {
    for (const { owner, read, value } of this.#guards) if (read(owner as never) !== value) return false;
    if (reassignments() === this.#reassignments) return true;
    if (!this.#layouts.every(isUnchanged)) return false;
    this.#reassignments = reassignments();
    return true;
  }

  /** Runs the steps on other arguments. */
  run(leaves: readonly Leaf[]): Result {
    const tensors = leaves.filter((leaf) => leaf instanceof Tensor);
    this.#inputs.forEach((input, i) => bind(input, tensors[i]));
    const timed = isTimed(++this.#runs);
    try {
      return replay(() => {
        const { steps } = this.#assembly as Assembly;
        if (timed) this.#runTimed(steps);
        else for (let i = 0; i < steps.length; i++) steps[i].run();
        return copiedResult(this.#result) as Result;
      });
    } finally {
      for (const input of this.#inputs) input.mount(NOTHING, null);
    }
  }

  #runTimed(steps: readonly PlanStep[]): void {
    const times: StepTime[] = [];
    for (const { name, run, bytes, operations } of steps) {
      const start = performance.now();
      run();
      times.push({ name, milliseconds: performance.now() - start, bytes, operations });
    }
    this.times = times;
  }

  /** Gives the memory back. The plan fits nothing afterwards. */
  dispose(): void {
    this.#assembly?.dispose();
    this.#assembly = null;
  }
}

/** The first call is timed, and later ones now and then, when the engine has compiled what runs. */
function isTimed(run: number): boolean {
  return run === 1 || run === 8 || run === 64 || (run & 511) === 0;
}

const NOTHING = new Float32Array(0);

/** A copy, in ordinary memory, of what a function returned: its tensors without history. */
export function copiedResult(result: unknown): unknown {
  return rebuild(
    result,
    (tensor) => {
      if (!(tensor.storage instanceof RecordedStorage)) return tensor;
      const copy = allocateLike(tensor);
      copyInto(copy, tensor);
      compiledResults.add(copy);
      return copy;
    },
    true,
  );
}

function eachTensor(value: unknown, visit: (tensor: Tensor) => void): void {
  rebuild(
    value,
    (tensor) => {
      visit(tensor);
      return tensor;
    },
    true,
  );
}

function layoutOf(tensor: Tensor): Layout {
  return { tensor, shape: tensor._shape, strides: tensor._strides, dtype: tensor.dtype };
}

function isUnchanged({ tensor, shape, strides, dtype }: Layout): boolean {
  return (
    tensor.dtype === dtype && String(tensor._shape) === String(shape) && String(tensor._strides) === String(strides)
  );
}
