import { join } from "node:path";
import { writeAtomically } from "downhill/node";
import { systemReason, UserError } from "../errors.ts";
import type { Program } from "./program.ts";
import { pythonProgram } from "./python.ts";
import { typescriptProgram } from "./typescript.ts";

/** Writes a winner's programs into a folder, with the table's copy if they read one; returns their paths. */
export async function writePrograms(folder: string, program: Program): Promise<string[]> {
  const { data } = program;
  const files = new Map([
    ["winner.mts", typescriptProgram(program)],
    ["winner.py", pythonProgram(program)],
  ]);
  const copy = data.kind === "table" ? data.file.copy : null;
  if (data.kind === "table" && copy !== null) files.set(data.file.path, copy);
  const paths = [...files.keys()].map((name) => join(folder, name));
  try {
    for (const [name, text] of files) await writeAtomically(join(folder, name), text);
  } catch (error) {
    throw new UserError(`can't write the programs in ${folder}: ${systemReason(error)}`);
  }
  return paths;
}
