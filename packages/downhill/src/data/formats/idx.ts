import { type DType, itemSize } from "../../memory/dtype.ts";
import { normalizeBytes } from "../../serialization/torch/storages.ts";
import { instanceOf } from "../../signatures/kinds.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { elementCount } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { tensorOfBytes } from "../bytes.ts";

/** The types of IDX files, by the third byte. */
const TYPES: Readonly<Record<number, DType>> = {
  8: "uint8",
  9: "int8",
  11: "int16",
  12: "int32",
  13: "float32",
  14: "float64",
};

const GZIP = [0x1f, 0x8b];

/**
 * The array of an IDX file, as those of MNIST are, uncompressed.
 *
 * @returns a tensor of the file's type: uint8, int8, int16, int32, float32 or float64
 * @throws Error for bytes that are no such file
 * @see http://yann.lecun.com/exdb/mnist
 */
export const parseIdx = publish(
  signature("parseIdx", { bytes: instanceOf(Uint8Array) }),
  (bytes: Uint8Array): Tensor => {
    if (GZIP.every((byte, i) => bytes[i] === byte))
      throw new Error("the IDX file is compressed by gzip: inflate it first");
    const dtype = TYPES[bytes[2]];
    const dims = bytes[3] ?? 0;
    const start = 4 + 4 * dims;
    if (bytes.length < Math.max(4, start) || bytes[0] !== 0 || bytes[1] !== 0 || dtype === undefined) {
      throw new Error("not an IDX file: it doesn't begin as one");
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const shape = Array.from({ length: dims }, (_, i) => view.getUint32(4 + 4 * i));
    const needed = shape.reduce((product, size) => product * size, itemSize(dtype));
    if (bytes.length - start !== needed) {
      throw new Error(
        `the IDX file has ${bytes.length - start} bytes of elements, and not the ${needed} of its shape [${shape.join(", ")}]`,
      );
    }
    const elements = bytes.slice(start, start + elementCount(shape) * itemSize(dtype));
    normalizeBytes(elements, dtype, true);
    return tensorOfBytes(dtype, shape, elements);
  },
);
