import { type Code, call, int, join, named, pickle, text, tuple, u32 } from "../pickles.ts";
import { torchFile } from "../zips.ts";
import type { Hostile } from "./types.ts";

const MANY = 30_000;
const MASK = (1n << 64n) - 1n;

/** The number by which `factor`, an odd one, gives 1 in 64 bits. */
function inverse(factor: bigint): bigint {
  let result = 1n;
  for (let i = 0; i < 7; i++) result = (result * (2n - factor * result)) & MASK;
  return result;
}

/** What becomes `hash` by `hash ^ (hash >> shift)`. */
function unshifted(hash: bigint, shift: bigint): bigint {
  let result = hash;
  for (let i = 0; i < 64; i++) result = hash ^ (result >> shift);
  return result;
}

/** The 64 bits that V8 gives a hash: its `ComputeLongHash` backwards. */
function bitsOfHash(wanted: bigint): bigint {
  let hash = unshifted(wanted, 22n);
  hash = (hash * inverse(65n)) & MASK;
  hash = unshifted(hash, 11n);
  hash = (hash * inverse(21n)) & MASK;
  hash = unshifted(hash, 31n);
  return ((hash + 1n) * inverse((1n << 18n) - 1n)) & MASK;
}

const view = new DataView(new ArrayBuffer(8));

/** Floats of one hash. */
export function collidingFloats(): number[] {
  const floats: number[] = [];
  for (let i = 0n; floats.length < MANY; i++) {
    view.setBigUint64(0, bitsOfHash((i << 30n) | 12345n));
    const float = view.getFloat64(0);
    if (Number.isFinite(float) && !Number.isInteger(float)) floats.push(float);
  }
  return floats;
}

/** Ints whose hashes end alike: V8's `ComputeUnseededHash`. */
export function collidingInts(): number[] {
  const ints: number[] = [];
  for (let key = 0; ints.length < MANY; key++) {
    let hash = (~key + (key << 15)) | 0;
    hash ^= hash >>> 12;
    hash = (hash + (hash << 2)) | 0;
    hash ^= hash >>> 4;
    hash = Math.imul(hash, 2057);
    if (((hash ^ (hash >>> 16)) & 0x3fff) === 77) ints.push(key);
  }
  return ints;
}

const longs = (count: number) => Array.from({ length: count }, (_, i) => (BigInt(i) << 64n) | 5n);

function float(value: number): Uint8Array {
  view.setFloat64(0, value);
  return join("G", new Uint8Array(view.buffer.slice(0)));
}

/** Of at least nine bytes. */
function long(value: bigint): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; bytes.length < 9 || rest > 0n; rest >>= 8n) bytes.push(Number(rest & 0xffn));
  return join([0x8a, bytes.length + 1], bytes, [0]);
}

/** Dicts and sets whose keys can't be, or can't be found among each other in time. */
export function keys(): Hostile[] {
  const file = (...codes: readonly Code[]) => torchFile(pickle(...codes));
  const dict = (items: readonly Code[]) => file("}(", ...items.map((item) => join(item, "N")), "u");
  const json = (value: unknown) => new TextEncoder().encode(JSON.stringify({ downhill: 1, value }));
  const collisions: [string, Code[]][] = [
    ["floats", collidingFloats().map(float)],
    ["ints", collidingInts().map(int)],
    ["long ints", longs(MANY).map(long)],
  ];
  const entries = (numbers: readonly unknown[]) => json({ dict: numbers.map((number) => [number, null]) });
  return [
    ...collisions.flatMap(([what, items]): Hostile[] => [
      [`a dict whose keys are ${what} that collide`, dict(items), /chosen to collide/],
      [`a set of ${what} that collide`, file([0x8f], "(", ...items, [0x90]), /chosen to collide/],
      [`a call of set with ${what} that collide`, file(call("builtins", "set", join("](", ...items, "e"))), /collide/],
    ]),
    ["a dict in JSON whose keys collide", entries(collidingInts()), /chosen to collide/],
    [
      "a dict in JSON whose floats collide",
      entries(collidingFloats().map((x) => ({ float: x.toExponential().replace(/e\+?(-?)(\d)$/, "e$10$2") }))),
      /chosen to collide/,
    ],
    ["a set in JSON that collides", json({ set: longs(MANY).map((x) => ({ int: String(x) })) }), /chosen to collide/],
    ["a tuple with a list as a key", file("}", tuple("]"), "Ns"), /unhashable type: 'list'/],
    ["a tuple with a dict in a tuple as a key", file("}", tuple(int(1), tuple("}")), "Ns"), /unhashable type: 'dict'/],
    ["a set of tuples with sets", file([0x8f], "(", tuple([0x8f]), [0x90]), /unhashable type: 'set'/],
    ["a bytearray as a key", file("}", call("builtins", "bytearray"), "Ns"), /unhashable type: 'bytearray'/],
    ["a dict with NaN twice", dict([float(Number.NaN), float(Number.NaN)]), /NaN twice/],
    [
      "a tuple as a key that holds itself 2^40 times",
      file(
        "}K\x01q\0",
        ...Array.from({ length: 40 }, (_, i) => join("h", [i], "h", [i], [0x86], "q", [i + 1], "0")),
        "0h\x28Ns",
      ),
      /more than \d+ parts|share their parts/,
    ],
    ["a list as a key in JSON", json({ dict: [[[1], 2]] }), /unhashable type: 'list'/],
    ["a dict in a set in JSON", json({ set: [{ dict: [] }] }), /unhashable type: 'dict'/],
    [
      "a key twice in JSON",
      json({
        dict: [
          [1, 2],
          [true, 3],
        ],
      }),
      /a key twice/,
    ],
    ["a tuple twice in JSON", json({ set: [{ tuple: [1] }, { tuple: [1] }] }), /a key twice/],
  ];
}

/** A good pickle, though the numbers in its memo were chosen to collide. */
export function collidingMemo(): Uint8Array {
  const puts = collidingInts().map((number) => join("r", u32(number)));
  return torchFile(pickle(text("good"), ...puts, "0", named("torch", "float32")));
}
