import { archiveRoot, TorchArchive } from "./torch/archive.ts";

/** How {@link serialize} writes. */
export interface SerializeOptions {
  /** The name of the file that the bytes are meant for, which PyTorch's format records; default `archive`. */
  fileName?: string;
}

/**
 * The bytes that `torch.save` would write of an object: numbers, texts, tensors and containers of them, such as a
 * state dict.
 *
 * @throws TypeError for a value that has no counterpart in Python, such as a function or `undefined`
 * @throws RangeError for containers that contain themselves
 */
export function serialize(value: unknown, { fileName }: SerializeOptions = {}): Uint8Array {
  const archive = new TorchArchive(value, fileName === undefined ? "archive" : archiveRoot(fileName));
  const pieces: Uint8Array[] = [];
  let length = 0;
  for (const piece of archive.pieces()) {
    pieces.push(piece);
    length += piece.length;
  }
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const piece of pieces) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}
