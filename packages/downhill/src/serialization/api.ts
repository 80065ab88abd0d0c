import * as guessing from "../optim/guessOptimizer.ts";
import { ANYTHING, BOOLEAN, functionKind, NUMBER, only, STRING } from "../signatures/kinds.ts";
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

/** What functions that make checkpoints or go on with them take. */
export const CHECKPOINT = { rngState: BOOLEAN };

export const serialize = publish(
  signature("serialize", { value: ANYTHING }, {}, { fileName: STRING, format: STRING }),
  saving.serialize,
);
export const saveSafetensors = publish(
  signature("saveSafetensors", { tensors: ANYTHING, metadata: optional(ANYTHING) }),
  saving.saveSafetensors,
);
export const saveTo = publishAsync(
  signature("saveTo", { handle: ANYTHING, value: ANYTHING }, {}, SAVING),
  saving.saveTo,
);

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
  signature("packCheckpoint", { parts: ANYTHING }, {}, CHECKPOINT),
  checkpoints.packCheckpoint,
);
export const restoreCheckpoint = publish(
  signature("restoreCheckpoint", { checkpoint: ANYTHING, parts: ANYTHING }, {}, CHECKPOINT),
  checkpoints.restoreCheckpoint,
);

export const compareFiles = publishAsync(
  signature(
    "compareFiles",
    { first: ANYTHING, second: ANYTHING },
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
