import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The built command, which the tests run in processes of its own, as users do. */
export const main = fileURLToPath(new URL("../dist/main.js", import.meta.url));

/** A table that the repository has. */
export const penguins = fileURLToPath(new URL("../../../examples/data/penguins.csv", import.meta.url));

/** What a process left. */
export interface Ended {
  code: number | null;
  stdout: string;
  stderr: string;
}

/** Runs the command in a folder. */
export function startIn(folder: string, args: readonly string[]): { child: ChildProcess; ended: Promise<Ended> } {
  const child = spawn(process.execPath, [main, ...args], { cwd: folder, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout!.on("data", (chunk) => {
    stdout += chunk;
  });
  child.stderr!.on("data", (chunk) => {
    stderr += chunk;
  });
  const ended = new Promise<Ended>((resolve) => child.on("close", (code) => resolve({ code, stdout, stderr })));
  return { child, ended };
}
