import { FileFormatError, quoted } from "../errors.ts";
import { type ByteSource, readBytes } from "../source.ts";
import {
  CENTRAL_ENTRY,
  CENTRAL_ENTRY_BYTES,
  DEFLATED,
  END_BYTES,
  END_OF_DIRECTORY,
  FLAG_DATA_DESCRIPTOR,
  FLAG_ENCRYPTED,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  LOCATOR_BYTES,
  STORED,
  UINT32_MAX,
  ZIP64_END_BYTES,
  ZIP64_END_OF_DIRECTORY,
  ZIP64_EXTRA,
  ZIP64_LOCATOR,
} from "./layout.ts";

/** A record of an archive, as its directory describes it. */
export interface ZipEntry {
  readonly name: string;
  /** In bytes. */
  readonly nameLength: number;
  readonly flags: number;
  readonly method: number;
  readonly crc: number;
  readonly compressedSize: number;
  /** Of the contents, in bytes. */
  readonly size: number;
  readonly headerOffset: number;
  /** Where the next record (or the directory) starts, which this one must not reach into. */
  readonly limit: number;
}

const MAX_COMMENT = 0xffff;
/** A deflated byte grows to at most this many. */
const MAX_DEFLATE_RATIO = 1032;

function corrupt(message: string, offset: number): FileFormatError {
  return new FileFormatError("corrupt", message, { offset });
}

function view(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A 64-bit field; what is beyond every file is as good as infinite. */
function uint64(fields: DataView, at: number): number {
  const value = fields.getBigUint64(at, true);
  return value > BigInt(Number.MAX_SAFE_INTEGER) ? Number.POSITIVE_INFINITY : Number(value);
}

interface End {
  readonly count: number;
  readonly size: number;
  readonly offset: number;
  /** Where the directory must end. */
  readonly end: number;
}

/** Finds the record at the end of the archive that tells where its directory is. */
async function readEnd(source: ByteSource): Promise<End> {
  const tailLength = Math.min(source.size, END_BYTES + MAX_COMMENT);
  const tailStart = source.size - tailLength;
  const tail = await readBytes(source, tailStart, tailLength);
  const fields = view(tail);
  let at = tailLength - END_BYTES;
  while (at >= 0 && !(fields.getUint32(at, true) === END_OF_DIRECTORY && isLast(fields, at))) at--;
  if (at < 0) throw corrupt("the zip archive has no end: failed finding central directory", source.size);
  const position = tailStart + at;
  if (fields.getUint16(at + 4, true) !== 0 || fields.getUint16(at + 6, true) !== 0) {
    throw new FileFormatError("unsupported", "the zip archive is split over several disks", { offset: position });
  }
  const count = fields.getUint16(at + 10, true);
  const size = fields.getUint32(at + 12, true);
  const offset = fields.getUint32(at + 16, true);
  const locator = position - LOCATOR_BYTES;
  if (locator >= 0) {
    const bytes = await readBytes(source, locator, LOCATOR_BYTES);
    if (view(bytes).getUint32(0, true) === ZIP64_LOCATOR) {
      const large = await readZip64End(source, locator, view(bytes));
      const agrees = (small: number, mask: number, exact: number) => small === mask || small === exact;
      if (!agrees(count, 0xffff, large.count) || !agrees(size, UINT32_MAX, large.size)) {
        throw corrupt("the zip archive's two ends contradict each other", position);
      }
      if (!agrees(offset, UINT32_MAX, large.offset)) {
        throw corrupt("the zip archive's two ends contradict each other", position);
      }
      return large;
    }
  }
  return { count, size, offset, end: position };
}

/** Whether an end record's comment reaches exactly to the end of the file. */
function isLast(fields: DataView, at: number): boolean {
  return at + END_BYTES + fields.getUint16(at + 20, true) === fields.byteLength;
}

async function readZip64End(source: ByteSource, locator: number, fields: DataView): Promise<End> {
  const position = uint64(fields, 8);
  if (position !== locator - ZIP64_END_BYTES) {
    throw corrupt("the zip archive's 64-bit end is not where its locator says", locator);
  }
  const bytes = view(await readBytes(source, position, ZIP64_END_BYTES));
  if (bytes.getUint32(0, true) !== ZIP64_END_OF_DIRECTORY || uint64(bytes, 4) !== ZIP64_END_BYTES - 12) {
    throw corrupt("the zip archive's 64-bit end is damaged", position);
  }
  if (bytes.getUint32(16, true) !== 0 || bytes.getUint32(20, true) !== 0) {
    throw new FileFormatError("unsupported", "the zip archive is split over several disks", { offset: position });
  }
  return { count: uint64(bytes, 32), size: uint64(bytes, 40), offset: uint64(bytes, 48), end: position };
}

/**
 * Reads an archive's directory and checks it as a whole: every record lies within the file, before the directory, and
 * none overlaps another or has another's name.
 */
export async function readDirectory(source: ByteSource): Promise<ZipEntry[]> {
  const { count, size, offset, end } = await readEnd(source);
  if (offset + size !== end) throw corrupt("the zip archive's directory is not where its end says", end);
  if (count * CENTRAL_ENTRY_BYTES > size) {
    throw corrupt(`the zip archive's directory is too small for its ${count} records`, offset);
  }
  const bytes = await readBytes(source, offset, size);
  const raw: RawEntry[] = [];
  let at = 0;
  for (let i = 0; i < count; i++) {
    const entry = readEntry(bytes, at, offset);
    raw.push(entry);
    at = entry.next;
  }
  if (at !== size) throw corrupt("the zip archive's directory has bytes that belong to no record", offset + at);
  return checkLayout(raw, offset);
}

type RawEntry = Omit<ZipEntry, "limit"> & { readonly next: number };

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function readEntry(directory: Uint8Array, at: number, base: number): RawEntry {
  const fields = view(directory);
  const position = base + at;
  if (at + CENTRAL_ENTRY_BYTES > directory.length || fields.getUint32(at, true) !== CENTRAL_ENTRY) {
    throw corrupt("the zip archive's directory is damaged", position);
  }
  const nameLength = fields.getUint16(at + 28, true);
  const extraLength = fields.getUint16(at + 30, true);
  const nameEnd = at + CENTRAL_ENTRY_BYTES + nameLength;
  const extraEnd = nameEnd + extraLength;
  const next = extraEnd + fields.getUint16(at + 32, true);
  if (next > directory.length) throw corrupt("the zip archive's directory is damaged", position);
  let name: string;
  try {
    name = utf8.decode(directory.subarray(at + CENTRAL_ENTRY_BYTES, nameEnd));
  } catch {
    throw corrupt("a record's name is no UTF-8", position);
  }
  if (name === "" || name.includes("\0")) throw corrupt(`a record has the name ${quoted(name)}`, position);
  const sizes = readZip64Extra(fields, nameEnd, extraEnd, position, {
    size: fields.getUint32(at + 24, true),
    compressedSize: fields.getUint32(at + 20, true),
    headerOffset: fields.getUint32(at + 42, true),
  });
  const flags = fields.getUint16(at + 8, true);
  const method = fields.getUint16(at + 10, true);
  const disk = fields.getUint16(at + 34, true);
  if (disk !== 0)
    throw new FileFormatError("unsupported", "the zip archive is split over several disks", { offset: position });
  if ((flags & FLAG_ENCRYPTED) !== 0) {
    throw new FileFormatError("unsupported", `the record ${quoted(name)} is encrypted`, { record: name });
  }
  if (method !== STORED && method !== DEFLATED) {
    throw new FileFormatError(
      "unsupported",
      `the record ${quoted(name)} is compressed with the unknown method ${method}`,
      {
        record: name,
      },
    );
  }
  if (method === STORED && sizes.size !== sizes.compressedSize) {
    throw corrupt(
      `the record ${quoted(name)} is stored as it is, but in ${sizes.compressedSize} bytes instead of ${sizes.size}`,
      position,
    );
  }
  if (method === DEFLATED && sizes.size > sizes.compressedSize * MAX_DEFLATE_RATIO) {
    throw new FileFormatError(
      "refused",
      `the record ${quoted(name)} claims to inflate from ${sizes.compressedSize} bytes to ${sizes.size}, more than is possible`,
      { record: name },
    );
  }
  return { name, flags, method, crc: fields.getUint32(at + 16, true), ...sizes, next, nameLength };
}

interface Sizes {
  size: number;
  compressedSize: number;
  headerOffset: number;
}

/** Replaces the fields that don't fit 32 bits by those of the extra field that holds them, in this order. */
function readZip64Extra(fields: DataView, start: number, end: number, position: number, sizes: Sizes): Sizes {
  const result = { ...sizes };
  const wanted = (["size", "compressedSize", "headerOffset"] as const).filter((key) => sizes[key] === UINT32_MAX);
  if (wanted.length === 0) return result;
  for (let at = start; at + 4 <= end; ) {
    const kind = fields.getUint16(at, true);
    const length = fields.getUint16(at + 2, true);
    const body = at + 4;
    at = body + length;
    if (at > end) break;
    if (kind !== ZIP64_EXTRA) continue;
    if (length < 8 * wanted.length) break;
    wanted.forEach((key, i) => {
      result[key] = uint64(fields, body + 8 * i);
    });
    return result;
  }
  throw corrupt("a record lacks its 64-bit sizes", position);
}

function checkLayout(raw: readonly RawEntry[], directory: number): ZipEntry[] {
  const names = new Set<string>();
  for (const { name } of raw) {
    if (names.has(name))
      throw new FileFormatError("refused", `two records have the name ${quoted(name)}`, { record: name });
    names.add(name);
  }
  const limits = new Map<RawEntry, number>();
  const sorted = [...raw].sort((a, b) => a.headerOffset - b.headerOffset);
  sorted.forEach((entry, i) => {
    const limit = sorted[i + 1]?.headerOffset ?? directory;
    if (
      entry.headerOffset + LOCAL_HEADER_BYTES + entry.nameLength + entry.compressedSize >
      Math.min(limit, directory)
    ) {
      throw new FileFormatError("refused", `the record ${quoted(entry.name)} reaches into what comes after it`, {
        record: entry.name,
        offset: entry.headerOffset,
      });
    }
    limits.set(entry, limit);
  });
  return raw.map((entry) => {
    const { next: _, ...rest } = entry;
    return { ...rest, limit: limits.get(entry) as number };
  });
}

/** Where a record's data start, after its own header was compared with the directory. */
export async function locateData(source: ByteSource, entry: ZipEntry): Promise<number> {
  const header = await readBytes(source, entry.headerOffset, LOCAL_HEADER_BYTES + entry.nameLength);
  return checkHeader(header, entry);
}

/** The same with the header at hand, from its start to the name's end at least. */
export function checkHeader(header: Uint8Array, entry: ZipEntry): number {
  const { name, headerOffset: offset } = entry;
  const nameBytes = new TextEncoder().encode(name);
  const fields = view(header);
  const damaged = (what: string) => new FileFormatError("corrupt", what, { record: name, offset });
  if (fields.getUint32(0, true) !== LOCAL_HEADER) throw damaged("the record has no header");
  if (
    fields.getUint16(26, true) !== nameBytes.length ||
    nameBytes.some((byte, i) => header[LOCAL_HEADER_BYTES + i] !== byte)
  ) {
    throw damaged("the record's header has another name than the directory");
  }
  const flags = fields.getUint16(6, true);
  const known = (flags & FLAG_DATA_DESCRIPTOR) === 0;
  const agrees = (at: number, value: number) => [value, UINT32_MAX].includes(fields.getUint32(at, true));
  if (
    flags !== entry.flags ||
    fields.getUint16(8, true) !== entry.method ||
    (known && !(agrees(14, entry.crc) && agrees(18, entry.compressedSize) && agrees(22, entry.size)))
  ) {
    throw damaged("the record's header contradicts the directory");
  }
  const start = offset + LOCAL_HEADER_BYTES + nameBytes.length + fields.getUint16(28, true);
  if (start + entry.compressedSize > entry.limit) {
    throw new FileFormatError("refused", "the record reaches into what comes after it", { record: name, offset });
  }
  return start;
}
