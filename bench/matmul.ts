import { multiplyInHeap } from "../packages/downhill/src/kernels/matmul/blocks.ts";
import { gemm, type Matrix } from "../packages/downhill/src/kernels/matmul/gemm.ts";
import { multiplyInLoops } from "../packages/downhill/src/kernels/matmul/loops.ts";
import { newProduct } from "../packages/downhill/src/kernels/matmul/product.ts";
import { getNumThreads, setNumThreads } from "../packages/downhill/src/kernels/pool/pool.ts";
import type { FloatDType } from "../packages/downhill/src/memory/dtype.ts";
import { Storage } from "../packages/downhill/src/memory/storage.ts";
import { here, inTurns } from "./support/measure.ts";
import { printTable } from "./support/table.ts";

const ROUNDS = 9;
const MILLISECONDS_PER_TURN = 20;

interface Case {
  readonly title: string;
  readonly m: number;
  readonly n: number;
  readonly k: number;
  /** Which operands are stored transposed, and which live in the heap, as an optimizer's parameters do. */
  readonly transposed?: "a" | "b";
  readonly inHeap?: "b";
}

const CASES: readonly Case[] = [
  { title: "square", m: 64, n: 64, k: 64 },
  { title: "", m: 128, n: 128, k: 128 },
  { title: "", m: 256, n: 256, k: 256 },
  { title: "", m: 512, n: 512, k: 512 },
  { title: "", m: 1024, n: 1024, k: 1024 },
  { title: "Linear(784, 256) on 128 rows", m: 128, n: 256, k: 784, transposed: "b", inHeap: "b" },
  { title: "its weight's gradient", m: 256, n: 784, k: 128, transposed: "a" },
  { title: "Linear(256, 10) on 128 rows", m: 128, n: 10, k: 256, transposed: "b", inHeap: "b" },
  { title: "its input's gradient", m: 128, n: 256, k: 10, inHeap: "b" },
  { title: "matrix by vector", m: 1000, n: 1, k: 1000 },
];

/** Sizes around which the kernel begins to be faster than plain loops. */
const SMALL_CASES: readonly Case[] = [
  { title: "Linear(1, 20) on 32 rows", m: 32, n: 20, k: 1, transposed: "b", inHeap: "b" },
  { title: "Linear(20, 1) on 32 rows", m: 32, n: 1, k: 20, transposed: "b", inHeap: "b" },
  { title: "square", m: 6, n: 6, k: 6 },
  { title: "", m: 8, n: 8, k: 8 },
  { title: "", m: 10, n: 10, k: 10 },
  { title: "", m: 16, n: 16, k: 16 },
];

/** Matrix products of many sizes, on one thread and on all; and where the kernel overtakes plain loops. */
export async function benchMatmul(): Promise<boolean> {
  const threads = getNumThreads();
  for (const dtype of ["float32", "float64"] as const) await benchLarge(dtype, threads);
  for (const dtype of ["float32", "float64"] as const) await benchSmall(dtype);
  setNumThreads(threads);
  return true;
}

async function benchLarge(dtype: FloatDType, threads: number): Promise<void> {
  const rows: string[][] = [];
  for (const entry of CASES) {
    const { m, n, k } = entry;
    const { a, b, out } = operands(entry, dtype);
    const contestants = [...new Set([1, threads])].map((count) => {
      const { name, time } = here(String(count), () => gemm(m, n, k, a, b, out));
      return {
        name,
        time(turns: number) {
          setNumThreads(count);
          return time(turns);
        },
      };
    });
    const rounds = await inTurns(contestants, ROUNDS, turns(m * n * k));
    const cells = contestants.flatMap(({ name }) => {
      const milliseconds = rounds.median(name);
      return [(milliseconds * 1000).toFixed(1), ((2 * m * n * k) / milliseconds / 1e6).toFixed(1)];
    });
    rows.push([entry.title, `${m} × ${n} × ${k}`, ...cells]);
  }
  const header = ["µs, 1 thread", "GFLOP/s"];
  if (threads > 1) header.push(`µs, ${threads} threads`, "GFLOP/s");
  console.log(`${dtype}: m × n × k, medians of ${ROUNDS} turns\n`);
  printTable(["", "size", ...header], rows);
  console.log();
}

async function benchSmall(dtype: FloatDType): Promise<void> {
  const rows: string[][] = [];
  for (const entry of SMALL_CASES) {
    const { m, n, k } = entry;
    const { a, b, out } = operands(entry, dtype);
    const product = newProduct(m, n, k, a, b, out, 0, false);
    const contestants = [
      here("loops", () => multiplyInLoops(product)),
      here("kernel", () => {
        multiplyInHeap(product);
      }),
    ];
    const rounds = await inTurns(contestants, ROUNDS, 5000);
    const cells = contestants.map(({ name }) => (rounds.median(name) * 1000).toFixed(2));
    rows.push([entry.title, `${m} × ${n} × ${k}`, String(m * n * k), ...cells]);
  }
  console.log(`${dtype}, small products: µs\n`);
  printTable(["", "size", "multiplications", "loops", "kernel"], rows);
  console.log();
}

function operands({ m, n, k, transposed, inHeap }: Case, dtype: FloatDType) {
  const matrix = (rows: number, columns: number, name: "a" | "b"): Matrix => {
    const storage = Storage.allocate(dtype, rows * columns);
    for (let i = 0; i < storage.length; i++) storage.data[i] = Math.sin(i);
    if (inHeap === name) storage.moveToHeap();
    const [rowStride, columnStride] = transposed === name ? [1, rows] : [columns, 1];
    return { storage, offset: 0, rowStride, columnStride };
  };
  return { a: matrix(m, k, "a"), b: matrix(k, n, "b"), out: Storage.allocate(dtype, m * n) };
}

/** How often a product of so many multiplications fits into a turn, at some 20 of them in a nanosecond. */
function turns(multiplications: number): number {
  return Math.max(1, Math.round((MILLISECONDS_PER_TURN * 1e6 * 20) / (multiplications + 20_000)));
}
