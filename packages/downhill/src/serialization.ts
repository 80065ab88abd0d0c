/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/serialization`: PyTorch's files as bytes. `downhill/node` reads and writes them on disk. */
import "./autograd/methods.ts";

export { guessOptimizer, isOptimizerState } from "./optim/guessOptimizer.ts";
export { Counter, DefaultDict, type Dict, OrderedDict, Size, Tuple } from "./python/containers.ts";
export {
  type CheckpointOptions,
  type CheckpointParts,
  packCheckpoint,
  type RestorableParts,
  restoreCheckpoint,
  type Stateful,
} from "./serialization/checkpoint.ts";
export type { LoadOptions } from "./serialization/contents.ts";
export { FileFormatError, type FilePosition, type FileProblem } from "./serialization/errors.ts";
export {
  type FileFormat,
  type FileFormatInfo,
  fileFormats,
  formatOfName,
  type SaveFormat,
} from "./serialization/formats.ts";
export { deserializeLazily, type LazyFile, LazyObject, LazyTensor } from "./serialization/lazy.ts";
export {
  type Bytes,
  deserialize,
  loadSafetensors,
  type ReadableFileHandle,
} from "./serialization/load.ts";
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
export {
  type SaveOptions,
  type SerializeOptions,
  saveSafetensors,
  saveTo,
  serialize,
  type WritableFileHandle,
} from "./serialization/save.ts";
export {
  type Comparison,
  type ComparisonOptions,
  compareFiles,
  type Difference,
  type LargestChange,
} from "./serialization/tools/difference.ts";
export { fromJson, toJson } from "./serialization/tools/json.ts";
export { type TensorStatistics, tensorStatistics } from "./serialization/tools/statistics.ts";
export { compareTensors, type TensorDifference, type Tolerance } from "./serialization/tools/tensorDifference.ts";
export { ByteArray, Complex, Device, FrozenSet, Layout, PythonName } from "./serialization/torch/objects.ts";
export {
  MetaTensor,
  NestedTensor,
  QuantizedTensor,
  type Quantizer,
  SparseCompressedTensor,
  StorageObject,
} from "./serialization/torch/tensorObjects.ts";
