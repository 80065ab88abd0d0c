import ts from "typescript";

/**
 * What is left of emitted declarations when all is taken away that no entry exports and nothing exported names: modules
 * hold internals beside what is public, and lead to floors that are none of a user's business.
 *
 * @param texts the declarations by path
 * @param entries the entries' paths
 * @returns the texts that are left
 */
export function prune(texts: ReadonlyMap<string, string>, entries: readonly string[], options: ts.CompilerOptions) {
  const host = ts.createCompilerHost(options);
  const { fileExists, readFile } = host;
  host.directoryExists = undefined; // they aren't written yet
  host.fileExists = (path) => texts.has(path) || fileExists(path);
  host.readFile = (path) => texts.get(path) ?? readFile(path);
  host.getSourceFile = (path, version) => ts.createSourceFile(path, host.readFile(path) ?? "", version);
  const program = ts.createProgram(entries, options, host);
  const checker = program.getTypeChecker();
  const kept = new Set<ts.Node>();
  /** Modules all of whose exports are public: entries, and what they export as namespaces. */
  const modules = new Set<ts.Node>();

  const keep = (symbol: ts.Symbol | undefined): void => {
    for (const declaration of symbol?.declarations ?? []) {
      if (ts.isSourceFile(declaration)) keepModule(declaration, symbol as ts.Symbol);
      else if (!isImported(declaration)) keepStatement(declaration);
    }
    if (symbol !== undefined && symbol.flags & ts.SymbolFlags.Alias) keep(checker.getImmediateAliasedSymbol(symbol));
  };
  const keepModule = (file: ts.SourceFile, symbol: ts.Symbol): void => {
    if (modules.has(file)) return;
    modules.add(file);
    for (const statement of file.statements) if (ts.isExportDeclaration(statement)) kept.add(statement);
    for (const exported of checker.getExportsOfModule(symbol)) keep(exported);
  };
  const keepStatement = (declaration: ts.Declaration): void => {
    let statement: ts.Node = declaration;
    while (!ts.isSourceFile(statement.parent)) statement = statement.parent;
    if (kept.has(statement) || !texts.has(declaration.getSourceFile().fileName)) return;
    kept.add(statement);
    for (const name of identifiers(statement)) {
      const symbol = checker.getSymbolAtLocation(name);
      if (isQualifier(name)) keepPassing(symbol);
      else keep(symbol);
    }
  };
  /** Of a namespace of which only a member is meant: what leads there through it. */
  const keepPassing = (symbol: ts.Symbol | undefined): void => {
    if (symbol === undefined || !(symbol.flags & ts.SymbolFlags.Alias)) return;
    const module = checker.getAliasedSymbol(symbol).valueDeclaration;
    if (module === undefined || !ts.isSourceFile(module)) return;
    for (const statement of module.statements) if (isExportOfAll(statement)) kept.add(statement);
  };
  for (const path of entries) keep(checker.getSymbolAtLocation(program.getSourceFile(path) as ts.SourceFile));

  // What passes on modules of which nothing is left.
  for (const statement of kept) {
    if (!ts.isStatement(statement) || !isExportOfAll(statement)) continue;
    const module = checker.getSymbolAtLocation(statement.moduleSpecifier as ts.Expression)?.valueDeclaration;
    if (module !== undefined && !(module as ts.SourceFile).statements.some((one) => kept.has(one)))
      kept.delete(statement);
  }
  const result = new Map<string, string>();
  for (const path of texts.keys()) {
    const file = program.getSourceFile(path);
    if (file === undefined) continue;
    const text = textOf(file, kept);
    if (text !== "") result.set(path, text);
  }
  return result;
}

/** `export * from "./sum.ts"` */
function isExportOfAll(statement: ts.Statement): statement is ts.ExportDeclaration {
  return ts.isExportDeclaration(statement) && statement.exportClause === undefined;
}

function isImported(declaration: ts.Declaration): boolean {
  return ts.isImportSpecifier(declaration) || ts.isNamespaceImport(declaration) || ts.isImportClause(declaration);
}

/** Whether a name stands before a point: in `typeof functions.sum` what is meant is `sum`, not the whole of `functions`. */
function isQualifier(name: ts.Identifier): boolean {
  return ts.isQualifiedName(name.parent) && name.parent.left === name;
}

function* identifiers(node: ts.Node): Generator<ts.Identifier> {
  if (ts.isIdentifier(node)) yield node;
  for (const child of node.getChildren()) yield* identifiers(child);
}

/** A file's text with those of its statements that are kept, and the imports that they need. */
function textOf(file: ts.SourceFile, kept: ReadonlySet<ts.Node>): string {
  const statements = file.statements.filter((statement) => kept.has(statement));
  if (statements.length === 0) return "";
  const used = new Set(statements.flatMap((statement) => Array.from(identifiers(statement), ({ text }) => text)));
  const imports = file.statements.filter(ts.isImportDeclaration).map((statement) => importText(statement, used));
  const head = /^(\/\/\/.*\n)*/.exec(file.text)?.[0] ?? "";
  const body = statements.map((statement) => statement.getFullText().replace(/^\s*(\/\/\/.*\n)*/, "")).join("\n");
  return `${head}${imports.join("")}${body}\n`;
}

/** An import of those names that are used; empty if there is none. */
function importText({ importClause, moduleSpecifier }: ts.ImportDeclaration, used: ReadonlySet<string>): string {
  const bindings = importClause?.namedBindings;
  if (bindings === undefined) return "";
  if (ts.isNamespaceImport(bindings)) {
    const name = bindings.name.text;
    return used.has(name) ? `import type * as ${name} from ${moduleSpecifier.getText()};\n` : "";
  }
  const names = bindings.elements.filter(({ name }) => used.has(name.text));
  if (names.length === 0) return "";
  const list = names.map((element) => element.getText().replace(/^type /, "")).join(", ");
  return `import type { ${list} } from ${moduleSpecifier.getText()};\n`;
}
