import { lowerRows, type RowDefinition, type RowProgram, type Stage } from "../src/ir/rows.ts";
import type { FloatDType } from "../src/memory/dtype.ts";
import { ROW_DEFINITIONS } from "../src/rows/definitions.ts";
import { HEAD } from "./functions.ts";
import { ProgramText } from "./loops.ts";

/*
 * Plain loops of functions of rows: each stage walks the row once, as the compiled kernel does, and sums in its order.
 */

const ARRAYS: Readonly<Record<FloatDType, string>> = { float32: "Float32Array", float64: "Float64Array" };

/** The text of `src/rows/functions.ts`. */
export function rowsText(): string {
  const files = Object.keys(ROW_DEFINITIONS).sort();
  const imports = [
    'import * as math from "../elementwise/math.ts";',
    ...files.map((file) => `import * as ${file}Definitions from "./${file}.ts";`),
    'import { bindRows, type RowLoop, sumOf } from "./definition.ts";',
  ];
  const parts = Object.entries(ROW_DEFINITIONS).flatMap(([file, definitions]) =>
    definitions.map((definition) => functionText(file, definition)),
  );
  return `${HEAD}\n${imports.join("\n")}\n\n${parts.join("\n\n")}\n`;
}

function functionText(file: string, definition: RowDefinition): string {
  const loops = (["float32", "float64"] as const).map((type) => {
    const program = lowerRows(definition, type);
    const lines = loopLines(program, type).map((line) => `    ${line}`);
    return `  ${type}: ((${parameters(program)}) => {\n${lines.join("\n")}\n  }) satisfies RowLoop,`;
  });
  return `export const ${definition.name} = /* @__PURE__ */ bindRows(${file}Definitions.${definition.name}, {\n${loops.join("\n")}\n});`;
}

/** The parameters that are used, and those before them. */
function parameters({ numbers, columnsRead, columnsWritten }: RowProgram): string {
  const optional = [
    { name: "numbers", used: numbers > 1 },
    { name: "read", used: columnsRead > 0 },
    { name: "written", used: columnsWritten > 0 },
  ];
  const last = optional.findLastIndex(({ used }) => used);
  const names = optional.slice(0, last + 1).map(({ name, used }) => (used ? name : `_${name}`));
  return ["rows", "n", "arrays", ...names].join(", ");
}

function loopLines(program: RowProgram, type: FloatDType): string[] {
  const { arrays, counts, numbers, columnsRead } = program;
  const lines = arrays.map((_, i) => `const a${i} = arrays[${i}].storage.data as ${ARRAYS[type]};`);
  for (let i = 1; i < numbers; i++) lines.push(`const r${i} = numbers[${i - 1}];`);
  if (program.stages.some(({ kind }) => kind === "sum"))
    lines.push("const lanes = new Float64Array(8);", "const eights = n - (n % 8);", "const fours = n - (n % 4);");
  lines.push("for (let row = 0; row < rows; row++) {");
  const inner: string[] = [];
  arrays.forEach((_, i) => {
    const isVector = i >= counts[0] && i < counts[0] + counts[1];
    inner.push(`const o${i} = arrays[${i}].offset${isVector ? "" : " + row * n"};`);
  });
  for (let i = 0; i < columnsRead; i++) inner.push(`const r${numbers + i} = read[${i}][row];`);
  program.stages.forEach((stage, i) => {
    inner.push(...stageLines(stage, type, `s${i}v`));
  });
  if (inner.some((line) => /\br0\b/.test(line))) lines.splice(-1, 0, "const r0 = n;");
  return [...lines, ...inner.map((line) => `  ${line}`), "}"];
}

function stageLines(stage: Stage, type: FloatDType, prefix: string): string[] {
  const { program } = stage;
  const text = new ProgramText(program, type, (array) => `a${array}[o${array} + i]`, prefix);
  const walk = (lines: readonly string[]) => [
    ...text.invariants,
    "for (let i = 0; i < n; i++) {",
    ...[...text.lines, ...lines].map((line) => `  ${line}`),
    "}",
  ];
  switch (stage.kind) {
    case "map":
      return walk(program.outputs.map(({ array }, i) => `a${array}[o${array} + i] = ${text.results[i]};`));
    case "columns":
      return [...text.invariants, ...text.lines, ...text.results.map((result, i) => `written[${i}][row] = ${result};`)];
    case "max":
      return [
        `let r${stage.into} = Number.NEGATIVE_INFINITY;`,
        ...walk([`r${stage.into} = Math.max(r${stage.into}, ${text.results[0]});`]),
      ];
    case "sum": {
      const rest = `rest${stage.into}`;
      return [
        "lanes.fill(0);",
        `let ${rest} = 0;`,
        ...walk([
          `const value = ${text.results[0]};`,
          `if (i < eights) lanes[i & 7] += value;`,
          `else if (i < fours) lanes[i & 3] += value;`,
          `else ${rest} += value;`,
        ]),
        `const r${stage.into} = sumOf(lanes, ${rest});`,
      ];
    }
  }
}
