import { FileFormatError } from "./errors.ts";

/** Bytes that can be read from anywhere: a file, a `Blob`, an array. */
export interface ByteSource {
  /** In bytes. */
  readonly size: number;
  /**
   * Fills the targets, one after the other, with the bytes from `offset` on.
   * @throws Error when there are not that many.
   */
  readInto(offset: number, ...targets: Uint8Array[]): Promise<void>;
}

/** How much of a `Blob` is held beside the target while it is copied there. */
const PIECE = 8 * 1024 * 1024;

/** An array as a source. */
export function bytesSource(bytes: Uint8Array): ByteSource {
  return windowSource(bytes, 0);
}

/** Bytes that were read from `start` on, as the source they come from; there is nothing beyond them. */
export function windowSource(bytes: Uint8Array, start: number): ByteSource {
  return {
    size: start + bytes.length,
    async readInto(offset, ...targets) {
      let at = offset - start;
      for (const target of targets) {
        target.set(bytes.subarray(at, at + target.length));
        at += target.length;
      }
    },
  };
}

/** A `Blob` or `File` as a source: only what is asked for is read. */
export function blobSource(blob: Blob): ByteSource {
  return {
    size: blob.size,
    async readInto(offset, ...targets) {
      const end = targets.reduce((sum, { length }) => sum + length, offset);
      let [index, filled] = [0, 0];
      for (let start = offset; start < end; start += PIECE) {
        const length = Math.min(PIECE, end - start);
        const piece = new Uint8Array(await blob.slice(start, start + length).arrayBuffer());
        if (piece.length !== length) throw new FileFormatError("corrupt", "the blob ends too early", { offset: start });
        for (let at = 0; at < piece.length; ) {
          const part = piece.subarray(at, at + targets[index].length - filled);
          targets[index].set(part, filled);
          at += part.length;
          filled += part.length;
          if (filled === targets[index].length) [index, filled] = [index + 1, 0];
        }
      }
    },
  };
}

/**
 * A file's bytes, wherever they are: in memory, in a `Blob` or `File` (of which only what is needed is read), in the
 * `Response` of a `fetch`, or in a file that the page has a handle of (of its private file system, or the user's).
 */
export type Bytes = Uint8Array | ArrayBuffer | Blob | Response | ReadableFileHandle;

/** What loading needs of a browser's `FileSystemFileHandle`, whose type only projects with the DOM's types have. */
export interface ReadableFileHandle {
  getFile(): Promise<Blob>;
}

/**
 * @internal
 * @throws TypeError for what is none of those, Error for a response that is no success
 */
export async function sourceOf(bytes: Bytes): Promise<ByteSource> {
  if (bytes instanceof Uint8Array) return bytesSource(bytes);
  if (bytes instanceof ArrayBuffer) return bytesSource(new Uint8Array(bytes));
  if (bytes instanceof Blob) return blobSource(bytes);
  if (typeof bytes === "object" && bytes !== null) {
    if ("getFile" in bytes) return blobSource(await bytes.getFile());
    if ("blob" in bytes) {
      if (!bytes.ok) throw new Error(`${bytes.url || "the response"} has status ${bytes.status} ${bytes.statusText}`);
      return blobSource(await bytes.blob());
    }
  }
  throw new TypeError("expected the bytes of a file: a Uint8Array, ArrayBuffer, Blob, Response or file handle");
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
