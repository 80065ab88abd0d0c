import type { Instruction, Program } from "../ir/program.ts";
import { itemSize } from "../memory/dtype.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { I32, op, simd, V128 } from "./wasm/opcodes.ts";

const VECTOR_BYTES = 16;
/** Vectors per turn of the main loop: hides the loop's own cost; more gains nothing (`npm run bench -- step`). */
const UNROLL = 4;

/** Byte offsets in a job's parameter block, shared with `ElementwiseJob`. */
export const JOB_TABLE = 0;
export const JOB_CLAIMS = 4;
export const JOB_UNIFORMS = 8;

/**
 * The fused kernel of a program, as a WebAssembly module that exports `chunk(job, index)`.
 *
 * A job's table has an entry per contiguous piece: its bytes, then the address of each array. A claim is a run of
 * entries, the unit that threads take: claim `i` spans the entries `claims[i]` to `claims[i + 1]`. The inner loop
 * goes over whole vectors; the elements that are left at a piece's end go through the same instructions in the first
 * lane, so every element is rounded alike wherever it lies.
 */
export function compile(program: Program): Uint8Array {
  return assemble([new KernelWriter(program).write()]);
}

/** The operations of one vector type. */
interface Lanes {
  readonly load: number;
  readonly loadOne: number;
  readonly storeOne: number;
  readonly splat: number;
  readonly alignment: number;
  readonly operations: Readonly<Record<string, number>>;
  /** The bits of 1 in each lane. */
  readonly one: readonly number[];
}

const LANES: Readonly<Record<Program["dtype"], Lanes>> = {
  float32: {
    load: simd.v128Load,
    loadOne: simd.v128Load32Zero,
    storeOne: simd.v128Store32Lane,
    splat: simd.v128Load32Splat,
    alignment: 2,
    one: [0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f, 0, 0, 0x80, 0x3f],
    operations: {
      add: simd.f32x4Add,
      sub: simd.f32x4Sub,
      mul: simd.f32x4Mul,
      div: simd.f32x4Div,
      min: simd.f32x4Min,
      max: simd.f32x4Max,
      neg: simd.f32x4Neg,
      abs: simd.f32x4Abs,
      sqrt: simd.f32x4Sqrt,
      eq: simd.f32x4Eq,
      lt: simd.f32x4Lt,
      le: simd.f32x4Le,
      gt: simd.f32x4Gt,
      ge: simd.f32x4Ge,
    },
  },
  float64: {
    load: simd.v128Load,
    loadOne: simd.v128Load64Zero,
    storeOne: simd.v128Store64Lane,
    splat: simd.v128Load64Splat,
    alignment: 3,
    one: [0, 0, 0, 0, 0, 0, 0xf0, 0x3f, 0, 0, 0, 0, 0, 0, 0xf0, 0x3f],
    operations: {
      add: simd.f64x2Add,
      sub: simd.f64x2Sub,
      mul: simd.f64x2Mul,
      div: simd.f64x2Div,
      min: simd.f64x2Min,
      max: simd.f64x2Max,
      neg: simd.f64x2Neg,
      abs: simd.f64x2Abs,
      sqrt: simd.f64x2Sqrt,
      eq: simd.f64x2Eq,
      lt: simd.f64x2Lt,
      le: simd.f64x2Le,
      gt: simd.f64x2Gt,
      ge: simd.f64x2Ge,
    },
  },
};

/** The indices of the instructions an instruction uses. */
function operands(instruction: Instruction): number[] {
  const used: number[] = [];
  if ("test" in instruction) used.push(instruction.test);
  if ("a" in instruction) used.push(instruction.a);
  if ("b" in instruction) used.push(instruction.b);
  return used;
}

class KernelWriter {
  readonly #program: Program;
  readonly #lanes: Lanes;
  readonly #function = new FunctionBuilder("chunk", i32Parameters(2));
  /** How often each instruction's result is used. */
  readonly #uses: number[];
  /** Whether a result is the same for all elements: computed before the loops. */
  readonly #invariant: boolean[] = [];
  /** The locals that hold results: those of the invariants for good, the others during one vector. */
  readonly #locals: (number | undefined)[] = [];
  readonly #pointers: number[];
  /** How arrays are read and written where code is being generated: whole vectors or the first lane. */
  #oneLane = false;
  #offset = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#lanes = LANES[program.dtype];
    this.#uses = new Array<number>(program.instructions.length).fill(0);
    for (const instruction of program.instructions) {
      const used = operands(instruction);
      for (const index of used) this.#uses[index]++;
      const isInvariant = instruction.op === "uniform" || (used.length > 0 && used.every((i) => this.#invariant[i]));
      this.#invariant.push(isInvariant);
    }
    for (const { value } of program.outputs) this.#uses[value]++;
    this.#pointers = program.arrays.map(() => this.#function.local(I32));
  }

  write(): FunctionBuilder {
    const f = this.#function;
    const [job, index] = [0, 1];
    const [entry, last, bytes] = [f.local(I32), f.local(I32), f.local(I32)];
    const entryBytes = 4 * (1 + this.#pointers.length);

    f.get(job).memory(op.i32Load, JOB_UNIFORMS).set(bytes);
    this.#writeInvariants(bytes);

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
    this.#writeLoop(bytes, UNROLL, VECTOR_BYTES);
    this.#writeLoop(bytes, 1, VECTOR_BYTES);
    this.#oneLane = true;
    this.#writeLoop(bytes, 1, itemSize(this.#program.dtype));
    f.get(entry).i32(entryBytes).emit(op.i32Add).set(entry);
    f.emit(op.br, 0).end().end();
    return f;
  }

  #writeInvariants(uniforms: number): void {
    const f = this.#function;
    const size = itemSize(this.#program.dtype);
    this.#program.instructions.forEach((instruction, index) => {
      if (!this.#invariant[index]) return;
      if (instruction.op === "uniform") {
        f.get(uniforms).simdMemory(this.#lanes.splat, instruction.slot * size, this.#lanes.alignment);
      } else this.#writeOperation(instruction);
      const local = f.local(V128);
      f.set(local);
      this.#locals[index] = local;
    });
  }

  /** While at least `unroll * step` bytes are left: one update per step, then all pointers move on. */
  #writeLoop(bytes: number, unroll: number, step: number): void {
    const f = this.#function;
    const turn = unroll * step;
    f.block().loop();
    f.get(bytes).i32(turn).emit(op.i32LtU).emit(op.brIf, 1);
    for (let i = 0; i < unroll; i++) {
      this.#offset = i * step;
      this.#writeUpdate();
    }
    for (const pointer of this.#pointers) f.get(pointer).i32(turn).emit(op.i32Add).set(pointer);
    f.get(bytes).i32(turn).emit(op.i32Sub).set(bytes);
    f.emit(op.br, 0).end().end();
  }

  /** All results before the first store, since an array's old value may be needed by a later output. */
  #writeUpdate(): void {
    const f = this.#function;
    const { outputs } = this.#program;
    const own = this.#locals.slice();
    const results = outputs.map(({ value }) => {
      this.#writeValue(value);
      const held = this.#locals[value];
      if (held !== undefined) {
        f.emit(op.drop);
        return held;
      }
      const local = this.#temporary();
      f.set(local);
      this.#locals[value] = local;
      return local;
    });
    outputs.forEach(({ array }, i) => {
      f.get(this.#pointers[array]).get(results[i]);
      if (this.#oneLane) f.simdMemory(this.#lanes.storeOne, this.#offset, this.#lanes.alignment).bytes([0]);
      else f.simdMemory(simd.v128Store, this.#offset, this.#lanes.alignment);
    });
    for (let i = 0; i < this.#program.instructions.length; i++) this.#locals[i] = own[i];
    this.#temporariesUsed = 0;
  }

  readonly #temporaries: number[] = [];
  #temporariesUsed = 0;

  /** Locals are used again by the next vector; the engine's own allocation makes registers of them. */
  #temporary(): number {
    if (this.#temporariesUsed === this.#temporaries.length) this.#temporaries.push(this.#function.local(V128));
    return this.#temporaries[this.#temporariesUsed++];
  }

  /** Leaves the instruction's result on the stack, computing it where it isn't in a local yet. */
  #writeValue(index: number): void {
    const f = this.#function;
    const held = this.#locals[index];
    if (held !== undefined) {
      f.get(held);
      return;
    }
    const instruction = this.#program.instructions[index];
    if (instruction.op === "load") {
      f.get(this.#pointers[instruction.array]);
      const load = this.#oneLane ? this.#lanes.loadOne : this.#lanes.load;
      f.simdMemory(load, this.#offset, this.#lanes.alignment);
    } else this.#writeOperation(instruction);
    if (this.#uses[index] > 1) {
      const local = this.#temporary();
      f.tee(local);
      this.#locals[index] = local;
    }
  }

  #writeOperation(instruction: Instruction): void {
    const f = this.#function;
    const { operations, one } = this.#lanes;
    switch (instruction.op) {
      case "load":
      case "uniform":
        throw new Error(`${instruction.op} is not an operation`);
      case "where":
        this.#writeValue(instruction.a);
        this.#writeValue(instruction.b);
        this.#writeValue(instruction.test);
        f.simd(simd.v128Bitselect);
        return;
      case "sign": {
        // (0 < x) − (x < 0), each as 1 or 0: zeros and NaN give 0
        const x = this.#temporary();
        this.#writeValue(instruction.a);
        f.set(x);
        this.#writeConstant(new Array<number>(16).fill(0));
        f.get(x).simd(operations.lt);
        this.#writeConstant(one);
        f.simd(simd.v128And);
        f.get(x);
        this.#writeConstant(new Array<number>(16).fill(0));
        f.simd(operations.lt);
        this.#writeConstant(one);
        f.simd(simd.v128And).simd(operations.sub);
        return;
      }
      default:
        this.#writeValue(instruction.a);
        if ("b" in instruction) this.#writeValue(instruction.b);
        f.simd(operations[instruction.op]);
    }
  }

  #writeConstant(bytes: readonly number[]): void {
    this.#function.simd(simd.v128Const).bytes(bytes);
  }
}
