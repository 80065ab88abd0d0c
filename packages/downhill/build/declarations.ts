import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import ts from "typescript";
import { hideInternalConstructors } from "./constructors.ts";
import { prune } from "./prune.ts";

/** Another module that declarations name: they are to name the file that is run. */
const MODULE = /(?<=(?:from|import) "|import\(")(\.{1,2}\/[^"]+)\.ts(?=")/g;

/**
 * Writes the entries' declarations, a file for each module as in the source, so that the compiler's messages and editors
 * name modules as they are. What is marked `@internal` is left out, and what nothing public leads to.
 *
 * @param entries paths of the entries, in the folder of the source
 * @throws {Error} for whatever the compiler complains of
 */
export async function writeDeclarations(root: string, entries: readonly string[], target: string): Promise<void> {
  const source = join(root, "src");
  const config = join(root, "../../tsconfig.json");
  const { config: settings } = ts.readConfigFile(config, ts.sys.readFile);
  const parsed = ts.parseJsonConfigFileContent({ ...settings, include: [], files: [] }, ts.sys, dirname(config));
  const options = { ...parsed.options, rootDir: source, outDir: target };
  const program = ts.createProgram(
    entries.map((entry) => join(source, entry)),
    { ...options, noEmit: false, declaration: true, emitDeclarationOnly: true },
  );
  const texts = new Map<string, string>();
  const { diagnostics } = program.emit(undefined, (path, text) => texts.set(path, text), undefined, true, {
    afterDeclarations: [hideInternalConstructors],
  });
  const problems = [...ts.getPreEmitDiagnostics(program), ...diagnostics];
  if (problems.length > 0) {
    const host = { getCanonicalFileName: String, getCurrentDirectory: () => root, getNewLine: () => "\n" };
    throw new Error(ts.formatDiagnostics(problems, host));
  }
  const paths = entries.map((entry) => join(target, entry.replace(/\.ts$/, ".d.ts")));
  await rm(target, { recursive: true, force: true });
  for (const [path, text] of prune(texts, paths, options)) {
    await mkdir(dirname(path), { recursive: true });
    await writeFile(path, text.replace(MODULE, "$1.js"));
  }
}
