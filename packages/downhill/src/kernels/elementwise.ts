import { boolArrays, isCompilable, type Program } from "../ir/program.ts";
import { type ElementDType, type FloatDType, itemSize, newArray, viewArray } from "../memory/dtype.ts";
import { heap } from "../memory/heap.ts";
import { addressOf, checkRun, type Run } from "./address.ts";
import { compile, JOB_CLAIMS, JOB_TABLE, JOB_UNIFORMS } from "./compiler.ts";
import { evaluate } from "./evaluator.ts";
import { Kernel } from "./pool/kernel.ts";
import { pool } from "./pool/pool.ts";
import { Scratch } from "./scratch.ts";
import { kernelsSupported } from "./support.ts";

type FloatArray = Float32Array | Float64Array;

/** The longest piece of one table entry, and the least work of one claim, in bytes of one array. */
const PIECE_BYTES = 64 * 1024;
/** From this many bytes of one array on, waking the workers costs less than they save (`npm run bench -- step`). */
const PARALLEL_BYTES = 256 * 1024;
/** Elements per pass where operands have to be gathered into the heap first. */
const STAGE_ELEMENTS = 16 * 1024;

/** Where an operand's elements lie: one after the other from `offset`, or at the listed places. */
export interface Operand extends Run {
  /** The place of each element, relative to nothing but the storage, when they are not one dense run. */
  readonly places: Int32Array | null;
}

/** A program with its kernel, which is compiled when it first runs. */
export class ElementwiseKernel<Type extends ElementDType = FloatDType> {
  readonly program: Program<Type>;
  #kernel: Kernel | null = null;
  #compilable: boolean | null = null;
  #types: readonly (Type | "bool")[] | null = null;

  constructor(program: Program<Type>) {
    this.program = program;
  }

  /** @internal Whether there is a kernel: a program that calls what only the evaluator knows has none. */
  get compilable(): boolean {
    this.#compilable ??= isCompilable(this.program);
    return this.#compilable;
  }

  /** @internal The type of each array. */
  get types(): readonly (Type | "bool")[] {
    this.#types ??= boolArrays(this.program).map((isBool) => (isBool ? "bool" : this.program.dtype));
    return this.#types;
  }

  /** @internal */
  get kernel(): Kernel {
    this.#kernel ??= new Kernel(compile(this.program));
    return this.#kernel;
  }
}

const HEADER_BYTES = 16;
const tableScratch = new Scratch();
const stageScratch = new Scratch();

/**
 * One run of one kernel over the arrays of many tensors. Fill it with `push` and then `run` it; the tensors' pieces
 * become one table, cut into claims of about equal size, so that many small tensors cost one call and a large one
 * is shared among the threads.
 */
export class ElementwiseJob {
  #kernel: ElementwiseKernel | null = null;
  #dtype: FloatDType = "float32";
  #itemSize = 4;
  #width = 1;
  /** Table entries: the bytes, then an address per array. */
  #table = new Int32Array(256);
  #used = 0;
  #bytes = 0;
  readonly #addresses: number[] = [];
  #staged: { operands: readonly Operand[]; count: number }[] = [];

  /** Empties the job and sets the kernel that the next `push`es are for. */
  reset(kernel: ElementwiseKernel): void {
    this.#kernel = kernel;
    this.#dtype = kernel.program.dtype;
    this.#itemSize = itemSize(this.#dtype);
    this.#width = kernel.program.arrays.length + 1;
    this.#used = 0;
    this.#bytes = 0;
    this.#staged.length = 0;
  }

  /**
   * Adds `count` elements of dense arrays in the heap, one for each of the program's arrays.
   *
   * @throws when they are not the kernel's dtype, not in the heap, or more than the arrays have
   */
  push(runs: readonly Run[], count: number): void {
    const arrays = this.#checked(runs);
    const addresses = this.#addresses;
    for (let i = 0; i < arrays; i++) addresses[i] = addressOf(runs[i].storage, runs[i].offset, count, this.#dtype);
    this.#add(addresses, count);
  }

  /**
   * Adds rows of `count` elements of arrays in the heap; each array has its own distance between the beginnings of two
   * rows, 0 where all rows are one.
   *
   * @throws as `push` does
   */
  pushRows(runs: readonly Run[], distances: readonly number[], rows: number, count: number): void {
    if (distances.every((distance) => distance === count)) {
      this.push(runs, rows * count);
      return;
    }
    const arrays = this.#checked(runs);
    const addresses = this.#addresses;
    for (let i = 0; i < arrays; i++) {
      const { storage, offset } = runs[i];
      addresses[i] = addressOf(storage, offset, rows === 0 ? 0 : (rows - 1) * distances[i] + count, this.#dtype);
    }
    for (let row = 0; row < rows; row++) {
      this.#add(addresses, count);
      for (let i = 0; i < arrays; i++) addresses[i] += distances[i] * this.#itemSize;
    }
  }

  #add(addresses: readonly number[], count: number): void {
    const arrays = this.#width - 1;
    const bytes = count * this.#itemSize;
    this.#bytes += bytes;
    for (let start = 0; start < bytes; start += PIECE_BYTES) {
      if (this.#used + this.#width > this.#table.length) this.#grow();
      this.#table[this.#used] = Math.min(PIECE_BYTES, bytes - start);
      for (let i = 0; i < arrays; i++) this.#table[this.#used + 1 + i] = addresses[i] + start;
      this.#used += this.#width;
    }
  }

  /**
   * Adds `count` elements of arrays that are not dense, or not in the heap: they are streamed through it.
   *
   * @throws when they are not the kernel's dtype, or places are not the storage's own
   */
  pushStaged(operands: readonly Operand[], count: number): void {
    this.#checked(operands);
    for (const operand of operands) checkOperand(operand, count, this.#dtype);
    this.#staged.push({ operands, count });
  }

  /** Runs the kernel over all that was pushed. */
  run(uniforms: ArrayLike<number>): void {
    const kernel = this.#kernel;
    if (kernel === null) return;
    if (this.#used > 0) {
      if (kernel.compilable) this.#runTable(kernel, uniforms);
      else this.#evaluateTable(kernel, uniforms);
    }
    for (const { operands, count } of this.#staged) this.#runStaged(kernel, operands, count, uniforms);
    this.#kernel = null;
    this.#staged.length = 0;
  }

  /** The number of arrays that the kernel takes. */
  #checked(given: readonly Run[]): number {
    const arrays = this.#width - 1;
    if (this.#kernel !== null && given.length === arrays) return arrays;
    throw new RangeError(`a kernel that takes ${arrays} arrays was given ${given.length}`);
  }

  #grow(): void {
    const table = new Int32Array(this.#table.length * 2);
    table.set(this.#table);
    this.#table = table;
  }

  #runTable(kernel: ElementwiseKernel, uniforms: ArrayLike<number>): void {
    const entries = this.#used / this.#width;
    const uniformBytes = (uniforms.length * this.#itemSize + 15) & ~15;
    const tableOffset = HEADER_BYTES + uniformBytes;
    const claimsOffset = tableOffset + this.#used * 4;
    const base = tableScratch.reserve(claimsOffset + (entries + 1) * 4);
    if (base < 0) throw new RangeError("the shared heap has no room for a step's table");

    const { words } = tableScratch;
    tableScratch.elements(kernel.program.dtype).set(uniforms, HEADER_BYTES / this.#itemSize);
    words[JOB_TABLE >> 2] = base + tableOffset;
    words[JOB_CLAIMS >> 2] = base + claimsOffset;
    words[JOB_UNIFORMS >> 2] = base + HEADER_BYTES;
    for (let i = 0, to = tableOffset >> 2; i < this.#used; i++) words[to + i] = this.#table[i];

    let claims = 0;
    let claimed = 0;
    const firstClaim = claimsOffset >> 2;
    const least = this.#bytes < PARALLEL_BYTES ? Number.POSITIVE_INFINITY : PIECE_BYTES;
    words[firstClaim] = 0;
    for (let entry = 0; entry < entries; entry++) {
      claimed += this.#table[entry * this.#width];
      if (claimed >= least || entry === entries - 1) {
        words[firstClaim + ++claims] = entry + 1;
        claimed = 0;
      }
    }
    pool.run(kernel.kernel, base, claims, this.#bytes >= PARALLEL_BYTES);
  }

  #evaluateTable({ program }: ElementwiseKernel, uniforms: ArrayLike<number>): void {
    const rounded = roundUniforms(program.dtype, uniforms);
    for (let entry = 0; entry < this.#used; entry += this.#width) {
      const count = this.#table[entry] / this.#itemSize;
      const arrays = program.arrays.map((_, i) =>
        viewArray(program.dtype, heap.buffer, this.#table[entry + 1 + i], count),
      );
      evaluate(program, arrays as FloatArray[], rounded);
    }
  }

  #runStaged(
    kernel: ElementwiseKernel,
    operands: readonly Operand[],
    count: number,
    uniforms: ArrayLike<number>,
  ): void {
    const { program } = kernel;
    const length = Math.min(count, STAGE_ELEMENTS);
    const strideBytes = (length * this.#itemSize + 63) & ~63;
    const base = kernelsSupported() && kernel.compilable ? stageScratch.reserve(strideBytes * operands.length) : -1;
    const stage = operands.map((_, i) =>
      base < 0
        ? (newArray(program.dtype, length) as FloatArray)
        : (viewArray(program.dtype, heap.buffer, base + i * strideBytes, length) as FloatArray),
    );
    const staging = new ElementwiseJob();
    for (let start = 0; start < count; start += length) {
      const n = Math.min(length, count - start);
      operands.forEach((operand, i) => gather(stage[i], operand, start, n));
      if (base < 0) {
        const parts = stage.map((array) => array.subarray(0, n));
        evaluate(program, parts, roundUniforms(program.dtype, uniforms));
      } else {
        staging.reset(kernel);
        staging.#add(
          operands.map((_, i) => base + i * strideBytes),
          n,
        );
        staging.run(uniforms);
      }
      for (const { array } of program.outputs) scatter(stage[array], operands[array], start, n);
    }
  }
}

function roundUniforms(dtype: FloatDType, uniforms: ArrayLike<number>): FloatArray {
  return dtype === "float32" ? Float32Array.from(uniforms) : Float64Array.from(uniforms);
}

function checkOperand({ storage, offset, places }: Operand, count: number, dtype: FloatDType): void {
  if (places === null) {
    checkRun(storage, offset, count, dtype);
    return;
  }
  let last = 0;
  let first = 0;
  for (let i = 0; i < places.length; i++) {
    if (places[i] > last) last = places[i];
    else if (places[i] < first) first = places[i];
  }
  checkRun(storage, first, count === 0 ? 0 : last + 1 - first, dtype);
  if (places.length < count) throw new RangeError(`${count} elements were to be found at ${places.length} places`);
}

function gather(to: FloatArray, { storage, offset, places }: Operand, start: number, n: number): void {
  const from = storage.data as FloatArray;
  if (places === null) to.set(from.subarray(offset + start, offset + start + n));
  else for (let i = 0; i < n; i++) to[i] = from[places[start + i]];
}

function scatter(from: FloatArray, { storage, offset, places }: Operand, start: number, n: number): void {
  const to = storage.data as FloatArray;
  if (places === null) to.set(from.subarray(0, n), offset + start);
  else for (let i = 0; i < n; i++) to[places[start + i]] = from[i];
}
