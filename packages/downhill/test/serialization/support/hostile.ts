import { archives, otherFiles } from "./hostile/archives.ts";
import { keys } from "./hostile/keys.ts";
import { dangerousNames, opcodes } from "./hostile/names.ts";
import { structures } from "./hostile/structures.ts";
import { tensors } from "./hostile/tensors.ts";
import type { Hostile } from "./hostile/types.ts";

/** Malicious and malformed files, every one of which must be refused. */
export function hostileFiles(): Hostile[] {
  return [...dangerousNames(), ...opcodes(), ...structures(), ...keys(), ...tensors(), ...archives(), ...otherFiles()];
}
