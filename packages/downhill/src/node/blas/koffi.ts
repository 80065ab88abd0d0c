import { createRequire } from "node:module";

/** What is used of the package koffi, which calls functions of shared libraries. */
export interface Koffi {
  /** @throws Error for a library that can't be loaded */
  load(path: string): SharedLibrary;
}

export interface SharedLibrary {
  /** A function by its name in the library and its types in C. @throws Error where the library has none of the name */
  func<F extends (...args: never[]) => unknown>(name: string, result: string, parameters: readonly string[]): F;
}

/**
 * The package koffi, if it is installed beside this one.
 * @throws Error that says how to install it
 */
export function loadKoffi(): Koffi {
  try {
    return createRequire(import.meta.url)("koffi") as Koffi;
  } catch (cause) {
    const isMissing = (cause as { code?: string }).code === "MODULE_NOT_FOUND";
    const reason = isMissing ? "is not installed" : `can't be loaded: ${String((cause as Error).message)}`;
    throw new Error(`useBlas(): the package koffi, which calls libraries, ${reason} (npm install koffi)`, { cause });
  }
}
