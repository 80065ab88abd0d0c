import { type OptimizerInfo, optimizers } from "downhill/registry";
import { describeAlgorithm, letters } from "../entries/algorithms.ts";
import { findOptimizer } from "../entries/settings.ts";
import { print } from "../terminal/output.ts";
import { coloursFor, widest, wrap } from "../terminal/text.ts";

/** Longer lines are hard to read. */
const wide = 110;

/** Runs `downhill optimizers`: explains those that are named with their options, or lists all. */
export async function explain(names: readonly string[]): Promise<void> {
  const chosen = names.flatMap((text) => text.split(",")).map((name) => findOptimizer(name.trim()));
  const infos = chosen.length > 0 ? chosen : [...optimizers];
  const colours = coloursFor(process.stdout);
  const width = Math.min(wide, (process.stdout.columns || wide) - 2);
  const indented = (text: string, indent: string) =>
    wrap(text, width - indent.length).map((line) => `${indent}${line}`);
  const parts = infos.map((info) => [
    colours.bold(info.name),
    ...indented(describeAlgorithm(info), "  "),
    ...(info.formula === null ? [] : indented(info.formula, "    ").map(colours.cyan)),
    ...(info.source === null ? [] : indented(info.source, "  ").map(colours.dim)),
    ...(chosen.length > 0 ? ["", ...optionLines(info, indented)] : []),
  ]);
  await print(`${[...parts, indented(letters, "")].map((lines) => lines.join("\n")).join("\n\n")}\n`);
}

function optionLines({ options }: OptimizerInfo, indented: (text: string, indent: string) => string[]): string[] {
  const entries = Object.entries(options);
  const column = widest(entries.map(([name]) => name)) + 2;
  return entries.flatMap(([name, { description, default: value }]) => {
    const ending = value === undefined ? "" : ` Default: ${JSON.stringify(value)}.`;
    const lines = indented(`${description.replace(/\.?$/, ".")}${ending}`, " ".repeat(column + 2));
    return [`  ${name.padEnd(column)}${lines[0]!.trimStart()}`, ...lines.slice(1)];
  });
}
