import { loadSharp } from "../datasets/images.ts";

/** An SVG as a PNG. @throws Error without sharp, and for a text that is no SVG */
export async function rasterize(svg: string): Promise<Uint8Array> {
  const sharp = await loadSharp();
  return new Uint8Array(await sharp(new TextEncoder().encode(svg)).png().toBuffer());
}
