import { readdir, stat } from "node:fs/promises";
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

/** When a package's programs were built, the first of them; the distant past for what was never built. */
async function builtAt(folder: string): Promise<number> {
  const paths = [join(folder, "dist"), join(folder, "dist", "shared")];
  const names = await Promise.all(paths.map((path) => readdir(path).catch(() => [])));
  const files = paths.flatMap((path, i) =>
    names[i]!.filter((name) => name.endsWith(".js")).map((name) => join(path, name)),
  );
  const times = await Promise.all(files.map(async (file) => (await stat(file)).mtimeMs));
  return times.length === 0 ? Number.NEGATIVE_INFINITY : Math.min(...times);
}

async function isStale(folder: string): Promise<boolean> {
  const sources = ["src", "package.json", "tsdown.config.ts"].map((name) => lastChange(join(folder, name)));
  return Math.max(...(await Promise.all(sources))) >= (await builtAt(folder));
}

for (const folder of packages) {
  if (!(await isStale(folder))) continue;
  // Loaded only now: what is up to date is not to wait for it.
  const { build } = await import("tsdown");
  // Declarations from before stay: they are `npm run build`'s business.
  await build({ cwd: folder, logLevel: "error", clean: false }).catch((error: Error) => {
    console.error(`${folder} can't be built: ${error.message}`);
    process.exit(1);
  });
}
