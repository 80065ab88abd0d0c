import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { load } from "downhill/node";

/** What a load took. */
export interface Loaded {
  readonly milliseconds: number;
  /** By how many bytes the process grew. */
  readonly growth: number;
}

/** The most memory this process ever had, where the system tells it (resourceUsage() starts with the parent's). */
export function peakMemory(): number {
  return Number(/VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1] ?? 0) * 1024;
}

/**
 * A process of its own that loads what it is told, as PyTorch's does. It must not be one that starts processes:
 * those have a page fault again for each page of their memory, which takes as long as loading.
 */
export class Loader {
  readonly #child: ChildProcess;

  private constructor(child: ChildProcess) {
    this.#child = child;
  }

  /** @param args make this program call {@link serve} */
  static async start(args: readonly string[]): Promise<Loader> {
    const child = fork(process.argv[1], args);
    await once(child, "message");
    return new Loader(child);
  }

  /** The work of the process. */
  static serve(): void {
    const loaded: unknown[] = [];
    process.on("message", async (path) => {
      const before = peakMemory();
      const start = performance.now();
      loaded[0] = await load(String(path));
      const result: Loaded = { milliseconds: performance.now() - start, growth: peakMemory() - before };
      process.send?.(result);
    });
    process.send?.("ready");
  }

  /** Loads a file; the one loaded before is let go of afterwards, as in PyTorch's process. */
  async load(path: string): Promise<Loaded> {
    const gone = new AbortController();
    const ended = () => gone.abort(new Error("the process that loads has ended"));
    this.#child.once("exit", ended);
    try {
      this.#child.send(path);
      const [result] = (await once(this.#child, "message", { signal: gone.signal })) as [Loaded];
      return result;
    } finally {
      this.#child.off("exit", ended);
    }
  }

  async close(): Promise<void> {
    const gone = once(this.#child, "exit");
    this.#child.disconnect();
    await gone;
  }
}
