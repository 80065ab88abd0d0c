import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { repr } from "../../src/python/repr.ts";
import type { LoadOptions } from "../../src/serialization/contents.ts";
import { FileFormatError } from "../../src/serialization/errors.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import { bytesSource } from "../../src/serialization/source.ts";
import { storageBytes } from "../../src/serialization/torch/storages.ts";
import { ZipReader } from "../../src/serialization/zip/reader.ts";
import { Tensor } from "../../src/tensor/tensor.ts";
import { fixture } from "./support/fixtures.ts";
import { generator, mutate } from "./support/mutate.ts";
import { index, objectFile } from "./support/objects.ts";
import { processorTime } from "./support/processorTime.ts";
import { randomPickle } from "./support/randomPickles.ts";
import { type Entry, torchFile, zip } from "./support/zips.ts";

/** `FUZZ=100000 npx vitest run packages/downhill/test/serialization/fuzz.test.ts` for a long night. */
const COUNT = Number(process.env.FUZZ ?? 3000);
const SEED = Number(process.env.FUZZ_SEED ?? 1);

const archives = ["values/containers", "values/views", "values/dtypes", "values/sparse", "modules/sequential"];
const legacies = ["legacy/linear", "legacy/shared"];

/** Loads, and makes sure that nothing but the one kind of error comes out, soon. */
async function attempt(bytes: Uint8Array, label: string, options: LoadOptions = {}): Promise<unknown> {
  const start = processorTime();
  try {
    return await deserialize(bytes, options);
  } catch (error) {
    if (!(error instanceof FileFormatError)) throw new Error(`${label}: ${String(error)}`, { cause: error });
    return undefined;
  } finally {
    expect(processorTime() - start, label).toBeLessThan(1000);
  }
}

/** Loads with every object kept; what can be loaded can be saved and loaded again, unless saving tells why not. */
async function keep(bytes: Uint8Array, label: string): Promise<void> {
  const value = await attempt(bytes, label, { unknown: "keep" });
  if (value === undefined) return;
  const start = processorTime();
  expect(typeof repr(value)).toBe("string");
  let saved: Uint8Array;
  try {
    saved = serialize(value);
  } catch (error) {
    if (error instanceof TypeError || error instanceof RangeError) return;
    throw new Error(`${label}: ${String(error)}`, { cause: error });
  }
  const again = await deserialize(saved, { unknown: "keep" });
  expect(Buffer.from(serialize(again)).equals(saved), label).toBe(true);
  expect(processorTime() - start, label).toBeLessThan(2000);
}

/** The bytes of all storages in a value. */
function bytesHeld(value: unknown, seen = new Set<object>()): number {
  if (typeof value !== "object" || value === null || seen.has(value)) return 0;
  seen.add(value);
  if (value instanceof Tensor) {
    if (value.isSparse || seen.has(value.storage)) return 0;
    seen.add(value.storage);
    return storageBytes(value.storage).length;
  }
  const parts = value instanceof Map ? [...value.keys(), ...value.values()] : Object.values(value);
  return parts.reduce((sum: number, part) => sum + bytesHeld(part, seen), 0);
}

describe("damaged files", () => {
  it("are refused, or what was damaged does not matter", { timeout: 3_600_000 }, async () => {
    const random = generator(SEED);
    const originals = await Promise.all(
      archives.map(async (name) => {
        const bytes = fixture(name);
        return { name, bytes, content: serialize(await deserialize(bytes)) };
      }),
    );
    let accepted = 0;
    for (let i = 0; i < COUNT; i++) {
      const { name, bytes, content } = originals[i % originals.length];
      const damaged = mutate(bytes, random);
      const value = await attempt(damaged, `${name}, damage ${i} of seed ${SEED}`);
      if (value === undefined) continue;
      accepted++;
      // Checksums cover the contents: whatever is accepted is what was saved.
      expect(Buffer.from(serialize(value)).equals(content), `${name}, damage ${i} of seed ${SEED}`).toBe(true);
    }
    expect(accepted).toBeLessThan(COUNT / 2);
  });

  it("with checksums that fit are refused, or give what they say", { timeout: 3_600_000 }, async () => {
    const random = generator(SEED + 1);
    const originals = await Promise.all(
      archives.map(async (name) => {
        const reader = await ZipReader.open(bytesSource(fixture(name)));
        const entries: Entry[] = [];
        for (const path of reader.entries.keys()) entries.push({ name: path, data: await reader.read(path, 1e9) });
        return { name, entries };
      }),
    );
    for (let i = 0; i < COUNT; i++) {
      const { name, entries } = originals[i % originals.length];
      const [pickle, ...rest] = entries;
      const bytes = zip([{ ...pickle, data: mutate(pickle.data, random) }, ...rest]);
      const value = await attempt(bytes, `${name}, pickle ${i} of seed ${SEED}`);
      if (value !== undefined) expect(bytesHeld(value)).toBeLessThanOrEqual(bytes.length);
    }
  });

  it("with objects that are kept are refused, or are saved as what they say", { timeout: 3_600_000 }, async () => {
    const random = generator(SEED + 3);
    const names = ["plain", "arrays", "opaque"].flatMap((kind) => index[kind].map((name) => [kind, name] as const));
    const pickles = await Promise.all(
      names.map(async ([kind, name]) => {
        const reader = await ZipReader.open(bytesSource(objectFile(kind, name)));
        const entries: Entry[] = [];
        for (const path of reader.entries.keys()) entries.push({ name: path, data: await reader.read(path, 1e9) });
        return entries;
      }),
    );
    for (let i = 0; i < COUNT; i++) {
      const [first, ...rest] = pickles[i % pickles.length];
      const bytes = zip([{ ...first, data: mutate(first.data, random) }, ...rest]);
      await attempt(bytes, `${names[i % names.length]}, ${i} of seed ${SEED}`);
      await keep(bytes, `${names[i % names.length]}, kept, ${i} of seed ${SEED}`);
    }
  });

  it("of random values are refused, or are saved as what they say", { timeout: 3_600_000 }, async () => {
    const random = generator(SEED + 4);
    for (let i = 0; i < COUNT; i++) {
      const bytes = torchFile(randomPickle(random));
      await attempt(bytes, `random ${i} of seed ${SEED}`);
      await keep(bytes, `random, kept, ${i} of seed ${SEED}`);
    }
  });

  it("in safetensors and JSON, with objects that are kept, too", { timeout: 3_600_000 }, async () => {
    const random = generator(SEED + 5);
    const texts: Uint8Array[] = [];
    for (const name of index.opaque.filter((one) => one !== "cycles")) {
      const value = await deserialize(objectFile("opaque", name), { unknown: "keep" });
      texts.push(serialize(value, { format: "json" }), serialize(value, { format: "safetensors" }));
    }
    for (let i = 0; i < COUNT / 3; i++) {
      const damaged = mutate(texts[i % texts.length], random);
      await attempt(damaged, `${i} of seed ${SEED}`);
      await keep(damaged, `kept, ${i} of seed ${SEED}`);
    }
  });

  it("of the legacy format are refused, or give what they say", { timeout: 3_600_000 }, async () => {
    const random = generator(SEED + 2);
    for (let i = 0; i < COUNT / 3; i++) {
      const name = legacies[i % legacies.length];
      const bytes = mutate(fixture(name), random);
      const value = await attempt(bytes, `${name}, damage ${i} of seed ${SEED}`);
      if (value !== undefined) expect(bytesHeld(value)).toBeLessThanOrEqual(bytes.length);
    }
  });
});
