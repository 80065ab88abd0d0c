import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

/**
 * What `npm start` builds before it races: the programs, without declarations, of packages whose source has changed since.
 * It says nothing unless that fails.
 */
const packages = ["downhill", "cli"].map((name) => fileURLToPath(new URL(`../packages/${name}`, import.meta.url)));

/** When anything in a folder was changed last, or the file itself; a file that was removed changes its folder. */
async function lastChange(path: string): Promise<number> {
  const stats = await stat(path);
  if (!stats.isDirectory()) return stats.mtimeMs;
  const inside = await Promise.all((await readdir(path)).map((name) => lastChange(join(path, name))));
  return Math.max(stats.mtimeMs, ...inside);
}

/** The programs of a package that are built, each with when that was. */
async function programsOf(folder: string): Promise<{ path: string; built: number }[]> {
  const folders = [join(folder, "dist"), join(folder, "dist", "shared")];
  const names = await Promise.all(folders.map((path) => readdir(path).catch(() => [])));
  const paths = folders.flatMap((path, i) => names[i]!.map((name) => join(path, name)));
  const programs = paths.filter((path) => path.endsWith(".js"));
  return Promise.all(programs.map(async (path) => ({ path, built: (await stat(path)).mtimeMs })));
}

async function isStale(folder: string): Promise<boolean> {
  const sources = (await readdir(folder)).filter((name) => !["dist", "node_modules", "test"].includes(name));
  const changes = await Promise.all(sources.map((name) => lastChange(join(folder, name))));
  const programs = await programsOf(folder);
  return programs.length === 0 || programs.some(({ built }) => built <= Math.max(...changes));
}

for (const folder of packages) {
  if (!(await isStale(folder))) continue;
  // Loaded only now: what is up to date is not to wait for it.
  const { build } = await import("tsdown");
  const before = await programsOf(folder);
  // Declarations from before stay: they are `npm run build`'s business.
  await build({ cwd: folder, logLevel: "error", clean: false }).catch((error: Error) => {
    console.error(`${folder} can't be built: ${error.message}`);
    process.exit(1);
  });
  // What isn't built any more would always look stale.
  const after = new Map((await programsOf(folder)).map(({ path, built }) => [path, built]));
  const gone = before.filter(({ path, built }) => after.get(path) === built);
  await Promise.all(gone.map(({ path }) => rm(path)));
}
