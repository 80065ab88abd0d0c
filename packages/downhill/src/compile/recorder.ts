import { type DType, newArray } from "../memory/dtype.ts";
import { pause, RecordedStorage, type Recorder, type Work } from "../memory/recording.ts";
import type { Storage } from "../memory/storage.ts";
import { ElementwiseComputation } from "../tensor/computation.ts";
import { Tensor } from "../tensor/tensor.ts";
import { type Loops, loopsOf, reads, writes } from "./fusion/loops.ts";
import { Slabs } from "./slabs.ts";

/** Something that was done with arrays, to be done again. */
export interface Step {
  readonly name: string;
  readonly run: () => void;
  /** The arrays that were made while recording, or are bound on each call, whose elements it uses. */
  readonly touched: ReadonlySet<RecordedStorage>;
  /** What it computes, where that is known. */
  readonly loops: Loops | null;
  /** How much it does, where it tells. */
  readonly work: Work | null;
}

/** What a plan rests on: it may run again only while `read(owner)` gives `value`. */
export interface Guard {
  readonly owner: object;
  readonly read: (owner: never) => unknown;
  readonly value: unknown;
}

/** What the elements of an array are before the first step that uses it; null where that writes them all. */
export type Initial = "zeros" | RecordedStorage["elements"] | null;

/** Writes down what a function does with arrays. Arrays that are used within one step only are none of its business. */
export class PlanRecorder implements Recorder {
  readonly steps: Step[] = [];
  readonly guards: Guard[] = [];
  /** Arrays that were made while recording. */
  readonly intermediates = new Map<RecordedStorage, Initial>();
  /** Tensors from outside whose layout kernels rest on. */
  readonly outside = new Set<Tensor>();
  /** Why the function can't be recorded, if it goes on nevertheless. */
  failure: string | null = null;
  readonly #tolerant: boolean;
  /** Storages whose elements come from outside on each call, or are another tensor's. */
  readonly #bound = new Set<RecordedStorage>();
  readonly #zeroed = new Set<RecordedStorage>();
  readonly #slabs = new Slabs();
  readonly #written = new Set<RecordedStorage>();
  readonly #guarded = new Map<object, Set<unknown>>();
  readonly #gradients = new Map<object, Tensor>();
  #current = -1;
  /** What the present step has touched. */
  #touched = new Set<RecordedStorage>();

  /** @param tolerant whether to go on, without a plan, after what can't be recorded */
  constructor(tolerant: boolean) {
    this.#tolerant = tolerant;
  }

  /** A tensor that stands for an argument. */
  placeholder(given: Tensor): Tensor {
    const storage = this.#bind(given);
    const { _shape: shape, _strides: strides, _numel, _contiguous } = given;
    return Tensor.over(storage, shape, strides, 0, _numel, _contiguous);
  }

  launch(name: string, run: () => void, work?: Work): void {
    const loops = work instanceof ElementwiseComputation ? loopsOf(name, work) : null;
    for (const { storage, tensor } of loops === null ? [] : [...reads(loops), ...writes(loops)]) {
      if (!(storage instanceof RecordedStorage)) this.outside.add(tensor);
    }
    this.#step({ name, run, loops, work: work ?? null }, () =>
      pause(run, (dtype, length) => new RecordedStorage(dtype, newArray(dtype, length), this.#current)),
    );
  }

  effect(name: string, run: () => void): void {
    this.#step({ name, run, loops: null, work: null }, () => pause(run));
  }

  #step(step: Omit<Step, "touched">, first: () => void): void {
    this.#touched = new Set();
    this.#current = this.steps.push({ ...step, touched: this.#touched }) - 1;
    try {
      first();
    } finally {
      this.#current = -1;
    }
  }

  touch(storage: RecordedStorage): void {
    if (storage.owner >= 0) {
      if (storage.owner !== this.#current) {
        throw new Error("a step made an array that is used after it: please report this");
      }
      return;
    }
    this.#touched.add(storage);
    const isKnown = this.#bound.has(storage) || this.intermediates.has(storage);
    if (this.#current < 0) {
      if (isKnown) this.refuse(READ);
      else this.#written.add(storage);
    } else if (!isKnown) {
      const { elements } = storage;
      const initial = this.#written.has(storage) ? elements.slice() : this.#zeroed.has(storage) ? "zeros" : null;
      this.intermediates.set(storage, initial);
    }
  }

  make(dtype: DType, length: number, zeroed: boolean): Storage {
    const storage = new RecordedStorage(dtype, this.#slabs.take(dtype, length), -1);
    if (zeroed) this.#zeroed.add(storage);
    return storage;
  }

  refuse(message: string): void {
    if (!this.#tolerant) throw new Error(message);
    this.failure ??= message;
  }

  guard<Owner extends object>(owner: Owner, read: (owner: Owner) => unknown): void {
    if (owner instanceof Tensor && owner.storage instanceof RecordedStorage) return;
    let known = this.#guarded.get(owner);
    if (known === undefined) {
      known = new Set();
      this.#guarded.set(owner, known);
    }
    if (known.has(read)) return;
    known.add(read);
    this.guards.push({ owner, read, value: pause(() => read(owner)) });
  }

  gradient<T extends object>(leaf: object, present: T): T {
    let stand = this.#gradients.get(leaf);
    const grad = present as unknown as Tensor;
    if (stand === undefined) {
      stand = this.placeholder(grad);
      this.#gradients.set(leaf, stand);
    }
    const storage = stand.storage as RecordedStorage;
    this.effect("grad", () => {
      const { _grad: current } = leaf as Tensor;
      if (current !== null) bind(storage, current);
    });
    return stand as unknown as T;
  }

  #bind(given: Tensor): RecordedStorage {
    const storage = new RecordedStorage(given.dtype, newArray(given.dtype, 0), -1);
    this.#bound.add(storage);
    bind(storage, given);
    return storage;
  }
}

const READ =
  "elements can't be read in a compiled function: it is recorded once and run again with other numbers; " +
  "compile(fn, { fallback: true }) runs such a function as it is";

/** Lets a placeholder show the elements of a tensor, from its first one on. */
export function bind(placeholder: RecordedStorage, given: Tensor): void {
  const { storage, offset, dtype } = given;
  const { data, block } = storage;
  const elements = offset === 0 ? data : data.subarray(offset);
  const place =
    block === null || offset === 0
      ? block
      : { address: block.address + offset * data.BYTES_PER_ELEMENT, bytes: elements.byteLength };
  if (placeholder.dtype !== dtype) throw new TypeError(`expected a tensor of dtype ${placeholder.dtype}, got ${dtype}`);
  placeholder.mount(elements, place);
}
