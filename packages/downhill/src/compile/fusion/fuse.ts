import type { Storage } from "../../memory/storage.ts";
import { type Access, aligned, type Loops, reads, sameAccess, writes } from "./loops.ts";
import { commute, type IsOwn, touches, type Unit, unitOfLoops } from "./units.ts";

/** How far back a unit looks for others that it can be joined with. */
const LOOK_BACK = 64;
/** Longer programs gain little from being joined, and more arrays than these don't fit the registers. */
const MOST_INSTRUCTIONS = 240;
const MOST_ARRAYS = 12;

/**
 * Joins loops that one after another go through the same elements: what the first writes the second has in registers. The
 * others keep their order, and loops move past what has nothing to do with them only.
 */
export function fuse(units: readonly Unit[], isOwn: IsOwn): Unit[] {
  const fused: Unit[] = [];
  for (const unit of units) {
    fused.push(unit);
    while (joinLast(fused, isOwn));
  }
  return fused;
}

/** Joins the last unit with one before it. @returns whether there still is something to look for */
function joinLast(units: Unit[], isOwn: IsOwn): boolean {
  const last = units.length - 1;
  const unit = units[last];
  if (unit.loops === null) return false;
  for (let i = last - 1; i >= Math.max(0, last - LOOK_BACK); i--) {
    const other = units[i];
    if (other.loops === null) continue;
    const joined = join(other, unit, isOwn);
    if (joined === null) continue;
    const between = units.slice(i + 1, last);
    if (between.every((one) => commute(other, one))) {
      units.pop();
      units.splice(i, 1);
      units.push(joined);
      return true;
    }
    if (between.every((one) => commute(one, unit))) {
      units.pop();
      units[i] = joined;
      return false;
    }
  }
  return false;
}

function join(first: Unit, second: Unit, isOwn: IsOwn): Unit | null {
  const [a, b] = [first.loops as Loops, second.loops as Loops];
  if (a.members[0].program.dtype !== b.members[0].program.dtype) return null;
  if (instructions(a) + instructions(b) > MOST_INSTRUCTIONS) return null;
  for (const [x, y] of sharedAccesses(first, second)) {
    const pair = aligned(a, x, b, y);
    if (pair === null) continue;
    const [left, right] = pair;
    if (!agree(left, right, isOwn)) continue;
    const loops = { sizes: left.sizes, members: [...left.members, ...right.members] };
    if (arrays(loops) <= MOST_ARRAYS) return unitOfLoops(loops, isOwn);
  }
  return null;
}

/** How both go through a storage that they share: first of what one writes and the other reads. */
function* sharedAccesses(first: Unit, second: Unit): Generator<[Access, Access]> {
  const [a, b] = [first.loops as Loops, second.loops as Loops];
  const shared = (storage: Storage) => touches(first, storage) && touches(second, storage);
  const ofFirst = [...writes(a), ...reads(a)].filter(({ storage }) => shared(storage));
  const ofSecond = [...reads(b), ...writes(b)].filter(({ storage }) => shared(storage));
  for (const x of ofFirst) for (const y of ofSecond) if (x.storage === y.storage) yield [x, y];
}

/** Whether, element by element, the second loops find what the first leave, as they do one after the other. */
function agree(a: Loops, b: Loops, isOwn: IsOwn): boolean {
  return allAlike(writes(a), [...reads(b), ...writes(b)], isOwn) && allAlike(reads(a), writes(b), isOwn);
}

/** Whether arrays of both are gone through alike if they have elements in common. */
function allAlike(some: readonly Access[], others: readonly Access[], isOwn: IsOwn): boolean {
  return some.every((x) =>
    others.every((y) => {
      const mayMeet = x.storage === y.storage || !(isOwn(x.storage) || isOwn(y.storage));
      return !mayMeet || sameAccess(x, y);
    }),
  );
}

/** Whether loops write what they read, if they do, where they read it. */
export function isElementByElement(loops: Loops, isOwn: IsOwn): boolean {
  return allAlike(writes(loops), reads(loops), isOwn);
}

function instructions({ members }: Loops): number {
  return members.reduce((sum, { program }) => sum + program.instructions.length, 0);
}

function arrays(loops: Loops): number {
  const found: Access[] = [];
  for (const access of [...reads(loops), ...writes(loops)]) {
    if (!found.some((other) => sameAccess(other, access))) found.push(access);
  }
  return found.length;
}
