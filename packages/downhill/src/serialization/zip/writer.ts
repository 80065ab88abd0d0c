import { crc32 } from "../crc32.ts";
import {
  CENTRAL_ENTRY,
  CENTRAL_ENTRY_BYTES,
  DATA_DESCRIPTOR,
  DESCRIPTOR_BYTES,
  END_BYTES,
  END_OF_DIRECTORY,
  FLAG_DATA_DESCRIPTOR,
  FLAG_UTF8,
  LARGE_DESCRIPTOR_BYTES,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  LOCATOR_BYTES,
  UINT32_MAX,
  ZIP64_END_BYTES,
  ZIP64_END_OF_DIRECTORY,
  ZIP64_EXTRA,
  ZIP64_LOCATOR,
} from "./layout.ts";
import { serializationId } from "./serializationId.ts";

/** Data start on a cache line, so that a file mapped into memory can be used as it is. */
const ALIGNMENT = 64;

/** Large records are handed on in pieces, so that their checksum and their writing can take turns. */
const PIECE = 8 * 1024 * 1024;

/** A record to be written. */
export interface ZipRecord {
  readonly name: string;
  /** In bytes. */
  readonly size: number;
  /** A view of part of the contents, asked for when it is its turn. */
  slice(start: number, end: number): Uint8Array;
}

/** A record of bytes at hand. */
export function bytesRecord(name: string, bytes: Uint8Array): ZipRecord {
  return { name, size: bytes.length, slice: (start, end) => bytes.subarray(start, end) };
}

const encoder = new TextEncoder();

/** Bytes written field by field, little-endian. */
class Fields {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  #at = 0;

  constructor(length: number) {
    this.bytes = new Uint8Array(length);
    this.#view = new DataView(this.bytes.buffer);
  }

  u16(...values: number[]): this {
    for (const value of values) {
      this.#view.setUint16(this.#at, value, true);
      this.#at += 2;
    }
    return this;
  }

  u32(...values: number[]): this {
    for (const value of values) {
      this.#view.setUint32(this.#at, value, true);
      this.#at += 4;
    }
    return this;
  }

  u64(...values: number[]): this {
    for (const value of values) {
      this.#view.setBigUint64(this.#at, BigInt(value), true);
      this.#at += 8;
    }
    return this;
  }

  raw(bytes: Uint8Array): this {
    this.bytes.set(bytes, this.#at);
    this.#at += bytes.length;
    return this;
  }
}

/** The extra field with what does not fit 32 bits; empty when all does. */
function zip64Extra(size: number, offset: number): Uint8Array {
  const values = [...(size >= UINT32_MAX ? [size, size] : []), ...(offset >= UINT32_MAX ? [offset] : [])];
  if (values.length === 0) return new Uint8Array(0);
  return new Fields(4 + 8 * values.length).u16(ZIP64_EXTRA, 8 * values.length).u64(...values).bytes;
}

/** A record's flags: sizes and checksum follow the data, unless there are none. */
function flagsOf(size: number): number {
  return size > 0 ? FLAG_UTF8 | FLAG_DATA_DESCRIPTOR : FLAG_UTF8;
}

function localHeader(name: Uint8Array, size: number, offset: number): Uint8Array {
  const large = zip64Extra(size, offset);
  const start = offset + LOCAL_HEADER_BYTES + name.length + large.length + 4;
  const padding = (ALIGNMENT - (start % ALIGNMENT)) % ALIGNMENT;
  const fields = new Fields(LOCAL_HEADER_BYTES + name.length + large.length + 4 + padding);
  fields
    .u32(LOCAL_HEADER)
    .u16(0, flagsOf(size), 0, 0, 0)
    .u32(0, 0, 0)
    .u16(name.length, large.length + 4 + padding);
  fields.raw(name).raw(large).raw(encoder.encode("FB")).u16(padding).raw(new Uint8Array(padding).fill(0x5a));
  return fields.bytes;
}

function dataDescriptor(crc: number, size: number, offset: number): Uint8Array {
  if (size === 0) return new Uint8Array(0);
  const large = size >= UINT32_MAX || offset >= UINT32_MAX;
  const fields = new Fields(large ? LARGE_DESCRIPTOR_BYTES : DESCRIPTOR_BYTES).u32(DATA_DESCRIPTOR, crc);
  return (large ? fields.u64(size, size) : fields.u32(size, size)).bytes;
}

interface Written {
  readonly name: Uint8Array;
  readonly size: number;
  readonly crc: number;
  readonly offset: number;
}

function centralEntry({ name, size, crc, offset }: Written): Uint8Array {
  const large = zip64Extra(size, offset);
  const small = Math.min(size, UINT32_MAX);
  return new Fields(CENTRAL_ENTRY_BYTES + name.length + large.length)
    .u32(CENTRAL_ENTRY)
    .u16(0, 0, flagsOf(size), 0, 0, 0)
    .u32(crc, small, small)
    .u16(name.length, large.length, 0, 0, 0)
    .u32(0, Math.min(offset, UINT32_MAX))
    .raw(name)
    .raw(large).bytes;
}

function archiveEnd(count: number, size: number, offset: number): Uint8Array {
  return new Fields(ZIP64_END_BYTES + LOCATOR_BYTES + END_BYTES)
    .u32(ZIP64_END_OF_DIRECTORY)
    .u64(ZIP64_END_BYTES - 12)
    .u16(0x031e, 0x002d)
    .u32(0, 0)
    .u64(count, count, size, offset)
    .u32(ZIP64_LOCATOR, 0)
    .u64(offset + size)
    .u32(1, END_OF_DIRECTORY)
    .u16(0, 0, Math.min(count, 0xffff), Math.min(count, 0xffff))
    .u32(Math.min(size, UINT32_MAX), Math.min(offset, UINT32_MAX))
    .u16(0).bytes;
}

/**
 * The bytes of an archive with these records in a folder `root`, piece by piece, to the byte as PyTorch's writer lays
 * them out, ending with the record `.data/serialization_id`.
 */
export function* zipArchive(root: string, records: Iterable<ZipRecord>): Generator<Uint8Array, void, void> {
  const written: Written[] = [];
  const names: string[] = [];
  const checksums: number[] = [];
  let position = 0;

  function* write({ name, size, slice }: ZipRecord): Generator<Uint8Array, void, void> {
    const offset = position;
    const path = encoder.encode(`${root}/${name}`);
    const header = localHeader(path, size, offset);
    yield header;
    let crc = 0;
    for (let start = 0; start < size; start += PIECE) {
      const piece = slice(start, Math.min(start + PIECE, size));
      if (start === 0) noteDescriptor(piece, size);
      crc = crc32(piece, crc);
      yield piece;
    }
    const descriptor = dataDescriptor(crc, size, offset);
    if (size > 0) {
      checksums.push(crc);
      yield descriptor;
    }
    position = offset + header.length + size + descriptor.length;
    written.push({ name: path, size, crc, offset });
    names.push(name);
  }

  /** PyTorch collects checksums by looking for descriptors in what it writes, and takes such data for one. */
  function noteDescriptor(piece: Uint8Array, size: number): void {
    if (size < 8) return;
    const fields = new DataView(piece.buffer, piece.byteOffset, 8);
    if (fields.getUint32(0, true) === DATA_DESCRIPTOR) checksums.push(fields.getUint32(4, true));
  }

  for (const record of records) yield* write(record);
  yield* write(bytesRecord(".data/serialization_id", encoder.encode(serializationId(names, checksums))));
  const start = position;
  for (const entry of written) {
    const bytes = centralEntry(entry);
    position += bytes.length;
    yield bytes;
  }
  yield archiveEnd(written.length, position - start, start);
}
