import { boolArrays, type Program } from "../ir/program.ts";
import { type ElementDType, itemSize } from "../memory/dtype.ts";
import { BodyWriter } from "./body.ts";
import { VECTOR_BYTES } from "./lanes.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { I32, op } from "./wasm/opcodes.ts";

/** Vectors per turn of the main loop: hides the loop's own cost; more gains nothing (`npm run bench -- step`). */
const UNROLL = 4;
/** Programs of more instructions, those on doubles of float32 arrays counted twice, hide it by themselves. */
const LONG = 80;

/** Byte offsets in a job's parameter block, shared with `ElementwiseJob`. */
export const JOB_TABLE = 0;
export const JOB_CLAIMS = 4;
export const JOB_UNIFORMS = 8;

/**
 * The fused kernel of a program, as a WebAssembly module that exports `chunk(job, index)`.
 *
 * A job's table has an entry per contiguous piece: its bytes (in an array of bools as many elements), then the address of each array. A claim is a run of
 * entries, the unit that threads take: claim `i` spans the entries `claims[i]` to `claims[i + 1]`. The inner loop
 * goes over whole vectors; the elements that are left at a piece's end go through the same instructions in the first
 * lane, so every element is rounded alike wherever it lies.
 */
export function compile(program: Program<ElementDType>): Uint8Array {
  return assemble([new KernelWriter(program).write()]);
}

class KernelWriter {
  readonly #program: Program<ElementDType>;
  readonly #function = new FunctionBuilder("chunk", i32Parameters(2));
  readonly #pointers: readonly number[];
  readonly #bools: readonly boolean[];
  readonly #body: BodyWriter;

  constructor(program: Program<ElementDType>) {
    this.#program = program;
    this.#bools = boolArrays(program);
    this.#pointers = program.arrays.map(() => this.#function.local(I32));
    this.#body = new BodyWriter(this.#function, program, this.#pointers);
  }

  write(): FunctionBuilder {
    const f = this.#function;
    const [job, index] = [0, 1];
    const [entry, last, bytes] = [f.local(I32), f.local(I32), f.local(I32)];
    const entryBytes = 4 * (1 + this.#pointers.length);

    f.get(job).memory(op.i32Load, JOB_UNIFORMS).set(bytes);
    this.#body.writeInvariants(bytes);

    const claim = () => f.get(job).memory(op.i32Load, JOB_CLAIMS).get(index).i32(2).emit(op.i32Shl).emit(op.i32Add);
    const entryAddress = (claimOffset: number) => {
      f.get(job).memory(op.i32Load, JOB_TABLE);
      claim().memory(op.i32Load, claimOffset).i32(entryBytes).emit(op.i32Mul).emit(op.i32Add);
    };
    entryAddress(0);
    f.set(entry);
    entryAddress(4);
    f.set(last);

    f.block().loop();
    f.get(entry).get(last).emit(op.i32GeU).emit(op.brIf, 1);
    f.get(entry).memory(op.i32Load).set(bytes);
    this.#pointers.forEach((pointer, i) => {
      f.get(entry)
        .memory(op.i32Load, 4 * (i + 1))
        .set(pointer);
    });
    const { instructions, wide } = this.#program;
    if (instructions.length + wide.filter(Boolean).length <= LONG) this.#writeLoop(bytes, UNROLL, VECTOR_BYTES);
    this.#writeLoop(bytes, 1, VECTOR_BYTES);
    this.#writeLoop(bytes, 1, itemSize(this.#program.dtype));
    f.get(entry).i32(entryBytes).emit(op.i32Add).set(entry);
    f.emit(op.br, 0).end().end();
    return f;
  }

  /** While at least `unroll * step` bytes are left: one update per step, then all pointers move on. */
  #writeLoop(bytes: number, unroll: number, step: number): void {
    const f = this.#function;
    const turn = unroll * step;
    f.block().loop();
    f.get(bytes).i32(turn).emit(op.i32LtU).emit(op.brIf, 1);
    for (let i = 0; i < unroll; i++) this.#body.writeOutputs(i * step, step < VECTOR_BYTES);
    this.#pointers.forEach((pointer, i) => {
      const bytes = this.#bools[i] ? turn / itemSize(this.#program.dtype) : turn;
      f.get(pointer).i32(bytes).emit(op.i32Add).set(pointer);
    });
    f.get(bytes).i32(turn).emit(op.i32Sub).set(bytes);
    f.emit(op.br, 0).end().end();
  }
}
