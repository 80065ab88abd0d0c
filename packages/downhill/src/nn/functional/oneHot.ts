import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import { Tensor } from "../../tensor/tensor.ts";

/**
 * For each class a row that is one at the class and zero elsewhere; int64.
 *
 * @param classes int64
 * @param numClasses how long rows are; -1 for as many as the largest class needs
 * @throws TypeError for another dtype, RangeError for classes that are negative or too large
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.one_hot.html
 */
export function oneHot(classes: Tensor, numClasses = -1): Tensor {
  if (classes.dtype !== "int64") {
    throw new TypeError("one_hot is only applicable to index tensor of type LongTensor.");
  }
  if (classes._numel === 0 && numClasses <= 0) {
    throw new RangeError(
      numClasses < 0 ? "Can not infer total number of classes from empty tensor." : "num_classes should be positive",
    );
  }
  const length = numClasses === -1 ? classes.detach().max().item() + 1 : numClasses;
  const source = rowMajor(classes);
  const out = Tensor.allocate("int64", [...classes._shape, Math.max(length, 1)]);
  launch("oneHot", () => {
    const given = source.storage.data as BigInt64Array;
    const data = out.storage.data as BigInt64Array;
    data.fill(0n);
    for (let i = 0; i < source._numel; i++) {
      const value = Number(given[source.offset + i]);
      if (value < 0) throw new RangeError("Class values must be non-negative.");
      if (value >= length) throw new RangeError("Class values must be smaller than num_classes.");
      data[i * length + value] = 1n;
    }
  });
  return out;
}
