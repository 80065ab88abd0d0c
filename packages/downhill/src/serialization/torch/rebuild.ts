import { type DType, isDType } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import { Parameter } from "../../nn/parameter.ts";
import { markConjugated } from "../../tensor/packed.ts";
import { elementCount, isRowMajor } from "../../tensor/shape.ts";
import type { SparseTensor } from "../../tensor/sparse.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { TENSOR_ADVICE } from "../advice.ts";
import { describe, PickleProblem, PyDict, PyGlobal, type PyValue, typeName } from "../pickle/values.ts";
import { checkCount, toBoolean, toCount, toInt, toItems, toNumber, toSizes, toTensor } from "./arguments.ts";
import { isDifferentiable } from "./dtypes.ts";
import { attachExtras, Layout, PythonName } from "./objects.ts";
import { makeSparse } from "./sparse.ts";
import { StorageReference } from "./storages.ts";
import { MetaTensor, NestedTensor, QuantizedTensor, SparseCompressedTensor } from "./tensorObjects.ts";

/* The functions of `torch._utils` that tensors are pickled with. Source: torch/_utils.py and torch/_tensor.py. */

type Rebuild = (args: readonly PyValue[]) => PyValue;

/** How many elements of these types share a byte. */
const ELEMENTS_PER_BYTE: Partial<Record<DType, number>> = { quint4x2: 2, quint2x4: 4 };

/** A tensor over a storage, after making sure that it stays within. */
function strided(storage: Storage, offset: number, shape: number[], strides: number[]): Tensor {
  if (shape.length !== strides.length) {
    throw new PickleProblem("corrupt", `a tensor has ${shape.length} sizes but ${strides.length} strides`);
  }
  const count = elementCount(shape);
  let last = offset;
  for (let d = 0; d < shape.length; d++) last += (shape[d] - 1) * strides[d];
  const capacity = storage.length * (ELEMENTS_PER_BYTE[storage.dtype] ?? 1);
  if (!Number.isSafeInteger(count) || !Number.isSafeInteger(offset) || (count > 0 && !(last < capacity))) {
    throw new PickleProblem(
      "corrupt",
      `a tensor of sizes [${shape.join(", ")}], strides [${strides.join(", ")}] and storage offset ${offset} ` +
        `reaches beyond its storage of ${storage.length} elements`,
    );
  }
  return Tensor.over(storage, shape, strides, offset, count, isRowMajor(shape, strides));
}

/** All elements of a storage. */
export function wholeStorage(source: StorageReference): Tensor {
  return strided(source.as(source.dtype), 0, [source.length], [1]);
}

function reference(value: PyValue | undefined): StorageReference {
  if (!(value instanceof StorageReference)) {
    throw new PickleProblem(
      "corrupt",
      `a tensor needs a storage, got ${value === undefined ? "nothing" : typeName(value)}`,
    );
  }
  return value;
}

/** @throws PickleProblem for a type without gradients */
export function setRequiresGrad(tensor: Tensor, value: boolean): void {
  if (value && !isDifferentiable(tensor.dtype)) {
    throw new PickleProblem("corrupt", "only Tensors of floating point and complex dtype can require gradients");
  }
  tensor._requiresGrad = value;
}

function setMetadata(tensor: Tensor, metadata: PyValue | undefined): void {
  if (metadata === undefined || metadata === null) return;
  if (!(metadata instanceof PyDict)) throw new PickleProblem("corrupt", "a tensor's metadata are no dict");
  for (const [key, [, value]] of metadata.entries) {
    if (value === false) continue;
    if (key !== "conj" || value !== true || !tensor.dtype.startsWith("complex")) {
      throw new PickleProblem(
        "unsupported",
        `a tensor with the lazy operation ${String(key)}: call resolve_${String(key)}() before saving`,
      );
    }
    markConjugated(tensor);
  }
}

/** `(storage, offset, sizes, strides)` */
export const rebuildTensor = (args: readonly PyValue[]): Tensor => {
  checkCount("_rebuild_tensor", args, 4);
  const storage = reference(args[0]);
  const shape = toSizes(args[2], "a tensor's sizes");
  return strided(storage.as(storage.dtype), toCount(args[1], "a storage offset"), shape, toSizes(args[3], "strides"));
};

const rebuildTensorV2: Rebuild = (args) => {
  checkCount("_rebuild_tensor_v2", args, 6, 7);
  const tensor = rebuildTensor(args.slice(0, 4));
  setRequiresGrad(tensor, toBoolean(args[4], "requires_grad"));
  setMetadata(tensor, args[6]);
  return tensor;
};

function dtypeOf(value: PyValue | undefined): DType {
  if (value instanceof PythonName && value.module === "torch" && isDType(value.name)) return value.name;
  throw new PickleProblem(
    "unsupported",
    `a tensor's dtype must be a known one, got ${value === undefined ? "nothing" : describe(value)}`,
  );
}

const rebuildTensorV3: Rebuild = (args) => {
  checkCount("_rebuild_tensor_v3", args, 7, 8);
  const dtype = dtypeOf(args[6]);
  const storage = reference(args[0]).as(dtype);
  if (!Number.isInteger(storage.length)) {
    throw new PickleProblem("corrupt", `a storage's bytes are no whole number of ${dtype} elements`);
  }
  const shape = toSizes(args[2], "a tensor's sizes");
  const tensor = strided(storage, toCount(args[1], "a storage offset"), shape, toSizes(args[3], "strides"));
  setRequiresGrad(tensor, toBoolean(args[4], "requires_grad"));
  setMetadata(tensor, args[7]);
  return tensor;
};

function parameter(data: PyValue | undefined, requiresGrad: boolean): Parameter {
  const result = new Parameter(toTensor(data, "a parameter's data"), false);
  setRequiresGrad(result, requiresGrad);
  return result;
}

/** `torch.nn.Parameter` itself, and `_rebuild_parameter`, whose third argument is what hooks there once were. */
export const rebuildParameter: Rebuild = (args) => {
  checkCount("Parameter", args, 1, 3);
  return parameter(args[0], args[1] === undefined ? true : toBoolean(args[1], "requires_grad"));
};

const rebuildParameterWithState: Rebuild = (args) => {
  checkCount("_rebuild_parameter_with_state", args, 4);
  const result = parameter(args[0], toBoolean(args[1], "requires_grad"));
  attachExtras(result, { attributes: args[3] });
  return result;
};

/** A tensor with attributes: the function and arguments that rebuild it, its class, its `__dict__`. */
const rebuildFromType: Rebuild = (args) => {
  checkCount("_rebuild_from_type_v2", args, 4);
  const [rebuild, type, rebuildArgs, state] = args;
  if (!(rebuild instanceof PyGlobal) || typeof rebuild.call !== "function" || !Object.hasOwn(REBUILD, rebuild.name)) {
    throw new PickleProblem("refused", `the pickle would rebuild a tensor with ${typeName(rebuild)}`);
  }
  const className = type instanceof PyGlobal ? type.name : "";
  const isOther = type instanceof PyGlobal && type.isUnknown;
  if (className !== "Tensor" && className !== "Parameter" && !isOther) {
    throw new PickleProblem("unsupported", `a tensor of the class ${typeName(type)}: ${TENSOR_ADVICE}`);
  }
  const tensor = rebuild.call(toItems(rebuildArgs, "the arguments of a tensor"));
  if (!(tensor instanceof Tensor)) throw new PickleProblem("unsupported", "attributes of a tensor that is not strided");
  const result =
    className === "Parameter" && !isOther && !(tensor instanceof Parameter)
      ? parameter(tensor, tensor._requiresGrad)
      : tensor;
  attachExtras(result, isOther ? { attributes: state, type } : { attributes: state });
  return result;
};

/** Whether the indices lie within the shape shows only when they are loaded. */
function rebuildCoo(data: readonly PyValue[]): SparseTensor {
  checkCount("_rebuild_sparse_tensor", data, 3, 4);
  return makeSparse(
    toTensor(data[0], "a sparse tensor's indices"),
    toTensor(data[1], "a sparse tensor's values"),
    toSizes(data[2], "a sparse tensor's sizes"),
    data[3] === undefined || data[3] === null ? false : toBoolean(data[3], "is_coalesced"),
  );
}

const rebuildSparse: Rebuild = (args) => {
  checkCount("_rebuild_sparse_tensor", args, 2);
  const [layout] = args;
  if (!(layout instanceof Layout)) throw new PickleProblem("corrupt", "a sparse tensor without a layout");
  const data = toItems(args[1], "the data of a sparse tensor");
  if (layout.name === "torch.sparse_coo") return rebuildCoo(data);
  checkCount("_rebuild_sparse_tensor", data, 4);
  return new SparseCompressedTensor(
    layout,
    toTensor(data[0], "compressed indices"),
    toTensor(data[1], "plain indices"),
    toTensor(data[2], "values"),
    toSizes(data[3], "a sparse tensor's sizes"),
  );
};

const rebuildNested: Rebuild = (args) => {
  checkCount("_rebuild_nested_tensor", args, 4);
  const [buffer, sizes, strides, offsets] = args.map((arg) => toTensor(arg, "a part of a nested tensor"));
  return new NestedTensor(buffer, sizes, strides, offsets);
};

const rebuildMeta: Rebuild = (args) => {
  checkCount("_rebuild_meta_tensor_no_storage", args, 4);
  if (!(args[0] instanceof PythonName)) throw new PickleProblem("corrupt", "a meta tensor without a dtype");
  const shape = toSizes(args[1], "a tensor's sizes");
  return new MetaTensor(args[0], shape, toSizes(args[2], "strides"), toBoolean(args[3], "requires_grad"));
};

const rebuildQuantized: Rebuild = (args) => {
  checkCount("_rebuild_qtensor", args, 7);
  const integers = rebuildTensor(args.slice(0, 4));
  const parameters = toItems(args[4], "quantizer parameters");
  const [scheme] = parameters;
  if (!(scheme instanceof PythonName) || !scheme.name.startsWith("per_")) {
    throw new PickleProblem("corrupt", "a quantized tensor without a scheme");
  }
  if (scheme.name === "per_tensor_affine") {
    checkCount("per_tensor_affine", parameters, 3);
    const [, scale, zeroPoint] = parameters;
    return new QuantizedTensor(integers, {
      scheme,
      scale: toNumber(scale, "a scale"),
      zeroPoint: toInt(zeroPoint, "a zero point"),
    });
  }
  checkCount(scheme.name, parameters, 4);
  const axis = toCount(parameters[3], "a quantization axis");
  if (axis >= integers.ndim) throw new PickleProblem("corrupt", `quantization axis ${axis} out of range`);
  const channel = (value: PyValue, what: string) => {
    const tensor = toTensor(value, what);
    if (tensor.ndim !== 1 || tensor.shape[0] !== integers.shape[axis]) {
      throw new PickleProblem("corrupt", `${what} don't match the channels of a quantized tensor`);
    }
    return tensor;
  };
  return new QuantizedTensor(integers, {
    scheme,
    scales: channel(parameters[1], "scales"),
    zeroPoints: channel(parameters[2], "zero points"),
    axis,
  });
};

const refuseSubclass: Rebuild = () => {
  throw new PickleProblem("unsupported", `a tensor of a class without elements of its own: ${TENSOR_ADVICE}`);
};

/** Tensors of other devices: `(data, dtype, device, requires_grad)`. */
const rebuildDeviceTensor: Rebuild = (args) => {
  checkCount("_rebuild_device_tensor_from_cpu_tensor", args, 4);
  const data = toTensor(args[0], "a tensor's data");
  if (data.dtype !== dtypeOf(args[1])) {
    throw new PickleProblem("unsupported", `a tensor saved as ${data.dtype} to become another dtype`);
  }
  setRequiresGrad(data, toBoolean(args[3], "requires_grad"));
  return data;
};

/** The functions of `torch._utils` by name. */
export const REBUILD: Readonly<Record<string, Rebuild>> = {
  _rebuild_tensor: rebuildTensor,
  _rebuild_tensor_v2: rebuildTensorV2,
  _rebuild_tensor_v3: rebuildTensorV3,
  _rebuild_parameter: rebuildParameter,
  _rebuild_parameter_with_state: rebuildParameterWithState,
  _rebuild_sparse_tensor: rebuildSparse,
  _rebuild_nested_tensor: rebuildNested,
  _rebuild_meta_tensor_no_storage: rebuildMeta,
  _rebuild_qtensor: rebuildQuantized,
  _rebuild_wrapper_subclass: refuseSubclass,
  _rebuild_device_tensor_from_numpy: refuseSubclass,
  _rebuild_device_tensor_from_cpu_tensor: rebuildDeviceTensor,
};

/** `torch._tensor._rebuild_from_type_v2`. */
export { rebuildFromType };
