import { type DType, itemSize, newArray, type TypedArray } from "./dtype.ts";
import type { Place } from "./heap.ts";
import { nursery } from "./nursery.ts";
import { provideStorages, Storage, type StorageProvider } from "./storage.ts";

/*
 * What happens to arrays passes through here, so that it can be written down and done again without the program that
 * asked for it: `launch` for what computes with arrays, `effect` for what also changes other objects, such as a step of
 * an optimizer. While nobody records, both only run what they are given.
 */

/** How much a computation does, where it tells: operations on numbers, and bytes of arrays that it reads and writes. */
export interface Work {
  readonly operations: number;
  readonly bytes: number;
}

/** What writes down: one step of what is recorded is whatever one call of `launch` or `effect` runs. */
export interface Recorder {
  /**
   * Runs a computation and writes it down.
   *
   * @param work how much it does, or what it computes, where a recorder can do the same by other means
   */
  launch(name: string, run: () => void, work?: Work): void;
  /** Runs what reads numbers or objects anew each time, which is not recorded itself, and writes it down. */
  effect(name: string, run: () => void): void;
  /** Called for each use of the elements of a storage that was made meanwhile. */
  touch(storage: RecordedStorage): void;
  /** A storage for elements that are made meanwhile; one that isn't zeroed may hold anything. */
  make(dtype: DType, length: number, zeroed: boolean): Storage;
  /** Called before elements become numbers of the program; throws, or gives up recording. */
  refuse(message: string): void;
  /** Notes what a decision rests on, besides sizes and types: it is compared before the steps run again. */
  guard<Owner extends object>(owner: Owner, read: (owner: Owner) => unknown): void;
  /** What stands for a leaf's gradient in later steps, since another tensor may be its gradient next time. */
  gradient<T extends object>(leaf: object, present: T): T;
}

/** Who writes down at present; null where nobody does, or during an `effect`. */
export let recorder: Recorder | null = null;

/** Who sees the use of storages, also during an `effect`. */
let observer: Recorder | null = null;

/** How many plans are running again what they recorded. */
let running = 0;

/**
 * Runs a computation that reads and writes arrays, or leaves it to the recorder. Tensors that it writes were made before,
 * and nothing that it makes is used after it.
 */
export function launch(name: string, run: () => void, work?: Work): void {
  if (recorder === null) busy(run);
  else recorder.launch(name, run, work);
}

/** Runs what has addresses of elements, which don't move meanwhile. */
function busy(run: () => void): void {
  nursery.enter();
  try {
    run();
  } finally {
    nursery.leave();
  }
}

/** Runs what changes other objects than arrays, or reads numbers that may be others next time. */
export function effect(name: string, run: () => void): void {
  if (recorder === null) busy(run);
  else recorder.effect(name, run);
}

/**
 * Called before elements become numbers of the program.
 * @throws Error within a compiled function, where that number would be the same on every call
 */
export function refuseRecording(what: string): void {
  if (recorder === null) return;
  recorder.refuse(
    `${what} can't be used in a compiled function: it is recorded once and run again with other numbers. Return the ` +
      "tensor and read it outside, or compute with tensors, as where() does; compile(fn, { fallback: true }) runs such " +
      "a function as it is",
  );
}

/** Whether a plan is being recorded or run. */
export function recording(): boolean {
  return observer !== null || running > 0;
}

/** What compiled functions returned, for the words of an error. */
export const compiledResults = new WeakSet<object>();

/** Lets a recorder write down what `run` does. */
export function recordWith<T>(next: Recorder, run: () => T): T {
  const before = [recorder, observer] as const;
  recorder = next;
  observer = next;
  provideFrom(next);
  try {
    return run();
  } finally {
    [recorder, observer] = before;
    provideFrom(recorder);
  }
}

function provideFrom(source: Recorder | null): void {
  provideStorages(source === null ? null : (dtype, length, zeroed) => source.make(dtype, length, zeroed));
}

/**
 * Runs something that isn't recorded itself, while a recorder is at work: it still sees the storages that are used.
 *
 * @param provider makes the storages meanwhile; null for ordinary ones
 */
export function pause<T>(run: () => T, provider: StorageProvider | null = null): T {
  const before = recorder;
  recorder = null;
  provideStorages(provider);
  try {
    return run();
  } finally {
    recorder = before;
    provideFrom(before);
  }
}

/** Runs recorded steps again: meanwhile the elements of recorded storages can be read. */
export function replay<T>(run: () => T): T {
  running++;
  nursery.enter();
  try {
    return run();
  } finally {
    running--;
    nursery.leave();
  }
}

const ESCAPED =
  "this tensor was made inside a compiled function, and only what the function returns outlives the call: return it, or " +
  "copy it into a tensor of your own inside";

/**
 * The elements of a tensor that was made while a plan was recorded. Afterwards they lie where the plan puts them, and are
 * no longer there for anybody else.
 */
export class RecordedStorage extends Storage {
  /** The elements, and where in the heap they are. */
  elements: TypedArray;
  place: Place | null = null;
  /** The step that made it, -1 for one that was made between steps. */
  readonly owner: number;
  #length: number;

  constructor(dtype: DType, elements: TypedArray, owner: number) {
    super(dtype, elements);
    this.elements = elements;
    this.#length = elements.length;
    this.owner = owner;
  }

  override get length(): number {
    return this.#length;
  }

  get bytes(): number {
    return this.#length * itemSize(this.dtype);
  }

  /** Puts the elements elsewhere; their values are what is there. */
  mount(elements: TypedArray, place: Place | null): void {
    this.elements = elements;
    this.place = place;
    this.#length = elements.length;
  }

  /** Lets go of the elements; as many will be put in their place. */
  release(): void {
    this.elements = newArray(this.dtype, 0);
    this.place = null;
  }
}

// Accessors in place of the fields of ordinary storages, which are written by the constructor.
Object.defineProperties(RecordedStorage.prototype, {
  data: {
    get(this: RecordedStorage): TypedArray {
      if (observer !== null) observer.touch(this);
      else if (running === 0) throw new Error(ESCAPED);
      return this.elements;
    },
    set(this: RecordedStorage, elements: TypedArray) {
      this.elements = elements;
    },
  },
  block: {
    get(this: RecordedStorage): Place | null {
      if (observer !== null) observer.touch(this);
      return this.place;
    },
    set(this: RecordedStorage, place: Place | null) {
      this.place = place;
    },
  },
});

/** Counts a change in place of a storage's elements, also when it is done again. */
export function countChange(storage: Storage): void {
  if (recorder === null || storage instanceof RecordedStorage) storage.version++;
  else {
    recorder.effect("version", () => {
      storage.version++;
    });
  }
}
