import { hostname } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Module } from "../../nn/module.ts";
import {
  BOOLEAN,
  either,
  INTEGER,
  instanceOf,
  type Kind,
  NUMBER,
  orNull,
  PLAIN_OBJECT,
  STRING,
} from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { INTEGRAL, TENSOR, TENSOR_OR_TENSORS } from "../../tensor/kinds.ts";
import { Tensor } from "../../tensor/tensor.ts";
import * as events from "../../tensorboard/events.ts";
import { graphOf } from "../../tensorboard/graph.ts";
import { type Bins, histogramOf } from "../../tensorboard/histogram.ts";
import { type Hyperparameter, hyperparameters } from "../../tensorboard/hyperparameters.ts";
import { pixelsOf } from "../../tensorboard/pixels.ts";
import type { Message } from "../../tensorboard/protobuf.ts";
import { PATH } from "../datasets/paths.ts";
import { EventFile } from "./eventFile.ts";
import { rasterize } from "./figure.ts";
import { encodePng, sizeOfPng } from "./png.ts";

/** Options of {@link SummaryWriter}. */
export interface SummaryWriterOptions {
  /** What the folder's name ends in where none is given. Default "". */
  comment?: string;
  /** Hides what was written before of this step and of later ones, where a training goes on from one. Default null. */
  purgeStep?: number | null;
  /** Has no effect: events are written at once. */
  maxQueue?: number;
  /** Has no effect: events are written at once. */
  flushSecs?: number;
  /** What the file's name ends in. Default "". */
  filenameSuffix?: string;
}

/** Options of what is added: when it was. */
export interface EventOptions {
  /** Seconds since 1970. Default null: now. */
  walltime?: number | null;
}

/** Options of `addScalar`. */
export interface ScalarOptions extends EventOptions {
  /** Whether to write a tensor, which is read faster. Default false. */
  newStyle?: boolean;
  /** Whether a tensor has double precision. Default false. */
  doublePrecision?: boolean;
}

/** Options of `addHistogram`. */
export interface HistogramOptions extends EventOptions {
  /** How values are sorted: by TensorFlow's limits, so many bins of one width, or limits. Default "tensorflow". */
  bins?: Bins;
  /** Neighbours are joined where there would be more bins. Default null: any number. */
  maxBins?: number | null;
}

/** Options of images. */
export interface ImageFormatOptions extends EventOptions {
  /** The dimensions' names: "CHW", "HWC", "HW"; of several images "NCHW" or "NHWC". */
  dataformats?: string;
}

/** Options of `addHparams`. */
export interface HparamsOptions {
  /** All values that hyperparameters may have, by their names. */
  hparamDomainDiscrete?: Readonly<Record<string, readonly (number | string | boolean)[]>> | null;
  /** The folder within the writer's own. Default null: the time. */
  runName?: string | null;
  globalStep?: number | null;
}

export type Step = number | bigint | null;

const STEP = optional(orNull(INTEGRAL), null);
const WALLTIME = { walltime: optional(orNull(NUMBER), null) };
const SCALAR: Kind<number | bigint | Tensor> = {
  expected: "a number or a Tensor of one",
  accepts: (value): value is number | bigint | Tensor =>
    typeof value === "number" || typeof value === "bigint" || value instanceof Tensor,
};
const BINS = either(either(STRING, NUMBER), instanceOf(Array)) as unknown as Kind<Bins>;
const IMAGE = { tag: STRING, imgTensor: TENSOR, globalStep: STEP };

/** @throws RangeError for a tensor of more than one element */
function numberOf(value: number | bigint | Tensor): number {
  return value instanceof Tensor ? value.item() : Number(value);
}

/** `runs/Aug20_12-20-52_host`, as PyTorch names it. */
function defaultFolder(comment: string): string {
  const now = new Date();
  const two = (value: number) => String(value).padStart(2, "0");
  const month = now.toLocaleString("en-US", { month: "short" });
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(two).join("-");
  return join("runs", `${month}${two(now.getDate())}_${time}_${hostname()}${comment}`);
}

/**
 * Writes what TensorBoard shows: `tensorboard --logdir runs`. Every event is in the file when the method returns, so
 * nothing is lost when the program ends in whatever way.
 *
 *     const writer = new SummaryWriter("runs/first");
 *     writer.addScalar("loss/train", loss.item(), step);
 *
 * @see https://docs.pytorch.org/docs/stable/tensorboard.html
 */
export class SummaryWriter {
  /** @internal */
  static readonly signature = signature(
    "SummaryWriter",
    { logDir: optional(orNull(PATH), null) },
    {
      comment: optional(STRING, ""),
      purgeStep: optional(orNull(INTEGER), null),
      maxQueue: optional(INTEGER, 10),
      flushSecs: optional(NUMBER, 120),
      filenameSuffix: optional(STRING, ""),
    },
  );

  /** The folder of the events. */
  readonly logDir: string;
  readonly #suffix: string;
  /** The files, by their folders; those of single scalars beside the writer's own. */
  readonly #files = new Map<string, EventFile>();
  #purgeStep: number | null;

  /**
   * @param logDir the folder, which is made where it isn't there; default `runs/` and the date, the time and the
   *   machine's name
   * @throws the file system's errors
   */
  constructor(logDir?: string | URL | null, options?: SummaryWriterOptions);
  constructor(options: SummaryWriterOptions & { logDir?: string | URL | null });
  constructor(...args: readonly unknown[]) {
    const { logDir, comment, purgeStep, filenameSuffix } = SummaryWriter.signature.read(args);
    const given = logDir === null || logDir === "" ? defaultFolder(comment) : logDir;
    this.logDir = given instanceof URL ? fileURLToPath(given) : given;
    this.#suffix = filenameSuffix;
    this.#purgeStep = purgeStep;
    this.#file(this.logDir);
  }

  /** The file of a folder; one that was closed is followed by another. */
  #file(folder: string): EventFile {
    const found = this.#files.get(folder);
    if (found !== undefined) return found;
    const file = new EventFile(folder, this.#suffix);
    this.#files.set(folder, file);
    if (this.#purgeStep !== null && folder === this.logDir) {
      const moment = { walltime: Date.now() / 1000, step: this.#purgeStep };
      file.add(events.versionEvent(moment));
      file.add(events.restartEvent(moment));
      this.#purgeStep = null;
    }
    return file;
  }

  #add(value: Message, step: Step | undefined, walltime: number | null | undefined, folder = this.logDir): void {
    this.#file(folder).add(events.summaryEvent(moment(step, walltime), value));
  }

  /** The folder of the events. */
  getLogdir(): string {
    return this.logDir;
  }

  /**
   * Adds a number to a curve.
   * @param tag the curve's name; what stands before "/" groups curves
   * @throws RangeError for a tensor of more than one element
   */
  addScalar(tag: string, scalarValue: number | bigint | Tensor, globalStep?: Step, options: ScalarOptions = {}): void {
    const { walltime, newStyle = false, doublePrecision = false } = options;
    const value = numberOf(scalarValue);
    const message = newStyle ? events.scalarTensor(tag, value, doublePrecision) : events.scalar(tag, value);
    this.#add(message, globalStep, walltime);
  }

  /** Adds numbers to several curves in one chart: each gets a folder of its own, in which the tag is `mainTag`. */
  addScalars(
    mainTag: string,
    tagScalarDict: Readonly<Record<string, number | bigint | Tensor>>,
    globalStep?: Step,
    options: EventOptions = {},
  ): void {
    const values = Object.entries(tagScalarDict).map(([tag, value]) => [tag, numberOf(value)] as const);
    for (const [tag, value] of values) {
      const folder = join(this.logDir, `${mainTag.replaceAll("/", "_")}_${tag}`);
      this.#add(events.scalar(mainTag, value), globalStep, options.walltime, folder);
    }
  }

  /**
   * Adds how values are distributed.
   * @throws RangeError for no values, and bins that are none
   */
  addHistogram(
    tag: string,
    values: Tensor | readonly number[],
    globalStep?: Step,
    options: HistogramOptions = {},
  ): void {
    const { bins = "tensorflow", walltime, maxBins = null } = options;
    const numbers = values instanceof Tensor ? (values.detach().to("float64").toTypedArray() as Float64Array) : values;
    if (typeof bins === "string" && bins !== "tensorflow") {
      throw new RangeError(`bins must be "tensorflow", a number of bins or their limits, got "${bins}"`);
    }
    this.#add(events.histogram(tag, histogramOf(numbers, bins, maxBins)), globalStep, walltime);
  }

  /**
   * Adds an image: floats from 0 to 1, or bytes (uint8), of 1, 3 or 4 channels.
   * @throws RangeError for dimensions that don't fit `dataformats`, which is "CHW" by default
   */
  addImage(tag: string, imgTensor: Tensor, globalStep?: Step, options: ImageFormatOptions = {}): void {
    const { walltime, dataformats = "CHW" } = options;
    const pixels = pixelsOf(imgTensor, dataformats);
    this.#add(events.image(tag, { ...pixels, png: encodePng(pixels) }), globalStep, walltime);
  }

  /** Adds images as a grid. @throws RangeError for dimensions that don't fit `dataformats`, which is "NCHW" by default */
  addImages(tag: string, imgTensor: Tensor, globalStep?: Step, options: ImageFormatOptions = {}): void {
    this.addImage(tag, imgTensor, globalStep, { dataformats: "NCHW", ...options });
  }

  /**
   * Adds a figure: the text of an SVG, which the optional package sharp turns into pixels, as TensorBoard shows no SVG, or
   * the bytes of a PNG.
   * @throws Error without sharp, TypeError for bytes that are no PNG
   */
  async addFigure(
    tag: string,
    figure: string | Uint8Array,
    globalStep?: Step,
    options: EventOptions = {},
  ): Promise<void> {
    const png = typeof figure === "string" ? await rasterize(figure) : figure;
    const size = sizeOfPng(png);
    if (size === null) throw new TypeError("addFigure(): figure must be the text of an SVG, or the bytes of a PNG");
    this.#add(events.image(tag, { ...size, png }), globalStep, options.walltime);
  }

  /** Adds a text, which is shown as Markdown. */
  addText(tag: string, textString: string, globalStep?: Step, options: EventOptions = {}): void {
    this.#add(events.text(tag, textString), globalStep, options.walltime);
  }

  /**
   * Adds a run's hyperparameters and what came of them, in a folder of its own.
   * @throws TypeError for values that are none
   */
  addHparams(
    hparamDict: Readonly<Record<string, Hyperparameter>>,
    metricDict: Readonly<Record<string, number | Tensor>>,
    options: HparamsOptions = {},
  ): void {
    const { hparamDomainDiscrete, runName, globalStep = null } = options;
    const metrics = Object.entries(metricDict).map(([tag, value]) => [tag, numberOf(value)] as const);
    const tags = metrics.map(([tag]) => tag);
    const { experiment, start, end } = hyperparameters(hparamDict, tags, hparamDomainDiscrete ?? {});
    const folder = join(this.logDir, runName || String(Date.now() / 1000));
    for (const summary of [experiment, start, end]) this.#add(summary, globalStep, null, folder);
    for (const [tag, value] of metrics) this.#add(events.scalar(tag, value), globalStep, null, folder);
    this.#files.get(folder)?.close();
    this.#files.delete(folder);
  }

  /**
   * Adds the graph of a model: of the functions that one call of it runs, by the modules that call them.
   * @param inputToModel what `forward` takes
   * @throws whatever the call throws
   */
  addGraph(model: Module, inputToModel: Tensor | readonly Tensor[]): void {
    const inputs = inputToModel instanceof Tensor ? [inputToModel] : inputToModel;
    this.#file(this.logDir).add(events.graphEvent(moment(0, null), graphOf(model, inputs)));
  }

  /** Does nothing: events are written at once. */
  flush(): void {}

  /** Closes the files. What is added later goes to other files of the same folder. */
  close(): void {
    for (const file of this.#files.values()) file.close();
    this.#files.clear();
  }

  /** Closes the files, at the end of the block of a `using` declaration. */
  [Symbol.dispose](): void {
    this.close();
  }
}

function moment(step: Step | undefined, walltime: number | null | undefined): events.Moment {
  return { step: step ?? 0, walltime: walltime ?? Date.now() / 1000 };
}

publishMethods(SummaryWriter.prototype, {
  getLogdir: signature("getLogdir", {}),
  addScalar: signature(
    "addScalar",
    { tag: STRING, scalarValue: SCALAR, globalStep: STEP },
    { ...WALLTIME, newStyle: BOOLEAN, doublePrecision: BOOLEAN },
  ),
  addScalars: signature("addScalars", { mainTag: STRING, tagScalarDict: PLAIN_OBJECT, globalStep: STEP }, WALLTIME),
  addHistogram: signature(
    "addHistogram",
    { tag: STRING, values: either(TENSOR, instanceOf(Array)), globalStep: STEP },
    { bins: BINS, ...WALLTIME, maxBins: orNull(INTEGER) },
  ),
  addImage: signature("addImage", IMAGE, { ...WALLTIME, dataformats: STRING }),
  addImages: signature("addImages", IMAGE, { ...WALLTIME, dataformats: STRING }),
  addFigure: signature(
    "addFigure",
    { tag: STRING, figure: either(STRING, instanceOf(Uint8Array)), globalStep: STEP },
    WALLTIME,
  ),
  addText: signature("addText", { tag: STRING, textString: STRING, globalStep: STEP }, WALLTIME),
  addHparams: signature(
    "addHparams",
    { hparamDict: PLAIN_OBJECT, metricDict: PLAIN_OBJECT },
    { hparamDomainDiscrete: orNull(PLAIN_OBJECT), runName: orNull(STRING), globalStep: orNull(INTEGRAL) },
  ),
  addGraph: signature("addGraph", {
    model: instanceOf(Module as never) as Kind<Module>,
    inputToModel: TENSOR_OR_TENSORS,
  }),
  flush: signature("flush", {}),
  close: signature("close", {}),
});
