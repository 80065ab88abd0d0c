import { otherFile } from "./advice.ts";
import type { FileContents, LoadOptions, MakeStorage } from "./contents.ts";
import { FileFormatError } from "./errors.ts";
import type { PreparedFile } from "./prepared.ts";
import { isSafetensors, safetensorsFile } from "./safetensors/file.ts";
import { flatten, readFlattened } from "./safetensors/flatten.ts";
import { type ByteSource, readBytes } from "./source.ts";
import { isJson, jsonFile, readJson } from "./tools/json.ts";
import { torchArchive } from "./torch/archive.ts";
import { isLegacy, readLegacy } from "./torch/legacyFile.ts";
import { isTorchZip, readTorchZip } from "./torch/zipFile.ts";

/** The formats that files are read in: PyTorch's of today, its old one, safetensors, and JSON of our own. */
export type FileFormat = "zip" | "legacy" | "safetensors" | "json";

/** The formats that files are written in. */
export type SaveFormat = "pt" | "safetensors" | "json";

/** A format of files, and what survives in it. */
export interface FileFormatInfo {
  readonly name: FileFormat;
  /** Its name for people. */
  readonly title: string;
  /** The ends of the names of such files, the usual one first. */
  readonly extensions: readonly string[];
  /** What `save` calls it; null for one that is only read. */
  readonly saveAs: SaveFormat | null;
  /** Whether tensors that share elements share them when they are read again, and strides stay what they were. */
  readonly keepsSharing: boolean;
}

/** A format with what tells, reads and writes it. */
interface Format extends FileFormatInfo {
  /** Whether a file with these first bytes is one. */
  detect(head: Uint8Array): boolean;
  /** Reads the structure; `make` makes its storages. */
  read(source: ByteSource, make: MakeStorage, options: LoadOptions): Promise<FileContents>;
  /** Prepares a file for being written; `root` is the folder in an archive of PyTorch's. */
  readonly write: ((value: unknown, root: string) => PreparedFile) | null;
}

/** Every format once, in the order in which files are tried. */
const FORMATS: readonly Format[] = [
  {
    name: "zip",
    title: "PyTorch",
    extensions: [".pt", ".pth", ".ckpt", ".bin"],
    saveAs: "pt",
    keepsSharing: true,
    detect: isTorchZip,
    read: readTorchZip,
    write: torchArchive,
  },
  {
    name: "legacy",
    title: "PyTorch before 1.6",
    extensions: [".pt", ".pth", ".ckpt", ".bin"],
    saveAs: null,
    keepsSharing: true,
    detect: isLegacy,
    read: readLegacy,
    write: null,
  },
  {
    name: "safetensors",
    title: "safetensors",
    extensions: [".safetensors"],
    saveAs: "safetensors",
    keepsSharing: false,
    detect: isSafetensors,
    read: readFlattened,
    write(value) {
      const { tensors, metadata } = flatten(value);
      return safetensorsFile(tensors, metadata);
    },
  },
  {
    name: "json",
    title: "Downhill's JSON",
    extensions: [".json"],
    saveAs: "json",
    keepsSharing: false,
    detect: isJson,
    read: readJson,
    write: jsonFile,
  },
];

/** The formats of files, in the order in which a file's first bytes are compared with them. */
export const fileFormats: readonly FileFormatInfo[] = FORMATS.map(({ detect, read, write, ...info }) => info);

/** The first bytes of a file tell what it is. */
const HEAD_BYTES = 17;

/**
 * @internal Tells the format of a file by its first bytes.
 * @throws FileFormatError when it is none of those
 */
export async function detectFormat(source: ByteSource): Promise<Format> {
  const head = await readBytes(source, 0, Math.min(HEAD_BYTES, source.size));
  const format = FORMATS.find(({ detect }) => detect(head));
  if (format !== undefined) return format;
  const titles = FORMATS.map(({ title }) => title).join(", ");
  const other = otherFile(head);
  const what = other === null ? "" : `: it is ${other}`;
  throw new FileFormatError("unsupported", `the file is none that Downhill reads (${titles})${what}`, { offset: 0 });
}

/** The format that a file's name asks for, by its ending; null if no format has that ending. */
export function formatOfName(fileName: string): SaveFormat | null {
  const lower = fileName.toLowerCase();
  return FORMATS.find(({ extensions }) => extensions.some((end) => lower.endsWith(end)))?.saveAs ?? null;
}

/**
 * @internal Prepares a file for being written.
 * @param root the folder in an archive of PyTorch's
 * @throws RangeError for a format that there isn't; what writing in it throws
 */
export function prepareFile(value: unknown, root: string, format: SaveFormat): PreparedFile {
  const found = FORMATS.find(({ saveAs, write }) => saveAs === format && write !== null);
  if (found?.write == null) {
    const names = FORMATS.flatMap(({ saveAs }) => (saveAs === null ? [] : [`"${saveAs}"`]));
    throw new RangeError(`format must be one of ${names.join(", ")}, got ${String(format)}`);
  }
  return found.write(value, root);
}
