/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/tensorboard`: what TensorBoard shows of a training, in Node. */
import "./autograd/methods.ts";

export {
  type EventOptions,
  type HistogramOptions,
  type HparamsOptions,
  type ImageFormatOptions,
  type ScalarOptions,
  type Step,
  SummaryWriter,
  type SummaryWriterOptions,
} from "./node/tensorboard/summaryWriter.ts";
export type { Bins } from "./tensorboard/histogram.ts";
export type { Hyperparameter } from "./tensorboard/hyperparameters.ts";
