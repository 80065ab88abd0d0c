import { RecordedStorage } from "../../memory/recording.ts";
import type { Storage } from "../../memory/storage.ts";
import type { Step } from "../recorder.ts";
import { type Loops, reads, writes } from "./loops.ts";

/** Something that a plan runs as a whole. */
export interface Unit {
  /** The step, where it is one that nobody can look into. */
  readonly step: Step | null;
  readonly loops: Loops | null;
  readonly reads: ReadonlySet<Storage>;
  readonly writes: ReadonlySet<Storage>;
  /** Whether it reads, or writes, arrays that aren't the plan's own, any of which may be another's. */
  readonly readsOutside: boolean;
  readonly writesOutside: boolean;
}

/** Which storages are the plan's own: nobody else ever sees their elements. */
export type IsOwn = (storage: Storage) => boolean;

/** A step that may read and write whatever it touches, and anything that isn't the plan's own. */
export function unitOfStep(step: Step): Unit {
  return {
    step,
    loops: null,
    reads: step.touched,
    writes: step.touched,
    readsOutside: true,
    writesOutside: true,
  };
}

export function unitOfLoops(loops: Loops, isOwn: IsOwn): Unit {
  const [read, written] = [reads(loops), writes(loops)].map((accesses) => accesses.map(({ storage }) => storage));
  const isOutside = (storage: Storage) => !(storage instanceof RecordedStorage && isOwn(storage));
  return {
    step: null,
    loops,
    reads: new Set(read),
    writes: new Set(written),
    readsOutside: read.some(isOutside),
    writesOutside: written.some(isOutside),
  };
}

/** Whether two units may run in another order. */
export function commute(a: Unit, b: Unit): boolean {
  if (a.writesOutside && (b.readsOutside || b.writesOutside)) return false;
  if (b.writesOutside && a.readsOutside) return false;
  for (const storage of a.writes) if (b.reads.has(storage) || b.writes.has(storage)) return false;
  for (const storage of b.writes) if (a.reads.has(storage)) return false;
  return true;
}

export function touches(unit: Unit, storage: Storage): boolean {
  return unit.reads.has(storage) || unit.writes.has(storage);
}
