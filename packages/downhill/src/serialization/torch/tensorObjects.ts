import type { DType } from "../../memory/dtype.ts";
import { isPackedDType } from "../../memory/dtype.ts";
import type { PackedStorage } from "../../memory/packed.ts";
import { Storage } from "../../memory/storage.ts";
import { reprFloat } from "../../python/text.ts";
import { BOOLEAN, instanceOf, isOptions, type Kind, NUMBERS } from "../../signatures/kinds.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { copyOf, rowMajor } from "../../tensor/copy.ts";
import { DTYPE, TENSOR } from "../../tensor/kinds.ts";
import { convertPacked } from "../../tensor/packed.ts";
import { printable } from "../../tensor/packedElements.ts";
import { formatQuantized, formatSparse, formatWithoutElements, type Printable } from "../../tensor/printing.ts";
import { contiguousStrides, elementCount, isRowMajor } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { elementsOf } from "../tools/elements.ts";
import { Layout, PythonName } from "./objects.ts";

/*
 * PyTorch's tensors that are more than elements with strides, or have none. Each is what its file says of it; `save`
 * writes it back as it was read.
 */

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

/** A storage by itself: its elements as a one-dimensional tensor. */
export class StorageObject {
  readonly elements: Tensor;
  /** Whether it is an `UntypedStorage`, of bytes. */
  readonly untyped: boolean;

  /** @internal */
  static readonly signature = signature("StorageObject", { elements: TENSOR, untyped: BOOLEAN });

  constructor(elements: Tensor, untyped: boolean);
  constructor(...args: readonly unknown[]) {
    const { elements, untyped } = StorageObject.signature.read(args);
    this.elements = elements;
    this.untyped = untyped;
  }

  /** As PyTorch prints it: one element a line. */
  toString(): string {
    const { dtype } = this.elements;
    const write = (x: number | bigint) =>
      dtype === "bool" ? (x ? "True" : "False") : typeof x === "bigint" || !/float/.test(dtype) ? `${x}` : reprFloat(x);
    const found = elementsOf(this.elements);
    const lines = found === null ? "..." : Array.from<number | bigint, string>(found.elements, write).join("\n ");
    const kind = this.untyped ? "UntypedStorage(" : `TypedStorage(dtype=torch.${dtype}, `;
    return ` ${lines}\n[torch.storage.${kind}device=cpu) of size ${this.elements._numel}]`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** A tensor without elements, on the device `meta`. */
export class MetaTensor {
  readonly dtype: PythonName;
  readonly shape: readonly number[];
  readonly strides: readonly number[];
  readonly requiresGrad: boolean;

  /** @internal */
  static readonly signature = signature("MetaTensor", {
    dtype: instanceOf(PythonName),
    shape: NUMBERS,
    strides: NUMBERS,
    requiresGrad: BOOLEAN,
  });

  constructor(dtype: PythonName, shape: readonly number[], strides: readonly number[], requiresGrad: boolean);
  constructor(...args: readonly unknown[]) {
    const { dtype, shape, strides, requiresGrad } = MetaTensor.signature.read(args);
    this.dtype = dtype;
    this.shape = shape;
    this.strides = strides;
    this.requiresGrad = requiresGrad;
  }

  /** As PyTorch prints it. */
  toString(): string {
    const dtype = this.dtype.name === "float32" ? "" : `, dtype=${this.dtype}`;
    const size = `(${this.shape.join(", ")}${this.shape.length === 1 ? "," : ""})`;
    return `tensor(..., device='meta', size=${size}${dtype}${this.requiresGrad ? ", requires_grad=True" : ""})`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** A sparse tensor whose layout is `torch.sparse_csr`, `_csc`, `_bsr` or `_bsc`. */
export class SparseCompressedTensor {
  readonly layout: Layout;
  readonly compressedIndices: Tensor;
  readonly plainIndices: Tensor;
  readonly values: Tensor;
  readonly shape: readonly number[];

  /** @internal */
  static readonly signature = signature("SparseCompressedTensor", {
    layout: instanceOf(Layout),
    compressedIndices: TENSOR,
    plainIndices: TENSOR,
    values: TENSOR,
    shape: NUMBERS,
  });

  constructor(
    layout: Layout,
    compressedIndices: Tensor,
    plainIndices: Tensor,
    values: Tensor,
    shape: readonly number[],
  );
  constructor(...args: readonly unknown[]) {
    const { layout, compressedIndices, plainIndices, values, shape } = SparseCompressedTensor.signature.read(args);
    this.layout = layout;
    this.compressedIndices = compressedIndices;
    this.plainIndices = plainIndices;
    this.values = values;
    this.shape = shape;
  }

  get dtype(): DType {
    return this.values.dtype;
  }

  /** As PyTorch prints it. */
  toString(): string {
    const { shape, layout } = this;
    const byRow = /[rR]$/.test(layout.name);
    const names = byRow ? ["crow_indices", "col_indices", "values"] : ["ccol_indices", "row_indices", "values"];
    const tensors = [this.compressedIndices, this.plainIndices, this.values].map(printable);
    if (tensors.includes(null)) return formatWithoutElements(shape, this.dtype);
    const parts = names.map((name, i) => [name, tensors[i] as Printable] as const);
    return formatSparse({ shape, nnz: this.plainIndices.shape.at(-1) ?? 0, layout: layout.name, parts });
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** A nested tensor: tensors of different shapes in one buffer. */
export class NestedTensor {
  readonly buffer: Tensor;
  readonly sizes: Tensor;
  readonly strides: Tensor;
  readonly offsets: Tensor;

  /** @internal */
  static readonly signature = signature("NestedTensor", {
    buffer: TENSOR,
    sizes: TENSOR,
    strides: TENSOR,
    offsets: TENSOR,
  });

  constructor(buffer: Tensor, sizes: Tensor, strides: Tensor, offsets: Tensor);
  constructor(...args: readonly unknown[]) {
    const { buffer, sizes, strides, offsets } = NestedTensor.signature.read(args);
    this.buffer = buffer;
    this.sizes = sizes;
    this.strides = strides;
    this.offsets = offsets;
  }

  get dtype(): DType {
    return this.buffer.dtype;
  }

  /**
   * The tensors that it holds: views of its buffer.
   * @throws RangeError when its sizes and strides lead out of the buffer
   */
  unbind(): Tensor[] {
    const rows = (tensor: Tensor) => {
      const width = tensor.shape[1] ?? 0;
      const numbers = Array.from(numbersOf(tensor));
      return (i: number) => numbers.slice(i * width, (i + 1) * width);
    };
    const [sizes, strides] = [rows(this.sizes), rows(this.strides)];
    const { storage, offset: start, _numel: length } = this.buffer;
    return Array.from(numbersOf(this.offsets), (offset, i) => {
      const [shape, steps] = [sizes(i), strides(i)];
      const last = shape.reduce((sum, size, d) => sum + (size - 1) * steps[d], offset);
      const isEmpty = shape.includes(0);
      if (![...shape, ...steps, offset].every((x) => x >= 0) || !(isEmpty || last < length)) {
        throw new RangeError(`part ${i} of a nested tensor reaches beyond its buffer of ${length} elements`);
      }
      return Tensor.over(storage, shape, steps, start + offset, elementCount(shape), isRowMajor(shape, steps));
    });
  }

  /** As PyTorch prints it. */
  toString(): string {
    const parts = this.unbind().map((part) => `  ${String(part).replaceAll("\n", "\n  ")}`);
    return `nested_tensor([\n${parts.join(",\n")}\n])`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** How a quantized tensor's integers stand for real numbers. */
export type Quantizer =
  | { readonly scheme: PythonName; readonly scale: number; readonly zeroPoint: number }
  | { readonly scheme: PythonName; readonly scales: Tensor; readonly zeroPoints: Tensor; readonly axis: number };

const QUANTIZER: Kind<Quantizer> = {
  expected: "an object of a scheme, a scale and a zeroPoint, or of a scheme, scales, zeroPoints and an axis",
  accepts: (value): value is Quantizer => {
    if (!isOptions(value) || !(value.scheme instanceof PythonName)) return false;
    const { scale, zeroPoint, scales, zeroPoints, axis } = value;
    const isForAll = typeof scale === "number" && typeof zeroPoint === "number";
    return isForAll || (scales instanceof Tensor && zeroPoints instanceof Tensor && typeof axis === "number");
  },
};

/** What PyTorch calls `per_channel_affine_float_qparams`, and pickles under the name of the usual scheme. */
function hasFloatZeroPoints(quantizer: Quantizer): boolean {
  return (
    "zeroPoints" in quantizer &&
    quantizer.scheme.name === "per_channel_affine" &&
    !/int/.test(quantizer.zeroPoints.dtype)
  );
}

/** A quantized tensor: its integers, and what they stand for. */
export class QuantizedTensor {
  readonly integers: Tensor;
  readonly quantizer: Quantizer;

  /** @internal */
  static readonly signature = signature("QuantizedTensor", { integers: TENSOR, quantizer: QUANTIZER });

  constructor(integers: Tensor, quantizer: Quantizer);
  constructor(...args: readonly unknown[]) {
    const { integers, quantizer } = QuantizedTensor.signature.read(args);
    this.integers = integers;
    this.quantizer = quantizer;
  }

  get shape(): readonly number[] {
    return this.integers.shape;
  }

  /** The type of its integers: `qint8`, `quint8`, `qint32`, `quint4x2` or `quint2x4`. */
  get dtype(): DType {
    return this.integers.dtype;
  }

  /** The numbers that it stands for, in float32: (integer − zero point) · scale. */
  dequantize(): Tensor {
    const { shape, quantizer } = this;
    const integers = integersOf(this.integers);
    const isPerTensor = "scale" in quantizer;
    // PyTorch multiplies by one scale for all in float32, and by scales for channels in float64.
    const scales = isPerTensor ? [Math.fround(quantizer.scale)] : numbersOf(quantizer.scales);
    const zeroPoints = isPerTensor ? [quantizer.zeroPoint] : numbersOf(quantizer.zeroPoints);
    const inner = isPerTensor ? integers.length : elementCount(shape.slice(quantizer.axis + 1));
    const data = new Float32Array(integers.length);
    for (let i = 0; i < data.length; i++) {
      const channel = Math.floor(i / inner) % scales.length;
      data[i] = Math.fround(integers[i] - zeroPoints[channel]) * scales[channel];
    }
    return Tensor.over(new Storage("float32", data), shape, contiguousStrides(shape), 0, data.length, true);
  }

  /** Its numbers in another type: those of {@link dequantize}, converted. */
  to(dtype: DType): Tensor {
    const real = this.dequantize();
    return isPackedDType(dtype) ? convertPacked(real, dtype) : copyOf(real, dtype);
  }

  /** As PyTorch prints it. */
  toString(): string {
    const { quantizer, dtype } = this;
    const texts =
      "scale" in quantizer
        ? [`scale=${reprFloat(quantizer.scale)}`, `zero_point=${quantizer.zeroPoint}`]
        : [`scale=${quantizer.scales}`, `zero_point=${quantizer.zeroPoints}`, `axis=${quantizer.axis}`];
    const real = printable(this.dequantize()) as Printable;
    const scheme = `${quantizer.scheme}${hasFloatZeroPoints(quantizer) ? "_float_qparams" : ""}`;
    return formatQuantized(real, dtype, [`quantization_scheme=${scheme}`, ...texts]);
  }

  [INSPECT](): string {
    return this.toString();
  }
}

publishMethods(NestedTensor.prototype, { unbind: signature("unbind", {}) });
publishMethods(QuantizedTensor.prototype, {
  dequantize: signature("dequantize", {}),
  to: signature("to", { dtype: DTYPE }),
});

/** A tensor's elements in row-major order, as far as doubles hold them. */
function numbersOf(tensor: Tensor): Float64Array {
  const numbers = isPackedDType(tensor.dtype) ? convertPacked(tensor, "float64") : copyOf(tensor, "float64");
  const { storage, offset, _numel } = rowMajor(numbers);
  return (storage.data as Float64Array).subarray(offset, offset + _numel);
}

/** How many bits an integer has of those of which several share a byte, the first in the lowest bits. */
const PACKED_BITS: Readonly<Partial<Record<DType, number>>> = { quint4x2: 4, quint2x4: 2 };

/** The integers of a quantized tensor in row-major order. */
function integersOf(tensor: Tensor): ArrayLike<number> {
  const bits = PACKED_BITS[tensor.dtype];
  if (bits === undefined) return numbersOf(tensor);
  const { bytes } = tensor.storage as PackedStorage;
  const { shape, strides, _numel } = tensor;
  const mask = (1 << bits) - 1;
  const result = new Uint8Array(_numel);
  let next = 0;
  const read = (dim: number, at: number): void => {
    if (dim === shape.length) result[next++] = (bytes[(at * bits) >> 3] >> ((at * bits) & 7)) & mask;
    else for (let i = 0; i < shape[dim]; i++) read(dim + 1, at + i * strides[dim]);
  };
  if (_numel > 0) read(0, tensor.offset);
  return result;
}
