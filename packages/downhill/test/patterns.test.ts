import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkSync } from "recheck";
import ts from "typescript";
import { expect, it, vi } from "vitest";

const packages = fileURLToPath(new URL("../../", import.meta.url));

const files = ["downhill/src", "cli/src"].flatMap((folder) =>
  readdirSync(join(packages, folder), { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .map((name) => join(folder, name)),
);

/** The patterns that a file spells out, and whether it makes others. */
function patternsIn(file: string): { literals: RegExp[]; makesSome: boolean } {
  const literals: RegExp[] = [];
  let makesSome = false;
  const source = ts.createSourceFile(file, readFileSync(join(packages, file), "utf8"), ts.ScriptTarget.ES2022, true);
  const visit = (node: ts.Node): void => {
    if (ts.isRegularExpressionLiteral(node)) {
      const end = node.text.lastIndexOf("/");
      literals.push(new RegExp(node.text.slice(1, end), node.text.slice(end + 1)));
    } else if (ts.isIdentifier(node) && node.text === "RegExp" && !ts.isTypeReferenceNode(node.parent))
      makesSome = true;
    ts.forEachChild(node, visit);
  };
  visit(source);
  return { literals, makesSome };
}

/** The patterns that a file makes when it is loaded. */
async function patternsMadeBy(file: string): Promise<RegExp[]> {
  const made: RegExp[] = [];
  vi.stubGlobal(
    "RegExp",
    class extends RegExp {
      constructor(pattern: string | RegExp, flags?: string) {
        super(pattern, flags);
        made.push(this);
      }
    },
  );
  try {
    vi.resetModules();
    await import(join(packages, file));
  } finally {
    vi.unstubAllGlobals();
  }
  return made;
}

it("no pattern takes more time than in proportion to the text", { timeout: 120_000 }, async () => {
  const slow: string[] = [];
  let checked = 0;
  for (const file of files) {
    const { literals, makesSome } = patternsIn(file);
    for (const { source, flags } of [...literals, ...(makesSome ? await patternsMadeBy(file) : [])]) {
      checked++;
      const result = checkSync(source, flags.replace("y", ""), { timeout: 30_000 });
      if (result.status === "safe") continue;
      const how = result.status === "vulnerable" ? result.complexity.summary : result.status;
      slow.push(`${file}: /${source}/${flags} is ${how}`);
    }
  }
  expect(slow).toEqual([]);
  expect(checked).toBeGreaterThan(80);
});
