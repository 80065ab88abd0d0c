import { stat } from "node:fs/promises";
import { type LazyTensor, load, type SaveFormat, save } from "downhill/node";
import { formatOfName } from "downhill/serialization";
import { systemReason, UsageError, UserError } from "../errors.ts";
import { formatBytes } from "../files/format.ts";
import { endings, or, targetInfo, targets } from "../files/formats.ts";
import { fileError, openFile } from "../files/open.ts";
import { keptObjects } from "../files/parts.ts";
import { createMeter } from "../terminal/meter.ts";
import { print } from "../terminal/output.ts";
import { oneLine } from "../terminal/text.ts";

export interface ConvertFlags {
  readonly to?: string;
  readonly expand?: boolean;
  readonly quiet?: boolean;
}

/** Runs `downhill convert` and returns the exit code. Throws a `UserError` for what can't be read or written. */
export async function convert(from: string, to: string, flags: ConvertFlags): Promise<number> {
  const format = targetFormat(to, flags.to);
  const { metadata, size, expected } = await foresee(from, format);
  if (expected > 2 * size + smallFile && flags.expand !== true) {
    throw new UserError(
      `${from} has ${formatBytes(size)}, but its tensors share elements, which ${targetInfo(format).title} can't: ${to} would have ` +
        `about ${formatBytes(expected)}; --expand writes it all the same, and .pt keeps them shared`,
    );
  }
  const reading = createMeter(process.stderr, "reading", flags.quiet);
  let value: unknown;
  try {
    value = await load(from, { unknown: "keep", onProgress: reading.update });
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
  const kept = [...keptObjects(value).keys()];
  if (kept.length > 0 && flags.quiet !== true) {
    const names = oneLine(kept.slice(0, 5).join(", ")) + (kept.length > 5 ? ` and ${kept.length - 5} more` : "");
    const loading = format === "pt" ? ", which torch.load makes with weights_only=False alone" : "";
    process.stderr.write(`kept objects of ${names}${loading}\n`);
  }
  if (flags.quiet !== true) await print(`${oneLine(to)}: ${formatBytes((await stat(to)).size)}\n`);
  return 0;
}

/** Nobody has to be asked for a file of this size, in bytes. */
const smallFile = 64e6;
/** What an element takes as text, about, in bytes. */
const elementInJson = 12;

/** What is known of a conversion before anything is read. */
interface Forecast {
  /** The names of the texts beside the file's tensors, for which no value has a place. */
  readonly metadata: string[];
  /** The file's bytes. */
  readonly size: number;
  /** How many bytes the tensors take in the other format, about; 0 where they stay what they are. */
  readonly expected: number;
}

async function foresee(path: string, to: SaveFormat): Promise<Forecast> {
  const file = await openFile(path);
  try {
    const { size } = await stat(path);
    const metadata = [...file.metadata.keys()];
    if (targetInfo(to).keepsSharing) return { metadata, size, expected: 0 };
    const bytesOf = ({ numel, byteLength }: LazyTensor) => (to === "json" ? numel * elementInJson : byteLength);
    const expected = [...new Set(file.tensors.values())].reduce((sum, tensor) => sum + bytesOf(tensor), 0);
    return { metadata, size, expected };
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
