import { ProgramJoiner, type Value } from "../../ir/joining.ts";
import type { Program } from "../../ir/program.ts";
import { sumArray } from "../../kernels/fused/nest.ts";
import { type JobSum, NestJob } from "../../kernels/fused/nestJob.ts";
import { itemSize } from "../../memory/dtype.ts";
import { RecordedStorage, type Work } from "../../memory/recording.ts";
import type { Storage } from "../../memory/storage.ts";
import { operationsOf } from "../../tensor/computation.ts";
import { mergeDims } from "../../tensor/shape.ts";
import { type Access, isAccess, type Loops, type Operand, sameAccess } from "./loops.ts";

/** Runs along the innermost dimension that are shorter than this are worth a longer one along another. */
const SHORT_RUN = 8;

/** Loops in the form in which they run: one program, and the arrays that it really reads and writes. */
export interface FusedLoops {
  readonly name: string;
  readonly program: Program;
  readonly sizes: readonly number[];
  readonly arrays: readonly Access[];
  readonly sums: readonly JobSum[];
  /** How many computations it does. */
  readonly members: number;
  readonly work: Work;
  /** Storages all of whose elements are written before any is read. */
  readonly filled: ReadonlySet<Storage>;
}

/**
 * Joins the programs of loops.
 *
 * @param isNeeded whether anybody else reads what is written to a storage
 * @returns null where nobody reads anything
 */
export function joined(loops: Loops, isNeeded: (storage: Storage) => boolean): FusedLoops | null {
  const joiner = new ProgramJoiner(loops.members[0].program.dtype);
  const arrays: Access[] = [];
  const known: { access: Access; value: Value; isWritten: boolean }[] = [];
  const arrayOf = (access: Access): number => {
    const index = arrays.findIndex((other) => sameAccess(other, access));
    return index >= 0 ? index : arrays.push(access) - 1;
  };
  const loaded = new Set<Storage>();
  const sums: JobSum[] = [];
  const valueFor = (operand: Operand): Value => {
    if (typeof operand === "number") return joiner.constant(operand);
    if (!isAccess(operand)) {
      const { kind, factors, count } = operand;
      sums.push({ kind, count, factors: factors.map((factor) => arrays.push(factor) - 1) });
      return joiner.load(sumArray(sums.length - 1));
    }
    const found = known.find(({ access }) => sameAccess(access, operand));
    if (found !== undefined) return found.value;
    const value = joiner.load(arrayOf(operand));
    known.push({ access: operand, value, isWritten: false });
    loaded.add(operand.storage);
    return value;
  };
  for (const { program, out, operands } of loops.members) {
    const value = joiner.add(program, operands.map(valueFor));
    const found = known.find(({ access }) => sameAccess(access, out));
    if (found === undefined) known.push({ access: out, value, isWritten: true });
    else Object.assign(found, { value, isWritten: true });
  }
  const stored = known.filter(({ access, isWritten }) => isWritten && isNeeded(access.storage));
  if (stored.length === 0) return null;
  const outputs = stored.map(({ access, value }) => ({ array: arrayOf(access), value }));
  const count = loops.sizes.reduce((product, size) => product * size, 1);
  for (const { factors } of sums) for (const factor of factors) loaded.add(arrays[factor].storage);
  const covered = stored.filter(({ access: { storage } }) => !loaded.has(storage) && storage.length === count);
  const program = joiner.finish(
    arrays.map((_, i) => `a${i}`),
    outputs,
  );
  return {
    name: nameOf(loops),
    members: loops.members.length,
    work: workOf(loops.sizes, program, arrays, sums),
    program,
    sums,
    ...inOrder(loops.sizes, arrays, arrays[outputs[0].array]),
    filled: new Set(covered.map(({ access }) => access.storage)),
  };
}

/** The names of what is computed, in order; one that comes again at once is counted. */
function nameOf({ members }: Loops): string {
  const parts: { name: string; count: number }[] = [];
  for (const { name } of members) {
    const last = parts[parts.length - 1];
    if (last?.name === name) last.count++;
    else parts.push({ name, count: 1 });
  }
  return parts.map(({ name, count }) => (count === 1 ? name : `${name} ×${count}`)).join(" + ");
}

function workOf(sizes: readonly number[], program: Program, arrays: readonly Access[], sums: readonly JobSum[]): Work {
  const product = (numbers: readonly number[]) => numbers.reduce((a, b) => a * b, 1);
  const terms = sums.reduce((sum, { count, factors }) => sum + factors.length * count, 0);
  const elements = ({ strides, step }: Access, i: number) => {
    const count = step === null ? 1 : (sums.find(({ factors }) => factors.includes(i))?.count ?? 1);
    return count * product(sizes.filter((_, d) => strides[d] !== 0));
  };
  return {
    operations: (operationsOf(program) + terms) * product(sizes),
    bytes: arrays.reduce((sum, access, i) => sum + elements(access, i) * itemSize(access.dtype), 0),
  };
}

/** The dimensions in the order of an array's elements, merged where they can be. */
function inOrder(sizes: readonly number[], arrays: readonly Access[], by: Access) {
  const order = [...sizes.keys()].sort((a, b) => by.strides[b] - by.strides[a]);
  const ordered = (values: readonly number[]) => order.map((d) => values[d]);
  const merged = mergeDims(
    ordered(sizes),
    arrays.map(({ strides }) => ordered(strides)),
  );
  if (merged.sizes.length === 0) {
    merged.sizes.push(1);
    for (const strides of merged.strides) strides.push(1);
  }
  const last = merged.sizes.length - 1;
  const longest = merged.sizes.indexOf(Math.max(...merged.sizes));
  if (merged.sizes[last] < SHORT_RUN && longest !== last) {
    for (const list of [merged.sizes, ...merged.strides]) list.push(...list.splice(longest, 1));
  }
  return { sizes: merged.sizes, arrays: arrays.map((access, i) => ({ ...access, strides: merged.strides[i] })) };
}

/** What runs fused loops; null where the heap has no room. */
export function runnerOf({ program, sizes, arrays, sums }: FusedLoops): { run(): void; dispose(): void } | null {
  const job = NestJob.make(
    program,
    arrays.map(({ dtype, strides, step }) => ({ dtype, strides, step: step ?? 0 })),
    sizes,
    sums,
  );
  if (job === null) return null;
  const storages = arrays.map(({ storage }) => storage);
  const offsets = arrays.map(({ offset }) => offset);
  const outside = [...arrays.keys()].filter((i) => !(storages[i] instanceof RecordedStorage));
  return {
    run() {
      for (const i of outside) {
        const { storage, offset } = arrays[i].tensor;
        storages[i] = storage;
        offsets[i] = offset;
      }
      if (!job.run(storages, offsets)) throw new RangeError("the shared heap has no room for a copy of a tensor");
    },
    dispose: () => job.dispose(),
  };
}
