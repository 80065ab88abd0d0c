/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/datasets`: data from files, in Node: tables, NumPy's arrays, IDX files, images. */
import "./autograd/methods.ts";
import { readFile } from "node:fs/promises";
import { CSV_OPTIONS, type CsvOptions, type CsvTable, parseCsv } from "./data/formats/csv.ts";
import { formatNpy, formatNpz, parseNpy, parseNpz } from "./data/formats/npy.ts";
import * as images from "./node/datasets/images.ts";
import { readIdxFile } from "./node/datasets/mnist.ts";
import { PATH, toPath } from "./node/datasets/paths.ts";
import { writeAtomically } from "./node/files.ts";
import { instanceOf, oneOf, PLAIN_OBJECT } from "./signatures/kinds.ts";
import { publish, publishAsync } from "./signatures/publish.ts";
import { signature } from "./signatures/signature.ts";
import { TENSOR } from "./tensor/kinds.ts";
import type { Tensor } from "./tensor/tensor.ts";

export { ImageFolder, type ImageFolderOptions } from "./node/datasets/imageFolder.ts";
export type { ImageMode, ImageOptions } from "./node/datasets/images.ts";
export { MNIST, type MNISTOptions } from "./node/datasets/mnist.ts";

const MODE = { mode: oneOf("unchanged", "gray", "rgb", "rgba") };

/**
 * The pixels of a PNG, JPEG, WebP, TIFF or GIF, a uint8 tensor of [channels, height, width]. The optional package sharp
 * decodes it.
 * @throws Error without sharp, and for bytes that are no image
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.io.decode_image.html
 */
export const decodeImage = publishAsync(
  signature("decodeImage", { bytes: instanceOf(Uint8Array) }, {}, MODE),
  images.decode,
);

/** The same of a file. @throws as `decodeImage` does, and the file system's errors */
export const readImage = publishAsync(signature("readImage", { path: PATH }, {}, MODE), images.read);

/** The table in a file, by `parseCsv` of `downhill/data`, whose options it takes. */
export const readCsv = publishAsync(
  signature("readCsv", { path: PATH }, {}, CSV_OPTIONS),
  async (path: string | URL, options?: CsvOptions): Promise<CsvTable> =>
    parseCsv(await readFile(path, "utf8"), options),
);

/** The array of an IDX file, as those of MNIST are, compressed by gzip or not. */
export const readIdx = publish(
  signature("readIdx", { path: PATH }),
  (path: string | URL): Tensor => readIdxFile(toPath(path)),
);

/** The array of a `.npy` file. @throws as `parseNpy` of `downhill/data` does, and the file system's errors */
export const readNpy = publishAsync(
  signature("readNpy", { path: PATH }),
  async (path: string | URL): Promise<Tensor> => parseNpy(new Uint8Array(await readFile(path))),
);

/** The arrays of a `.npz` file by their names. @throws as `parseNpz` of `downhill/data` does, and the file system's errors */
export const readNpz = publishAsync(
  signature("readNpz", { path: PATH }),
  async (path: string | URL): Promise<Record<string, Tensor>> => parseNpz(new Uint8Array(await readFile(path))),
);

/** Writes a tensor as `numpy.save` does; the file appears at once and complete. */
export const saveNpy = publishAsync(
  signature("saveNpy", { path: PATH, tensor: TENSOR }),
  async (path: string | URL, tensor: Tensor): Promise<void> => writeAtomically(path, formatNpy(tensor)),
);

/** Writes tensors by their names as `numpy.savez` does; the file appears at once and complete. */
export const saveNpz = publishAsync(
  signature("saveNpz", { path: PATH, tensors: PLAIN_OBJECT }),
  async (path: string | URL, tensors: Readonly<Record<string, Tensor>>): Promise<void> =>
    writeAtomically(path, formatNpz(tensors)),
);
