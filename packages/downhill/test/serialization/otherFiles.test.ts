import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { FileFormatError } from "../../src/serialization/errors.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { pickle, tensor } from "./support/pickles.ts";
import { torchFile, zip } from "./support/zips.ts";

async function problemOf(bytes: Uint8Array): Promise<string> {
  const error: unknown = await deserialize(bytes).then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FileFormatError)) throw new Error("no FileFormatError");
  return `${error.problem}: ${error.message}`;
}

const archive = (...names: readonly string[]) => zip(names.map((name) => ({ name, data: new Uint8Array(3) })));

describe("a zip archive that torch.save did not write", () => {
  it.each<[string, readonly string[], RegExp]>([
    ["NumPy's", ["x.npy", "y.npy"], /not a PyTorch file but NumPy's \(\.npz\): it holds x\.npy, y\.npy\. In Python, /],
    ["a program of torch.export's", ["m/models/model.json", "m/archive_format"], /not a PyTorch file.*\(\.pt2\)/],
    ["an older one", ["serialized_exported_program.json", "version"], /not a PyTorch file.*\(\.pt2\)/],
    ["TorchScript", ["m/data.pkl", "m/constants.pkl", "m/version"], /a TorchScript archive/],
    ["a document", ["[Content_Types].xml", "word/document.xml"], /not a PyTorch file: it holds \[Content_Types\]\.xml/],
    ["a folder", ["model/", "model/notes.txt", "model/run.pt", "model/a", "model/b"], /run\.pt and 2 more\. Unpack it/],
    ["Stable-Baselines3's", ["data", "policy.pth"], /it holds data, policy\.pth\. Unpack it, and open policy\.pth$/],
    ["a name that commands the terminal", ["\u001b[31m"], /it holds \\u\{1b\}\[31m$/],
  ])("is not a PyTorch file, and not damaged: %s", async (_, names, message) => {
    const problem = await problemOf(archive(...names));
    expect(problem).toMatch(message);
    expect(problem).toMatch(/^unsupported: /);
  });

  it("is told from one of PyTorch's that lacks a record", async () => {
    const good = pickle(tensor());
    expect(await problemOf(torchFile(good, { "data.pkl": null }))).toMatch(
      /^corrupt: .*no record "archive\/data\.pkl"/,
    );
    expect(await problemOf(torchFile(good, { version: null }))).toMatch(/^corrupt: /);
  });
});

describe("a safetensors header over the limit", () => {
  it.each([100_000_001, 2 ** 40])("of %d bytes says that it is the limit", async (length) => {
    const bytes = new Uint8Array(100).fill(0x20);
    new DataView(bytes.buffer).setBigUint64(0, BigInt(length), true);
    bytes[8] = 0x7b;
    expect(await problemOf(bytes)).toBe(
      `refused: the header has ${length} bytes, more than the format's limit of 100000000`,
    );
  });

  it("is told from a text", async () => {
    expect(await problemOf(new TextEncoder().encode("function { return 1 }"))).toMatch(/none that Downhill reads/);
  });
});
