import { useBlas } from "downhill/blas";
import { expect } from "vitest";
import { multiplyBy, type ProductLibrary, productLibrary } from "../../src/kernels/matmul/library.ts";

/** A library to test with. Without one its tests are skipped with a notice; in CI that is a failure. */
const library = found();
export const hasBlas = library !== null;

function found(): ProductLibrary | null {
  try {
    useBlas();
    return productLibrary();
  } catch (error) {
    if (process.env.CI) throw error;
    console.warn(`The tests of downhill/blas are skipped. ${(error as Error).message}`);
    return null;
  } finally {
    multiplyBy(null);
  }
}

/** What a computation gives with the library, and without it. */
export function withAndWithout<T>(compute: () => T): [T, T] {
  return [withLibrary(library, compute), withLibrary(null, compute)];
}

export function withBlas<T>(compute: () => T): T {
  return withLibrary(library, compute);
}

function withLibrary<T>(which: ProductLibrary | null, compute: () => T): T {
  multiplyBy(which);
  try {
    return compute();
  } finally {
    multiplyBy(null);
  }
}

/** Two arrays of numbers that differ by no more than a tolerance. */
export function expectClose(given: ArrayLike<number>, wanted: ArrayLike<number>, tolerance: number): void {
  expect(given.length).toBe(wanted.length);
  let worst = 0;
  for (let i = 0; i < given.length; i++) worst = Math.max(worst, Math.abs(given[i] - wanted[i]));
  expect(worst).toBeLessThanOrEqual(tolerance);
}
