import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { ClassTexts } from "../../src/registry/registry.ts";

/** What doc comments say, for programs: `npm run docs` writes it to src/registry/texts.ts. */

export const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SOURCE = join(ROOT, "packages/downhill/src");
export const TEXTS_PATH = join(SOURCE, "registry/texts.ts");

/** Options that choose among PyTorch's implementations: nothing to ask people for. */
const IMPLEMENTATION: ReadonlySet<string> = new Set(["foreach", "capturable", "differentiable", "fused"]);

const LINK = /\{@link (\S+) [^}]*\}/;

/** The paragraphs of a comment, each on one line. */
function paragraphs(comment: string): string[] {
  return comment.split(/\n\s*\n/).map((text) => text.replace(/\s+/g, " ").trim());
}

/** A comment without its tags, with `{@link}` as it is written. */
function commentOf(symbol: ts.Symbol): string {
  for (const declaration of symbol.declarations ?? []) {
    const [comment] = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc);
    if (comment !== undefined) return ts.getTextOfJSDocComment(comment.comment) ?? "";
  }
  return "";
}

/** What an option does, without its default, which programs find elsewhere. */
function optionText(symbol: ts.Symbol): string {
  return paragraphs(commentOf(symbol))
    .join(" ")
    .replace(/ Default: .*$/, "");
}

/** The options that a class's constructor takes: the properties of its last parameter's type. */
function optionsOf(type: ts.Type, checker: ts.TypeChecker): Record<string, string> {
  const [signature] = type.getConstructSignatures();
  const last = signature.parameters.at(-1);
  if (last === undefined) return {};
  const options = checker.getNonNullableType(checker.getTypeOfSymbol(last));
  const symbols = options.getProperties().filter(({ name }) => !IMPLEMENTATION.has(name));
  return Object.fromEntries(symbols.map((symbol) => [symbol.name, optionText(symbol)]));
}

function textsOf(symbol: ts.Symbol, checker: ts.TypeChecker): ClassTexts {
  const [description, ...others] = paragraphs(commentOf(symbol));
  const sourced = others.find((text) => /^(Source|See)\b/.test(text)) ?? "";
  const [, source = null] = /^Source: (?!\{@link)(.*?);? ?\{@link/.exec(sourced) ?? [];
  return {
    summary: /^.*?\.(?= |$)/.exec(description)?.[0] ?? description,
    description,
    formula: others.find((text) => text.includes("←")) ?? null,
    source,
    url: LINK.exec(sourced)?.[1] ?? null,
    options: optionsOf(checker.getTypeOfSymbol(symbol), checker),
  };
}

/** Where classes of a kind are exported. */
interface Module {
  readonly path: string;
  /** The kind's base class. */
  readonly base: string;
}

/** Whether a class is one that can be made, and has a base of that name. */
function isKind(symbol: ts.Symbol, base: string, checker: ts.TypeChecker): boolean {
  const declaration = symbol.declarations?.find(ts.isClassDeclaration);
  if (declaration === undefined) return false;
  const isAbstract = declaration.modifiers?.some(({ kind }) => kind === ts.SyntaxKind.AbstractKeyword) ?? false;
  const extendsBase = (of: ts.Symbol): boolean =>
    checker
      .getBaseTypes(checker.getDeclaredTypeOfSymbol(of) as ts.InterfaceType)
      .some((parent) => parent.symbol.name === base || extendsBase(parent.symbol));
  return !isAbstract && extendsBase(symbol);
}

/** The classes of a kind that a module exports, by name. */
function classesOf({ path, base }: Module, program: ts.Program): [name: string, symbol: ts.Symbol][] {
  const checker = program.getTypeChecker();
  const module = checker.getSymbolAtLocation(program.getSourceFile(join(SOURCE, path)) as ts.SourceFile) as ts.Symbol;
  return checker.getExportsOfModule(module).flatMap((exported): [string, ts.Symbol][] => {
    const symbol = exported.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(exported) : exported;
    return isKind(symbol, base, checker) ? [[exported.name, symbol]] : [];
  });
}

/** The lists of the module that holds the texts, and where their classes are exported. */
const MODULES: Readonly<Record<string, Module>> = {
  optimizerTexts: { path: "optim/index.ts", base: "Optimizer" },
};

/** The texts of every class of their kinds that the modules export, by list and name. */
export function readTexts(): Record<string, Record<string, ClassTexts>> {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const paths = Object.values(MODULES).map(({ path }) => join(SOURCE, path));
  const program = ts.createProgram(paths, options);
  const checker = program.getTypeChecker();
  const textsIn = (module: Module) => {
    const classes = classesOf(module, program).sort(([a], [b]) => (a < b ? -1 : 1));
    return Object.fromEntries(classes.map(([name, symbol]) => [name, textsOf(symbol, checker)]));
  };
  return Object.fromEntries(Object.entries(MODULES).map(([list, module]) => [list, textsIn(module)]));
}

/** The module that `npm run docs` writes, but for its formatting. */
export function textsModule(): string {
  const tables = Object.entries(readTexts()).map(
    ([list, table]) => `export const ${list}: Readonly<Record<string, ClassTexts>> = ${JSON.stringify(table)};\n`,
  );
  return [
    "/** What the doc comments of the classes say. Written by `npm run docs`: don't edit it by hand. */\n" +
      'import type { ClassTexts } from "./registry.ts";\n',
    ...tables,
  ].join("\n");
}
