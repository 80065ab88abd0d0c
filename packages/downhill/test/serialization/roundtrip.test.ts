import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import { fileName, fixture, index, savedAgain } from "./support/fixtures.ts";

const names = [
  ...index.values.map((name) => `values/${name}`),
  ...index.modules.map((name) => `modules/${name}`),
  ...index.optimizers.map(({ file }) => file),
];

describe("a file of PyTorch's, loaded and saved", () => {
  // Its own safe loader refuses a defaultdict, so it is saved as a dict.
  it.each(names.filter((name) => name !== "values/defaultdict"))("%s is the same to the byte", async (name) => {
    const value = await deserialize(fixture(name));
    expect(Buffer.from(serialize(value, { fileName: fileName(name) })).equals(savedAgain(name))).toBe(true);
  });
});
