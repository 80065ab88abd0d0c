import { itemSize } from "../../memory/dtype.ts";
import { BodyWriter } from "../body.ts";
import { VECTOR_BYTES } from "../lanes.ts";
import { assemble, FunctionBuilder, i32Parameters } from "../wasm/module.ts";
import { I32, op } from "../wasm/opcodes.ts";
import {
  ARRAY_STRIDES,
  arrayWord,
  NEST_RUN,
  NEST_SEGMENT,
  NEST_SEGMENTS,
  NEST_SIZES,
  NEST_UNITS,
  NEST_UNITS_PER_CHUNK,
  type Nest,
} from "./nest.ts";
import { NestAccess } from "./nestAccess.ts";

/** Vectors per turn of the main loop, of programs that don't hide its cost by themselves. */
const UNROLL = 4;
const LONG = 80;

/**
 * The kernel of a program over arrays of any strides, as a WebAssembly module that exports `chunk(job, index)`.
 *
 * The elements are those of nested loops. A unit is a segment of a run along the innermost dimension; a chunk is some
 * units. Whole vectors come first, then the elements that are left, by the same instructions in the first lane: each
 * element is rounded alike wherever it lies.
 */
export function compileNest(nest: Nest): Uint8Array {
  return assemble([new NestWriter(nest).write()]);
}

class NestWriter {
  readonly #nest: Nest;
  readonly #f = new FunctionBuilder("chunk", i32Parameters(2));
  readonly #pointers: readonly number[];
  /** Bytes from one element to the next, of arrays that are strided. */
  readonly #strides: readonly number[];
  readonly #body: BodyWriter;
  /** Elements in a vector. */
  readonly #lanes: number;

  constructor(nest: Nest) {
    this.#nest = nest;
    const f = this.#f;
    this.#pointers = nest.arrays.map(() => f.local(I32));
    this.#strides = nest.arrays.map(({ step }) => (step === "strided" ? f.local(I32) : -1));
    this.#lanes = VECTOR_BYTES / itemSize(nest.program.dtype);
    this.#body = new BodyWriter(f, nest.program, new NestAccess(f, nest, this.#pointers, this.#strides));
  }

  write(): FunctionBuilder {
    const f = this.#f;
    const [job, index] = [0, 1];
    const word = (number: number) => f.get(job).memory(op.i32Load, 4 * number);
    const [unit, last, left, start, row, segment] = Array.from({ length: 6 }, () => f.local(I32));
    this.#strides.forEach((stride, i) => {
      if (stride >= 0) {
        word(arrayWord(this.#nest, i) + ARRAY_STRIDES);
        f.set(stride);
      }
    });
    // The units of the chunk: no further than the last one.
    f.get(index);
    word(NEST_UNITS_PER_CHUNK).emit(op.i32Mul).tee(unit);
    word(NEST_UNITS_PER_CHUNK).emit(op.i32Add).set(last);
    word(NEST_UNITS).get(last);
    word(NEST_UNITS).get(last).emit(op.i32LtU).emit(op.select).set(last);

    f.block().loop();
    f.get(unit).get(last).emit(op.i32GeU).emit(op.brIf, 1);
    f.get(unit);
    word(NEST_SEGMENTS).emit(op.i32DivU).set(row);
    f.get(unit).get(row);
    word(NEST_SEGMENTS).emit(op.i32Mul).emit(op.i32Sub);
    word(NEST_SEGMENT).emit(op.i32Mul).set(start);
    word(NEST_RUN).get(start).emit(op.i32Sub).set(left);
    word(NEST_SEGMENT).set(segment);
    f.get(left).get(segment).get(left).get(segment).emit(op.i32LtU).emit(op.select).set(left);
    this.#writePointers(word, start, row);
    this.#body.writeInvariants(null);
    const { instructions, wide } = this.#nest.program;
    const isLong = this.#strides.some((stride) => stride >= 0) || this.#nest.sums.length > 0;
    if (!isLong && instructions.length + wide.filter(Boolean).length <= LONG) this.#writeLoop(left, UNROLL, false);
    this.#writeLoop(left, 1, false);
    this.#writeLoop(left, 1, true);
    f.get(unit).i32(1).emit(op.i32Add).set(unit);
    f.emit(op.br, 0).end().end();
    return f;
  }

  /** Sets the pointers to the first element of a segment. */
  #writePointers(word: (number: number) => FunctionBuilder, start: number, row: number): void {
    const f = this.#f;
    const { outer } = this.#nest;
    this.#pointers.forEach((pointer, i) => {
      const at = arrayWord(this.#nest, i);
      word(at);
      f.get(start);
      word(at + ARRAY_STRIDES)
        .emit(op.i32Mul)
        .emit(op.i32Add)
        .set(pointer);
    });
    if (outer === 0) return;
    const [rest, place] = [f.local(I32), f.local(I32)];
    for (let d = outer - 1; d >= 0; d--) {
      if (d === 0) f.get(row).set(place);
      else {
        f.get(row);
        word(NEST_SIZES + d)
          .emit(op.i32DivU)
          .set(rest);
        f.get(row).get(rest);
        word(NEST_SIZES + d)
          .emit(op.i32Mul)
          .emit(op.i32Sub)
          .set(place);
        f.get(rest).set(row);
      }
      this.#pointers.forEach((pointer, i) => {
        f.get(pointer).get(place);
        word(arrayWord(this.#nest, i) + ARRAY_STRIDES + 1 + d)
          .emit(op.i32Mul)
          .emit(op.i32Add)
          .set(pointer);
      });
    }
  }

  /** While there are as many elements left: `vectors` vectors, or one element. */
  #writeLoop(left: number, vectors: number, oneLane: boolean): void {
    const f = this.#f;
    const elements = oneLane ? 1 : vectors * this.#lanes;
    const step = itemSize(this.#nest.program.dtype);
    f.block().loop();
    f.get(left).i32(elements).emit(op.i32LtU).emit(op.brIf, 1);
    for (let i = 0; i < vectors; i++) this.#body.writeOutputs(i * this.#lanes * step, oneLane);
    this.#nest.arrays.forEach(({ dtype, step: kind }, i) => {
      if (kind === "repeated") return;
      f.get(this.#pointers[i]);
      if (kind === "dense") f.i32(elements * itemSize(dtype));
      else f.get(this.#strides[i]).i32(elements).emit(op.i32Mul);
      f.emit(op.i32Add).set(this.#pointers[i]);
    });
    f.get(left).i32(elements).emit(op.i32Sub).set(left);
    f.emit(op.br, 0).end().end();
  }
}
