import { stat } from "node:fs/promises";
import type { LazyTensor, OpenFile } from "downhill/node";
import { formatBytes, plural } from "../files/format.ts";
import { titleOf } from "../files/formats.ts";
import { openFile } from "../files/open.ts";
import { plainValue } from "../files/plain.ts";
import { findOptimizers, summarizeTensors, type TensorSummary } from "../files/summary.ts";
import { renderTree } from "../files/tree.ts";
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
    await print(flags.json === true ? json(path, size, file, tensors) : text(path, size, file, tensors));
  } finally {
    await file.close();
  }
  return 0;
}

function text(path: string, size: number, file: OpenFile, tensors: readonly TensorSummary[]): string {
  const colours = coloursFor(process.stdout);
  const own = tensors.filter(({ sharesWith }) => sharesWith === null);
  const elements = own.reduce((sum, { tensor }) => sum + tensor.numel, 0);
  const head = [
    colours.bold(oneLine(path)),
    `${titleOf(file.format)}, ${formatBytes(size)}, ${plural(tensors.length, "tensor")}, ${plural(elements, "element")}`,
  ];
  const optimizers = findOptimizers(file.value);
  const nans = tensors.filter(({ statistics }) => statistics !== null && statistics.nans > 0);
  const lines = renderTree(file.root, tensors, optimizers, process.stdout);
  const warning = nans.length === 0 ? [] : ["", colours.red(`${plural(nans.length, "tensor")} with NaN`)];
  const metadata = [...file.metadata].map(([key, value]) => colours.dim(`metadata  ${cut(`${key} = ${value}`)}`));
  return `${[head.join("  "), ...metadata, "", ...lines, ...warning].join("\n")}\n`;
}

function json(path: string, size: number, file: OpenFile, tensors: readonly TensorSummary[]): string {
  const names = new Map<LazyTensor, string>();
  for (const { name, tensor } of tensors) if (!names.has(tensor)) names.set(tensor, name);
  const result = {
    file: path,
    format: file.format,
    bytes: size,
    metadata: Object.fromEntries(file.metadata),
    optimizers: findOptimizers(file.value),
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
