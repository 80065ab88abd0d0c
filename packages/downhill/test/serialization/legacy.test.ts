import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import { fixture, index } from "./support/fixtures.ts";

describe("files of the format before PyTorch 1.6", () => {
  it.each(index.legacy)("%s holds what today's format holds", async (name) => {
    const value = await deserialize(fixture(`legacy/${name}`));
    const bytes = serialize(value, { fileName: `${name}.zip.pt` });
    expect(Buffer.from(bytes).equals(fixture(`legacy/${name}.zip`))).toBe(true);
  });

  it.each([
    ["a storage is cut off", (bytes: Uint8Array) => bytes.slice(0, -1), /the file ends before/],
    ["the pickles are cut off", (bytes: Uint8Array) => bytes.slice(0, 200), /the pickle ends before/],
    ["more follows", (bytes: Uint8Array) => Uint8Array.from([...bytes, 0]), /more follows the saved object/],
    ["the version is unknown", (bytes: Uint8Array) => bytes.with(18, 0xff), /Invalid protocol version: 1023/],
  ])("are refused when %s", async (_, damage, message) => {
    await expect(deserialize(damage(fixture("legacy/linear")))).rejects.toThrow(message);
  });
});
