import { deflateRawSync } from "node:zlib";
import { portableCrc32 } from "../../../src/serialization/crc32.ts";

/** A record of an archive, with what may be wrong about it. */
export interface Entry {
  readonly name: string;
  readonly data: Uint8Array;
  readonly deflate?: boolean;
  /** In the directory, where they differ from the truth. */
  readonly crc?: number;
  readonly size?: number;
  readonly compressedSize?: number;
  readonly method?: number;
  readonly flags?: number;
  readonly offset?: number;
  readonly disk?: number;
  readonly rawName?: Uint8Array;
  /** In the record's own header. */
  readonly localName?: string;
  readonly localMethod?: number;
  readonly localCrc?: number;
  readonly localExtra?: number;
  readonly signature?: number;
  /** What is stored in place of the (deflated) data. */
  readonly stored?: Uint8Array;
}

export interface ArchiveTricks {
  readonly prefix?: Uint8Array;
  readonly suffix?: Uint8Array;
  readonly count?: number;
  readonly directorySize?: number;
  readonly directoryOffset?: number;
  readonly disk?: number;
  readonly comment?: Uint8Array;
}

function fields(...parts: readonly (readonly [size: 2 | 4, value: number])[]): number[] {
  return parts.flatMap(([size, value]) => Array.from({ length: size }, (_, i) => Math.floor(value / 256 ** i) & 0xff));
}

/** An archive as plain zip programs write it, or a damaged one. */
export function zip(entries: readonly Entry[], tricks: ArchiveTricks = {}): Uint8Array {
  const encoder = new TextEncoder();
  const bytes: number[] = [...(tricks.prefix ?? [])];
  const push = (part: Iterable<number>) => {
    for (const byte of part) bytes.push(byte);
  };
  const directory: number[] = [];
  for (const entry of entries) {
    const offset = bytes.length;
    const stored = entry.stored ?? (entry.deflate ? deflateRawSync(entry.data) : entry.data);
    const method = entry.method ?? (entry.deflate ? 8 : 0);
    const crc = portableCrc32(entry.data);
    const localName = encoder.encode(entry.localName ?? entry.name);
    const name = entry.rawName ?? encoder.encode(entry.name);
    const size = entry.size ?? entry.data.length;
    const compressedSize = entry.compressedSize ?? stored.length;
    const localSizes: (readonly [4, number])[] = [
      [4, entry.localCrc ?? entry.crc ?? crc],
      [4, compressedSize],
      [4, size],
    ];
    push(
      fields(
        [4, entry.signature ?? 0x04034b50],
        [2, 20],
        [2, entry.flags ?? 0],
        [2, entry.localMethod ?? method],
        [4, 0],
      ),
    );
    push(fields(...localSizes, [2, localName.length], [2, entry.localExtra ?? 0]));
    push(localName);
    push(stored);
    directory.push(...fields([4, 0x02014b50], [2, 20], [2, 20], [2, entry.flags ?? 0], [2, method], [4, 0]));
    directory.push(...fields([4, entry.crc ?? crc], [4, compressedSize], [4, size], [2, name.length], [2, 0], [2, 0]));
    directory.push(...fields([2, entry.disk ?? 0], [2, 0], [4, 0], [4, entry.offset ?? offset]), ...name);
  }
  const start = bytes.length;
  push(directory);
  const count = tricks.count ?? entries.length;
  const comment = tricks.comment ?? new Uint8Array(0);
  push(fields([4, 0x06054b50], [2, tricks.disk ?? 0], [2, 0], [2, count], [2, count]));
  push(
    fields([4, tricks.directorySize ?? directory.length], [4, tricks.directoryOffset ?? start], [2, comment.length]),
  );
  push(comment);
  push(tricks.suffix ?? []);
  return Uint8Array.from(bytes);
}

const encoder = new TextEncoder();

/** The elements of the one storage: six numbers of float32. */
export const SIX = new Uint8Array(new Float32Array([0, 1, 2, 3, 4, 5]).buffer);

/** The records of a minimal file, by name, some of them replaced or left out. */
export function torchEntries(
  pickle: Uint8Array,
  changes: Readonly<Record<string, Partial<Entry> | null>> = {},
): Entry[] {
  const entries: Record<string, Entry> = {
    "data.pkl": { name: "archive/data.pkl", data: pickle },
    "data/0": { name: "archive/data/0", data: SIX },
    version: { name: "archive/version", data: encoder.encode("3\n") },
  };
  for (const [name, change] of Object.entries(changes)) {
    if (change === null) delete entries[name];
    else entries[name] = { ...(entries[name] ?? { name: `archive/${name}`, data: new Uint8Array(0) }), ...change };
  }
  return Object.values(entries);
}

/** A minimal file around a pickle. */
export function torchFile(pickle: Uint8Array, changes?: Readonly<Record<string, Partial<Entry> | null>>): Uint8Array {
  return zip(torchEntries(pickle, changes));
}
