import { stat } from "node:fs/promises";
import { load, type SaveFormat, save } from "downhill/node";
import { formatOfName } from "downhill/serialization";
import { systemReason, UsageError, UserError } from "../errors.ts";
import { formatBytes } from "../files/format.ts";
import { endings, or, targets } from "../files/formats.ts";
import { fileError, openFile } from "../files/open.ts";
import { createMeter } from "../terminal/meter.ts";
import { print } from "../terminal/output.ts";
import { oneLine } from "../terminal/text.ts";

export interface ConvertFlags {
  readonly to?: string;
  readonly quiet?: boolean;
}

/** Runs `downhill convert` and returns the exit code. Throws a `UserError` for what can't be read or written. */
export async function convert(from: string, to: string, flags: ConvertFlags): Promise<number> {
  const format = targetFormat(to, flags.to);
  const metadata = await metadataOf(from);
  const reading = createMeter(process.stderr, "reading", flags.quiet);
  let value: unknown;
  try {
    value = await load(from, { onProgress: reading.update });
  } catch (error) {
    throw fileError(from, error);
  } finally {
    reading.end();
  }
  const writing = createMeter(process.stderr, "writing", flags.quiet);
  try {
    await save(value, to, { format, onProgress: writing.update });
  } catch (error) {
    throw new UserError(`cannot write ${to}: ${systemReason(error)}`);
  } finally {
    writing.end();
  }
  if (metadata.length > 0 && flags.quiet !== true) {
    process.stderr.write(`left out the metadata of ${oneLine(from)}: ${oneLine(metadata.join(", "))}\n`);
  }
  if (flags.quiet !== true) await print(`${oneLine(to)}: ${formatBytes((await stat(to)).size)}\n`);
  return 0;
}

/** The names of the texts beside a file's tensors, for which no value has a place. */
async function metadataOf(path: string): Promise<string[]> {
  const file = await openFile(path);
  try {
    return [...file.metadata.keys()];
  } finally {
    await file.close();
  }
}

function targetFormat(path: string, wanted: string | undefined): SaveFormat {
  if (wanted !== undefined) {
    const found = targets.find((target) => target === wanted);
    if (found !== undefined) return found;
    throw new UsageError(`--to must be ${or(targets)}, not ${wanted}`);
  }
  const format = formatOfName(path);
  if (format !== null) return format;
  throw new UsageError(`the format of ${path} is not clear from its name: end it in ${or(endings)}, or use --to`);
}
