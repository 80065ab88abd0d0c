/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/data`: datasets, the order of their samples, and batches of them. */
import "./autograd/methods.ts";
// A dataset in a module of its own names no loader, and is served by what this adds.
import "./data/workers/serve.ts";

export { type Collated, defaultCollate, defaultConvert } from "./data/collate.ts";
export { ChainDataset, ConcatDataset, randomSplit, type SplitByName, Subset } from "./data/combining.ts";
export { DataLoader } from "./data/dataLoader.ts";
export { Dataset, type DatasetLike, type Indexed, IterableDataset, TensorDataset } from "./data/dataset.ts";
export {
  type ColumnType,
  type CsvColumn,
  type CsvOptions,
  CsvTable,
  parseCsv,
} from "./data/formats/csv.ts";
export { parseIdx } from "./data/formats/idx.ts";
export { formatNpy, formatNpz, parseNpy, parseNpz } from "./data/formats/npy.ts";
export type { CollateFn, DataLoaderOptions } from "./data/loaderOptions.ts";
export {
  BatchSampler,
  RandomSampler,
  type RandomSamplerOptions,
  Sampler,
  type SamplerOptions,
  SequentialSampler,
  SubsetRandomSampler,
  WeightedRandomSampler,
  type WeightedRandomSamplerOptions,
} from "./data/samplers.ts";
export { getWorkerInfo, type WorkerInfo } from "./data/workers/info.ts";
export { moduleDataset } from "./data/workers/moduleDataset.ts";
