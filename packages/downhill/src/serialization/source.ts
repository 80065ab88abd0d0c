import { FileFormatError } from "./errors.ts";

/** Bytes that can be read from anywhere: a file, a `Blob`, an array. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /**
   * Fills `target` with the bytes from `offset` on.
   * @throws Error when there are not that many.
   */
  readInto(offset: number, target: Uint8Array): Promise<void>;
}

/** How much of a `Blob` is held beside the target while it is copied there. */
const PIECE = 8 * 1024 * 1024;

/** An array as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return {
    size: bytes.length,
    async readInto(offset, target) {
      target.set(bytes.subarray(offset, offset + target.length));
    },
  };
}

/** Bytes that were read from `start` on, as the source they come from; there is nothing beyond them. */
export function windowSource(bytes: Uint8Array, start: number): ByteSource {
  return {
    size: start + bytes.length,
    async readInto(offset, target) {
      target.set(bytes.subarray(offset - start, offset - start + target.length));
    },
  };
}

/** A `Blob` or `File` as a source: only what is asked for is read. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async readInto(offset, target) {
      for (let start = 0; start < target.length; start += PIECE) {
        const end = Math.min(start + PIECE, target.length);
        const piece = await blob.slice(offset + start, offset + end).arrayBuffer();
        target.set(new Uint8Array(piece), start);
      }
    },
  };
}

/** Reads `length` bytes into an array of their own, after checking that the source has them. */
export async function readBytes(source: ByteSource, offset: number, length: number): Promise<Uint8Array> {
  if (offset + length > source.size) {
    throw new FileFormatError("corrupt", `the file ends before ${length} bytes that belong here`, { offset });
  }
  const target = new Uint8Array(length);
  await source.readInto(offset, target);
  return target;
}

/** Bytes are read in pieces of this size: their checksum is taken while the next piece is on its way. */
const READ_PIECE = 4 * 1024 * 1024;
const READ_AHEAD = 1;

/** Fills `target` piece by piece, and hands each piece on, in order, when it is there. */
export async function readPieces(
  source: ByteSource,
  offset: number,
  target: Uint8Array,
  onPiece?: (piece: Uint8Array) => void,
): Promise<void> {
  const reading: Promise<Uint8Array>[] = [];
  const next = async (): Promise<void> => {
    const piece = await (reading.shift() as Promise<Uint8Array>);
    onPiece?.(piece);
  };
  try {
    for (let at = 0; at < target.length; at += READ_PIECE) {
      const piece = target.subarray(at, at + READ_PIECE);
      reading.push(source.readInto(offset + at, piece).then(() => piece));
      if (reading.length > READ_AHEAD) await next();
    }
    while (reading.length > 0) await next();
  } catch (error) {
    await Promise.allSettled(reading); // nobody may write into the target any more
    throw error;
  }
}
