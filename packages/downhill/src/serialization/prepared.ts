import type { Storage } from "../memory/storage.ts";

/** A file that is ready to be written. */
export interface PreparedFile {
  /** The storages whose elements it holds. */
  readonly storages: readonly Storage[];
  /** Bytes of its contents, all but the headers. */
  readonly size: number;
  /** Its bytes, piece by piece; a piece is valid until a storage is changed or moved. */
  pieces(): Iterable<Uint8Array>;
}

/**
 * Hands on a file's pieces, and makes sure in the end that they belong together and to the storages as they are now.
 * @throws Error from the last piece's successor when one of the storages was changed or moved meanwhile
 */
export function consistentPieces({ storages, pieces }: PreparedFile): Iterable<Uint8Array> {
  for (const storage of storages) storage.settle();
  const before = storages.map((storage) => ({ storage, version: storage.version, address: storage.address }));
  function* checked(): Generator<Uint8Array, void, void> {
    yield* pieces();
    for (const { storage, version, address } of before) {
      // Moving into the heap leaves the old bytes alone; moving out of it gives them to somebody else.
      if (storage.version !== version || (address >= 0 && storage.address !== address)) {
        throw new Error("a tensor was changed while it was being saved: await `save` before training on");
      }
    }
  }
  return checked();
}
