import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { ClassTexts, OptionTexts } from "../../src/registry/registry.ts";

/** What doc comments say, for programs: `npm run docs` writes it to src/registry/texts.ts. */

export const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SOURCE = join(ROOT, "packages/downhill/src");
export const TEXTS_PATH = join(SOURCE, "registry/texts.ts");

/** Options that are nothing to ask people for: what chooses among PyTorch's implementations, and where to resume. */
const LEFT_OUT: ReadonlySet<string> = new Set(["foreach", "capturable", "differentiable", "fused", "lastEpoch"]);

const LINK = /\{@link (\S+) [^}]*\}/;

/** The paragraphs of a comment, each on one line. */
function paragraphs(comment: string): string[] {
  return comment.split(/\n\s*\n/).map((text) =>
    text
      .replace(/\s+/g, " ")
      .replace(/\{@link (\w+)\}/g, "`$1`")
      .trim(),
  );
}

/** A comment without its tags, with `{@link}` as it is written. */
function commentOf(symbol: ts.Symbol): string {
  for (const declaration of symbol.declarations ?? []) {
    const [comment] = ts.getJSDocCommentsAndTags(declaration).filter(ts.isJSDoc);
    if (comment !== undefined) return ts.getTextOfJSDocComment(comment.comment) ?? "";
  }
  return "";
}

/** What an option's declaration and documentation say. */
function optionTexts(symbol: ts.Symbol, checker: ts.TypeChecker): OptionTexts {
  const comment = paragraphs(commentOf(symbol)).join(" ");
  const [, description, value] = /^(.*?)(?: Default: (.*)\.)?$/.exec(comment) as RegExpExecArray;
  const isRequired = (symbol.flags & ts.SymbolFlags.Optional) === 0;
  const type = typeText(checker.getTypeOfSymbol(symbol), checker);
  return { description, type, ...(!isRequired && value !== undefined && parsedDefault(value)) };
}

/** A type as text: `number | null`, without the `undefined` of what may be left out. */
function typeText(type: ts.Type, checker: ts.TypeChecker): string {
  const parts = checker
    .typeToString(
      type,
      undefined,
      ts.TypeFormatFlags.NoTruncation | ts.TypeFormatFlags.UseAliasDefinedOutsideCurrentScope,
    )
    .split(" | ");
  return parts.filter((part) => part !== "undefined").join(" | ");
}

/** A default as it stands in a comment: numbers, fractions, true, false, null, texts and lists; empty for words. */
function parsedDefault(text: string): { readonly default?: unknown } {
  const bare = text.replace(/^`(.*)`$/, "$1").replace(/^−/, "-");
  const fraction = /^(\d+)\/(\d+)$/.exec(bare);
  if (fraction !== null) return { default: Number(fraction[1]) / Number(fraction[2]) };
  try {
    return { default: JSON.parse(bare) };
  } catch {
    return {};
  }
}

/** The options that a class's constructor takes: the properties of the type of its parameter `options`. */
function optionsOf(type: ts.Type, checker: ts.TypeChecker): Record<string, OptionTexts> {
  const [signature] = type.getConstructSignatures();
  const parameter = signature.parameters.find(({ name }) => name === "options");
  if (parameter === undefined) return {};
  const options = checker.getNonNullableType(checker.getTypeOfSymbol(parameter));
  const symbols = options.getProperties().filter(({ name }) => !LEFT_OUT.has(name));
  return Object.fromEntries(symbols.map((symbol) => [symbol.name, optionTexts(symbol, checker)]));
}

/** What an optimizer remembers: the properties of what its `state` maps parameters to. */
function stateOf(symbol: ts.Symbol, checker: ts.TypeChecker): Record<string, string> {
  const state = checker.getDeclaredTypeOfSymbol(symbol).getProperty("state");
  if (state === undefined) return {};
  const [, entry] = checker.getTypeArguments(checker.getTypeOfSymbol(state) as ts.TypeReference);
  return Object.fromEntries(entry.getProperties().map((one) => [one.name, paragraphs(commentOf(one)).join(" ")]));
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
    state: stateOf(symbol, checker),
  };
}

/** Where classes of a kind are exported. */
interface Module {
  /** The list that their texts are in. */
  readonly list: string;
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

const MODULES: readonly Module[] = [
  { list: "optimizerTexts", path: "optim/index.ts", base: "Optimizer" },
  { list: "schedulerTexts", path: "optim/lrScheduler/index.ts", base: "LRScheduler" },
  { list: "schedulerTexts", path: "optim/swaUtils/index.ts", base: "LRScheduler" },
];

/** The texts of every class of their kinds that the modules export, by list and name. */
export function readTexts(): Record<string, Record<string, ClassTexts>> {
  const { config } = ts.readConfigFile(join(ROOT, "tsconfig.json"), ts.sys.readFile);
  const { options } = ts.parseJsonConfigFileContent({ ...config, include: [], files: [] }, ts.sys, ROOT);
  const program = ts.createProgram(
    MODULES.map(({ path }) => join(SOURCE, path)),
    options,
  );
  const checker = program.getTypeChecker();
  const lists: Record<string, Record<string, ClassTexts>> = {};
  for (const module of MODULES) {
    const texts = classesOf(module, program).map(([name, symbol]) => [name, textsOf(symbol, checker)] as const);
    lists[module.list] = { ...lists[module.list], ...Object.fromEntries(texts) };
  }
  return lists;
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
