import type { Bytes } from "../serialization/source.ts";

/** What of Node reads a file, without importing it: pages are to bundle this as it is. */
interface NodeProcess {
  getBuiltinModule?(name: "node:fs/promises"): { readFile(path: string | URL): Promise<Uint8Array> };
}

/** Opens a model by its URL; in Node also by its path. */
export async function openLocation(location: string | URL): Promise<Bytes> {
  const { process } = globalThis as { process?: NodeProcess };
  const isFile = typeof location === "string" ? !/^(?:https?|data|blob|file):/i.test(location) : false;
  const url = isFile ? null : new URL(location);
  const files = process?.getBuiltinModule?.("node:fs/promises");
  if (files !== undefined && (url === null || url.protocol === "file:")) return files.readFile(url ?? location);
  return fetch(location);
}
