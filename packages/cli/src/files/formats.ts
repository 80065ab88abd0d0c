import { type FileFormat, type FileFormatInfo, fileFormats, type SaveFormat } from "downhill/serialization";

/** The formats that are read, for help texts: `PyTorch (.pt), PyTorch before 1.6, safetensors or Downhill's JSON`. */
export const readable = or(fileFormats.map(({ title }) => title));

/** The formats that are written, as `--to` has them. */
export const targets: readonly SaveFormat[] = fileFormats.flatMap(({ saveAs }) => saveAs ?? []);

/** The usual endings of the names of files that are written. */
export const endings: readonly string[] = fileFormats.flatMap(({ saveAs, extensions }) =>
  saveAs === null ? [] : extensions.slice(0, 1),
);

/** A format's name for people. */
export function titleOf(format: FileFormat): string {
  return fileFormats.find(({ name }) => name === format)?.title ?? format;
}

/** What is to be known of a format that is written. */
export function targetInfo(target: SaveFormat): FileFormatInfo {
  return fileFormats.find(({ saveAs }) => saveAs === target)!;
}

/** `a, b or c` */
export function or(names: readonly string[]): string {
  return `${names.slice(0, -1).join(", ")} or ${names.at(-1)}`;
}
