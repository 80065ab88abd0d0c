import { type OpenFile, openLazily } from "downhill/node";
import { FileFormatError } from "downhill/serialization";
import { systemReason, UserError } from "../errors.ts";

/** Puts what went wrong with a file in words. */
export function fileError(path: string, error: unknown): UserError {
  if (error instanceof UserError) return error;
  if (error instanceof FileFormatError) {
    const verdict = { corrupt: "is damaged", refused: "is refused", unsupported: "can't be read" }[error.problem];
    return new UserError(`${path} ${verdict}: ${error.message}`);
  }
  return new UserError(`cannot read ${path}: ${systemReason(error)}`);
}

/**
 * Opens a file of any format, its tensors still on the disk. Objects of classes that only Python knows are kept as what the
 * file says of them; nothing of it is run.
 * @throws UserError that says in one line what is wrong
 */
export async function openFile(path: string): Promise<OpenFile> {
  try {
    return await openLazily(path, { unknown: "keep" });
  } catch (error) {
    throw fileError(path, error);
  }
}
