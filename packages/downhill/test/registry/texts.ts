import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import type { ClassTexts, OptionTexts } from "../../src/registry/registry.ts";

/** What doc comments say, for programs: `npm run docs` writes it to src/registry/texts.ts. */

export const ROOT = fileURLToPath(new URL("../../../..", import.meta.url));
const SOURCE = join(ROOT, "packages/downhill/src");
export const TEXTS_PATH = join(SOURCE, "registry/texts.ts");

/** Options that are nothing to ask people for. */
const LEFT_OUT: ReadonlySet<string> = new Set([
  // What chooses among PyTorch's implementations.
  ...["foreach", "capturable", "differentiable", "fused"],
  // Where a scheduler is resumed.
  "lastEpoch",
  // How a layer's parameters are made.
  ...["dtype", "device"],
]);

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
function optionTexts(comment: string, type: ts.Type, isRequired: boolean, checker: ts.TypeChecker): OptionTexts {
  const [, description, value] = /^(.*?)(?:[.;]? \(?(?:the )?[Dd]efault:? (.*?)\.?)?$/.exec(comment) as RegExpExecArray;
  const told = !isRequired && value !== undefined ? parsedDefault(value) : {};
  return { description: sentence(description), type: typeText(type, checker), ...told };
}

/** A sentence with a capital, unless it begins with a formula, and with a full stop. */
function sentence(text: string): string {
  const begun = /^(?!x )[a-z]+[ ,;:]/.test(text) ? text.charAt(0).toUpperCase() + text.slice(1) : text;
  return begun === "" || begun.endsWith(".") ? begun : `${begun}.`;
}

/** A type as text: `number | null`, without the `undefined` of what may be left out. */
function typeText(type: ts.Type, checker: ts.TypeChecker): string {
  const text = (one: ts.Type) => checker.typeToString(one, undefined, ts.TypeFormatFlags.NoTruncation);
  if (!type.isUnion()) return text(type);
  // The compiler's order depends on what it has seen before.
  const parts = type.types.map(text).filter((part) => part !== "undefined" && part !== "null");
  const all = [...parts.sort(), ...(type.types.some(({ flags }) => flags & ts.TypeFlags.Null) ? ["null"] : [])];
  return all.join(" | ").replace("false | true", "boolean");
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

/** The comments of a function's parameters, and of the options among them, by name. */
function parameterComments(signature: ts.Signature): Map<string, string> {
  const tags = ts.getJSDocTags(signature.getDeclaration()).filter(ts.isJSDocParameterTag);
  return new Map(
    tags.map(({ name, comment }) => [
      name.getText().replace(/^options\./, ""),
      paragraphs(ts.getTextOfJSDocComment(comment) ?? "").join(" "),
    ]),
  );
}

/**
 * What a class's constructor takes: the properties of the type of its parameter `options`, behind its other parameters if
 * those are asked for.
 */
function optionsOf(type: ts.Type, withOthers: boolean, checker: ts.TypeChecker): Record<string, OptionTexts> {
  const [signature] = type.getConstructSignatures();
  const comments = parameterComments(signature);
  const entries = signature.parameters.flatMap((parameter): [string, OptionTexts][] => {
    const whole = checker.getTypeOfSymbol(parameter);
    if (parameter.name === "options") {
      const symbols = checker.getNonNullableType(whole).getProperties();
      return symbols.map((symbol) => {
        const comment = paragraphs(commentOf(symbol)).join(" ") || (comments.get(symbol.name) ?? "");
        const isRequired = (symbol.flags & ts.SymbolFlags.Optional) === 0;
        return [symbol.name, optionTexts(comment, checker.getTypeOfSymbol(symbol), isRequired, checker)];
      });
    }
    if (!withOthers) return [];
    const { questionToken } = parameter.valueDeclaration as ts.ParameterDeclaration;
    const comment = comments.get(parameter.name) ?? "";
    return [[parameter.name, optionTexts(comment, whole, questionToken === undefined, checker)]];
  });
  return Object.fromEntries(entries.filter(([name]) => !LEFT_OUT.has(name)));
}

/** What an optimizer remembers: the properties of what its `state` maps parameters to. */
function stateOf(symbol: ts.Symbol, checker: ts.TypeChecker): Pick<ClassTexts, "state"> {
  const state = checker.getDeclaredTypeOfSymbol(symbol).getProperty("state");
  if (state === undefined) return {};
  const [, entry] = checker.getTypeArguments(checker.getTypeOfSymbol(state) as ts.TypeReference);
  const texts = entry.getProperties().map((one) => [one.name, paragraphs(commentOf(one)).join(" ")] as const);
  return { state: Object.fromEntries(texts) };
}

/** Where PyTorch documents a class: the comment's link, or address. */
function urlOf(text: string): string | null {
  return LINK.exec(text)?.[1] ?? /https:\/\/(?:docs\.)?pytorch\.org\/\S*/.exec(text)?.[0] ?? null;
}

function textsOf(symbol: ts.Symbol, isModule: boolean, checker: ts.TypeChecker): ClassTexts {
  const all = paragraphs(commentOf(symbol)).map((text) =>
    text.replace(/ Source: https:\S+$/, (source) => `\n${source}`),
  );
  const [first, ...others] = all.flatMap((text) => text.split("\n ")).filter((text) => text !== "");
  const sourced = others.find((text) => /^(Source|See)\b/.test(text)) ?? "";
  const [, source = null] = /^Source: (?!\{@link|https:)(.*?)\.?(?:;? ?\{@link|$)/.exec(sourced) ?? [];
  return {
    summary: sentence(/^.*?\.(?= |$)/.exec(first)?.[0] ?? first),
    description: sentence(first),
    formula: others.find((text) => text.includes("←")) ?? null,
    source,
    url: urlOf(sourced)?.replace("https://pytorch.org/docs/", "https://docs.pytorch.org/docs/") ?? null,
    options: optionsOf(checker.getTypeOfSymbol(symbol), isModule, checker),
    ...stateOf(symbol, checker),
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
      .some(({ symbol: parent }) => parent !== undefined && (parent.name === base || extendsBase(parent)));
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
  { list: "layerTexts", path: "nn/index.ts", base: "Module" },
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
    const texts = classesOf(module, program).map(
      ([name, symbol]) => [name, textsOf(symbol, module.base === "Module", checker)] as const,
    );
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
