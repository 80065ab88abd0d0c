import type { Instruction, Program } from "../ir/program.ts";
import { copysign, exponent, mantissa, nearest, scale2 } from "../math/elementary.ts";
import { newArray } from "../memory/dtype.ts";
import { FUNCTIONS } from "./functions.ts";

type FloatArray = Float32Array | Float64Array;

/** Elements per pass: long enough to hide the interpreter, short enough for the cache. */
const PASS = 512;

const UNARY: Readonly<Record<string, (out: FloatArray, a: FloatArray, n: number) => void>> = {
  neg: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = -a[i];
  },
  abs: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.abs(a[i]);
  },
  // The double root of a float32, rounded to float32, is the correctly rounded one.
  sqrt: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.sqrt(a[i]);
  },
  sign: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Number(a[i] > 0) - Number(a[i] < 0);
  },
  floor: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.floor(a[i]);
  },
  ceil: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.ceil(a[i]);
  },
  trunc: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.trunc(a[i]);
  },
  nearest: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = nearest(a[i]);
  },
  exponent: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = exponent(a[i]);
  },
  mantissa: (out, a, n) => {
    for (let i = 0; i < n; i++) out[i] = mantissa(a[i]);
  },
  widen: copy,
  narrow: copy, // the array rounds
};

function copy(out: FloatArray, a: FloatArray, n: number): void {
  for (let i = 0; i < n; i++) out[i] = a[i];
}

// One operation in double precision and then rounded to float32 is the correctly rounded float32 operation.
const BINARY: Readonly<Record<string, (out: FloatArray, a: FloatArray, b: FloatArray, n: number) => void>> = {
  add: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i] + b[i];
  },
  sub: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i] - b[i];
  },
  mul: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i] * b[i];
  },
  div: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i] / b[i];
  },
  min: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.min(a[i], b[i]);
  },
  max: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.max(a[i], b[i]);
  },
  copysign: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = copysign(a[i], b[i]);
  },
  scale2: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = scale2(a[i], b[i]);
  },
  and: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = a[i] * b[i];
  },
  or: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = Math.max(a[i], b[i]);
  },
  ne: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = Number(a[i] !== b[i]);
  },
  eq: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = Number(a[i] === b[i]);
  },
  lt: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = Number(a[i] < b[i]);
  },
  le: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = Number(a[i] <= b[i]);
  },
  gt: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = Number(a[i] > b[i]);
  },
  ge: (out, a, b, n) => {
    for (let i = 0; i < n; i++) out[i] = Number(a[i] >= b[i]);
  },
};

/**
 * Runs a program in plain TypeScript: the oracle that compiled kernels are tested against, and what runs where
 * WebAssembly's vectors or shared memory are missing. The same bits, slower.
 *
 * @param arrays one array per name in `program.arrays`, updated in place
 * @param uniforms the scalars' values, in the order of their slots
 */
export function evaluate(program: Program, arrays: readonly FloatArray[], uniforms: ArrayLike<number>): void {
  const registers = program.wide.map((wide) => newArray(wide ? "float64" : program.dtype, PASS) as FloatArray);
  program.instructions.forEach((instruction, index) => {
    if (instruction.op === "uniform") registers[index].fill(uniforms[instruction.slot]);
    else if (instruction.op === "constant") registers[index].fill(instruction.value);
  });
  const length = arrays.length === 0 ? 0 : arrays[0].length;
  for (let start = 0; start < length; start += PASS) {
    const n = Math.min(PASS, length - start);
    program.instructions.forEach((instruction, index) => {
      run(instruction, registers[index], registers, arrays, start, n);
    });
    for (const { array, value } of program.outputs) arrays[array].set(registers[value].subarray(0, n), start);
  }
}

function run(
  instruction: Instruction,
  out: FloatArray,
  registers: readonly FloatArray[],
  arrays: readonly FloatArray[],
  start: number,
  n: number,
): void {
  switch (instruction.op) {
    case "uniform":
    case "constant":
    case "row":
      return;
    case "call": {
      const f = FUNCTIONS[instruction.name];
      const [a, b] = instruction.args.map((arg) => registers[arg]);
      for (let i = 0; i < n; i++) out[i] = f(a[i], b?.[i]);
      return;
    }
    case "load":
    case "truth":
      out.set(arrays[instruction.array].subarray(start, start + n));
      return;
    case "where": {
      const [test, a, b] = [registers[instruction.test], registers[instruction.a], registers[instruction.b]];
      for (let i = 0; i < n; i++) out[i] = test[i] !== 0 ? a[i] : b[i];
      return;
    }
    default:
      if ("b" in instruction) BINARY[instruction.op](out, registers[instruction.a], registers[instruction.b], n);
      else UNARY[instruction.op](out, registers[instruction.a], n);
  }
}
