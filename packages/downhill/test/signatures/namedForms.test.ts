import { fileURLToPath } from "node:url";
import ts from "typescript";
import { expect, it } from "vitest";
import type { Signature } from "../../src/signatures/signature.ts";
import { type Entry, surface } from "./surface.ts";

/*
 * Whatever is given by position may be given by name, from some argument on: `x.narrow(0, { start: 1, length: 2 })`. This
 * writes programs that do so in every way there is, and lets the compiler look at them.
 */

const ROOT = fileURLToPath(new URL("../../../../", import.meta.url));
const FILE = `${ROOT}packages/downhill/test/signatures/named.ts`;
const HEAD = [
  'import * as downhill from "downhill";',
  'import * as data from "downhill/data";',
  'import * as distributions from "downhill/distributions";',
  "declare const value: any;", // of whatever type is asked for, so that only names matter
  "declare const wrong: unique symbol;", // of a type that nothing asks for
  "declare const tensor: downhill.Tensor;",
  "declare const module: downhill.nn.Module;",
  "declare const optimizer: downhill.optim.SGD;",
  "declare const scheduler: downhill.optim.lrScheduler.LRScheduler;",
  "declare const plateau: downhill.optim.lrScheduler.ReduceLROnPlateau;",
];

/** What methods are called on, by the class that has them. */
const OBJECTS: Readonly<Record<string, string>> = {
  Tensor: "tensor",
  Module: "module",
  Optimizer: "optimizer",
  LRScheduler: "scheduler",
  ReduceLROnPlateau: "plateau",
};

/** How a program calls something that PyTorch has too; null for what is called in ways of its own. */
function callee({ name, torch }: Entry): string | null {
  if (torch === undefined || /^(new |serialization\.|node\.|registry\.|optim\.)/.test(name)) return null;
  const [owner, method] = name.split(".");
  if (Object.hasOwn(OBJECTS, owner)) return `${OBJECTS[owner]}.${method}`;
  if (owner === "data" || owner === "distributions") return name;
  return /^[A-Z]/.test(owner) ? null : `downhill.${name}`;
}

/** The calls of a function or method in which arguments from some on go by name, as `named` has them. */
function callsOf(entry: Entry, named: (name: string) => string): string[] {
  const called = callee(entry);
  if (called === null || entry.callable === null) return [];
  const isMethod = Object.hasOwn(OBJECTS, entry.name.split(".")[0]);
  const first = isMethod || called.startsWith("downhill.autograd.") ? 0 : 1;
  return entry.callable.signatures.flatMap(({ places }: Signature) =>
    // An object in the place of what may be one is that.
    places.slice(first).flatMap((_, i) => {
      if (
        places
          .slice(first, first + i + 1)
          .at(-1)!
          .kind.accepts({})
      )
        return [];
      const before = places.slice(0, first + i).map(() => "value");
      const names = places.slice(first + i).map(({ name }) => named(name));
      return [`${called}(${[...before, `{ ${names.join(", ")} }`].join(", ")});`];
    }),
  );
}

/** Those of the lines that the compiler refuses. */
function refused(calls: readonly string[]): Set<string> {
  const lines = [...HEAD, ...calls];
  const text = lines.join("\n");
  const { config } = ts.readConfigFile(`${ROOT}tsconfig.json`, ts.sys.readFile) as { config: object };
  const { options } = ts.parseJsonConfigFileContent({ ...config, files: [], include: [] }, ts.sys, ROOT);
  const host = ts.createCompilerHost(options);
  const { readFile, fileExists, getSourceFile } = host;
  host.readFile = (path) => (path === FILE ? text : readFile(path));
  host.fileExists = (path) => path === FILE || fileExists(path);
  host.getSourceFile = (path, version, ...rest) =>
    path === FILE ? ts.createSourceFile(path, text, version) : getSourceFile(path, version, ...rest);
  const program = ts.createProgram([FILE], options, host);
  const source = program.getSourceFile(FILE)!;
  const found = [...program.getSyntacticDiagnostics(source), ...program.getSemanticDiagnostics(source)];
  return new Set(found.map(({ start = 0 }) => lines[source.getLineAndCharacterOfPosition(start).line]));
}

/** The compiler takes seconds for the library's types. */
const TIMEOUT = 120_000;

const calls = surface.flatMap((entry) => callsOf(entry, (name) => `${name}: value`));

it("what goes by position goes by name too, in types as well", { timeout: TIMEOUT }, () => {
  expect(calls.length).toBeGreaterThan(200);
  expect([...refused(calls)]).toEqual([]);
});

it("types refuse other names, and values of other types", { timeout: TIMEOUT }, () => {
  const others = surface.flatMap((entry) => callsOf(entry, (name) => `${name}_: value`));
  const mistyped = surface.flatMap((entry) => callsOf(entry, (name) => `${name}: wrong`));
  const found = refused([...others, ...mistyped]);
  expect([...others, ...mistyped].filter((call) => !found.has(call))).toEqual([]);
});
