import type { Tensor } from "../tensor/tensor.ts";

/** Pixels row by row, three or four bytes each. */
export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly bytes: Uint8Array;
}

/** Images beside one another in a row of a grid. */
const COLUMNS = 8;

/** @throws RangeError for letters that aren't the dimensions' */
function checkFormat(format: string, letters: string, shape: readonly number[]): void {
  if (format.length !== shape.length) {
    throw new RangeError(
      `size of input tensor and input format are different. tensor shape: (${shape.join(", ")}), input_format: ${format}`,
    );
  }
  if (new Set(format).size !== format.length) {
    throw new RangeError(`You can not use the same dimension shorthand twice. input_format: ${format}`);
  }
  if ([...letters].every((letter) => format.includes(letter))) return;
  throw new RangeError(`dataformats must have each of the letters ${letters}, got ${format}`);
}

/**
 * The pixels of an image, or of several as a grid: floats from 0 to 1, or bytes.
 *
 * @param dataformats the dimensions' names, such as "CHW", "HWC", "HW" or "NCHW"
 * @throws RangeError for dimensions that don't fit, and channels that are none of an image's
 */
export function pixelsOf(image: Tensor, dataformats: string): Pixels {
  const format = dataformats.toUpperCase();
  const letters = { 2: "HW", 3: "CHW", 4: "NCHW" }[format.length];
  if (letters === undefined) throw new RangeError(`dataformats must have two to four letters, got ${dataformats}`);
  checkFormat(format, letters, image._shape);
  const order = [...letters].map((letter) => format.indexOf(letter));
  let ordered = image.detach().permute(order);
  while (ordered._shape.length < 4) ordered = ordered.unsqueeze(0);
  const [count, channels, height, width] = ordered._shape;
  if (![1, 3, 4].includes(channels) || (format.length === 4 && channels === 4)) {
    throw new RangeError(`an image has 1, 3 or 4 channels, a grid of images 1 or 3, got ${channels}`);
  }
  const scale = ordered.dtype === "uint8" ? 1 : 255;
  const values = ordered.to("float64").contiguous().toTypedArray() as Float64Array;
  const columns = Math.max(1, Math.min(count, COLUMNS));
  const rows = Math.ceil(count / columns);
  const depth = Math.max(3, channels);
  const bytes = new Uint8Array(rows * height * columns * width * depth);
  for (let n = 0; n < count; n++) {
    const top = Math.floor(n / columns) * height;
    const left = (n % columns) * width;
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const to = ((top + y) * columns * width + left + x) * depth;
        for (let c = 0; c < depth; c++) {
          const from = ((n * channels + (channels === 1 ? 0 : c)) * height + y) * width + x;
          bytes[to + c] = Math.max(0, Math.min(255, Math.fround(Math.fround(values[from]) * scale)));
        }
      }
    }
  }
  return { width: columns * width, height: rows * height, channels: depth, bytes };
}
