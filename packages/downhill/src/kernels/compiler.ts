import type { Instruction, Program } from "../ir/program.ts";
import { itemSize } from "../memory/dtype.ts";
import { assemble, FunctionBuilder, i32Parameters } from "./wasm/module.ts";
import { I32, op, simd, V128 } from "./wasm/opcodes.ts";

const VECTOR_BYTES = 16;
/** Vectors per turn of the main loop: hides the loop's own cost; more gains nothing (`npm run bench -- step`). */
const UNROLL = 4;
/** Programs of more instructions hide it by themselves. */
const LONG = 40;

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
}

const LANES: Readonly<Record<Program["dtype"], Lanes>> = {
  float32: {
    load: simd.v128Load,
    loadOne: simd.v128Load32Zero,
    storeOne: simd.v128Store32Lane,
    splat: simd.v128Load32Splat,
    alignment: 2,
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
      floor: simd.f32x4Floor,
      ceil: simd.f32x4Ceil,
      trunc: simd.f32x4Trunc,
      nearest: simd.f32x4Nearest,
      eq: simd.f32x4Eq,
      ne: simd.f32x4Ne,
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
      floor: simd.f64x2Floor,
      ceil: simd.f64x2Ceil,
      trunc: simd.f64x2Trunc,
      nearest: simd.f64x2Nearest,
      eq: simd.f64x2Eq,
      ne: simd.f64x2Ne,
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

/** A vector that holds a number in each lane. */
function splat(value: number, type: Program["dtype"]): readonly number[] {
  const array = type === "float32" ? new Float32Array(4) : new Float64Array(2);
  return Array.from(new Uint8Array(array.fill(value).buffer));
}

/** A vector of two 64-bit integers that are equal. */
function splatBits(value: bigint): readonly number[] {
  return Array.from(new Uint8Array(new BigUint64Array(2).fill(value).buffer));
}

const FRACTION_BITS = 52;
const FRACTION_MASK = splatBits((1n << 52n) - 1n);
const ONE_BITS = splatBits(1023n << 52n);
/** The bits of 2^52: a number below 2^52, put into the fraction, adds itself. */
const INTEGER_BITS = splatBits(1075n << 52n);
const INTEGER_BIAS = splat(2 ** 52 + 1023, "float64");
const SIGN_MASK = { float32: splat(-0, "float32"), float64: splat(-0, "float64") };
const ZERO = splat(0, "float32");
/** The upper two of four lanes in place of the lower two. */
const UPPER = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
/** The lower two lanes of each of two vectors. */
const LOWER_OF_BOTH = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** Which two of four lanes a vector of doubles stands for; 0 for all else. */
type Half = 0 | 1;

class KernelWriter {
  readonly #program: Program;
  readonly #function = new FunctionBuilder("chunk", i32Parameters(2));
  /** How often each instruction's result is used, by each of its vectors' users. */
  readonly #uses: number[];
  /** Whether a result is the same for all elements: computed before the loops. */
  readonly #invariant: boolean[] = [];
  /** The locals that hold results, two for each instruction: those of the invariants for good, the others during one vector. */
  readonly #locals: (number | undefined)[] = [];
  readonly #pointers: number[];
  /** How arrays are read and written where code is being generated: whole vectors or the first lane. */
  #oneLane = false;
  #offset = 0;

  constructor(program: Program) {
    this.#program = program;
    this.#uses = new Array<number>(program.instructions.length).fill(0);
    for (const instruction of program.instructions) {
      const used = operands(instruction);
      for (const index of used) this.#uses[index] += instruction.op === "widen" ? 2 : 1;
      const isNumber = instruction.op === "uniform" || instruction.op === "constant";
      this.#invariant.push(isNumber || (used.length > 0 && used.every((i) => this.#invariant[i])));
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
    if (this.#program.instructions.length <= LONG) this.#writeLoop(bytes, UNROLL, VECTOR_BYTES);
    this.#writeLoop(bytes, 1, VECTOR_BYTES);
    this.#oneLane = true;
    this.#writeLoop(bytes, 1, itemSize(this.#program.dtype));
    f.get(entry).i32(entryBytes).emit(op.i32Add).set(entry);
    f.emit(op.br, 0).end().end();
    return f;
  }

  #writeInvariants(uniforms: number): void {
    const f = this.#function;
    const { dtype, instructions } = this.#program;
    const lanes = LANES[dtype];
    instructions.forEach((instruction, index) => {
      if (!this.#invariant[index]) return;
      if (instruction.op === "uniform") {
        f.get(uniforms).simdMemory(lanes.splat, instruction.slot * itemSize(dtype), lanes.alignment);
      } else this.#writeOperation(index, 0);
      const local = f.local(V128);
      f.set(local);
      this.#locals[2 * index] = local;
      this.#locals[2 * index + 1] = local;
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
    const { outputs, dtype } = this.#program;
    const { storeOne, alignment } = LANES[dtype];
    const own = this.#locals.slice();
    const results = outputs.map(({ value }) => this.#held(value));
    outputs.forEach(({ array }, i) => {
      f.get(this.#pointers[array]).get(results[i]);
      if (this.#oneLane) f.simdMemory(storeOne, this.#offset, alignment).bytes([0]);
      else f.simdMemory(simd.v128Store, this.#offset, alignment);
    });
    for (let i = 0; i < 2 * this.#program.instructions.length; i++) this.#locals[i] = own[i];
    this.#temporariesUsed = 0;
  }

  readonly #temporaries: number[] = [];
  #temporariesUsed = 0;

  /** Locals are used again by the next vector; the engine's own allocation makes registers of them. */
  #temporary(): number {
    if (this.#temporariesUsed === this.#temporaries.length) this.#temporaries.push(this.#function.local(V128));
    return this.#temporaries[this.#temporariesUsed++];
  }

  /** The local that holds a result of the arrays' type, which is computed where it isn't yet. */
  #held(index: number): number {
    const place = 2 * index;
    if (this.#locals[place] === undefined) {
      this.#writeValue(index, 0);
      if (this.#locals[place] !== undefined) this.#function.emit(op.drop);
      else {
        const local = this.#temporary();
        this.#function.set(local);
        this.#locals[place] = local;
      }
    }
    return this.#locals[place] as number;
  }

  /** Leaves the instruction's result on the stack, computing it where it isn't in a local yet. */
  #writeValue(index: number, half: Half): void {
    const f = this.#function;
    const place = 2 * index + (this.#program.wide[index] ? half : 0);
    const held = this.#locals[place];
    if (held !== undefined) {
      f.get(held);
      return;
    }
    const instruction = this.#program.instructions[index];
    if (instruction.op === "load") {
      const { load, loadOne, alignment } = LANES[this.#program.dtype];
      f.get(this.#pointers[instruction.array]);
      f.simdMemory(this.#oneLane ? loadOne : load, this.#offset, alignment);
    } else this.#writeOperation(index, half);
    if (this.#uses[index] > 1) {
      const local = this.#temporary();
      f.tee(local);
      this.#locals[place] = local;
    }
  }

  #writeOperation(index: number, half: Half): void {
    const f = this.#function;
    const instruction = this.#program.instructions[index];
    const type = this.#program.wide[index] ? "float64" : this.#program.dtype;
    const { operations } = LANES[type];
    const write = (operand: number) => this.#writeValue(operand, half);
    switch (instruction.op) {
      case "load":
      case "uniform":
      case "call":
        throw new Error(`${instruction.op} is not an operation`);
      case "constant":
        this.#writeConstant(splat(instruction.value, type));
        return;
      case "where":
        write(instruction.a);
        write(instruction.b);
        write(instruction.test);
        f.simd(simd.v128Bitselect);
        return;
      case "and":
      case "or":
        write(instruction.a);
        write(instruction.b);
        f.simd(instruction.op === "and" ? simd.v128And : simd.v128Or);
        return;
      case "widen":
        if (half === 0) write(instruction.a);
        else {
          const local = this.#held(instruction.a);
          f.get(local).get(local).simd(simd.i8x16Shuffle).bytes(UPPER);
        }
        f.simd(simd.f64x2PromoteLowF32x4);
        return;
      case "narrow":
        this.#writeValue(instruction.a, 0);
        f.simd(simd.f32x4DemoteF64x2Zero);
        if (this.#oneLane) return;
        this.#writeValue(instruction.a, 1);
        f.simd(simd.f32x4DemoteF64x2Zero).simd(simd.i8x16Shuffle).bytes(LOWER_OF_BOTH);
        return;
      case "copysign":
        write(instruction.b);
        write(instruction.a);
        this.#writeConstant(SIGN_MASK[type]);
        f.simd(simd.v128Bitselect);
        return;
      case "scale2":
        write(instruction.b);
        f.i32(FRACTION_BITS).simd(simd.i64x2Shl);
        write(instruction.a);
        f.simd(simd.i64x2Add);
        return;
      case "exponent":
        write(instruction.a);
        f.i32(FRACTION_BITS).simd(simd.i64x2ShrU);
        this.#writeConstant(INTEGER_BITS);
        f.simd(simd.v128Or);
        this.#writeConstant(INTEGER_BIAS);
        f.simd(simd.f64x2Sub);
        return;
      case "mantissa":
        write(instruction.a);
        this.#writeConstant(FRACTION_MASK);
        f.simd(simd.v128And);
        this.#writeConstant(ONE_BITS);
        f.simd(simd.v128Or);
        return;
      case "sign": {
        // (0 < x) − (x < 0), each as 1 or 0: zeros and NaN give 0
        const one = splat(1, type);
        const x = this.#temporary();
        write(instruction.a);
        f.set(x);
        this.#writeConstant(ZERO);
        f.get(x).simd(operations.lt);
        this.#writeConstant(one);
        f.simd(simd.v128And);
        f.get(x);
        this.#writeConstant(ZERO);
        f.simd(operations.lt);
        this.#writeConstant(one);
        f.simd(simd.v128And).simd(operations.sub);
        return;
      }
      default:
        write(instruction.a);
        if ("b" in instruction) write(instruction.b);
        f.simd(operations[instruction.op]);
    }
  }

  #writeConstant(bytes: readonly number[]): void {
    this.#function.simd(simd.v128Const).bytes(bytes);
  }
}
