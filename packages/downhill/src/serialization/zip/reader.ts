import { crc32 } from "../crc32.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { type ByteSource, readBytes, readPieces, windowSource } from "../source.ts";
import { locateData, readDirectory, type ZipEntry } from "./directory.ts";
import { inflateInto } from "./inflate.ts";
import { DEFLATED } from "./layout.ts";

/** However small a file, its compressed records may inflate to this much; beyond, to a hundred times the file. */
const INFLATED_BYTES = 64 * 1024 * 1024;
const INFLATED_RATIO = 100;

const SMALL_RECORD = 64 * 1024;

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
    let checksum = 0;
    if (entry.method === DEFLATED) {
      await inflateInto(source, start, entry.compressedSize, target, name);
      checksum = crc32(target);
    } else {
      await readPieces(source, start, target, (piece) => {
        if (this.hasChecksums) checksum = crc32(piece, checksum);
      });
    }
    if (this.hasChecksums && checksum !== entry.crc) {
      throw new FileFormatError("corrupt", "the record's checksum is wrong: its bytes were damaged", { record: name });
    }
  }
}
