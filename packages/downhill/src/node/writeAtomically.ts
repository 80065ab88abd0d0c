import { randomBytes } from "node:crypto";
import { type FileHandle, open, rename, unlink } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { findDestination, takeAfter } from "./destination.ts";
import { writePastCache } from "./pastCache.ts";
import { remaining } from "./remaining.ts";

/** Pieces are collected up to this size: each batch makes two threads wait for each other. */
const BATCH_BYTES = 16 * 1024 * 1024;
const BATCH_PIECES = 512;

/** Who replaces a file of at least this size writes past the system's cache. */
const LARGE_BYTES = 16 * 1024 * 1024;

/** Told how many bytes are written so far. */
type Progress = (written: number) => void;

/** Adds up the bytes of what is written. */
function adding(progress?: Progress): (bytes: number) => void {
  let written = 0;
  return (bytes) => {
    written += bytes;
    progress?.(written);
  };
}

/**
 * Writes a file so that at every moment, also after a crash or on a full disk, its path leads either to what was there
 * before or to all of the new contents: the bytes go to a new file beside it, which takes its name only once they are
 * safely on the disk.
 *
 * A process that is killed while it writes leaves that new file behind, `.NAME.XXXXXXXX.tmp`.
 *
 * @param pieces must stay as they are until the file is written
 * @throws what writing into the old file would have thrown, so that a read-only one is not replaced, and where the new
 *   one can't have its owner and mode
 */
export async function writeAtomically(path: string, pieces: Iterable<Uint8Array>, progress?: Progress): Promise<void> {
  const destination = await findDestination(path);
  if (destination.kind === "device") {
    await writeThrough(path, pieces, progress);
    return;
  }
  const { target, replaced } = destination;
  let temporary: string | null = null;
  try {
    const folder = dirname(target);
    const beside = join(folder, temporaryName(basename(target)));
    const file = await open(beside, "wx", replaced === null ? 0o666 : replaced.stats.mode & 0o777).catch((cause) => {
      if (replaced === null) throw cause;
      throw new Error(`cannot save to ${path}: its folder takes no new file to replace it with (${cause.message})`, {
        cause,
      });
    });
    temporary = beside;
    try {
      if (replaced !== null) await takeAfter(file, replaced.stats, path);
      // The cache would hold the old file and the new one at the same time. Where a virtual machine hands free memory back,
      // finding room for both takes several times as long as writing.
      const large = replaced !== null && replaced.stats.size >= LARGE_BYTES;
      if (!(large && (await writePastCache(file, beside, pieces, adding(progress))))) {
        await writeAll(file, pieces, progress);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    // Windows does not replace open files.
    if (process.platform === "win32") await replaced?.file.close();
    await rename(beside, target);
    await syncFolder(folder);
  } catch (error) {
    if (temporary !== null) await unlink(temporary).catch(() => undefined);
    throw error;
  } finally {
    replaced?.file.close().catch(() => undefined); // nobody has to wait for it
  }
}

/** Systems allow names of 255 bytes, which this must not exceed where the file's own does not. */
const LONG_NAME = 230;

function temporaryName(name: string): string {
  const shown = Buffer.byteLength(name) > LONG_NAME ? "file" : name;
  return `.${shown}.${randomBytes(4).toString("hex")}.tmp`;
}

/** Devices and pipes can't be replaced. */
async function writeThrough(path: string, pieces: Iterable<Uint8Array>, progress?: Progress): Promise<void> {
  const file = await open(path, "w");
  try {
    await writeAll(file, pieces, progress);
  } finally {
    await file.close();
  }
}

async function writeAll(file: FileHandle, pieces: Iterable<Uint8Array>, progress?: Progress): Promise<void> {
  let batch: Uint8Array[] = [];
  let bytes = 0;
  const add = adding(progress);
  // One batch is written while the next is made, which takes the checksums.
  let writing: Promise<void> = Promise.resolve();
  const flush = async () => {
    await writing;
    const [current, size] = [batch, bytes];
    batch = [];
    bytes = 0;
    writing = writeBatch(file, current).then(() => add(size));
    writing.catch(() => undefined); // it is awaited above, or below
  };
  try {
    for (const piece of pieces) {
      batch.push(piece);
      bytes += piece.length;
      if (bytes >= BATCH_BYTES || batch.length >= BATCH_PIECES) await flush();
    }
    await flush();
  } finally {
    await writing;
  }
}

/** Writes pieces one after the other, however many bytes the system takes at once. */
async function writeBatch(file: FileHandle, pieces: readonly Uint8Array[]): Promise<void> {
  let rest = remaining(pieces, 0);
  while (rest.length > 0) {
    const { bytesWritten } = await file.writev(rest);
    rest = remaining(rest, bytesWritten);
  }
}

/** Makes the new name durable. Some systems can't open folders; there the rename has to do. */
async function syncFolder(path: string): Promise<void> {
  let folder: FileHandle;
  try {
    folder = await open(path, "r");
  } catch {
    return;
  }
  try {
    await folder.sync();
  } catch {
    // as above
  } finally {
    await folder.close();
  }
}
