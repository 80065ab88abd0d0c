import type { OpenFile } from "downhill/node";
import { type Comparison, compareFiles, type Difference } from "downhill/serialization";
import { UserError } from "../errors.ts";
import { formatNumber, plural } from "../files/format.ts";
import { fileError, openFile } from "../files/open.ts";
import { createMeter } from "../terminal/meter.ts";
import { print } from "../terminal/output.ts";
import { coloursFor, cut, oneLine, visible, widest } from "../terminal/text.ts";

export interface DiffFlags {
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** As `diff` does: 1 says that the files differ, so trouble is 2. */
class Trouble extends UserError {
  override readonly exitCode = 2;
}

/** Runs `downhill diff` and returns the exit code: 0 for equal files, 1 for others. Throws a `UserError` for bad ones. */
export async function diff(first: string, second: string, flags: DiffFlags): Promise<number> {
  const files: OpenFile[] = [];
  const meter = createMeter(process.stderr, "comparing", flags.quiet);
  let comparison: Comparison;
  try {
    for (const path of [first, second]) files.push(await openFile(path));
    comparison = await compareFiles(files[0], files[1], meter.update);
  } catch (error) {
    throw new Trouble(error instanceof UserError ? error.message : fileError(`${first} or ${second}`, error).message);
  } finally {
    meter.end();
    for (const file of files) await file.close();
  }
  const text = flags.json === true ? json(comparison, first, second) : report(comparison, first, second);
  if (flags.json === true || flags.quiet !== true) {
    await print(text).catch((error: Error) => {
      throw new Trouble(error.message);
    });
  }
  return comparison.differences.length === 0 ? 0 : 1;
}

function json(comparison: Comparison, first: string, second: string): string {
  const replacer = (_: string, value: unknown) => (typeof value === "bigint" ? Number(value) : value);
  return `${visible(JSON.stringify({ first, second, ...comparison }, replacer, 2))}\n`;
}

function report({ differences, tensors, equal }: Comparison, first: string, second: string): string {
  const colours = coloursFor(process.stdout);
  const paths = differences.map(({ path }) => cut(path || "the whole value"));
  const width = Math.min(48, widest(paths));
  const lines = differences.map((difference, i) => {
    return `${paths[i].padEnd(width)}  ${describe(difference, first, second, colours)}`;
  });
  const summary =
    differences.length === 0
      ? `no difference: ${plural(tensors, "tensor")} equal to the bit`
      : `${plural(differences.length, "difference")}; ${equal} of ${plural(tensors, "common tensor")} equal to the bit`;
  return `${[...lines, ...(lines.length > 0 ? [""] : []), summary].join("\n")}\n`;
}

function describe(
  difference: Difference,
  first: string,
  second: string,
  colours: ReturnType<typeof coloursFor>,
): string {
  switch (difference.kind) {
    case "missing":
      return colours.yellow(`only in ${oneLine(difference.from === "second" ? first : second)}`);
    case "value":
      return `${cut(difference.first)} ${colours.dim("→")} ${cut(difference.second)}`;
    case "elements": {
      const { count, numel, maxUlp, maxDifference, place } = difference;
      const parts = [`${count.toLocaleString("en")} of ${numel.toLocaleString("en")} elements differ`];
      if (maxUlp !== null) parts.push(`at most ${maxUlp.toLocaleString("en")} ulp`);
      if (maxDifference !== null) parts.push(`${formatNumber(maxDifference)} at index ${place}`);
      return parts.join(", ");
    }
  }
}
