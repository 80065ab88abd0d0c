import { crc32 } from "../../serialization/crc32.ts";
import {
  CENTRAL_ENTRY,
  CENTRAL_ENTRY_BYTES,
  END_BYTES,
  END_OF_DIRECTORY,
  FLAG_UTF8,
  LOCAL_HEADER,
  LOCAL_HEADER_BYTES,
  UINT32_MAX,
} from "../../serialization/zip/layout.ts";

/** Version 2.0 of the format, which every reader knows. */
const VERSION = 20;
/** January 1, 1980: the format's first day. */
const DATE = 0x21;

interface StoredFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/**
 * A zip archive of files as they are, uncompressed.
 * @throws RangeError for more than 4 GB, or 65535 files
 */
export function storedArchive(files: readonly StoredFile[]): Uint8Array {
  const encoder = new TextEncoder();
  const entries = files.map(({ name, bytes }) => ({ name: encoder.encode(name), bytes, crc: crc32(bytes) }));
  const headers = (own: number) => entries.reduce((sum, { name }) => sum + own + name.length, 0);
  const directory = headers(LOCAL_HEADER_BYTES) + entries.reduce((sum, { bytes }) => sum + bytes.length, 0);
  const size = directory + headers(CENTRAL_ENTRY_BYTES) + END_BYTES;
  if (size >= UINT32_MAX || entries.length >= 0xffff) {
    throw new RangeError(`an archive of ${entries.length} arrays and ${size} bytes is too large for one file`);
  }
  const out = new Uint8Array(size);
  const view = new DataView(out.buffer);
  let at = 0;
  const u16 = (...values: number[]) => {
    for (const value of values) {
      view.setUint16(at, value, true);
      at += 2;
    }
  };
  const u32 = (...values: number[]) => {
    for (const value of values) {
      view.setUint32(at, value, true);
      at += 4;
    }
  };
  const raw = (bytes: Uint8Array) => {
    out.set(bytes, at);
    at += bytes.length;
  };
  const starts = entries.map(({ name, bytes, crc }) => {
    const start = at;
    u32(LOCAL_HEADER);
    u16(VERSION, FLAG_UTF8, 0, 0, DATE);
    u32(crc, bytes.length, bytes.length);
    u16(name.length, 0);
    raw(name);
    raw(bytes);
    return start;
  });
  entries.forEach(({ name, bytes, crc }, i) => {
    u32(CENTRAL_ENTRY);
    u16(VERSION, VERSION, FLAG_UTF8, 0, 0, DATE);
    u32(crc, bytes.length, bytes.length);
    u16(name.length, 0, 0, 0, 0);
    u32(0, starts[i]);
    raw(name);
  });
  u32(END_OF_DIRECTORY);
  u16(0, 0, entries.length, entries.length);
  u32(at - 12 - directory, directory);
  u16(0);
  return out;
}
