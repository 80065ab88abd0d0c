import type { Program } from "../ir/program.ts";
import type { RowProgram, Stage } from "../ir/rows.ts";
import { itemSize } from "../memory/dtype.ts";
import { BodyWriter } from "./body.ts";
import { LANES, splat, VECTOR_BYTES } from "./lanes.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { F32, F64, I32, op, simd, V128 } from "./wasm/opcodes.ts";

/** Byte offsets in a row job's parameter block. */
export const ROWS_ARRAYS = 0;
export const ROWS_NUMBERS = 4;
export const ROWS_COUNT = 8;
export const ROWS_PER_CHUNK = 12;
export const ROWS_BYTES = 16;

/** Elements that a sum takes at a time, each in a lane of its own. */
const LANES_OF_SUM = 8;

/**
 * The kernel of a function of rows, as a module that exports `chunk(job, index)`.
 *
 * The job has a table with two words for each array and column, its address and the bytes from one row to the next;
 * the numbers; and how many rows there are, how many a chunk takes, and the bytes of one.
 *
 * A sum adds element i of each whole block of 8 to lane i; four more go to the first four lanes; the rest are added up
 * by themselves, and come last: ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)) + rest. `generate/rows.ts` writes loops that do
 * the same.
 */
export function compileRows(program: RowProgram): Uint8Array {
  return assemble([new RowWriter(program).write()]);
}

class RowWriter {
  readonly #program: RowProgram;
  readonly #f = new FunctionBuilder("chunk", i32Parameters(2));
  /** The beginning of the row in each array, and of its number in each column. */
  readonly #bases: readonly number[];
  readonly #cursors: readonly number[];
  readonly #left: number;
  readonly #rowBytes: number;
  readonly #values: number[] = [];

  constructor(program: RowProgram) {
    this.#program = program;
    const places = program.arrays.length + program.columnsRead + program.columnsWritten;
    this.#bases = Array.from({ length: places }, () => this.#f.local(I32));
    this.#cursors = program.arrays.map(() => this.#f.local(I32));
    this.#left = this.#f.local(I32);
    this.#rowBytes = this.#f.local(I32);
    const reductions = program.stages.filter((stage) => "into" in stage).length;
    const values = program.numbers + program.columnsRead + reductions;
    for (let i = 0; i < values; i++) this.#values.push(this.#f.local(V128));
  }

  write(): FunctionBuilder {
    const f = this.#f;
    const [job, index] = [0, 1];
    const [row, last, table] = [f.local(I32), f.local(I32), f.local(I32)];
    f.get(job).memory(op.i32Load, ROWS_NUMBERS).set(table);
    for (let i = 0; i < this.#program.numbers; i++) {
      f.get(table)
        .simdMemory(simd.v128Load64Splat, 8 * i, 3)
        .set(this.#values[i]);
    }
    f.get(job).memory(op.i32Load, ROWS_BYTES).set(this.#rowBytes);
    f.get(job).memory(op.i32Load, ROWS_ARRAYS).set(table);
    f.get(job).memory(op.i32Load, ROWS_PER_CHUNK).get(index).emit(op.i32Mul).set(row);
    // The end of the chunk: no further than the last row.
    f.get(row).get(job).memory(op.i32Load, ROWS_PER_CHUNK).emit(op.i32Add).set(last);
    f.get(job).memory(op.i32Load, ROWS_COUNT).get(last);
    f.get(job).memory(op.i32Load, ROWS_COUNT).get(last).emit(op.i32LtU).emit(op.select).set(last);

    f.block().loop();
    f.get(row).get(last).emit(op.i32GeU).emit(op.brIf, 1);
    this.#bases.forEach((base, i) => {
      f.get(table).memory(op.i32Load, 8 * i);
      f.get(row)
        .get(table)
        .memory(op.i32Load, 8 * i + 4)
        .emit(op.i32Mul)
        .emit(op.i32Add)
        .set(base);
    });
    const { arrays, columnsRead, numbers, stages } = this.#program;
    for (let i = 0; i < columnsRead; i++) {
      f.get(this.#bases[arrays.length + i])
        .simdMemory(simd.v128Load64Splat, 0, 3)
        .set(this.#values[numbers + i]);
    }
    for (const stage of stages) this.#writeStage(stage);
    f.get(row).i32(1).emit(op.i32Add).set(row);
    f.emit(op.br, 0).end().end();
    return f;
  }

  #writeStage(stage: Stage): void {
    const body = new BodyWriter(this.#f, stage.program, this.#cursors, this.#values);
    body.writeInvariants(null);
    switch (stage.kind) {
      case "columns":
        this.#writeColumns(stage.program, body);
        return;
      case "map":
        this.#rewind();
        this.#writeLoop(VECTOR_BYTES, () => body.writeOutputs(0, false));
        this.#writeLoop(itemSize(this.#program.dtype), () => body.writeOutputs(0, true));
        return;
      case "sum":
        this.#writeSum(stage.program, body, this.#values[stage.into]);
        return;
      case "max":
        this.#writeMax(stage.program, body, this.#values[stage.into]);
    }
  }

  #writeColumns({ outputs }: Program, body: BodyWriter): void {
    const { arrays, columnsRead } = this.#program;
    body.at(0, false, () => {
      outputs.forEach(({ value }, i) => {
        this.#f.get(this.#bases[arrays.length + columnsRead + i]);
        body.value(value, 0);
        this.#f.simdMemory(simd.v128Store64Lane, 0, 3).bytes([0]);
      });
    });
  }

  /** To the row's first element. */
  #rewind(): void {
    this.#cursors.forEach((cursor, i) => {
      this.#f.get(this.#bases[i]).set(cursor);
    });
    this.#f.get(this.#rowBytes).set(this.#left);
  }

  /** While `step` bytes are left: what `write` writes, and on. */
  #writeLoop(step: number, write: () => void): void {
    const f = this.#f;
    f.block().loop();
    f.get(this.#left).i32(step).emit(op.i32LtU).emit(op.brIf, 1);
    write();
    for (const cursor of this.#cursors) f.get(cursor).i32(step).emit(op.i32Add).set(cursor);
    f.get(this.#left).i32(step).emit(op.i32Sub).set(this.#left);
    f.emit(op.br, 0).end().end();
  }

  #writeSum(program: Program, body: BodyWriter, into: number): void {
    const f = this.#f;
    const size = itemSize(this.#program.dtype);
    const value = program.outputs[0].value;
    const lanes = Array.from({ length: LANES_OF_SUM / 2 }, () => f.local(V128));
    const rest = f.local(F64);
    for (const lane of lanes) {
      this.#writeZero();
      f.set(lane);
    }
    f.emit(op.f64Const).bytes(new Uint8Array(8)).set(rest);
    /** Adds `count` elements to the first lanes. */
    const add = (count: number) => {
      const perVector = VECTOR_BYTES / size;
      for (let from = 0; from < count; from += perVector) {
        body.at(from * size, false, () => {
          const halves = perVector / 2;
          for (let half = 0; half < halves; half++) {
            const lane = lanes[from / 2 + half];
            f.get(lane);
            body.value(value, half as 0 | 1);
            f.simd(simd.f64x2Add).set(lane);
          }
        });
      }
    };
    this.#rewind();
    this.#writeLoop(LANES_OF_SUM * size, () => add(LANES_OF_SUM));
    this.#writeLoop((LANES_OF_SUM / 2) * size, () => add(LANES_OF_SUM / 2));
    this.#writeLoop(size, () => {
      body.at(0, true, () => {
        f.get(rest);
        body.value(value, 0);
        f.simd(simd.f64x2ExtractLane).bytes([0]).emit(op.f64Add).set(rest);
      });
    });
    f.get(lanes[0]).get(lanes[2]).simd(simd.f64x2Add);
    f.get(lanes[1]).get(lanes[3]).simd(simd.f64x2Add).simd(simd.f64x2Add).set(lanes[0]);
    f.get(lanes[0]).simd(simd.f64x2ExtractLane).bytes([0]);
    f.get(lanes[0]).simd(simd.f64x2ExtractLane).bytes([1]).emit(op.f64Add);
    f.get(rest).emit(op.f64Add).simd(simd.f64x2Splat).set(into);
  }

  #writeMax(program: Program, body: BodyWriter, into: number): void {
    const f = this.#f;
    const { dtype } = this.#program;
    const value = program.outputs[0].value;
    const wide = program.wide[value];
    const isDouble = wide || dtype === "float64";
    const { max } = LANES[isDouble ? "float64" : "float32"].operations;
    const extract = isDouble ? simd.f64x2ExtractLane : simd.f32x4ExtractLane;
    const scalarMax = isDouble ? op.f64Max : op.f32Max;
    const most = f.local(V128);
    const rest = f.local(isDouble ? F64 : F32);
    f.simd(simd.v128Const).bytes(splat(Number.NEGATIVE_INFINITY, isDouble ? "float64" : "float32"));
    f.tee(most).simd(extract).bytes([0]).set(rest);
    this.#rewind();
    this.#writeLoop(VECTOR_BYTES, () => {
      body.at(0, false, () => {
        for (let half = 0; half < (wide ? 2 : 1); half++) {
          f.get(most);
          body.value(value, half as 0 | 1);
          f.simd(max).set(most);
        }
      });
    });
    this.#writeLoop(itemSize(dtype), () => {
      body.at(0, true, () => {
        f.get(rest);
        body.value(value, 0);
        f.simd(extract).bytes([0]).emit(scalarMax).set(rest);
      });
    });
    f.get(rest);
    for (let lane = 0; lane < (isDouble ? 2 : 4); lane++) f.get(most).simd(extract).bytes([lane]).emit(scalarMax);
    if (!isDouble) f.emit(op.f64PromoteF32);
    f.simd(simd.f64x2Splat).set(into);
  }

  #writeZero(): void {
    this.#f.simd(simd.v128Const).bytes(new Uint8Array(16));
  }
}
