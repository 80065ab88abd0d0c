import { isDType } from "../../memory/dtype.ts";
import { Size } from "../../python/containers.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { isKnown, isNumpyType } from "../objects/known.ts";
import { isExact } from "../pickle/identity.ts";
import { MAX_DIMENSIONS } from "./arguments.ts";
import { isDifferentiable } from "./dtypes.ts";
import { findGlobal, isLayout } from "./globals.ts";
import { Device, Layout, PythonName } from "./objects.ts";
import { MetaTensor, NestedTensor, QuantizedTensor, SparseCompressedTensor, StorageObject } from "./tensorObjects.ts";

/*
 * What these objects must be so that a file which holds them can be loaded, here and by PyTorch: they are made by anyone,
 * of anything.
 */

/** Names that are read though PyTorch's own loader refuses them. */
const REFUSED_NAMES =
  /^(builtins\.(?!set$|complex$|bytearray$)|collections\.defaultdict$|torch\.cuda\.QU?Int|torch\.(cuda\.)?sparse\.Bool)/;

/** PyTorch's types of devices (c10/core/DeviceType.h). */
const DEVICE_TYPES = new Set(
  "cpu cuda mkldnn opengl opencl ideep hip fpga maia xla lazy vulkan metal xpu mps meta hpu ve ipu mtia privateuseone".split(
    " ",
  ),
);
/** An index has seven bits. */
const MAX_INDEX = 127;

/** Why an object can't be saved, as in `it ...`; null where nothing is wrong with it, or where it is none of these. */
export function savingProblem(value: object): string | null {
  if (value instanceof Tensor) return value.ndim > MAX_DIMENSIONS ? tooManyDimensions(value.ndim) : null;
  if (value instanceof Size) return shapeProblem(value);
  if (value instanceof PythonName) return isSafeName(value) ? null : `names ${value}, which PyTorch's loader refuses`;
  if (value instanceof Layout) return isLayout(value.name) ? null : "has a name that no layout has";
  if (value instanceof Device) return deviceProblem(value);
  if (value instanceof StorageObject) return isTensor(value.elements) ? null : "has no elements";
  if (value instanceof MetaTensor) return metaProblem(value);
  if (value instanceof SparseCompressedTensor) return compressedProblem(value);
  if (value instanceof NestedTensor) {
    return [value.buffer, value.sizes, value.strides, value.offsets].every(isTensor) ? null : "lacks a tensor";
  }
  return value instanceof QuantizedTensor ? quantizedProblem(value) : null;
}

/** Whether a name is written: that of a plain value's class too, as the value is, and what its file had. */
function isSafeName(pythonName: PythonName): boolean {
  const { module, name } = pythonName;
  if (isExact(pythonName) || isKnown(module, name) || isNumpyType(module, name)) return true;
  return findGlobal(module, name) !== null && !REFUSED_NAMES.test(`${module}.${name}`);
}

function deviceProblem({ type, index }: Device): string | null {
  if (!DEVICE_TYPES.has(type)) return `has a type that no device has: ${type}`;
  return index === null || (isCount(index) && index <= MAX_INDEX) ? null : `has the index ${index}`;
}

function metaProblem({ dtype, shape, strides, requiresGrad }: MetaTensor): string | null {
  if (!(dtype instanceof PythonName) || dtype.module !== "torch" || !isDType(dtype.name)) return "has no dtype";
  if (typeof requiresGrad !== "boolean" || (requiresGrad && !isDifferentiable(dtype.name))) {
    return `can't have requiresGrad ${requiresGrad}`;
  }
  return strides.length === shape.length ? (shapeProblem(shape) ?? shapeProblem(strides)) : "has a size without stride";
}

const COMPRESSED = /^torch\.sparse_[cb]s[rc]$/;

function compressedProblem(value: SparseCompressedTensor): string | null {
  if (!(value.layout instanceof Layout) || !COMPRESSED.test(value.layout.name)) return "has no such layout";
  if (![value.compressedIndices, value.plainIndices, value.values].every(isTensor)) return "lacks a tensor";
  return shapeProblem(value.shape);
}

const SCHEMES = /^per_(tensor_affine|channel_affine(_float_qparams)?)$/;

function quantizedProblem({ integers, quantizer }: QuantizedTensor): string | null {
  if (!isTensor(integers) || !/^qu?int/.test(integers.dtype)) return "has no quantized integers";
  const { scheme } = quantizer;
  if (!(scheme instanceof PythonName) || scheme.module !== "torch" || !SCHEMES.test(scheme.name))
    return "has no scheme";
  if ("scale" in quantizer !== (scheme.name === "per_tensor_affine")) return "has another scheme than parameters";
  if ("scale" in quantizer) {
    if (typeof quantizer.scale !== "number") return "has a scale that is no number";
    return Number.isSafeInteger(quantizer.zeroPoint) ? null : "has a zero point that is no int";
  }
  const { axis, scales, zeroPoints } = quantizer;
  if (!isCount(axis) || axis >= integers.ndim) return `has no axis ${axis}`;
  const fits = (part: unknown) => isTensor(part) && part.ndim === 1 && part.shape[0] === integers.shape[axis];
  return fits(scales) && fits(zeroPoints) ? null : "has no scale and zero point for each channel";
}

function shapeProblem(shape: readonly number[]): string | null {
  if (!shape.every(isCount)) return "has a size that is none";
  return shape.length > MAX_DIMENSIONS ? tooManyDimensions(shape.length) : null;
}

function tooManyDimensions(count: number): string {
  return `has ${count} dimensions, and files at most ${MAX_DIMENSIONS}`;
}

function isTensor(value: unknown): value is Tensor {
  return value instanceof Tensor;
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}
