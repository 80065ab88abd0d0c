import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { deserialize, loadFrom } from "../../src/serialization/load.ts";
import { REQUEST_BYTES, type Run, readRuns } from "../../src/serialization/runs.ts";
import { serialize } from "../../src/serialization/save.ts";
import { type ByteSource, blobSource, bytesSource } from "../../src/serialization/source.ts";
import { zeros } from "../../src/tensor/factories.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { pickle, tensor } from "./support/pickles.ts";
import { SIX, torchFile } from "./support/zips.ts";

const WHOLE = REQUEST_BYTES;

/** A source that notes what it is asked for. */
function counting(inner: ByteSource) {
  const requests: { offset: number; length: number }[] = [];
  const source: ByteSource = {
    size: inner.size,
    readInto(offset, ...targets) {
      requests.push({ offset, length: targets.reduce((sum, { length }) => sum + length, 0) });
      return inner.readInto(offset, ...targets);
    },
  };
  return { source, requests };
}

const words = new Uint32Array(0.6 * WHOLE).map((_, i) => Math.imul(i, 0x9e3779b1));
const bytes = new Uint8Array(words.buffer);

describe.each([
  ["an array", bytesSource(bytes)],
  ["a blob", blobSource(new Blob([bytes]))],
])("runs of %s", (_, inner) => {
  it("are read in few requests: neighbours together, large ones in pieces", async () => {
    const { source, requests } = counting(inner);
    const events: string[] = [];
    const run = (name: string, offset: number, headerLength: number, length: number): Run => ({
      offset,
      headerLength,
      target: new Uint8Array(length),
      onPiece: (piece) => events.push(`${name} ${piece.length}`),
      onEnd: (header) => void events.push(`${name} ends, header ${header.length}: ${header[0]}`),
    });
    const large = 2 * WHOLE + 1000;
    const runs = [
      run("a", 0, 0, 100),
      run("b", 100, 3, 5),
      run("c", 300, 0, 0), // after a small gap
      run("d", 50_000, 10, large), // after a large one
      run("e", 50_010 + large, 0, 7),
      run("f", 0, 0, 50), // overlaps what was read
    ];
    await readRuns(source, runs);
    for (const { offset, headerLength, target } of runs) {
      const start = offset + headerLength;
      expect(Buffer.compare(target, bytes.subarray(start, start + target.length))).toBe(0);
    }
    const rest = 1010;
    expect(requests).toEqual([
      { offset: 0, length: 300 },
      { offset: 50_000, length: WHOLE },
      { offset: 50_000 + WHOLE, length: WHOLE },
      { offset: 50_000 + 2 * WHOLE, length: rest + 7 },
      { offset: 0, length: 50 },
    ]);
    expect(events).toEqual([
      "a 100",
      "a ends, header 0: undefined",
      "b 5",
      `b ends, header 3: ${bytes[100]}`,
      "c ends, header 0: undefined",
      `d ${WHOLE - 10}`,
      `d ${WHOLE}`,
      `d ${rest}`,
      `d ends, header 10: ${bytes[50_000]}`,
      "e 7",
      "e ends, header 0: undefined",
      "f 50",
      "f ends, header 0: undefined",
    ]);
  });

  it("end with the first error, when nobody writes any more", async () => {
    const { source, requests } = counting(inner);
    let writing = 0;
    const slow: ByteSource = {
      size: source.size,
      async readInto(offset, ...targets) {
        writing++;
        await new Promise((resolve) => setTimeout(resolve, 2));
        await source.readInto(offset, ...targets);
        writing--;
      },
    };
    const target = new Uint8Array(2 * WHOLE);
    const onPiece = () => {
      throw new Error("damaged");
    };
    await expect(readRuns(slow, [{ offset: 0, headerLength: 0, target, onPiece }])).rejects.toThrow("damaged");
    expect(writing).toBe(0);
    expect(requests.length).toBeGreaterThan(1);
  });

  it("are refused beyond the end", async () => {
    const target = new Uint8Array(11);
    const run = { offset: inner.size - 10, headerLength: 0, target };
    await expect(readRuns(inner, [run])).rejects.toThrow("the file ends before all elements");
  });
});

describe("records", () => {
  const first = pickle(tensor());

  it("are read once more where their contents are not where an honest writer has them", async () => {
    const stored = new Uint8Array([...SIX, ...new Uint8Array(100).fill(9)]);
    const file = torchFile(first, { "data/0": { stored, compressedSize: SIX.length } });
    const there = await deserialize<Tensor>(file);
    expect(there.storage.data).toEqual(new Float32Array([0, 1, 2, 3, 4, 5]));
    // The contents have changed, and so has what an honest writer would have put in their place.
    for (const at of [file.indexOf(9), file.indexOf(9) - 3]) {
      const damaged = file.slice();
      damaged[at] ^= 1;
      const result = deserialize<Tensor>(damaged);
      if (damaged[at] === 8) expect((await result).storage.data).toEqual(there.storage.data);
      else await expect(result).rejects.toThrow("checksum");
    }
  });

  it("of a state dict take few requests", async () => {
    const value = Object.fromEntries(Array.from({ length: 300 }, (_, i) => [`layer ${i}`, zeros([20])]));
    const { source, requests } = counting(bytesSource(serialize(value)));
    await loadFrom(source);
    expect(requests.length).toBeLessThan(20);
  });
});
