import { FileFormatError } from "../errors.ts";
import { type ByteSource, readBytes } from "../source.ts";

const PIECE = 256 * 1024;

/**
 * Inflates `compressedSize` bytes of a source into `target`, which they must fill exactly; what comes out beyond that
 * is never held.
 */
export async function inflateInto(
  source: ByteSource,
  offset: number,
  compressedSize: number,
  target: Uint8Array,
  record: string,
): Promise<void> {
  const stream = new DecompressionStream("deflate-raw");
  const writer = stream.writable.getWriter();
  const feed = async () => {
    for (let at = 0; at < compressedSize; at += PIECE) {
      const piece = await readBytes(source, offset + at, Math.min(PIECE, compressedSize - at));
      await writer.write(piece as Uint8Array<ArrayBuffer>);
    }
    await writer.close();
  };
  const fed = feed().then(
    () => null,
    (error: unknown) => error, // the reader's error below tells more
  );
  const reader = stream.readable.getReader();
  let filled = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      if (filled + value.length > target.length) {
        throw new FileFormatError(
          "refused",
          `the record inflates to more than the ${target.length} bytes it declares`,
          {
            record,
          },
        );
      }
      target.set(value, filled);
      filled += value.length;
    }
  } catch (error) {
    await reader.cancel().catch(() => undefined);
    await writer.abort().catch(() => undefined);
    if (error instanceof FileFormatError) throw error;
    throw new FileFormatError("corrupt", "the record's compressed data are damaged", { record });
  }
  const failure = await fed;
  if (failure !== null) throw failure;
  if (filled !== target.length) {
    throw new FileFormatError(
      "corrupt",
      `the record inflates to ${filled} bytes instead of the ${target.length} it declares`,
      {
        record,
      },
    );
  }
}
