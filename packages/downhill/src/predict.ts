/** `downhill/predict`: models that `downhill train` wrote, by themselves: small enough for a page. */

// What is internal here is the command's, so that a table is encoded in one way wherever it is.
/** @internal */
export { aligned, type Decimal, difference, parseDecimal } from "./predict/decimal.ts";
/** @internal */
export {
  type CategoryEncoding,
  type ColumnEncoding,
  inputNames,
  type NumberEncoding,
  writeCategory,
  writeNumber,
} from "./predict/encoding.ts";
/** @internal */
export {
  type ModelFile,
  type ModelReading,
  type ModelTarget,
  modelFormat,
  readModelFile,
} from "./predict/modelFile.ts";
/** @internal */
export { runNetwork } from "./predict/network.ts";
/** @internal */
export { decodeOutputs } from "./predict/outputs.ts";
export type { Prediction } from "./predict/prediction.ts";
export {
  type CategoryColumn,
  loadPredictor,
  type NumberColumn,
  type Predictor,
  type PredictorColumn,
} from "./predict/predictor.ts";
export type { Row } from "./predict/rows.ts";
/** @internal */
export { type Scaling, standardize } from "./predict/scaling.ts";
export { FileFormatError, type FilePosition, type FileProblem } from "./serialization/errors.ts";
export type { Bytes, ReadableFileHandle } from "./serialization/source.ts";
/** @internal */
export { sourceOf } from "./serialization/source.ts";
