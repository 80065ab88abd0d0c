import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { beforeAll, describe, expect, it } from "vitest";

/** Whoever uses the library can name every type that its declarations name. */

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(`${packageFolder}/package.json`, "utf8")) as {
  exports: Record<string, { types?: string } | string>;
};
const entries = Object.values(manifest.exports).flatMap((entry) =>
  typeof entry === "object" && entry.types !== undefined ? [`${packageFolder}/${entry.types}`] : [],
);

let checker: ts.TypeChecker;
let program: ts.Program;
/** What entries export, and namespaces that they export, by the symbol: its public name. */
const exported = new Map<ts.Symbol, string>();

const resolved = (symbol: ts.Symbol): ts.Symbol =>
  symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;

function collect(module: ts.Symbol, prefix: string): void {
  for (const alias of checker.getExportsOfModule(module)) {
    const symbol = resolved(alias);
    if (exported.has(symbol)) continue;
    exported.set(symbol, prefix + alias.name);
    if (symbol.flags & ts.SymbolFlags.ValueModule) collect(symbol, `${prefix}${alias.name}.`);
  }
}

function isOurs(declaration: ts.Declaration): boolean {
  return declaration.getSourceFile().fileName.includes("/downhill/dist/");
}

/** The names of a declaration's types, but those of private members, which nobody can use. */
function* typeNames(node: ts.Node): Generator<ts.EntityName> {
  if (ts.canHaveModifiers(node) && ts.getModifiers(node)?.some(({ kind }) => kind === ts.SyntaxKind.PrivateKeyword)) {
    return;
  }
  if (ts.isTypeReferenceNode(node)) yield node.typeName;
  if (ts.isTypeQueryNode(node)) yield node.exprName;
  if (ts.isImportTypeNode(node) && node.qualifier !== undefined) yield node.qualifier;
  if (ts.isExpressionWithTypeArguments(node)) yield node.expression as ts.Identifier;
  for (const child of node.getChildren()) yield* typeNames(child);
}

/** The types that a symbol's declarations name, and no entry exports. */
function unexported(symbol: ts.Symbol, missing = new Set<string>()): Set<string> {
  for (const declaration of symbol.declarations ?? []) {
    if (!isOurs(declaration) || ts.isSourceFile(declaration)) continue;
    for (const name of typeNames(declaration)) {
      const found = checker.getSymbolAtLocation(name);
      const type = found && resolved(found);
      if (type === undefined || exported.has(type) || type.flags & ts.SymbolFlags.TypeParameter) continue;
      const parent = (type as ts.Symbol & { parent?: ts.Symbol }).parent;
      if (parent !== undefined && exported.has(parent) && !(parent.flags & ts.SymbolFlags.ValueModule)) continue;
      // What the compiler has put aside, such as a class that another extends, or what is behind a public function:
      // nobody wants its name.
      if (type.flags & (ts.SymbolFlags.Variable | ts.SymbolFlags.Function)) unexported(type, missing);
      else if (type.declarations?.some(isOurs) === true) missing.add(type.name);
    }
  }
  return missing;
}

beforeAll(() => {
  if (!entries.every((path) => existsSync(path))) throw new Error("the library is not built: npm run build");
  program = ts.createProgram(entries, {
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    target: ts.ScriptTarget.ES2022,
    types: [],
    strict: true,
  });
  checker = program.getTypeChecker();
  for (const path of entries) {
    collect(checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile) as ts.Symbol, "");
  }
}, 60_000);

describe("the built declarations", () => {
  it("name no type that isn't exported", () => {
    const missing = [...exported].flatMap(([symbol, name]) =>
      [...unexported(symbol)].map((type) => `${type}, named by ${name}`),
    );
    expect(exported.size).toBeGreaterThan(300);
    expect(missing.sort()).toEqual([]);
  });

  it("show nothing that is marked as internal", () => {
    const texts = program.getSourceFiles().filter(({ fileName }) => fileName.includes("/downhill/dist/"));
    for (const { text, fileName } of texts) expect(text, fileName).not.toContain("@internal");
  });
});
