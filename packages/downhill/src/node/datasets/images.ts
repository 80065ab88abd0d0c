import { readFile } from "node:fs/promises";
import { div } from "../../autograd/functions/arithmetic.ts";
import { to } from "../../autograd/functions/conversion.ts";
import { tensorOfBytes } from "../../data/bytes.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** What an image's channels are: as in the file, grey, colours, or colours with an opacity. */
export type ImageMode = "unchanged" | "gray" | "rgb" | "rgba";

/** Options of {@link decodeImage}. */
export interface ImageOptions {
  /** Default "unchanged". */
  mode?: ImageMode;
}

/** What is used of sharp. */
interface Sharp {
  metadata(): Promise<{ space?: string; hasAlpha?: boolean }>;
  toColourspace(space: "srgb"): Sharp;
  raw(options: { depth: "uchar" }): Sharp;
  png(): Sharp;
  toBuffer(): Promise<Uint8Array>;
  toBuffer(options: { resolveWithObject: true }): Promise<{
    data: Uint8Array;
    info: { width: number; height: number; channels: number };
  }>;
}

type MakeSharp = (bytes: Uint8Array) => Sharp;

/** @throws Error where the package isn't there */
export async function loadSharp(): Promise<MakeSharp> {
  const name = "sharp";
  try {
    return ((await import(name)) as { default: MakeSharp }).default;
  } catch (error) {
    throw new Error(
      'images are decoded, and SVGs drawn, by the optional package sharp: install it with "npm install sharp"',
      {
        cause: error,
      },
    );
  }
}

/** What is grey, in sharp's words. */
const GRAY = new Set(["b-w", "grey16"]);

type Channel = (pixel: number) => number;

/** @throws Error without sharp, and for bytes that are no image */
export async function decode(bytes: Uint8Array, { mode = "unchanged" }: ImageOptions = {}): Promise<Tensor> {
  const sharp = await loadSharp();
  const { space, hasAlpha = false } = await sharp(bytes).metadata();
  const whole = sharp(bytes).toColourspace("srgb").raw({ depth: "uchar" });
  const { data, info } = await whole.toBuffer({ resolveWithObject: true });
  const { width, height, channels } = info;
  const at =
    (channel: number): Channel =>
    (pixel) =>
      data[pixel * channels + channel];
  const isGray = channels < 3 || GRAY.has(space ?? "");
  const colors = channels < 3 ? [at(0), at(0), at(0)] : [at(0), at(1), at(2)];
  const [red, green, blue] = colors;
  // The weights of ITU-R 601, rounded as Pillow rounds them.
  const luma: Channel = (i) => (red(i) * 19595 + green(i) * 38470 + blue(i) * 7471 + 0x8000) >> 16;
  const alpha: Channel = hasAlpha ? at(channels - 1) : () => 255;
  const chosen = {
    gray: [isGray ? red : luma],
    rgb: colors,
    rgba: [...colors, alpha],
    unchanged: [...(isGray ? [red] : colors), ...(hasAlpha ? [alpha] : [])],
  }[mode];
  const size = width * height;
  const planes = new Uint8Array(chosen.length * size);
  chosen.forEach((value, c) => {
    for (let i = 0; i < size; i++) planes[c * size + i] = value(i);
  });
  return tensorOfBytes("uint8", [chosen.length, height, width], planes);
}

export async function read(path: string | URL, options?: ImageOptions): Promise<Tensor> {
  return decode(await readFile(path), options);
}

/** Bytes of an image as float32 from 0 to 1, as torchvision's `ToTensor` gives them. */
export function toUnit(image: Tensor): Tensor {
  return div(to(image, "float32"), 255);
}
