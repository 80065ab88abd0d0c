import { kernelsSupported } from "../kernels/support.ts";
import { isFloat, itemSize } from "../memory/dtype.ts";
import { RecordedStorage } from "../memory/recording.ts";
import type { Storage } from "../memory/storage.ts";
import { Arena, type Lifetime } from "./arena.ts";
import { fuse, isElementByElement } from "./fusion/fuse.ts";
import { type FusedLoops, joined, runnerOf } from "./fusion/fusedStep.ts";
import { type Loops, reads, withNumbers, writes } from "./fusion/loops.ts";
import { unitOfLoops, unitOfStep } from "./fusion/units.ts";
import type { Initial, PlanRecorder, Step } from "./recorder.ts";

/** Arrays that aren't in the heap are copied through it as a whole up to this size. */
const MOST_COPIED_BYTES = 8 * 2 ** 20;

/** Something that a plan does. */
export interface PlanStep {
  readonly name: string;
  readonly run: () => void;
  /** Of the arrays that it reads and writes, as far as that is known. */
  readonly bytes: number;
  /** On numbers; null where nobody knows. */
  readonly operations: number | null;
}

/** What was recorded, ready to run. */
export interface Assembly {
  readonly steps: readonly PlanStep[];
  /** How many of these do what more than one did. */
  readonly joint: number;
  readonly arena: Arena;
  /** Gives all memory back. */
  dispose(): void;
}

/** A step that is still to be given memory. */
interface Part {
  readonly name: string;
  readonly touched: readonly RecordedStorage[];
  /** Arrays whose first values nobody reads, since it writes all of their elements first. */
  readonly filled: ReadonlySet<Storage>;
  /** Null for a step as it was recorded. */
  readonly loops: FusedLoops | null;
  readonly run: (() => void) | null;
  readonly bytes: number;
  readonly operations: number | null;
}

/**
 * Makes of what was recorded what a plan runs: loops are joined where kernels can run, and every array gets a place.
 *
 * @param results the arrays that are read after the last step
 */
export function assemble(recorder: PlanRecorder, results: ReadonlySet<Storage>): Assembly {
  // What recording has left there is nobody's any more; without it there is room for the arena.
  for (const storage of recorder.intermediates.keys()) storage.release();
  const fused = kernelsSupported() ? allocate(fusedParts(recorder, results), recorder.intermediates, results) : null;
  return fused ?? (allocate(recorder.steps.map(partOf), recorder.intermediates, results) as Assembly);
}

function partOf({ name, run, touched, work }: Step): Part {
  const bytes = work?.bytes ?? [...touched].reduce((sum, storage) => sum + storage.bytes, 0);
  return {
    name,
    run,
    touched: [...touched],
    filled: new Set(),
    loops: null,
    bytes,
    operations: work?.operations ?? null,
  };
}

function fusedParts({ steps, intermediates }: PlanRecorder, results: ReadonlySet<Storage>): Part[] {
  const isOwn = (storage: Storage) => intermediates.has(storage as RecordedStorage);
  const numbers = unchangingNumbers(steps, intermediates);
  const units = fuse(
    steps.map((step) => {
      if (step.loops === null || !isFusible(step.loops, isOwn)) return unitOfStep(step);
      return unitOfLoops(
        withNumbers(step.loops, (storage) => numbers.get(storage) ?? null),
        isOwn,
      );
    }),
    isOwn,
  );
  const users = new Map<Storage, number>();
  for (const { reads: read, writes: written } of units) {
    for (const storage of new Set([...read, ...written])) users.set(storage, (users.get(storage) ?? 0) + 1);
  }
  const isNeeded = (storage: Storage) => !isOwn(storage) || results.has(storage) || (users.get(storage) as number) > 1;
  return units.flatMap(({ step, loops }) => {
    if (loops === null) return [partOf(step as Step)];
    const all = joined(loops, isNeeded);
    if (all === null) return [];
    const touched = new Set(all.arrays.map(({ storage }) => storage));
    const recorded = [...touched].filter((storage) => storage instanceof RecordedStorage);
    const { name, filled, work } = all;
    return [{ name, touched: recorded, filled, loops: all, run: null, ...work }];
  });
}

/** Whether loops can run as a kernel that takes all arrays where they are, or copies of small ones. */
function isFusible(loops: Loops, isOwn: (storage: Storage) => boolean): boolean {
  const isLarge = (storage: Storage) =>
    (storage instanceof RecordedStorage || storage.block === null) &&
    storage.length * itemSize(storage.dtype) > MOST_COPIED_BYTES;
  const isReachable = (storage: Storage) => isOwn(storage) || !isLarge(storage);
  return (
    [...reads(loops), ...writes(loops)].every(({ storage }) => isReachable(storage)) && isElementByElement(loops, isOwn)
  );
}

/** Arrays of one element that loops only read, with what they hold. */
function unchangingNumbers(
  steps: readonly Step[],
  intermediates: ReadonlyMap<RecordedStorage, Initial>,
): Map<Storage, number> {
  const numbers = new Map<Storage, number>();
  for (const [storage, initial] of intermediates) {
    if (initial === null || storage.length !== 1 || !isFloat(storage.dtype)) continue;
    numbers.set(storage, initial === "zeros" ? 0 : Number(initial[0]));
  }
  for (const { touched, loops } of steps) {
    const changed = loops === null ? touched : writes(loops).map(({ storage }) => storage);
    for (const storage of changed) numbers.delete(storage);
  }
  return numbers;
}

/** Gives every part memory; null where the heap has none for the kernels. */
function allocate(
  parts: readonly Part[],
  initials: ReadonlyMap<RecordedStorage, Initial>,
  results: ReadonlySet<Storage>,
): Assembly | null {
  const arena = new Arena(lifetimes(parts, initials, results));
  const made: { dispose(): void }[] = [arena];
  const dispose = () => {
    for (const one of made) one.dispose();
  };
  const steps: PlanStep[] = [];
  const given = new Set<Storage>();
  for (const { name, run, touched, filled, loops, bytes, operations } of parts) {
    for (const storage of touched) {
      const initial = initials.get(storage) ?? null;
      if (initial !== null && !given.has(storage) && !filled.has(storage)) steps.push(initialStep(storage, initial));
      given.add(storage);
    }
    if (loops === null) steps.push({ name, run: run as () => void, bytes, operations });
    else {
      const runner = arena.isInHeap ? runnerOf(loops) : null;
      if (runner === null) {
        dispose();
        return null;
      }
      made.push(runner);
      steps.push({ name, run: () => runner.run(), bytes, operations });
    }
  }
  const joint = parts.filter(({ loops }) => loops !== null && loops.members > 1).length;
  return { steps, joint, arena, dispose };
}

function lifetimes(
  parts: readonly Part[],
  initials: ReadonlyMap<RecordedStorage, Initial>,
  results: ReadonlySet<Storage>,
): Lifetime[] {
  const found = new Map<RecordedStorage, Lifetime>();
  parts.forEach(({ touched }, i) => {
    for (const storage of touched) {
      const known = found.get(storage);
      if (known !== undefined) known.last = i;
      else if (initials.has(storage)) found.set(storage, { storage, first: i, last: i });
    }
  });
  for (const [storage, lifetime] of found) if (results.has(storage)) lifetime.last = parts.length;
  return [...found.values()];
}

function initialStep(storage: RecordedStorage, initial: "zeros" | RecordedStorage["elements"]): PlanStep {
  const { bytes } = storage;
  if (initial !== "zeros") {
    const run = () => (storage.elements as Float32Array).set(initial as Float32Array);
    return { name: "constant", run, bytes, operations: 0 };
  }
  const zero = storage.dtype === "int64" ? 0n : 0;
  const run = () => (storage.elements as Float32Array).fill(zero as number);
  return { name: "zeros", run, bytes, operations: 0 };
}
