import type { DType } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { convert, copyInto, rowMajor } from "../copy.ts";
import { elementCount, type Shape } from "../shape.ts";
import { Tensor } from "../tensor.ts";

/**
 * A routine of one matrix of each input, row-major in double precision; it writes all of one part of each output.
 * @param element which of the batch's elements it is; -1 where there is no batch
 */
type Routine = (inputs: readonly Float64Array[], outputs: readonly Float64Array[], element: number) => void;

/**
 * Runs a routine for the matrices of a batch. What is computed in double precision is rounded once at the end.
 *
 * @param inputs with the same dimensions before the last `ranks` ones
 * @param outputs the shapes of the outputs behind the batch's
 */
export function overBatches(
  name: string,
  inputs: readonly Tensor[],
  outputs: readonly Shape[],
  dtype: DType,
  routine: Routine,
  ranks: readonly number[] = inputs.map(() => 2),
): Tensor[] {
  const { _shape: shape } = inputs[0];
  const batch = shape.slice(0, shape.length - ranks[0]);
  const count = elementCount(batch);
  const results = outputs.map((core) => Tensor.uninitialized(dtype, [...batch, ...core]));
  launch(name, () => {
    const sources = inputs.map((input) => rowMajor(convert(input, "float64")));
    const targets = outputs.map((core) => Tensor.allocate("float64", [...batch, ...core]));
    const part = (tensor: Tensor, i: number) => {
      const size = tensor._numel / count;
      const start = tensor.offset + i * size;
      return (tensor.storage.data as Float64Array).subarray(start, start + size);
    };
    for (let i = 0; i < count; i++) {
      routine(
        sources.map((source) => part(source, i)),
        targets.map((target) => part(target, i)),
        batch.length === 0 ? -1 : i,
      );
    }
    targets.forEach((target, i) => {
      copyInto(results[i], target);
    });
  });
  return results;
}

/** PyTorch's words for which of a batch is meant. */
export function ofBatch(name: string, element: number): string {
  return element < 0 ? `${name}: ` : `${name}: (Batch element ${element}): `;
}
