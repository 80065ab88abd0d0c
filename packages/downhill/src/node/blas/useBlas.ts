import { readFileSync } from "node:fs";
import { basename, isAbsolute } from "node:path";
import { multiplyBy } from "../../kernels/matmul/library.ts";
import { pool } from "../../kernels/pool/pool.ts";
import { candidates, type Vendor } from "./candidates.ts";
import { CBlas } from "./cblas.ts";
import { mistakeOf } from "./check.ts";
import { withImpatientThreads } from "./environment.ts";
import { type Koffi, loadKoffi } from "./koffi.ts";

/** A library that {@link useBlas} found. */
export interface Blas {
  /** Whose it is; null for one that doesn't say. */
  readonly vendor: Vendor | null;
  /** The file, or what the system's loader was asked for where the file isn't known. */
  readonly path: string;
  /** Version and build in the library's own words; empty where it has none. */
  readonly version: string;
  /** How many threads it uses: those of `setNumThreads`, also later. Null where it can't be told. */
  readonly threads: number | null;
}

/** @param named a path, a file name or a vendor; false for no library from now on */
export function useBlas(named?: string): Blas;
export function useBlas(off: false): null;
export function useBlas(named?: string | false): Blas | null {
  if (named === false) {
    multiplyBy(null);
    return null;
  }
  const wanted = named ?? (process.env.DOWNHILL_BLAS || null);
  const koffi = loadKoffi();
  const failures: string[] = [];
  for (const path of candidates(wanted)) {
    try {
      return withImpatientThreads(() => taken(koffi, path));
    } catch (error) {
      failures.push(`${path}: ${(error as Error).message}`);
    }
  }
  const what = wanted === null ? "no CBLAS was found" : `${JSON.stringify(wanted)} can't be used`;
  throw new Error(`useBlas(): ${what}. ${ADVICE}\nTried:\n  ${failures.join("\n  ")}`);
}

const ADVICE =
  "Install one (Debian and Ubuntu: apt-get install libopenblas0; Fedora: dnf install openblas; macOS has Accelerate), or " +
  'name its file: useBlas("/path/to/libopenblas.so"), or DOWNHILL_BLAS in the environment';

/** Loads a library, and multiplies by it from now on. @throws Error, having changed nothing */
function taken(koffi: Koffi, path: string): Blas {
  const library = new CBlas(koffi.load(path), path);
  const { vendor, version, hasLongSizes, setThreads } = library.traits;
  if (hasLongSizes) throw new Error("its sizes are integers of 64 bits; a build for 32 bits is needed");
  const mistake = mistakeOf(library);
  if (mistake !== null) throw new Error(`it gives wrong numbers for ${mistake} on this processor; is it up to date?`);
  multiplyBy(library);
  return { vendor, path: fileOf(path), version, threads: setThreads === null ? null : pool.threads };
}

/** The file that the system's loader took for a name, where the system tells. */
function fileOf(name: string): string {
  if (isAbsolute(name)) return name;
  const [stem] = basename(name).split(".");
  try {
    const files = readFileSync("/proc/self/maps", "utf8").match(/\/.*$/gm) ?? [];
    return files.find((file) => basename(file).startsWith(stem)) ?? name;
  } catch {
    return name;
  }
}
