/*
 * `npm run hostile -- 10000`: so many hostile files, one after the other, through what `load`, `inspect`, `convert` and `diff`
 * do with them, in a process that is watched. Prints the slowest and the largest, and fails if a file takes more than a
 * second of processor time or 500 MB, throws anything but a FileFormatError, or runs anything.
 */
import { fork } from "node:child_process";
import { fileURLToPath } from "node:url";
import { type FileResult, serve } from "./support/hostileWorker.ts";

const MOST_MILLISECONDS = 1000;
const MOST_MEGABYTES = 500;
/** A process that says nothing for so long hangs. */
const PATIENCE = 30_000;

const [count = "10000", seed = "1"] = process.argv.slice(2).filter((argument) => argument !== "--worker");

/** Has a process do the files from one on, and tells where it ended: behind the last one, or at one that it died of. */
function run(first: number, onResult: (result: FileResult) => void): Promise<{ next: number; died: string | null }> {
  const worker = fork(fileURLToPath(import.meta.url), ["--worker", String(first), count, seed], {
    execArgv: ["--import", "tsx", "--expose-gc"],
  });
  return new Promise((resolve) => {
    let next = first;
    let label = "";
    let timer = setTimeout(() => worker.kill("SIGKILL"), PATIENCE);
    worker.on("message", (message: FileResult | { readonly label: string }) => {
      clearTimeout(timer);
      timer = setTimeout(() => worker.kill("SIGKILL"), PATIENCE);
      label = message.label;
      if (!("outcome" in message)) return;
      next++;
      onResult(message);
    });
    worker.on("exit", () => {
      clearTimeout(timer);
      resolve({ next, died: next < Number(count) ? label : null });
    });
  });
}

async function main(): Promise<void> {
  const outcomes = new Map<string, number>();
  const failures: string[] = [];
  let slowest: FileResult | null = null;
  let largest: FileResult | null = null;
  const onResult = (result: FileResult) => {
    outcomes.set(result.outcome, (outcomes.get(result.outcome) ?? 0) + 1);
    if (result.milliseconds > (slowest?.milliseconds ?? 0)) slowest = result;
    if (result.megabytes > (largest?.megabytes ?? 0)) largest = result;
    if (result.failure !== null) failures.push(`${result.label}: ${result.failure}`);
    if (result.milliseconds > MOST_MILLISECONDS) failures.push(`${result.label}: ${result.milliseconds} ms`);
    if (result.megabytes > MOST_MEGABYTES) failures.push(`${result.label}: ${result.megabytes} MB`);
  };
  for (let first = 0; first < Number(count); ) {
    const { next, died } = await run(first, onResult);
    if (died === "") throw new Error("the process died before the first file");
    if (died !== null) failures.push(`${died}: the process died`);
    first = died === null ? next : next + 1;
  }
  const total = [...outcomes].map(([outcome, times]) => `${times} ${outcome}`).join(", ");
  console.log(`${count} hostile files of seed ${seed}: ${total}`);
  const text = (result: FileResult | null) => `${result?.milliseconds} ms, ${result?.megabytes} MB, ${result?.label}`;
  console.log(`the slowest: ${text(slowest)}\nthe largest: ${text(largest)}`);
  for (const failure of failures) console.log(`FAILED ${failure}`);
  process.exitCode = failures.length === 0 ? 0 : 1;
}

if (process.argv[2] === "--worker") await serve(process.argv.slice(3).map(Number));
else await main();
