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

/** Bytes are read in pieces of this size, so that what is done with them finds them in the processor's cache. */
const READ_PIECE = 1024 * 1024;

/** Fills `target` piece by piece, and hands each piece on when it is there. */
export async function readPieces(
  source: ByteSource,
  offset: number,
  target: Uint8Array,
  onPiece?: (piece: Uint8Array) => void,
): Promise<void> {
  for (let at = 0; at < target.length; at += READ_PIECE) {
    const piece = target.subarray(at, at + READ_PIECE);
    await source.readInto(offset + at, piece);
    onPiece?.(piece);
  }
}
