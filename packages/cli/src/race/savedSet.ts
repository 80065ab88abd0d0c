import { randomBytes } from "node:crypto";
import { access, chmod, chown, constants, mkdir, open, readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { join } from "node:path";

/**
 * Files in a folder that belong together, replaced as one: whenever a process is killed, all of them are the earlier ones
 * or all are the new ones.
 *
 * New files are written to a folder beside the earlier ones, `.saving-PID-XXXXXXXX`. When all are there and safe on the
 * disk, it is renamed to `.saved`, and from that moment on they are the set; then each takes its place. Who reads looks
 * into `.saved` first, where a killed process may have left some, and who saves next moves those before anything else.
 */
const committed = ".saved";
const staging = /^\.saving-(\d+)-/;

/**
 * Replaces a set.
 * @param folder must be there
 * @param files for each name a function that writes the file at the given path, safely on the disk
 * @throws what the functions throw, and the file system's errors; the set is as it was then
 */
export async function saveSet(
  folder: string,
  files: ReadonlyMap<string, (path: string) => Promise<void>>,
): Promise<void> {
  await removeAbandoned(folder);
  await settle(folder);
  const fresh = join(folder, `.saving-${process.pid}-${randomBytes(4).toString("hex")}`);
  await mkdir(fresh);
  try {
    for (const [name, write] of files) {
      await write(join(fresh, name));
      await takeAfter(join(fresh, name), join(folder, name));
    }
    await rename(fresh, join(folder, committed));
  } catch (error) {
    await rm(fresh, { recursive: true, force: true });
    throw error;
  }
  await syncFolder(folder);
  await settle(folder);
}

/** Gives a new file the owner and mode of an old one, which the user must be allowed to write. */
async function takeAfter(fresh: string, old: string): Promise<void> {
  const stats = await stat(old).catch(missing);
  if (stats === null) return;
  await access(old, constants.W_OK);
  const { uid, gid } = await stat(fresh);
  if (uid !== stats.uid || gid !== stats.gid) await chown(fresh, stats.uid, stats.gid);
  await chmod(fresh, stats.mode & 0o7777);
}

/** Where a file of the set is now. It need not exist. */
export async function pathInSet(folder: string, name: string): Promise<string> {
  const waiting = join(folder, committed, name);
  const isThere = await stat(waiting).then(
    () => true,
    () => false,
  );
  return isThere ? waiting : join(folder, name);
}

/** Gives the files of a set that is saved the places they belong to. */
async function settle(folder: string): Promise<void> {
  const from = join(folder, committed);
  const names = await readdir(from).catch(missing);
  if (names === null) return;
  for (const name of names) await rename(join(from, name), join(folder, name)).catch(missing);
  await syncFolder(folder);
  await rmdir(from).catch(missing);
}

/** Removes what processes were writing when they were killed. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const process = staging.exec(name)?.[1];
    if (process !== undefined && !isRunning(Number(process))) {
      await rm(join(folder, name), { recursive: true, force: true });
    }
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM"; // another user's
  }
}

/** Makes new names durable. Some systems can't open folders; there the rename has to do. */
async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, "r").catch(() => null);
  await handle?.sync().catch(() => {});
  await handle?.close();
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
