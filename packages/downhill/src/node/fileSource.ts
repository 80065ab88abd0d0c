import type { FileHandle } from "node:fs/promises";
import { FileFormatError } from "../serialization/errors.ts";
import type { ByteSource } from "../serialization/source.ts";
import { remaining } from "./remaining.ts";

/**
 * An open file as a source.
 * @throws FileFormatError for a pipe or a device, which has no size and can't be read from the end
 */
export async function fileSource(file: FileHandle): Promise<ByteSource> {
  const stats = await file.stat();
  if (!stats.isFile() && !stats.isDirectory()) {
    throw new FileFormatError("unsupported", "it is a pipe or a device, and must be a file on a disk");
  }
  const { size } = stats;
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
