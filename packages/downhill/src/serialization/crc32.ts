interface NodeProcess {
  getBuiltinModule?(name: "node:zlib"): { crc32?(data: Uint8Array, value?: number): number };
}

/** Node's own checksum, about twice as fast; pages use the one below. */
const native = (globalThis as { process?: NodeProcess }).process?.getBuiltinModule?.("node:zlib").crc32;

/** The CRC-32 of zip archives. `seed` is the checksum of the bytes before, so that pieces can be fed one by one. */
export function crc32(bytes: Uint8Array, seed = 0): number {
  return native === undefined ? portableCrc32(bytes, seed) : native(bytes, seed);
}

let tables: Int32Array | null = null;

/** Sixteen tables of 256: the checksum's change by each byte of a block of sixteen. */
function makeTables(): Int32Array {
  const t = new Int32Array(16 * 256);
  for (let i = 0; i < 256; i++) {
    let c = i;
    for (let bit = 0; bit < 8; bit++) c = (c & 1) === 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
    t[i] = c;
  }
  for (let i = 256; i < t.length; i++) t[i] = (t[i - 256] >>> 8) ^ t[t[i - 256] & 0xff];
  return t;
}

/** {@link crc32} without the engine's help, sixteen bytes at a time. */
export function portableCrc32(b: Uint8Array, seed = 0): number {
  tables ??= makeTables();
  const t = tables;
  const n = b.length;
  let c = ~seed;
  let i = 0;
  for (; i + 16 <= n; i += 16) {
    c =
      t[0xf00 + ((b[i] ^ c) & 0xff)] ^
      t[0xe00 + (b[i + 1] ^ ((c >>> 8) & 0xff))] ^
      t[0xd00 + (b[i + 2] ^ ((c >>> 16) & 0xff))] ^
      t[0xc00 + (b[i + 3] ^ (c >>> 24))] ^
      t[0xb00 + b[i + 4]] ^
      t[0xa00 + b[i + 5]] ^
      t[0x900 + b[i + 6]] ^
      t[0x800 + b[i + 7]] ^
      t[0x700 + b[i + 8]] ^
      t[0x600 + b[i + 9]] ^
      t[0x500 + b[i + 10]] ^
      t[0x400 + b[i + 11]] ^
      t[0x300 + b[i + 12]] ^
      t[0x200 + b[i + 13]] ^
      t[0x100 + b[i + 14]] ^
      t[b[i + 15]];
  }
  for (; i < n; i++) c = t[(b[i] ^ c) & 0xff] ^ (c >>> 8);
  return ~c >>> 0;
}
