import { constants } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";

/** Memory, lengths and places in the file have to be multiples of this. */
const ALIGNMENT = 4096;
/** So much is written at once, */
const BLOCK_BYTES = 2 * 1024 * 1024;
/** and so many blocks are filled or on their way at the same time. */
const BLOCKS = 4;
/** The unit of WebAssembly's memory. */
const PAGE_BYTES = 64 * 1024;

/** A file that is open twice: as files are, and past the system's cache. */
interface Target {
  readonly file: FileHandle;
  readonly direct: FileHandle;
  /** Told the bytes of each block when it is written. */
  readonly written: (bytes: number) => void;
}

/**
 * Writes a new file without leaving its bytes in the system's cache (`O_DIRECT`).
 *
 * @param file the open file, which takes what doesn't fill whole blocks, and has to be synced all the same
 * @param written told how many bytes more are written
 * @returns false when system, file system or memory don't allow it; nothing is written then, and no piece taken
 */
export async function writePastCache(
  file: FileHandle,
  path: string,
  pieces: Iterable<Uint8Array>,
  written: (bytes: number) => void,
): Promise<boolean> {
  if (constants.O_DIRECT === undefined) return false;
  const blocks = alignedBlocks();
  const direct = blocks && (await open(path, constants.O_WRONLY | constants.O_DIRECT).catch(() => null));
  if (direct === null) return false;
  try {
    await writeBlocks(pieces, blocks as Uint8Array[], { file, direct, written });
  } finally {
    await direct.close();
  }
  return true;
}

/** Blocks that begin where WebAssembly's memory does, with a page; arrays begin anywhere. Null if there is no room. */
function alignedBlocks(): Uint8Array[] | null {
  const pages = (BLOCKS * BLOCK_BYTES) / PAGE_BYTES;
  try {
    const { buffer } = new WebAssembly.Memory({ initial: pages, maximum: pages });
    return Array.from({ length: BLOCKS }, (_, i) => new Uint8Array(buffer, i * BLOCK_BYTES, BLOCK_BYTES));
  } catch {
    return null;
  }
}

/** Copies pieces to blocks, each of which is written while the next ones are filled. */
async function writeBlocks(pieces: Iterable<Uint8Array>, blocks: readonly Uint8Array[], target: Target): Promise<void> {
  const writing: Promise<void>[] = [];
  let [index, filled, position] = [0, 0, 0];
  const flush = () => {
    const write = writeBlock(blocks[index].subarray(0, filled), position, target);
    write.catch(() => undefined); // it is awaited when the block is needed again, or at the end
    writing[index] = write;
    position += filled;
    [index, filled] = [(index + 1) % blocks.length, 0];
  };
  try {
    for (const piece of pieces) {
      for (let at = 0; at < piece.length; ) {
        if (filled === 0) await writing[index];
        const part = piece.subarray(at, at + BLOCK_BYTES - filled);
        blocks[index].set(part, filled);
        at += part.length;
        filled += part.length;
        if (filled === BLOCK_BYTES) flush();
      }
    }
    flush();
    await Promise.all(writing);
  } finally {
    await Promise.allSettled(writing); // nobody may write any more when the file is closed
  }
}

async function writeBlock(block: Uint8Array, position: number, { file, direct, written }: Target): Promise<void> {
  const aligned = block.length - (block.length % ALIGNMENT);
  let done = 0;
  if (aligned > 0) {
    try {
      done = (await direct.write(block, 0, aligned, position)).bytesWritten;
    } catch (error) {
      // Some disks want larger alignment. If that is not it, the other way will tell.
      if ((error as NodeJS.ErrnoException).code !== "EINVAL") throw error;
    }
  }
  while (done < block.length) {
    done += (await file.write(block, done, block.length - done, position + done)).bytesWritten;
  }
  written(block.length);
}
