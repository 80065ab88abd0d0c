import { setNumThreads } from "downhill";
import { expect, it } from "vitest";
import { add, input, mul } from "../../src/ir/expression.ts";
import { lower } from "../../src/ir/program.ts";
import { ElementwiseJob, ElementwiseKernel } from "../../src/kernels/elementwise.ts";
import { chunksDoneByWorkers } from "../../src/kernels/pool/pool.ts";
import { Storage } from "../../src/memory/storage.ts";

const COUNT = 1 << 18;

/** A kernel of its own for each number, of some two kilobytes. */
function kernelOf(number: number): ElementwiseKernel {
  let value = input("x");
  for (let i = 0; i < 12; i++) value = add(mul(value, 1 + number / 1024), i);
  return new ElementwiseKernel(lower("float32", ["x", "out"], { out: value }));
}

it("shares more kernels with the workers than there is room for at a time", () => {
  setNumThreads(2);
  const [x, out] = [1, 0].map((value) => Storage.allocateInHeap("float32", COUNT, value));
  const job = new ElementwiseJob();
  const kernels = Array.from({ length: 600 }, (_, number) => kernelOf(number));
  const results: number[] = [];
  let helped = 0;
  for (const kernel of [...kernels, ...kernels.slice(450)]) {
    const before = chunksDoneByWorkers();
    job.reset(kernel);
    job.push(
      [x, out].map((storage) => ({ storage, offset: 0 })),
      COUNT,
    );
    job.run([]);
    if (chunksDoneByWorkers() > before && results.length >= 600) helped++;
    results.push((out.data as Float32Array)[COUNT - 1]);
  }
  expect(results.slice(600)).toEqual(results.slice(450, 600));
  expect(new Set(results.slice(0, 600)).size).toBe(600);
  // The last ones met a region that had been full.
  expect(helped).toBeGreaterThan(0);
  x.discard();
  out.discard();
});
