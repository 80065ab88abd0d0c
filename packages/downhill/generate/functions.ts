import type { Definition } from "../src/elementwise/definition.ts";
import { DEFINITIONS } from "../src/elementwise/definitions.ts";
import { boolsOf, type LoopType, loopText } from "./loops.ts";

export const HEAD = `/*
 * Written by \`npm run generate\` from the definitions beside it: the functions with their loops. Change the
 * definitions, not this file.
 */

// biome-ignore-all lint: what a script writes
// biome-ignore-all format: likewise
// biome-ignore-all assist: likewise
`;

const TYPES: readonly LoopType[] = ["float32", "float64", "int64"];
const ARRAYS: Readonly<Record<LoopType, string>> = {
  float32: "Float32Array",
  float64: "Float64Array",
  int64: "BigInt64Array",
};
const KINDS = ["Unary", "Binary", "Ternary"];

/** The text of `src/elementwise/functions.ts`. */
export function functionsText(): string {
  const parts: string[] = [];
  for (const [file, definitions] of Object.entries(DEFINITIONS)) {
    for (const definition of definitions) parts.push(functionText(file, definition));
  }
  const files = Object.keys(DEFINITIONS).sort();
  const imports = [
    ...files.map((file) => `import * as ${file} from "./${file}.ts";`),
    'import { type BinaryOp, bind, type TernaryOp, type UnaryOp } from "./definition.ts";',
    'import type { Binary, BinaryLoop, Bools, Ternary, TernaryLoop, Unary, UnaryLoop } from "./loopTypes.ts";',
    'import * as math from "./math.ts";',
  ];
  return `${HEAD}\n${imports.join("\n")}\n\n${parts.join("\n\n")}\n`;
}

/** The arrays of a loop: the first operand's, and where they differ the result's, then the other operands'. */
function arrayTypes(definition: Definition, type: LoopType): string {
  const bools = boolsOf(definition);
  const [first, ...rest] = bools.map((isBool) => (isBool ? "Bools" : ARRAYS[type]));
  const out = rest.pop() as string;
  if (rest.every((other) => other === first)) return out === first ? first : `${first}, ${out}`;
  return [first, out, rest[0]].join(", ");
}

function functionText(file: string, definition: Definition): string {
  const { name, arity } = definition;
  const kind = KINDS[arity - 1];
  const loops = TYPES.map((type) => {
    const text = loopText(definition, type);
    if (text === null) return `  ${type}: null,`;
    const body = text.body
      .split("\n")
      .map((line, i, lines) => (i === 0 || i === lines.length - 1 ? `    ${line}` : `      ${line}`))
      .join("\n");
    return `  ${type}: ((${text.parameters}) => {\n${body}\n  }) satisfies ${kind}<${arrayTypes(definition, type)}>,`;
  });
  return `export const ${name}: ${kind}Op = /* @__PURE__ */ bind<${kind}Loop>(${file}.${name}, {\n${loops.join("\n")}\n});`;
}
