import { useBlas } from "downhill/blas";
import { multiplyBy, productLibrary } from "../../packages/downhill/src/kernels/matmul/library.ts";
import type { Contestant } from "./measure.ts";

/**
 * Looks for a library that multiplies matrices, at its best: without what chooses its kernels by hand.
 *
 * @returns what gives a contestant that library while it works; null, with the reason printed, where there is none
 */
export function blasAtItsBest(): ((contestant: Contestant) => Contestant) | null {
  delete process.env.OPENBLAS_CORETYPE;
  delete process.env.OPENBLAS_L2_SIZE;
  try {
    console.error(`BLAS: ${useBlas().version}`);
  } catch (error) {
    console.error((error as Error).message);
    return null;
  }
  const library = productLibrary();
  useBlas(false);
  return ({ name, time }) => ({
    name,
    async time(count) {
      multiplyBy(library);
      try {
        return await time(count);
      } finally {
        multiplyBy(null);
      }
    },
  });
}
