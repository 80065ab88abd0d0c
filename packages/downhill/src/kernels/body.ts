import { boolArrays, type Instruction, type Program } from "../ir/program.ts";
import { type ElementDType, itemSize } from "../memory/dtype.ts";
import { LANES, type Lanes, splat, splatBits } from "./lanes.ts";
import { loadTruthBytes, packTruths, spreadTruths, storeTruthBytes } from "./truths.ts";
import type { FunctionBuilder } from "./wasm/module.ts";
import { op, simd, V128 } from "./wasm/opcodes.ts";

/** The indices of the instructions an instruction uses. */
function operands(instruction: Instruction): number[] {
  const used: number[] = [];
  if ("test" in instruction) used.push(instruction.test);
  if ("a" in instruction) used.push(instruction.a);
  if ("b" in instruction) used.push(instruction.b);
  return used;
}

const FRACTION_BITS = 52;
const FRACTION_MASK = splatBits((1n << 52n) - 1n);
const ONE_BITS = splatBits(1023n << 52n);
/** The bits of 2^52: a number below 2^52, put into the fraction, adds itself. */
const INTEGER_BITS = splatBits(1075n << 52n);
const INTEGER_BIAS = splat(2 ** 52 + 1023, "float64");
const ZERO = splat(0, "float32");
/** The upper two of four lanes in place of the lower two. */
const UPPER = [8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7];
/** The lower two lanes of each of two vectors. */
const LOWER_OF_BOTH = [0, 1, 2, 3, 4, 5, 6, 7, 16, 17, 18, 19, 20, 21, 22, 23];

/** What is the same for all elements. */
const NUMBERS: ReadonlySet<string> = new Set(["uniform", "constant", "row"]);

type Load = Extract<Instruction, { readonly op: "load" | "truth" }>;

function isLoad(instruction: Instruction): instruction is Load {
  return instruction.op === "load" || instruction.op === "truth";
}

/** How the elements of arrays come into vectors and go back. */
export interface ArrayAccess {
  /** Whether an array has one value for all elements that a loop sees: it is read once, before the loop. */
  isRepeated(array: number): boolean;
  /**
   * Leaves the vector, or with `oneLane` the element in its first lane, that lies `offset` bytes of dense elements on. A truth,
   * which is a byte in memory, is all bits of a lane or none.
   */
  load(array: number, offset: number, oneLane: boolean): void;
  /** Stores the vector, or the element, that a local holds. */
  store(array: number, value: number, offset: number, oneLane: boolean): void;
}

/** Arrays whose elements lie one after the other, from pointers on. */
class DenseAccess implements ArrayAccess {
  readonly #function: FunctionBuilder;
  readonly #lanes: Lanes;
  readonly #itemSize: number;
  readonly #bools: readonly boolean[];
  readonly #pointers: readonly number[];

  constructor(f: FunctionBuilder, program: Program<ElementDType>, pointers: readonly number[]) {
    this.#function = f;
    this.#lanes = LANES[program.dtype];
    this.#itemSize = itemSize(program.dtype);
    this.#bools = boolArrays(program);
    this.#pointers = pointers;
  }

  isRepeated(): boolean {
    return false;
  }

  load(array: number, offset: number, oneLane: boolean): void {
    const { load, loadOne, alignment } = this.#lanes;
    if (this.#bools[array]) {
      loadTruthBytes(this.#function, this.#pointers[array], offset / this.#itemSize, this.#lanes.count, oneLane);
      spreadTruths(this.#function, this.#lanes.count);
    } else this.#function.get(this.#pointers[array]).simdMemory(oneLane ? loadOne : load, offset, alignment);
  }

  store(array: number, value: number, offset: number, oneLane: boolean): void {
    const { storeOne, alignment } = this.#lanes;
    const f = this.#function.get(this.#pointers[array]);
    if (this.#bools[array]) {
      packTruths(f, value, this.#lanes.count);
      storeTruthBytes(f, offset / this.#itemSize, this.#lanes.count, oneLane);
      return;
    }
    f.get(value);
    if (oneLane) f.simdMemory(storeOne, offset, alignment).bytes([0]);
    else f.simdMemory(simd.v128Store, offset, alignment);
  }
}

type Choice = Extract<Instruction, { readonly op: "where" }>;

/** Which two of four lanes a vector of doubles stands for; 0 for all else. */
type Half = 0 | 1;

/**
 * Writes the instructions of a program into a function, for whole vectors or for the first lane alone, by pointers that
 * the function's loops move.
 */
export class BodyWriter {
  readonly #program: Program<ElementDType>;
  readonly #function: FunctionBuilder;
  /** How often each instruction's result is used, by each of its vectors' users. */
  readonly #uses: number[];
  /** Whether a result is the same for all elements: computed before the loops. */
  readonly #invariant: boolean[] = [];
  /** The locals that hold results, two for each instruction: those of the invariants for good, the others during one vector. */
  readonly #locals: (number | undefined)[] = [];
  readonly #arrays: ArrayAccess;
  /** How arrays are read and written where code is being generated: whole vectors or the first lane. */
  #oneLane = false;
  #offset = 0;

  /**
   * @param arrays how they are read and written, or the locals that hold their addresses if their elements are dense
   * @param rowValues the locals that hold the numbers of a row, splat
   */
  constructor(
    f: FunctionBuilder,
    program: Program<ElementDType>,
    arrays: ArrayAccess | readonly number[],
    rowValues: readonly number[] = [],
  ) {
    this.#function = f;
    this.#arrays = "load" in arrays ? arrays : new DenseAccess(f, program, arrays);
    this.#program = program;
    this.#uses = new Array<number>(program.instructions.length).fill(0);
    for (const instruction of program.instructions) {
      const used = operands(instruction);
      for (const index of used) this.#uses[index] += instruction.op === "widen" ? 2 : 1;
      const isNumber =
        NUMBERS.has(instruction.op) || (isLoad(instruction) && this.#arrays.isRepeated(instruction.array));
      this.#invariant.push(isNumber || (used.length > 0 && used.every((i) => this.#invariant[i])));
    }
    for (const { value } of program.outputs) this.#uses[value]++;
    program.instructions.forEach((instruction, index) => {
      if (instruction.op === "row") this.#keep(index, rowValues[instruction.index]);
    });
  }

  /** Computes what is the same for all elements. @param uniforms the local that holds the scalars' address */
  writeInvariants(uniforms: number | null): void {
    const f = this.#function;
    const { dtype, instructions } = this.#program;
    const lanes = LANES[dtype];
    instructions.forEach((instruction, index) => {
      if (!this.#invariant[index] || instruction.op === "row") return;
      if (instruction.op === "uniform") {
        f.get(uniforms as number).simdMemory(lanes.splat, instruction.slot * itemSize(dtype), lanes.alignment);
      } else if (isLoad(instruction)) this.#arrays.load(instruction.array, 0, true);
      else this.#writeOperation(index, 0);
      const local = f.local(V128);
      f.set(local);
      this.#keep(index, local);
    });
  }

  #keep(index: number, local: number): void {
    this.#locals[2 * index] = local;
    this.#locals[2 * index + 1] = local;
  }

  /**
   * Writes what is computed of one vector or, with `oneLane`, of one element.
   *
   * @param offset from the pointers, in bytes
   * @param write calls `value` and `held`, whose results are forgotten afterwards
   */
  at(offset: number, oneLane: boolean, write: () => void): void {
    this.#offset = offset;
    this.#oneLane = oneLane;
    const own = this.#locals.slice();
    write();
    for (let i = 0; i < 2 * this.#program.instructions.length; i++) this.#locals[i] = own[i];
    this.#temporariesUsed = 0;
  }

  /** Writes the outputs of one vector or element: all results before the first store, since a later one may need an old value. */
  writeOutputs(offset: number, oneLane: boolean): void {
    const { outputs } = this.#program;
    this.at(offset, oneLane, () => {
      const results = outputs.map(({ value }) => this.held(value));
      outputs.forEach(({ array }, i) => {
        this.#arrays.store(array, results[i], offset, oneLane);
      });
    });
  }

  readonly #temporaries: number[] = [];
  #temporariesUsed = 0;

  /** Locals are used again by the next vector; the engine's own allocation makes registers of them. */
  #temporary(): number {
    if (this.#temporariesUsed === this.#temporaries.length) this.#temporaries.push(this.#function.local(V128));
    return this.#temporaries[this.#temporariesUsed++];
  }

  /** The local that holds a result of the arrays' type, which is computed where it isn't yet. */
  held(index: number): number {
    const place = 2 * index;
    if (this.#locals[place] === undefined) {
      this.value(index, 0);
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
  value(index: number, half: Half): void {
    const f = this.#function;
    const place = 2 * index + (this.#program.wide[index] ? half : 0);
    const held = this.#locals[place];
    if (held !== undefined) {
      f.get(held);
      return;
    }
    const instruction = this.#program.instructions[index];
    if (isLoad(instruction)) this.#arrays.load(instruction.array, this.#offset, this.#oneLane);
    else this.#writeOperation(index, half);
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
    const write = (operand: number) => this.value(operand, half);
    switch (instruction.op) {
      case "load":
      case "truth":
      case "uniform":
      case "row":
      case "call":
        throw new Error(`${instruction.op} is not an operation`);
      case "constant":
        this.#writeConstant(splat(instruction.value, type));
        return;
      case "where": {
        const extreme = this.#extreme(instruction);
        if (extreme !== null) {
          write(extreme.a);
          write(extreme.b);
          f.simd(operations[extreme.op]);
          return;
        }
        write(instruction.a);
        write(instruction.b);
        write(instruction.test);
        f.simd(simd.v128Bitselect);
        return;
      }
      case "and":
      case "or":
        write(instruction.a);
        write(instruction.b);
        f.simd(instruction.op === "and" ? simd.v128And : simd.v128Or);
        return;
      case "widen":
        if (half === 0) write(instruction.a);
        else {
          const local = this.held(instruction.a);
          f.get(local).get(local).simd(simd.i8x16Shuffle).bytes(UPPER);
        }
        f.simd(simd.f64x2PromoteLowF32x4);
        return;
      case "narrow":
        this.value(instruction.a, 0);
        f.simd(simd.f32x4DemoteF64x2Zero);
        if (this.#oneLane) return;
        this.value(instruction.a, 1);
        f.simd(simd.f32x4DemoteF64x2Zero).simd(simd.i8x16Shuffle).bytes(LOWER_OF_BOTH);
        return;
      case "copysign":
        write(instruction.b);
        write(instruction.a);
        this.#writeConstant(splat(-0, type));
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

  /**
   * A choice between what is compared, such as `where(lt(x, 0), 0, x)`, as the one operation that makes it: `pmin(a, b)` is
   * b where b < a, else a, and `pmax(a, b)` is b where a < b, else a; zeros and NaN included.
   */
  #extreme({ test, a, b }: Choice): { op: "pmin" | "pmax"; a: number; b: number } | null {
    if (this.#program.dtype === "int64") return null;
    const comparison = this.#program.instructions[test];
    if (comparison.op !== "lt" && comparison.op !== "gt") return null;
    const [less, more] = comparison.op === "lt" ? [comparison.a, comparison.b] : [comparison.b, comparison.a];
    if (a === more && b === less) return { op: "pmax", a: less, b: more };
    return a === less && b === more ? { op: "pmin", a: more, b: less } : null;
  }

  #writeConstant(bytes: readonly number[]): void {
    this.#function.simd(simd.v128Const).bytes(bytes);
  }
}
