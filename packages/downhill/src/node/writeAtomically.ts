import { randomBytes } from "node:crypto";
import { type FileHandle, open, readlink, realpath, rename, stat, unlink } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
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
 */
export async function writeAtomically(path: string, pieces: Iterable<Uint8Array>, progress?: Progress): Promise<void> {
  const existing = await stat(path).catch(missing);
  if (existing !== null && !existing.isFile()) {
    if (existing.isDirectory()) throw new Error(`cannot save to ${path}: it is a directory`);
    await writeThrough(path, pieces, progress);
    return;
  }
  // A link stays a link: what it leads to is replaced.
  const target = existing === null ? await endOfLinks(path) : await realpath(path);
  const folder = dirname(target);
  const temporary = join(folder, temporaryName(basename(target)));
  const file = await open(temporary, "wx", existing === null ? 0o666 : existing.mode & 0o777);
  try {
    try {
      // The cache would hold the old file and the new one at the same time. Where a virtual machine hands free memory back,
      // finding room for both takes several times as long as writing.
      const large = existing !== null && existing.size >= LARGE_BYTES;
      if (!(large && (await writePastCache(file, temporary, pieces, adding(progress))))) {
        await writeAll(file, pieces, progress);
      }
      await file.sync();
    } finally {
      await file.close();
    }
    const old = existing === null ? null : await hold(target);
    try {
      await rename(temporary, target);
      await syncFolder(folder);
    } finally {
      old?.close().catch(() => undefined); // nobody has to wait for it
    }
  } catch (error) {
    await unlink(temporary).catch(() => undefined);
    throw error;
  }
}

/**
 * Opens a file that is about to be replaced, so that the system frees what it holds when it is closed: done while it is
 * replaced, that takes a fifth of the time of saving a large file. Windows does not replace open files.
 */
async function hold(path: string): Promise<FileHandle | null> {
  return process.platform === "win32" ? null : open(path, "r").catch(() => null);
}

/** Where links lead to, whose end does not exist yet. */
async function endOfLinks(path: string): Promise<string> {
  const link = await readlink(path).catch(() => null);
  return link === null ? path : endOfLinks(resolve(dirname(path), link));
}

/** Systems allow names of 255 bytes, which this must not exceed where the file's own does not. */
const LONG_NAME = 230;

function temporaryName(name: string): string {
  const shown = Buffer.byteLength(name) > LONG_NAME ? "file" : name;
  return `.${shown}.${randomBytes(4).toString("hex")}.tmp`;
}

function missing(error: unknown): null {
  if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
  throw error;
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
