/** Something is wrong with what the user gave, and one line says it all: no stack trace, exit code 1. */
export class UserError extends Error {
  readonly exitCode: number = 1;
}

/** The command line itself is wrong (unknown option, bad value): one line, exit code 2. */
export class UsageError extends UserError {
  override readonly exitCode = 2;
}

/** The system's error codes in words; anything else keeps Node's own message. */
const systemErrors: Readonly<Record<string, string>> = {
  EACCES: "permission denied",
  EPERM: "permission denied",
  EROFS: "the file system is read-only",
  ENOENT: "no such file",
  EISDIR: "it is a directory, not a file",
  ENOTDIR: "a part of the path is a file, not a directory",
  EEXIST: "it is a file, not a directory",
  ENOSPC: "no space left on the disk",
  ENAMETOOLONG: "the name is too long",
  ELOOP: "too many symbolic links",
  EMFILE: "too many open files",
};

/** Tells in a few words why the system refused, from an error thrown by `node:fs`. */
export function systemReason(error: unknown): string {
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return (code !== undefined && systemErrors[code]) || (error instanceof Error ? error.message : String(error));
}
