/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/serialization`: PyTorch's files as bytes. `downhill/node` reads and writes them on disk. */
import "./autograd/methods.ts";

export { Counter, DefaultDict, type Dict, OrderedDict, Size, Tuple } from "./python/containers.ts";
export {
  compareFiles,
  compareTensors,
  deserialize,
  deserializeLazily,
  formatOfName,
  fromJson,
  guessOptimizer,
  isOptimizerState,
  loadSafetensors,
  packCheckpoint,
  restoreCheckpoint,
  saveSafetensors,
  saveTo,
  serialize,
  tensorStatistics,
  toJson,
} from "./serialization/api.ts";
export type {
  CheckpointOptions,
  CheckpointParts,
  RestorableParts,
  Stateful,
} from "./serialization/checkpoint.ts";
export type { LoadOptions } from "./serialization/contents.ts";
export { FileFormatError, type FilePosition, type FileProblem } from "./serialization/errors.ts";
export {
  type FileFormat,
  type FileFormatInfo,
  fileFormats,
  type SaveFormat,
} from "./serialization/formats.ts";
export { type LazyFile, LazyObject, LazyTensor } from "./serialization/lazy.ts";

export { DateTime, PlainDate, PlainTime, TimeDelta, type TimeFields, TimeZone } from "./serialization/objects/dates.ts";
export { NumpyArray, type NumpyArrayParts, NumpyScalar } from "./serialization/objects/numpy.ts";
export { NumpyDType, type NumpyDTypeParts, type NumpyField } from "./serialization/objects/numpyDType.ts";
export {
  type ObjectPart,
  PythonObject,
  type PythonObjectParts,
  PythonValue,
} from "./serialization/objects/pythonObject.ts";
export { Decimal, Path, type PathClass, Range, Slice } from "./serialization/objects/values.ts";
export type { Safetensors } from "./serialization/safetensors/file.ts";
export type {
  SaveOptions,
  SerializeOptions,
  WritableFileHandle,
} from "./serialization/save.ts";
export type { Bytes, ReadableFileHandle } from "./serialization/source.ts";
export type {
  Comparison,
  ComparisonOptions,
  Difference,
  LargestChange,
} from "./serialization/tools/difference.ts";
export type { TensorStatistics } from "./serialization/tools/statistics.ts";
export type { TensorDifference, Tolerance } from "./serialization/tools/tensorDifference.ts";
export { ByteArray, Complex, Device, FrozenSet, Layout, PythonName } from "./serialization/torch/objects.ts";
export {
  MetaTensor,
  NestedTensor,
  QuantizedTensor,
  type Quantizer,
  SparseCompressedTensor,
  StorageObject,
} from "./serialization/torch/tensorObjects.ts";
