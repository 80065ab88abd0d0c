import { keyOf, type Program } from "../../ir/program.ts";
import { type DType, itemSize, viewArray } from "../../memory/dtype.ts";
import { type Block, heap, type Place } from "../../memory/heap.ts";
import type { Storage } from "../../memory/storage.ts";
import { addressOf, checkRun } from "../address.ts";
import { Kernel } from "../pool/kernel.ts";
import { pool } from "../pool/pool.ts";
import { Scratch } from "../scratch.ts";
import {
  ARRAY_STEP,
  ARRAY_STRIDES,
  arrayWord,
  NEST_RUN,
  NEST_SEGMENT,
  NEST_SEGMENTS,
  NEST_SIZES,
  NEST_UNITS,
  NEST_UNITS_PER_CHUNK,
  type Nest,
  type NestSum,
  sumWord,
} from "./nest.ts";
import { compileNest } from "./nestCompiler.ts";

/** Elements that one thread takes at a time. */
const CHUNK_ELEMENTS = 4096;
/** From so many instructions times elements on, waking the workers costs less than they save. */
const PARALLEL_WORK = 1_000_000;
/** Kernels that are kept for nests like those that were compiled before. */
const MOST_KERNELS = 1024;
const ALIGNMENT = 64;

const kernels = new Map<string, Kernel>();
const stage = new Scratch();

/** An array of a job: where it lies is said when it runs. */
export interface JobArray {
  readonly dtype: DType;
  /** In elements, along the job's dimensions, outermost first; none is negative. */
  readonly strides: readonly number[];
  /** In elements, from one term of a sum to the next, if it is part of one. */
  readonly step?: number;
}

/** A sum of a job, and how many terms it has. */
export interface JobSum extends NestSum {
  readonly count: number;
}

/**
 * A program over arrays with strides, to be run again and again. What is the same each time lies in the heap; an array that
 * isn't in the heap is copied through it.
 */
export class NestJob {
  readonly #nest: Nest;
  readonly #arrays: readonly JobArray[];
  readonly #sums: readonly JobSum[];
  readonly #count: number;
  /** How many elements lie from the first to the last one of each array. */
  readonly #extents: readonly number[];
  readonly #chunks: number;
  readonly #kernel: Kernel;
  readonly #block: Block;
  readonly #words: Int32Array;
  /** Where the arrays were found in the last run. */
  readonly #places: (Place | null)[];
  readonly #offsets: number[];
  readonly #lengths: number[];

  private constructor(
    nest: Nest,
    arrays: readonly JobArray[],
    sizes: readonly number[],
    sums: readonly JobSum[],
    block: Block,
  ) {
    this.#nest = nest;
    this.#arrays = arrays;
    this.#sums = sums;
    this.#count = sizes.reduce((product, size) => product * size, 1);
    this.#extents = arrays.map(({ strides, step = 0 }, i) => {
      const terms = sums.find(({ factors }) => factors.includes(i))?.count ?? 1;
      return strides.reduce((sum, stride, d) => sum + (sizes[d] - 1) * stride, 1 + (terms - 1) * step);
    });
    this.#places = arrays.map(() => null);
    this.#offsets = arrays.map(() => -1);
    this.#lengths = arrays.map(() => -1);
    this.#kernel = kernelOf(nest);
    this.#block = block;
    this.#words = new Int32Array(heap.buffer, block.address, block.bytes >> 2);
    this.#chunks = this.#describe(sizes);
  }

  /**
   * @param arrays those of the program
   * @param sizes of the dimensions, outermost first; at least one, none of them zero
   * @param sums what the program loads by the numbers of `sumArray`; each array belongs to one of them at most
   * @returns null where the heap has no room
   */
  static make(
    program: Program,
    arrays: readonly JobArray[],
    sizes: readonly number[],
    sums: readonly JobSum[] = [],
  ): NestJob | null {
    const inner = sizes.length - 1;
    const nest: Nest = {
      program,
      outer: inner,
      sums,
      arrays: arrays.map(({ dtype, strides }) => {
        const stride = strides[inner];
        return { dtype, step: stride === 1 ? "dense" : stride === 0 ? "repeated" : "strided" };
      }),
    };
    const block = heap.allocate(4 * sumWord(nest, sums.length));
    return block === null ? null : new NestJob(nest, arrays, sizes, sums, block);
  }

  /** Instructions times elements. */
  get work(): number {
    const terms = this.#sums.reduce((sum, { count }) => sum + count, 0);
    return (this.#nest.program.instructions.length + terms) * this.#count;
  }

  /** Writes down what is the same in each run. @returns the number of chunks */
  #describe(sizes: readonly number[]): number {
    const words = this.#words;
    const run = sizes[sizes.length - 1];
    const segments = Math.ceil(run / CHUNK_ELEMENTS);
    const units = (this.#count / run) * segments;
    const perChunk = this.#isParallel ? Math.max(1, Math.floor(CHUNK_ELEMENTS / run)) : units;
    words[NEST_UNITS] = units;
    words[NEST_UNITS_PER_CHUNK] = perChunk;
    words[NEST_SEGMENTS] = segments;
    words[NEST_SEGMENT] = CHUNK_ELEMENTS;
    words[NEST_RUN] = run;
    for (let d = 0; d < this.#nest.outer; d++) words[NEST_SIZES + d] = sizes[d];
    this.#sums.forEach(({ count }, i) => {
      words[sumWord(this.#nest, i)] = count;
    });
    this.#arrays.forEach(({ dtype, strides, step = 0 }, i) => {
      const first = arrayWord(this.#nest, i);
      const at = first + ARRAY_STRIDES;
      const bytes = itemSize(dtype);
      words[first + ARRAY_STEP] = step * bytes;
      words[at] = strides[strides.length - 1] * bytes;
      for (let d = 0; d < this.#nest.outer; d++) words[at + 1 + d] = strides[d] * bytes;
    });
    return Math.ceil(units / perChunk);
  }

  get #isParallel(): boolean {
    return this.work >= PARALLEL_WORK;
  }

  /**
   * Runs the program.
   *
   * @param storages,offsets where each array begins
   * @returns false, having changed nothing, where the heap has no room for what has to be copied
   */
  run(storages: readonly Storage[], offsets: readonly number[]): boolean {
    let staged = 0;
    for (let i = 0; i < storages.length; i++) {
      const { block, length } = storages[i];
      if (block === null) {
        checkRun(storages[i], offsets[i], this.#extents[i], this.#arrays[i].dtype);
        staged += this.#room(i);
      } else if (block !== this.#places[i] || offsets[i] !== this.#offsets[i] || length !== this.#lengths[i]) {
        this.#words[arrayWord(this.#nest, i)] = addressOf(
          storages[i],
          offsets[i],
          this.#extents[i],
          this.#arrays[i].dtype,
        );
        this.#offsets[i] = offsets[i];
        this.#lengths[i] = length;
      }
      this.#places[i] = block;
    }
    if (staged > 0 && !this.#stage(storages, offsets, staged)) return false;
    pool.run(this.#kernel, this.#block.address, this.#chunks, this.#isParallel);
    if (staged > 0) this.#unstage(storages, offsets);
    return true;
  }

  #room(i: number): number {
    return Math.ceil((this.#extents[i] * itemSize(this.#arrays[i].dtype)) / ALIGNMENT) * ALIGNMENT;
  }

  /** Copies what isn't in the heap there: also what is written, since there may be other elements between. */
  #stage(storages: readonly Storage[], offsets: readonly number[], bytes: number): boolean {
    let address = stage.reserve(bytes);
    if (address < 0) return false;
    storages.forEach(({ block, data }, i) => {
      if (block !== null) return;
      const from = (data as Float32Array).subarray(offsets[i], offsets[i] + this.#extents[i]);
      (this.#view(i, address) as Float32Array).set(from);
      this.#words[arrayWord(this.#nest, i)] = address;
      address += this.#room(i);
    });
    return true;
  }

  #unstage(storages: readonly Storage[], offsets: readonly number[]): void {
    for (const { array } of this.#nest.program.outputs) {
      const { block, data } = storages[array];
      if (block !== null) continue;
      const at = this.#words[arrayWord(this.#nest, array)];
      (data as Float32Array).set(this.#view(array, at) as Float32Array, offsets[array]);
    }
  }

  #view(i: number, address: number) {
    return viewArray(this.#arrays[i].dtype, heap.buffer, address, this.#extents[i]);
  }

  /** Gives the memory back. */
  dispose(): void {
    heap.free(this.#block);
  }
}

function kernelOf(nest: Nest): Kernel {
  const { dtype, instructions, wide, outputs } = nest.program;
  const arrays = nest.arrays.map((array) => `${array.dtype} ${array.step}`);
  const key = [
    dtype,
    nest.outer,
    arrays,
    JSON.stringify([outputs, nest.sums.map(({ kind, factors }) => [kind, factors])]),
    ...instructions.map((instruction, i) => `${wide[i]} ${keyOf(instruction)}`),
  ].join();
  let kernel = kernels.get(key);
  if (kernel === undefined) {
    if (kernels.size === MOST_KERNELS) kernels.clear();
    kernel = new Kernel(compileNest(nest));
    kernels.set(key, kernel);
  }
  return kernel;
}
