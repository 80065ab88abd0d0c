/** What is in a file's value. It runs in browsers too: the site shows files by it. */
import {
  guessOptimizer,
  isOptimizerState,
  LazyObject,
  LazyTensor,
  NumpyArray,
  PythonObject,
} from "downhill/serialization";
import { pathTo } from "./path.ts";

/** An optimizer's state dict in a file. */
export interface OptimizerSummary {
  /** The keys that lead to it; empty if it is the whole file. */
  readonly path: string;
  /** The optimizer that it seems to belong to, or null. */
  readonly name: string | null;
  readonly groups: number;
}

/** Something in a container: its name there, and where the container has it, which knows whether a number is a float. */
export interface Part {
  readonly name: unknown;
  readonly value: unknown;
  readonly container: object;
  readonly key: unknown;
}

/** What is in a container or an object, or null for anything else. */
export function partsOf(value: unknown): Part[] | null {
  if (value instanceof LazyTensor || value instanceof LazyObject || typeof value !== "object" || value === null)
    return null;
  if (value instanceof PythonObject) return value.parts();
  if (value instanceof NumpyArray) return value.objects === null ? null : partsOf(value.objects);
  if (value instanceof Set) return [...value].map((item, i) => ({ name: i, value: item, container: value, key: item }));
  const at = ([key, item]: readonly [unknown, unknown]): Part => ({ name: key, value: item, container: value, key });
  if (Array.isArray(value)) return [...value.entries()].map(at);
  if (value instanceof Map) return [...value].map(at);
  const prototype = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype ? Object.entries(value).map(at) : null;
}

/** Everything that is anywhere in a value, each container once. */
export function* everythingIn(value: unknown, seen = new Set<unknown>()): Generator<unknown> {
  yield value;
  const parts = partsOf(value);
  if (parts === null || seen.has(value)) return;
  seen.add(value);
  for (const part of parts) yield* everythingIn(part.value, seen);
}

/** The classes and functions of the objects that are kept as what the file says of them, and how many there are of each. */
export function keptObjects(value: unknown): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  const seen = new Set<unknown>();
  for (const part of everythingIn(value)) {
    if (!(part instanceof PythonObject) || seen.has(part)) continue;
    seen.add(part);
    counts.set(part.className, (counts.get(part.className) ?? 0) + 1);
  }
  return new Map([...counts].sort(([, a], [, b]) => b - a));
}

/** What an attack would have Python call; in checkpoints they have no business. */
const SUSPICIOUS =
  /^(os|posix|nt|subprocess|sys|shutil|socket|pty|runpy|importlib|ctypes|webbrowser|pickle|marshal|code|pdb|urllib\.request|requests)\.|^builtins\.(eval|exec|compile|open|__import__|input|breakpoint|globals|vars|setattr|delattr)$/;

/** Whether a class or function is one that attacks call. */
export function isSuspicious(className: string): boolean {
  return SUSPICIOUS.test(className);
}

/** Finds the state dicts of optimizers in a file, wherever they are. */
export function findOptimizers(value: unknown): OptimizerSummary[] {
  const found: OptimizerSummary[] = [];
  const seen = new Set<unknown>();
  const visit = (part: unknown, path: string) => {
    const parts = partsOf(part);
    if (parts === null || seen.has(part)) return;
    seen.add(part);
    if (isOptimizerState(part)) {
      const groups = parts.find(({ name }) => name === "param_groups")?.value as unknown[];
      found.push({ path, name: guessOptimizer(part), groups: groups.length });
      return;
    }
    for (const { name, value: inner } of parts) visit(inner, pathTo(path, name));
  };
  visit(value, "");
  return found;
}
