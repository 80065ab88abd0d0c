import { readFileSync } from "node:fs";
import { nn, tensor } from "downhill";
import { optimizers } from "downhill/registry";
import { deserialize, guessOptimizer, serialize } from "downhill/serialization";
import { describe, expect, it } from "vitest";
import { toCamelCase } from "../../src/optim/names.ts";
import { arange } from "../../src/tensor/factories.ts";

const folder = new URL("../../../../reference/fixtures/old-files/", import.meta.url);
const file = (name: string) => new Uint8Array(readFileSync(new URL(`${name}.pt`, folder)));
const index = JSON.parse(readFileSync(new URL("index.json", folder), "utf8")) as {
  readonly files: readonly string[];
  readonly legacy: readonly string[];
  readonly optimizers: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

describe("files of PyTorch 1.13", () => {
  it.each(index.files)("%s: loaded and saved, the bytes are those of PyTorch 2.13", async (name) => {
    const bytes = serialize(await deserialize(file(name)), { fileName: `${name}.again.pt` });
    expect(Buffer.from(bytes).equals(file(`${name}.again`))).toBe(true);
  });

  it.each(index.legacy)("%s: the legacy format holds the same", async (name) => {
    const bytes = serialize(await deserialize(file(`${name}.legacy`)));
    expect(Buffer.from(bytes).equals(serialize(await deserialize(file(name))))).toBe(true);
  });

  it.each(Object.keys(index.optimizers))("%s is told from its options and state", async (name) => {
    // Before 2.9 these two were alike.
    const expected = name === "Adam" || name === "AdamW" ? "Adam or AdamW" : name;
    expect(guessOptimizer(await deserialize(file(name)))).toBe(expected);
  });

  it.each(Object.entries(index.optimizers))("%s resumes as in PyTorch 2.13", async (name, options) => {
    const Optimizer = optimizers.get(name).optimizer;
    const params = [
      new nn.Parameter(arange(6, { dtype: "float32" }).reshape([2, 3]).div(8)),
      new nn.Parameter(tensor([0.5, -0.75])),
    ];
    const camel = Object.fromEntries(Object.entries(options).map(([key, value]) => [toCamelCase(key), value]));
    const optimizer = new Optimizer(params, camel);
    optimizer.loadStateDict(await deserialize(file(name)));
    const bytes = serialize(optimizer.stateDict(), { fileName: `${name}.resumed.pt` });
    expect(Buffer.from(bytes).equals(file(`${name}.resumed`))).toBe(true);
  });
});
