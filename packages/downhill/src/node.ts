/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/node`: PyTorch's and safetensors' files on disk. */
import "./autograd/methods.ts";
import * as files from "./node/files.ts";
import { CHECKPOINT, LOADING, MAP_LOCATION, PARTS, SAVING } from "./serialization/api.ts";
import { ANYTHING } from "./signatures/kinds.ts";
import { publishAsync } from "./signatures/publish.ts";
import { signature } from "./signatures/signature.ts";

export { roomForThreads } from "./kernels/pool/platform.ts";
export type { OpenFile } from "./node/files.ts";
export type { CheckpointOptions, CheckpointParts, RestorableParts } from "./serialization/checkpoint.ts";
export type { LoadOptions } from "./serialization/contents.ts";
export type { SaveFormat } from "./serialization/formats.ts";
export { type LazyFile, LazyObject, LazyTensor } from "./serialization/lazy.ts";
export type { SaveOptions } from "./serialization/save.ts";

export const save = publishAsync(signature("save", { value: ANYTHING, path: ANYTHING }, {}, SAVING), files.save);
export const load = publishAsync(signature("load", { path: ANYTHING }, MAP_LOCATION, LOADING), files.load);
export const openLazily = publishAsync(
  signature("openLazily", { path: ANYTHING }, MAP_LOCATION, LOADING),
  files.openLazily,
);
export const writeAtomically = publishAsync(
  signature("writeAtomically", { path: ANYTHING, contents: ANYTHING }),
  files.writeAtomically,
);

export const saveCheckpoint = publishAsync(
  signature("saveCheckpoint", { path: ANYTHING, parts: PARTS }, {}, { ...CHECKPOINT, ...SAVING }),
  files.saveCheckpoint,
);
export const loadCheckpoint = publishAsync(
  signature("loadCheckpoint", { path: ANYTHING, parts: PARTS }, MAP_LOCATION, { ...CHECKPOINT, ...LOADING }),
  files.loadCheckpoint,
);
