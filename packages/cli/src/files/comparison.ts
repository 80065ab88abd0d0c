import type { Comparison, Difference, LargestChange, TensorDifference } from "downhill/serialization";
import { coloursFor, cut, oneLine, widest } from "../terminal/text.ts";
import { formatNumber, plural } from "./format.ts";

type Colours = ReturnType<typeof coloursFor>;

/** What two files have in common and where they differ: the most important first, then a line for each difference. */
export function comparisonText(comparison: Comparison, first: string, second: string): string {
  const colours = coloursFor(process.stdout);
  const { differences } = comparison;
  const paths = differences.map(({ path }) => cut(path || "the whole value"));
  const width = Math.min(48, widest(paths));
  const lines = differences.map((difference, i) => {
    return `${paths[i].padEnd(width)}  ${describe(difference, first, second, colours)}`;
  });
  return `${[...summary(comparison, first, second), ...(lines.length > 0 ? [""] : []), ...lines].join("\n")}\n`;
}

function count(value: number | bigint): string {
  return value.toLocaleString("en");
}

function summary(comparison: Comparison, first: string, second: string): string[] {
  const { differences, tensors, equal, close, changed, onlyInFirst, onlyInSecond } = comparison;
  const others: readonly (readonly [number, string])[] = [
    [close, "close"],
    [changed, "changed"],
    [onlyInFirst, `only in ${oneLine(first)}`],
    [onlyInSecond, `only in ${oneLine(second)}`],
  ];
  const parts = others.filter(([number]) => number > 0).map(([number, what]) => `${count(number)} ${what}`);
  const equals =
    parts.length === 0 ? plural(equal, "tensor") : `${count(equal)} of ${plural(tensors, "common tensor")}`;
  const head = differences.length === 0 ? "no difference" : plural(differences.length, "difference");
  const lines = [`${head}: ${[`${equals} equal to the bit`, ...parts].join(", ")}`];
  const { maxDifference, maxRelative } = comparison;
  if (maxDifference !== null) {
    const relative = maxRelative === null ? "" : `; in relation to the larger number ${largest(maxRelative)}`;
    lines.push(`largest change ${largest(maxDifference)}${relative}`);
  }
  return lines;
}

function largest({ value, path }: LargestChange): string {
  return path === "" ? formatNumber(value) : `${formatNumber(value)} in ${cut(path)}`;
}

function describe(difference: Difference, first: string, second: string, colours: Colours): string {
  switch (difference.kind) {
    case "missing":
      return colours.yellow(`only in ${oneLine(difference.from === "second" ? first : second)}`);
    case "type":
      return `type ${cut(difference.first)} ${colours.dim("→")} ${cut(difference.second)}`;
    case "value":
      return `${cut(difference.first)} ${colours.dim("→")} ${cut(difference.second)}`;
    case "elements":
      return describeElements(difference);
  }
}

function describeElements(difference: TensorDifference): string {
  const { count: differing, outside, numel, maxUlp, maxDifference, maxRelative, place } = difference;
  const some = `${count(outside)} of ${plural(numel, "element")}`;
  const parts = [
    outside === differing ? `${some} differ` : `${some} not close, ${count(differing - outside)} close`,
    maxDifference === null ? "" : `at most ${formatNumber(maxDifference)} at index ${place}`,
    maxRelative === null ? "" : `relative ${formatNumber(maxRelative)}`,
    maxUlp === null ? "" : `${count(maxUlp)} ulp`,
  ];
  return parts.filter((part) => part !== "").join(", ");
}
