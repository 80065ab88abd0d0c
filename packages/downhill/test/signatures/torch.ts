import { readFileSync } from "node:fs";
import type { Signature } from "../../src/signatures/signature.ts";

type Table = Readonly<Record<string, readonly string[]>>;

/** The signatures of PyTorch's functions, methods and classes; `reference/signatures.py` makes them. */
const made = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/signatures.json", import.meta.url), "utf8"),
) as Record<string, Table>;

/** By the tables' names, then by PyTorch's. */
export const torch: Readonly<Record<string, Table>> = {
  ...made,
  // A module without a constructor of its own has that of all, which passes everything on and then refuses it.
  modules: Object.fromEntries(
    Object.entries({ ...made.modules, ...made.parameters }).map(([name, lines]) => [
      name,
      lines.map((line) => line.replace("(*args, **kwargs)", "()").replace("(cls, ", "(")),
    ]),
  ),
  generators: { Generator: ["(device=None)"] },
  plateau: { step: made.scheduler.plateau_step },
  embedding: Object.fromEntries(
    Object.entries(made.embedding).map(([name, lines]) => [name, lines.map((line) => line.replace("(cls, ", "("))]),
  ),
  container: (made.containers as unknown as Record<string, Table>).ModuleList,
};

/** A signature of PyTorch's, by names in camelCase. */
export interface TorchSignature {
  readonly positional: readonly string[];
  readonly named: readonly string[];
  /** Whether it takes any number of arguments by position. */
  readonly isOpen: boolean;
}

/** What tells where and how elements are kept, which is one way here; the two names of one option. */
const IGNORED = new Set(["out", "layout", "pinMemory", "memoryFormat", "device", "names", "checkInvariants"]);

/** Reads a line such as `(input, dim, keepdim=False, *, dtype=None)`. */
export function parse(line: string): TorchSignature {
  const positional: string[] = [];
  const named: string[] = [];
  let isOpen = false;
  let into = positional;
  for (const part of splitArguments(line.slice(1, -1))) {
    if (part.startsWith("**")) continue;
    if (part.startsWith("*")) {
      into = named;
      if (part !== "*") {
        isOpen = true;
        positional.push(camel(part.slice(1)));
      }
    } else into.push(camel(part.split("=")[0]));
  }
  return {
    positional: positional.filter((name) => !IGNORED.has(name)),
    named: named.filter((name) => !IGNORED.has(name)),
    isOpen,
  };
}

function splitArguments(text: string): string[] {
  const parts = [""];
  let depth = 0;
  for (const character of text) {
    if ("([{".includes(character)) depth++;
    if (")]}".includes(character)) depth--;
    if (character === "," && depth === 0) parts.push("");
    else parts[parts.length - 1] += character;
  }
  return parts.map((part) => part.trim()).filter((part) => part !== "");
}

/** PyTorch's name in our spelling: `keep_dim` is `keepDim`, and Python's `from_` is `from`. */
export function camel(name: string): string {
  if (/^[A-Z]+$/.test(name)) return name; // `A`, `UPLO`
  return name
    .replace(/_$/, "")
    .replace(/^[A-Z]/, (letter) => letter.toLowerCase())
    .replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Our name in PyTorch's spelling; a trailing underscore stays. */
export function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

/** How a signature differs from each of PyTorch's, or null where it is one of them. */
export function differences(ours: Signature, lines: readonly string[]): string[] | null {
  const byPosition = [...ours.places.map(({ name }) => name), ...ours.further].filter((name) => !IGNORED.has(name));
  const byName = [...ours.options.keys()].filter((name) => !ours.further.includes(name) && !IGNORED.has(name));
  const found = lines.map((line) => {
    const { positional, named } = parse(line);
    const problems: string[] = [];
    if (positional.join() !== byPosition.join()) problems.push(`by position (${byPosition}), PyTorch (${positional})`);
    const unknown = byName.filter((name) => !named.includes(name));
    if (unknown.length > 0) problems.push(`by name ${unknown}, PyTorch ${named}`);
    const lacking = named.filter((name) => !byName.includes(name));
    if (lacking.length > 0) problems.push(`lacks ${lacking}`);
    return problems.join("; ");
  });
  return found.includes("") ? null : found;
}
