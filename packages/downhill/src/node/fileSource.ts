import type { FileHandle } from "node:fs/promises";
import { FileFormatError } from "../serialization/errors.ts";
import type { ByteSource } from "../serialization/source.ts";

/** An open file as a source. */
export async function fileSource(file: FileHandle): Promise<ByteSource> {
  const { size } = await file.stat();
  return {
    size,
    async readInto(offset, target) {
      let filled = 0;
      while (filled < target.length) {
        const { bytesRead } = await file.read(target, filled, target.length - filled, offset + filled);
        if (bytesRead === 0) {
          throw new FileFormatError("corrupt", "the file became shorter while it was read", {
            offset: offset + filled,
          });
        }
        filled += bytesRead;
      }
    },
  };
}
