import { crc32 } from "../crc32.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { type Run, readRuns } from "../runs.ts";
import { type ByteSource, readBytes, windowSource } from "../source.ts";
import { checkHeader, locateData, readDirectory, type ZipEntry } from "./directory.ts";
import { inflateInto } from "./inflate.ts";
import {
  DEFLATED,
  DESCRIPTOR_BYTES,
  FLAG_DATA_DESCRIPTOR,
  LARGE_DESCRIPTOR_BYTES,
  LOCAL_HEADER_BYTES,
  UINT32_MAX,
} from "./layout.ts";

/** However small a file, its compressed records may inflate to this much; beyond, to a hundred times the file. */
const INFLATED_BYTES = 64 * 1024 * 1024;
const INFLATED_RATIO = 100;

const SMALL_RECORD = 64 * 1024;

/** Longer headers are not read along with the contents. */
const MAX_HEADER = 16 * 1024;

/** How many bytes a writer like PyTorch's puts behind a record's contents. */
function descriptorBytes({ flags, size, headerOffset }: ZipEntry): number {
  if ((flags & FLAG_DATA_DESCRIPTOR) === 0) return 0;
  return size >= UINT32_MAX || headerOffset >= UINT32_MAX ? LARGE_DESCRIPTOR_BYTES : DESCRIPTOR_BYTES;
}

/** @throws FileFormatError when a record's contents are not those that were written */
function compareChecksum({ name, crc }: ZipEntry, checksum: number): void {
  if (checksum === crc) return;
  throw new FileFormatError("corrupt", "the record's checksum is wrong: its bytes were damaged", { record: name });
}

/** A zip archive, opened for reading: its directory is checked, its records are read on demand. */
export class ZipReader {
  readonly source: ByteSource;
  readonly entries: ReadonlyMap<string, ZipEntry>;
  /** PyTorch can be told to save without checksums; all of them are zero then. */
  readonly hasChecksums: boolean;

  private constructor(source: ByteSource, entries: readonly ZipEntry[]) {
    this.source = source;
    this.entries = new Map(entries.map((entry) => [entry.name, entry]));
    this.hasChecksums = entries.some(({ crc }) => crc !== 0);
  }

  /**
   * @param maxInflatedBytes how much all compressed records together may inflate to
   * @throws FileFormatError when the archive is damaged, or laid out as no honest writer does.
   */
  static async open(source: ByteSource, maxInflatedBytes?: number): Promise<ZipReader> {
    const entries = await readDirectory(source);
    const limit = maxInflatedBytes ?? Math.max(INFLATED_BYTES, source.size * INFLATED_RATIO);
    const inflated = entries.reduce((sum, { method, size }) => (method === DEFLATED ? sum + size : sum), 0);
    if (inflated > limit) {
      throw new FileFormatError(
        "refused",
        `the archive of ${source.size} bytes inflates to ${inflated}, more than the limit of ${limit} ` +
          "(the option maxInflatedBytes raises it)",
      );
    }
    return new ZipReader(source, entries);
  }

  /** @throws FileFormatError when the archive has no record of this name. */
  entry(name: string): ZipEntry {
    const entry = this.entries.get(name);
    if (entry === undefined) throw new FileFormatError("corrupt", `the archive has no record ${quoted(name)}`);
    return entry;
  }

  /** The contents of a record that has at most `limit` bytes, its checksum verified. */
  async read(name: string, limit: number): Promise<Uint8Array> {
    const { size } = this.entry(name);
    if (size > limit) {
      throw new FileFormatError("refused", `the record has ${size} bytes, more than the limit of ${limit}`, {
        record: name,
      });
    }
    const target = new Uint8Array(size);
    await this.readInto(name, target);
    return target;
  }

  /** A small record is read at once with its header, which otherwise would be a read of its own. */
  async #near({ headerOffset, limit }: ZipEntry): Promise<ByteSource> {
    if (limit - headerOffset > SMALL_RECORD) return this.source;
    return windowSource(await readBytes(this.source, headerOffset, limit - headerOffset), headerOffset);
  }

  /** Fills `target`, which has the record's size, with its contents, and verifies the checksum. */
  async readInto(name: string, target: Uint8Array): Promise<void> {
    const entry = this.entry(name);
    const source = await this.#near(entry);
    const start = await locateData(source, entry);
    if (entry.method !== DEFLATED) return readRuns(source, [this.#checked(entry, start, target)]);
    await inflateInto(source, start, entry.compressedSize, target, name);
    if (this.hasChecksums) compareChecksum(entry, crc32(target));
  }

  /** The contents of a stored record that start at `start`, with the bytes before them back to `offset` as header. */
  #checked(entry: ZipEntry, start: number, target: Uint8Array, offset = start): Run {
    let checksum = 0;
    const onPiece = (piece: Uint8Array) => {
      checksum = crc32(piece, checksum);
    };
    const run = { offset, headerLength: start - offset, target };
    return this.hasChecksums ? { ...run, onPiece, onEnd: () => compareChecksum(entry, checksum) } : run;
  }

  /**
   * How to fill `target`, which has the record's size, while the file is read from front to back. A record's own header
   * tells where its contents start, but as nothing lies between records, that is known before the header is read; where
   * it turns out to be elsewhere, the record is read once more. Null for records that have to be inflated.
   */
  run(name: string, target: Uint8Array): Run | null {
    const entry = this.entry(name);
    const { method, headerOffset, limit, size } = entry;
    const start = limit - descriptorBytes(entry) - size;
    const headerLength = start - headerOffset;
    if (method === DEFLATED) return null;
    if (headerLength < LOCAL_HEADER_BYTES + entry.nameLength || headerLength > MAX_HEADER) return null;
    const run = this.#checked(entry, start, target, headerOffset);
    const onEnd = (header: Uint8Array) =>
      checkHeader(header, entry) === start ? run.onEnd?.(header) : this.readInto(name, target);
    return { ...run, onEnd };
  }
}
