import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { deserializeLazily } from "../../src/serialization/lazy.ts";
import { deserialize, loadSafetensors } from "../../src/serialization/load.ts";
import { saveTo, serialize } from "../../src/serialization/save.ts";
import type { Bytes } from "../../src/serialization/source.ts";
import { tensor, zeros } from "../../src/tensor/factories.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

/** A file of a page's, as far as we use it. */
class FileHandle {
  content: Uint8Array<ArrayBuffer> = new Uint8Array(0);

  constructor(readonly name: string) {}

  async getFile(): Promise<File> {
    return new File([this.content], this.name);
  }

  async createWritable() {
    const pieces: Uint8Array<ArrayBuffer>[] = [];
    return {
      write: async (piece: Uint8Array) => {
        if (!(piece.buffer instanceof ArrayBuffer)) throw new TypeError("shared memory");
        pieces.push(piece.slice() as Uint8Array<ArrayBuffer>);
      },
      close: async () => {
        this.content = new Uint8Array(await new Blob(pieces).arrayBuffer());
      },
      abort: async () => {},
    };
  }
}

const newHandle = (name: string) => new FileHandle(name) as FileHandle & FileSystemFileHandle;

describe("files of a page", () => {
  const value = { weight: tensor([1, 2, 3]), step: 5 };
  const bytes = serialize(value);
  const copy = bytes.slice();

  it("come from wherever bytes come from", async () => {
    const handle = newHandle("a.pt");
    handle.content = copy;
    const sources: Bytes[] = [
      bytes,
      copy.buffer,
      new Blob([copy]),
      new File([copy], "a.pt"),
      new Response(copy),
      handle,
      Buffer.from(bytes),
      // a view in the middle of something larger
      Uint8Array.from([...Array(13).fill(9), ...bytes]).subarray(13),
    ];
    for (const source of sources) {
      const loaded = await deserialize<typeof value>(source);
      expect(serialize(loaded)).toEqual(bytes);
    }
    const lazy = await deserializeLazily(new Blob([copy]));
    expect((await lazy.tensors.get("weight")?.load())?.toArray()).toEqual([1, 2, 3]);
    expect(
      (await loadSafetensors(new Blob([serialize(value, { format: "safetensors" }) as BlobPart]))).tensors.size,
    ).toBe(1);
  });

  it("are refused when there are none", async () => {
    await expect(deserialize(new Response("gone", { status: 404, statusText: "Not Found" }))).rejects.toThrow(
      /404 Not Found/,
    );
    await expect(deserialize("model.pt" as unknown as Bytes)).rejects.toThrow(TypeError);
    await expect(deserialize(null as unknown as Bytes)).rejects.toThrow(TypeError);
  });

  it("are saved to handles, the former contents kept until the end", async () => {
    const handle = newHandle("model.v2.pt");
    const large = zeros([3_000_000]);
    large.storage.moveToHeap();
    const progress: number[] = [];
    await saveTo(handle, { large }, { onProgress: (done, total) => progress.push(done / total) });
    expect(progress.at(-1)).toBe(1);
    const again = serialize(await deserialize(handle), { fileName: "model.v2.pt" });
    expect(Buffer.from(again).equals(handle.content)).toBe(true);
    const before = handle.content;
    const saving = saveTo(handle, { large });
    large.add_(1);
    await expect(saving).rejects.toThrow(/changed while/);
    await expect(saveTo(handle, { f: () => 0 })).rejects.toThrow(TypeError);
    expect(handle.content).toBe(before);
    const other = newHandle("model.safetensors");
    await saveTo(other, { large });
    expect((await deserialize<{ large: Tensor }>(other)).large.sum().item()).toBe(3_000_000);
    large.storage.moveOut();
  });
});
