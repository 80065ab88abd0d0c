import { archives, otherFiles } from "./hostile/archives.ts";
import { keys } from "./hostile/keys.ts";
import { dangerousNames, opcodes } from "./hostile/names.ts";
import { endlessObjects, plainValues } from "./hostile/objects.ts";
import { structures } from "./hostile/structures.ts";
import { tensors } from "./hostile/tensors.ts";
import type { Hostile } from "./hostile/types.ts";

/** Malicious and malformed files, every one of which must be refused. */
export function hostileFiles(): Hostile[] {
  return [
    ...dangerousNames(),
    ...opcodes(),
    ...structures(),
    ...keys(),
    ...plainValues(),
    ...tensors(),
    ...archives(),
    ...otherFiles(),
  ];
}

/** Files that must be refused also when objects of unknown classes are kept. */
export function hostileObjects(): Hostile[] {
  return endlessObjects();
}
