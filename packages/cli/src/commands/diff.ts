import type { OpenFile } from "downhill/node";
import { type Comparison, compareFiles } from "downhill/serialization";
import { UsageError, UserError } from "../errors.ts";
import { comparisonText } from "../files/comparison.ts";
import { fileError, openFile } from "../files/open.ts";
import { createMeter } from "../terminal/meter.ts";
import { print } from "../terminal/output.ts";
import { visible } from "../terminal/text.ts";

export interface DiffFlags {
  readonly rtol?: string;
  readonly atol?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** As `diff` does: 1 says that the files differ, so trouble is 2. */
class Trouble extends UserError {
  override readonly exitCode = 2;
}

/** Runs `downhill diff` and returns the exit code: 0 for equal files, 1 for others. Throws a `UserError` for bad ones. */
export async function diff(first: string, second: string, flags: DiffFlags): Promise<number> {
  const tolerance = { rtol: toleranceOf("rtol", flags.rtol), atol: toleranceOf("atol", flags.atol) };
  const files: OpenFile[] = [];
  const meter = createMeter(process.stderr, "comparing", flags.quiet);
  let comparison: Comparison;
  try {
    for (const path of [first, second]) files.push(await openFile(path));
    comparison = await compareFiles(files[0], files[1], { ...tolerance, onTensor: meter.update });
  } catch (error) {
    throw new Trouble(error instanceof UserError ? error.message : fileError(`${first} or ${second}`, error).message);
  } finally {
    meter.end();
    for (const file of files) await file.close();
  }
  const text = flags.json === true ? json(comparison, first, second) : comparisonText(comparison, first, second);
  if (flags.json === true || flags.quiet !== true) {
    await print(text).catch((error: Error) => {
      throw new Trouble(error.message);
    });
  }
  return comparison.differences.length === 0 ? 0 : 1;
}

function toleranceOf(name: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (value >= 0 && Number.isFinite(value)) return value;
  throw new UsageError(`--${name} wants a number from 0 on, such as 1e-5, not "${text}"`);
}

function json(comparison: Comparison, first: string, second: string): string {
  return `${visible(JSON.stringify({ first, second, ...comparison }, plainNumber, 2))}\n`;
}

/** A number that JSON has none for in a form that it has. */
function plainNumber(_: string, value: unknown): unknown {
  if (typeof value === "bigint") return Number(value);
  return typeof value === "number" && !Number.isFinite(value) ? String(value) : value;
}
