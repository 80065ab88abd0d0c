import type { FileHandle } from "node:fs/promises";
import { FileFormatError } from "../serialization/errors.ts";
import type { ByteSource } from "../serialization/source.ts";
import { remaining } from "./remaining.ts";

/** An open file as a source. */
export async function fileSource(file: FileHandle): Promise<ByteSource> {
  const { size } = await file.stat();
  return {
    size,
    async readInto(offset, ...targets) {
      let position = offset;
      let rest = remaining(targets, 0);
      while (rest.length > 0) {
        const { bytesRead } = await file.readv(rest, position);
        if (bytesRead === 0) {
          throw new FileFormatError("corrupt", "the file became shorter while it was read", { offset: position });
        }
        position += bytesRead;
        rest = remaining(rest, bytesRead);
      }
    },
  };
}
