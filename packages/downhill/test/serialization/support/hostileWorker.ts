import childProcess from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import vm from "node:vm";
import { reprItem } from "downhill";
import {
  compareFiles,
  deserialize,
  deserializeLazily,
  FileFormatError,
  type LazyFile,
  PythonObject,
  serialize,
  tensorStatistics,
} from "downhill/serialization";
import { index as files, fixture } from "./fixtures.ts";
import { hostileFiles, hostileObjects } from "./hostile.ts";
import { generator, mutate } from "./mutate.ts";
import { objectFile, index as objects } from "./objects.ts";
import { processorTime } from "./processorTime.ts";
import { randomPickle } from "./randomPickles.ts";
import { torchFile } from "./zips.ts";

const MANY = 10_000_000;
const KEEP = { unknown: "keep" } as const;

/** What became of a file. */
export interface FileResult {
  readonly label: string;
  readonly outcome: "refused" | "refused unless all is kept" | "read";
  /** Of processor time, for the slowest of the things done with it. */
  readonly milliseconds: number;
  /** At most, beyond what the process had before. */
  readonly megabytes: number;
  readonly failure: string | null;
}

interface Hostile {
  readonly label: string;
  readonly bytes: Uint8Array;
}

/** The files of a seed: the corpus, then damaged copies of good files and random pickles by turns. */
async function* hostile(seed: number): AsyncGenerator<Hostile> {
  for (const [label, bytes] of [...hostileFiles(), ...hostileObjects()]) yield { label, bytes };
  const random = generator(seed);
  const good = [
    ...files.values.map((name) => fixture(`values/${name}`)),
    ...files.modules.map((name) => fixture(`modules/${name}`)),
    ...files.legacy.map((name) => fixture(`legacy/${name}`)),
    ...["plain", "arrays", "opaque"].flatMap((kind) => objects[kind].map((name) => objectFile(kind, name))),
  ];
  for (const name of objects.opaque.filter((one) => one !== "cycles")) {
    const value = await deserialize(objectFile("opaque", name), KEEP);
    for (const format of ["json", "safetensors"] as const) good.push(serialize(value, { format }));
  }
  for (let i = 0; ; i++) {
    const size = i % 20 === 0 ? 2000 : 60;
    yield { label: `random pickle ${i}`, bytes: torchFile(randomPickle(random, size)) };
    yield { label: `damaged file ${i}`, bytes: mutate(good[i % good.length], random) };
    yield { label: `damaged pickle ${i}`, bytes: torchFile(mutate(randomPickle(random, size), random)) };
  }
}

/** How often something was run that a file could have named. */
let ran = 0;

/** Counts what runs programs, and lets none of it. */
function watch(): void {
  const trap = () => {
    ran++;
    throw new Error("something was run");
  };
  for (const name of ["spawn", "spawnSync", "exec", "execSync", "execFile", "execFileSync", "fork"] as const) {
    Object.defineProperty(childProcess, name, { value: trap });
  }
  for (const name of ["runInThisContext", "runInNewContext", "runInContext", "compileFunction"] as const) {
    Object.defineProperty(vm, name, { value: trap });
  }
  Object.defineProperty(globalThis, "eval", { value: trap });
  Object.defineProperty(globalThis, "Function", { value: new Proxy(Function, { apply: trap, construct: trap }) });
}

/** The most memory that this process has had since {@link forgetPeak}, in bytes: on Linux, elsewhere ever. */
function peak(): number {
  try {
    return 1024 * Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1]);
  } catch {
    return 1024 * process.resourceUsage().maxRSS;
  }
}

function forgetPeak(): void {
  try {
    writeFileSync("/proc/self/clear_refs", "5");
  } catch {
    // Elsewhere the peak stays.
  }
}

/** What `downhill inspect` looks at, but for views that repeat a few elements more often than there is time for. */
async function describe({ value, root, tensors }: LazyFile): Promise<void> {
  reprItem(root, 0, value);
  if (value instanceof PythonObject && value.isModule) value.stateDict();
  for (const tensor of tensors.values()) {
    if (tensor.isSparse || tensor.numel > MANY) continue;
    tensorStatistics(await tensor.load());
  }
}

/** Everything that is done with a file. */
const STEPS: readonly ((bytes: Uint8Array) => Promise<unknown>)[] = [
  (bytes) => deserialize(bytes),
  (bytes) => deserialize(bytes, KEEP),
  async (bytes) => serialize(await deserialize(bytes, KEEP)),
  async (bytes) => serialize(await deserialize(bytes, KEEP), { format: "safetensors" }),
  async (bytes) => serialize(await deserialize(bytes, KEEP), { format: "json" }),
  async (bytes) => describe(await deserializeLazily(bytes, KEEP)),
  async (bytes) => compareFiles(await deserializeLazily(bytes, KEEP), await deserializeLazily(bytes, KEEP)),
];

async function attempt({ label, bytes }: Hostile): Promise<FileResult> {
  (globalThis as { gc?: () => void }).gc?.();
  forgetPeak();
  const before = peak();
  const done: boolean[] = [];
  let milliseconds = 0;
  let failure: string | null = null;
  for (const [i, step] of STEPS.entries()) {
    const start = processorTime();
    try {
      await step(bytes);
      done.push(true);
    } catch (error) {
      done.push(false);
      const isRefusal =
        error instanceof FileFormatError || (i > 1 && (error instanceof TypeError || error instanceof RangeError));
      if (!isRefusal) failure = String(error);
    }
    milliseconds = Math.max(milliseconds, processorTime() - start);
  }
  if (ran > 0) failure = "something was run";
  if (Object.keys(Object.prototype).length > 0) failure = "all objects were changed";
  const outcome = done[0] ? "read" : done[1] ? "refused unless all is kept" : "refused";
  const megabytes = Math.round((peak() - before) / 1e6);
  return { label, outcome, milliseconds: Math.round(milliseconds), megabytes, failure };
}

/** Does files of a seed, from one to another, and tells of each before and after. */
export async function serve([first, end, seed]: readonly number[]): Promise<void> {
  watch();
  let i = 0;
  for await (const file of hostile(seed)) {
    if (i >= end) break;
    if (i++ < first) continue;
    process.send?.({ label: file.label });
    process.send?.(await attempt(file));
  }
  process.disconnect();
}
