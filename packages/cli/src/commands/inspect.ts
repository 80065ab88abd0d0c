import { stat } from "node:fs/promises";
import type { LazyTensor, OpenFile } from "downhill/node";
import { formatBytes, plural } from "../files/format.ts";
import { titleOf } from "../files/formats.ts";
import { openFile } from "../files/open.ts";
import { findOptimizers, isSuspicious, keptObjects } from "../files/parts.ts";
import { plainValue } from "../files/plain.ts";
import { summarizeArrays, summarizeTensors, type TensorSummary } from "../files/summary.ts";
import { renderTree, type TreeSummaries } from "../files/tree.ts";
import { createMeter } from "../terminal/meter.ts";
import { print } from "../terminal/output.ts";
import { coloursFor, cut, oneLine, visible } from "../terminal/text.ts";

export interface InspectFlags {
  readonly json?: boolean;
  readonly statistics: boolean;
  readonly quiet?: boolean;
}

/** Runs `downhill inspect` and returns the exit code. Throws a `UserError` for a file that can't be read. */
export async function inspect(path: string, flags: InspectFlags): Promise<number> {
  const file = await openFile(path);
  try {
    const { size } = await stat(path);
    const meter = createMeter(process.stderr, "reading", flags.quiet);
    let tensors: TensorSummary[];
    try {
      tensors = await summarizeTensors(path, file, size, flags.statistics, meter.update);
    } finally {
      meter.end();
    }
    const arrays = summarizeArrays(file, flags.statistics);
    const summaries = { tensors, arrays, optimizers: findOptimizers(file.value) };
    await print(flags.json === true ? json(path, size, file, summaries) : text(path, size, file, summaries));
  } finally {
    await file.close();
  }
  return 0;
}

/** So many texts of a file's metadata are shown. */
const shownTexts = 100;

function metadataLines({ metadata }: OpenFile): string[] {
  const lines: string[] = [];
  for (const [key, value] of metadata) {
    if (lines.length === shownTexts) return [...lines, `… ${(metadata.size - shownTexts).toLocaleString("en")} more`];
    lines.push(cut(`${key} = ${value}`));
  }
  return lines;
}

function text(path: string, size: number, file: OpenFile, summaries: TreeSummaries): string {
  const { tensors, arrays } = summaries;
  const colours = coloursFor(process.stdout);
  const own = tensors.filter(({ sharesWith }) => sharesWith === null);
  const elements = own.reduce((sum, { tensor }) => sum + tensor.numel, 0);
  const of = arrays.size === 0 ? "" : `, ${plural(arrays.size, "NumPy array")}`;
  const head = [
    colours.bold(oneLine(path)),
    `${titleOf(file.format)}, ${formatBytes(size)}, ${plural(tensors.length, "tensor")}, ${plural(elements, "element")}${of}`,
  ];
  const nans = tensors.filter(({ statistics }) => statistics !== null && statistics.nans > 0);
  const lines = renderTree(file.root, summaries, process.stdout);
  const warning = nans.length === 0 ? [] : ["", colours.red(`${plural(nans.length, "tensor")} with NaN`)];
  const metadata = metadataLines(file).map((line) => colours.dim(`metadata  ${line}`));
  return `${[head.join("  "), ...metadata, "", ...lines, ...warning, ...keptText(file.value, colours)].join("\n")}\n`;
}

/** Of so many classes each is named. */
const shownClasses = 12;

/** Which objects the file tells how to make; nothing of that was done. */
function keptText(value: unknown, colours: ReturnType<typeof coloursFor>): string[] {
  const counts = [...keptObjects(value)];
  if (counts.length === 0) return [];
  const names = counts
    .slice(0, shownClasses)
    .map(([name, count]) => (count === 1 ? cut(name) : `${count} ${cut(name)}`));
  const rest = counts.length > shownClasses ? ` and ${counts.length - shownClasses} more` : "";
  const suspicious = counts.map(([name]) => name).filter(isSuspicious);
  const warning = `Python would run ${suspicious
    .slice(0, shownClasses)
    .map((name) => cut(name))
    .join(", ")} on loading this file: don't load it there`;
  return [
    "",
    `objects that only Python can make, shown as the file describes them; nothing of it was run: ${names.join(", ")}${rest}`,
    ...(suspicious.length === 0 ? [] : [colours.red(warning)]),
  ];
}

function json(path: string, size: number, file: OpenFile, { tensors, optimizers }: TreeSummaries): string {
  const names = new Map<LazyTensor, string>();
  for (const { name, tensor } of tensors) if (!names.has(tensor)) names.set(tensor, name);
  const result = {
    file: path,
    format: file.format,
    bytes: size,
    metadata: Object.fromEntries(file.metadata),
    optimizers,
    objects: Object.fromEntries(keptObjects(file.value)),
    tensors: tensors.map(({ name, tensor, sharesWith, statistics }) => ({
      name,
      dtype: tensor.dtype,
      shape: tensor.shape,
      bytes: tensor.byteLength,
      parameter: tensor.isParameter,
      requiresGrad: tensor.requiresGrad,
      sparse: tensor.isSparse,
      sharesWith,
      statistics,
    })),
    value: plainValue(file.value, (tensor) => names.get(tensor) ?? ""),
  };
  const replacer = (_: string, value: unknown) => (typeof value === "bigint" ? String(value) : value);
  return `${visible(JSON.stringify(result, replacer))}\n`;
}
