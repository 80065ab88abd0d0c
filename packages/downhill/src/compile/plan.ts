import { viewArray } from "../memory/dtype.ts";
import { heap, type Place } from "../memory/heap.ts";
import { compiledResults, RecordedStorage, replay } from "../memory/recording.ts";
import { allocateLike, copyInto } from "../tensor/copy.ts";
import { reassignments, Tensor } from "../tensor/tensor.ts";
import { type Leaf, matches, rebuild } from "./arguments.ts";
import type { StepTime } from "./explain.ts";
import { bind, type Guard, type Intermediate, type PlanRecorder, type Step } from "./recorder.ts";

const ALIGNMENT = 64;

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
  readonly steps: readonly Step[];
  /** Bytes of the memory for intermediate arrays, and what they would take without sharing it. */
  readonly arenaBytes: number;
  readonly unsharedBytes: number;
  /** What the steps took when they were last timed. */
  times: readonly StepTime[] = [];
  readonly #guards: readonly Guard[];
  readonly #layouts: readonly Layout[];
  readonly #inputs: readonly RecordedStorage[];
  readonly #result: unknown;
  #reassignments = reassignments();
  #arena: { free(): void } | null;
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
    this.#layouts = recorder.guards.flatMap(({ owner }) => (owner instanceof Tensor ? [layoutOf(owner)] : []));
    const used = [...recorder.intermediates.values()].sort((a, b) => a.first - b.first);
    eachTensor(result, ({ storage }) => {
      const found = storage instanceof RecordedStorage ? recorder.intermediates.get(storage) : undefined;
      if (found !== undefined) found.last = recorder.steps.length;
    });
    const { offsets, bytes } = arrange(used);
    this.arenaBytes = bytes;
    this.unsharedBytes = used.reduce((sum, { storage }) => sum + storage.bytes, 0);
    this.#arena = mount(used, offsets, bytes);
    this.steps = withInitialValues(recorder.steps, used);
  }

  /** Whether the plan does for these arguments what the function would. */
  fits(leaves: readonly Leaf[]): boolean {
    return this.#arena !== null && matches(this.leaves, leaves) && this.#holds();
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
    const timed = ++this.#runs === 1;
    try {
      return replay(() => {
        if (timed) this.#runTimed();
        else for (let i = 0; i < this.steps.length; i++) this.steps[i].run();
        return copiedResult(this.#result) as Result;
      });
    } finally {
      for (const input of this.#inputs) input.mount(NOTHING, null);
    }
  }

  #runTimed(): void {
    const times: StepTime[] = [];
    for (const { name, run } of this.steps) {
      const start = performance.now();
      run();
      times.push({ name, milliseconds: performance.now() - start, bytes: 0 });
    }
    this.times = times;
  }

  /** Gives the memory back. The plan fits nothing afterwards. */
  dispose(): void {
    this.#arena?.free();
    this.#arena = null;
  }
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

/** Gives every array the lowest place that is free from its first use to its last. */
function arrange(used: readonly Intermediate[]): { offsets: number[]; bytes: number } {
  const offsets: number[] = [];
  let bytes = 0;
  let live: { start: number; end: number; last: number }[] = [];
  for (const { storage, first, last } of used) {
    const size = Math.max(ALIGNMENT, Math.ceil(storage.bytes / ALIGNMENT) * ALIGNMENT);
    live = live.filter((other) => other.last >= first).sort((a, b) => a.start - b.start);
    let start = 0;
    for (const other of live) {
      if (other.start - start >= size) break;
      start = Math.max(start, other.end);
    }
    live.push({ start, end: start + size, last });
    offsets.push(start);
    bytes = Math.max(bytes, start + size);
  }
  return { offsets, bytes };
}

/** Moves the arrays to their places, in the heap where there is room. */
function mount(used: readonly Intermediate[], offsets: readonly number[], bytes: number): { free(): void } {
  const block = heap.available && bytes > 0 ? heap.allocate(bytes) : null;
  const buffer: ArrayBufferLike = block === null ? new ArrayBuffer(bytes) : heap.buffer;
  const base = block === null ? 0 : block.address;
  used.forEach(({ storage }, i) => {
    const address = base + offsets[i];
    const place: Place | null = block === null ? null : { address, bytes: storage.bytes };
    storage.mount(viewArray(storage.dtype, buffer, address, storage.length), place);
  });
  return {
    free() {
      for (const { storage } of used) storage.mount(NOTHING, null);
      if (block !== null) heap.free(block);
    },
  };
}

/** The steps, each after those that give its arrays their first values. */
function withInitialValues(steps: readonly Step[], used: readonly Intermediate[]): Step[] {
  const before = new Map<number, Step[]>();
  for (const { storage, first, initial } of used) {
    if (initial === null) continue;
    const run =
      initial === "zeros"
        ? () => (storage.elements as Float32Array).fill(ZERO[storage.dtype] as number)
        : () => (storage.elements as Float32Array).set(initial as Float32Array);
    const list = before.get(first) ?? [];
    list.push({ name: initial === "zeros" ? "zeros" : "constant", run });
    before.set(first, list);
  }
  return steps.flatMap((step, i) => [...(before.get(i) ?? []), step]);
}

const ZERO: Readonly<Record<string, number | bigint>> = { float32: 0, float64: 0, int64: 0n, bool: 0 };
