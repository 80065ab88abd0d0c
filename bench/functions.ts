import { erf, exp, expm1, log, log1p, tanh } from "../packages/downhill/src/elementwise/exponential.ts";
import type { Expression } from "../packages/downhill/src/ir/expression.ts";
import { input } from "../packages/downhill/src/ir/expression.ts";
import { lower } from "../packages/downhill/src/ir/program.ts";
import { ElementwiseKernel } from "../packages/downhill/src/kernels/elementwise.ts";
import { stream } from "../packages/downhill/src/kernels/stream.ts";
import { erf as erfOf } from "../packages/downhill/src/math/erf.ts";
import { Storage } from "../packages/downhill/src/memory/storage.ts";
import { printTable } from "./support/table.ts";

/** The functions, and their values in double precision, far more exact than a float32. */
const FUNCTIONS = [
  { definition: exp, exact: Math.exp },
  { definition: expm1, exact: Math.expm1 },
  { definition: log, exact: Math.log },
  { definition: log1p, exact: Math.log1p },
  { definition: tanh, exact: Math.tanh },
  { definition: erf, exact: erfOf },
] as const;

const BLOCK = 1 << 20;

/**
 * Tries functions of float32 on every float32 and prints the largest error in units of the last place, where a correctly
 * rounded result has at most 0.5.
 *
 * @param every only each so manyth number; 1, the default, for all 2^32
 */
export async function benchFunctions([every = "1"]: readonly string[]): Promise<boolean> {
  const step = Number(every);
  if (!Number.isInteger(step) || step < 1) throw new RangeError(`expected a whole number from 1 on, got ${every}`);
  const rows: string[][] = [];
  let good = true;
  for (const { definition, exact } of FUNCTIONS) {
    const { worst, at, wrong } = errorsOf(definition.value as (x: Expression) => Expression, exact, step);
    good &&= worst <= 0.52 && wrong === 0;
    rows.push([definition.name, worst.toFixed(4), String(at), String(wrong)]);
    console.error(rows.at(-1)?.join("  "));
  }
  console.log(`Every ${step === 1 ? "" : `${step}th `}float32\n`);
  printTable(["", "largest error, units of the last place", "at", "wrong NaN or infinity"], rows);
  return good;
}

function errorsOf(value: (x: Expression) => Expression, exact: (x: number) => number, step: number) {
  const kernel = new ElementwiseKernel(lower("float32", ["a", "out"], { out: value(input("a")) }));
  const [from, to] = [Storage.allocate("float32", BLOCK), Storage.allocate("float32", BLOCK)];
  const bits = new Uint32Array(from.data.buffer as ArrayBuffer);
  const arrays = [from, to].map((storage) => ({ storage, offset: 0, walk: null }));
  const x = from.data as Float32Array;
  const y = to.data as Float32Array;
  let [worst, at, wrong] = [0, 0, 0];
  for (let start = 0; start < 2 ** 32; start += BLOCK * step) {
    for (let i = 0; i < BLOCK; i++) bits[i] = start + i * step;
    if (!stream(kernel, arrays, [], BLOCK)) throw new Error("no kernel can run here");
    for (let i = 0; i < BLOCK; i++) {
      const wanted = exact(x[i]);
      const rounded = Math.fround(wanted);
      if (Object.is(rounded, y[i])) continue;
      if (!Number.isFinite(rounded) || !Number.isFinite(y[i])) {
        if (!(Number.isNaN(rounded) && Number.isNaN(y[i]))) wrong++;
        continue;
      }
      const error = Math.abs(y[i] - wanted) / unitOf(rounded);
      if (error > worst) [worst, at] = [error, x[i]];
    }
  }
  return { worst, at, wrong };
}

/** The distance of neighbouring float32 around a number. */
function unitOf(value: number): number {
  const size = Math.abs(value);
  return size < 2 ** -126 ? 2 ** -149 : 2 ** (Math.floor(Math.log2(size)) - 23);
}
