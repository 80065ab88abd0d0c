import * as guessing from "../optim/guessOptimizer.ts";
import { isDict } from "../python/containers.ts";
import { ANYTHING, BOOLEAN, functionKind, isOptions, type Kind, NUMBER, only, STRING } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publish, publishAsync } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { DEVICE, TENSOR } from "../tensor/kinds.ts";
import * as checkpoints from "./checkpoint.ts";
import * as formats from "./formats.ts";
import * as lazy from "./lazy.ts";
import * as loading from "./load.ts";
import * as saving from "./save.ts";
import * as differences from "./tools/difference.ts";
import * as json from "./tools/json.ts";
import * as statistics from "./tools/statistics.ts";
import * as tensors from "./tools/tensorDifference.ts";

/** What functions that read files take: what PyTorch takes by position too, and what it has not. */
export const MAP_LOCATION = { mapLocation: DEVICE };
export const LOADING = {
  weightsOnly: only(true),
  unknown: STRING,
  maxInflatedBytes: NUMBER,
  maxStructureBytes: NUMBER,
  onProgress: functionKind(),
};

/** What functions that write files take. */
export const SAVING = { format: STRING, onProgress: functionKind() };

/** The parts of a checkpoint. A Map or a module would look as if it had none, or others. */
export const PARTS: Kind<Readonly<Record<string, unknown>>> = {
  expected: "an object of parts by name, such as { model, optimizer }",
  accepts: isOptions,
};

const HANDLE: Kind<object> = {
  expected: "a file handle, as showSaveFilePicker gives it",
  accepts: (value): value is object =>
    typeof value === "object" && value !== null && "createWritable" in value && "name" in value,
};

const LAZY_FILE: Kind<object> = {
  expected: "a file that openLazily or deserializeLazily has opened",
  accepts: (value): value is object =>
    typeof value === "object" && value !== null && "root" in value && Array.isArray(value.root),
};

const DICT: Kind<object> = { expected: "a Map or a plain object", accepts: isDict };

/** What functions that make checkpoints or go on with them take. */
export const CHECKPOINT = { rngState: BOOLEAN };

export const serialize = publish(
  signature("serialize", { value: ANYTHING }, {}, { fileName: STRING, format: STRING }),
  saving.serialize,
);
export const saveSafetensors = publish(
  signature("saveSafetensors", { tensors: DICT, metadata: optional(DICT) }),
  saving.saveSafetensors,
);
export const saveTo = publishAsync(signature("saveTo", { handle: HANDLE, value: ANYTHING }, {}, SAVING), saving.saveTo);

export const deserialize = publishAsync(
  signature("deserialize", { bytes: ANYTHING }, MAP_LOCATION, LOADING),
  loading.deserialize,
);
export const deserializeLazily = publishAsync(
  signature("deserializeLazily", { bytes: ANYTHING }, MAP_LOCATION, LOADING),
  lazy.deserializeLazily,
);
export const loadSafetensors = publishAsync(signature("loadSafetensors", { bytes: ANYTHING }), loading.loadSafetensors);
export const formatOfName = publish(signature("formatOfName", { fileName: STRING }), formats.formatOfName);

export const packCheckpoint = publish(
  signature("packCheckpoint", { parts: PARTS }, {}, CHECKPOINT),
  checkpoints.packCheckpoint,
);
export const restoreCheckpoint = publish(
  signature("restoreCheckpoint", { checkpoint: ANYTHING, parts: PARTS }, {}, CHECKPOINT),
  checkpoints.restoreCheckpoint,
);

export const compareFiles = publishAsync(
  signature(
    "compareFiles",
    { first: LAZY_FILE, second: LAZY_FILE },
    {},
    { rtol: NUMBER, atol: NUMBER, onTensor: functionKind() },
  ),
  differences.compareFiles,
);
export const compareTensors = publish(
  signature("compareTensors", { a: TENSOR, b: TENSOR }, {}, { rtol: NUMBER, atol: NUMBER }),
  tensors.compareTensors,
);
export const tensorStatistics = publish(signature("tensorStatistics", { tensor: TENSOR }), statistics.tensorStatistics);
export const toJson = publish(signature("toJson", { value: ANYTHING }), json.toJson);
export const fromJson = publish(
  signature("fromJson", { text: STRING }, {}, { unknown: STRING, maxStructureBytes: NUMBER }),
  json.fromJson,
);
export const guessOptimizer = publish(signature("guessOptimizer", { stateDict: ANYTHING }), guessing.guessOptimizer);
export const isOptimizerState = publish(signature("isOptimizerState", { value: ANYTHING }), guessing.isOptimizerState);
