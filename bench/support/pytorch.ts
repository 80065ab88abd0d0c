import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { resolve } from "node:path";
import { createInterface } from "node:readline";

type Reply = Record<string, unknown> & { error?: string };

/** PyTorch at its best: an allocator that keeps its memory, since fresh pages are dear on virtual machines. */
const KEEP_MEMORY = {
  MALLOC_MMAP_THRESHOLD_: "4294967296",
  MALLOC_TRIM_THRESHOLD_: "4294967296",
  MALLOC_TOP_PAD_: "268435456",
};

/** PyTorch in a process of its own that works only when it is asked to, so that both sides can take turns. */
export class PyTorch {
  readonly #child: ChildProcessWithoutNullStreams;
  readonly #replies: AsyncIterator<string>;
  /** Such as `2.13.0+cpu`. */
  readonly version: string;
  readonly threads: number;

  private constructor(child: ChildProcessWithoutNullStreams, replies: AsyncIterator<string>, about: Reply) {
    this.#child = child;
    this.#replies = replies;
    this.version = String(about.version);
    this.threads = Number(about.threads);
  }

  /** Null, with the reason printed, where no Python with PyTorch is found (`DOWNHILL_PYTHON` names one). */
  static async find(): Promise<PyTorch | null> {
    const python = process.env.DOWNHILL_PYTHON ?? process.env.PYTHON ?? "python3";
    const script = resolve("bench/reference/torch_bench.py");
    const child = spawn(python, [script], { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, ...KEEP_MEMORY } });
    const failed = new Promise<null>((resolve) => {
      child.once("error", () => resolve(null));
      child.once("exit", () => resolve(null));
    });
    const replies = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
    child.stdin.on("error", () => {}); // told by the exit
    child.stderr.resume();
    child.stdin.write(`${JSON.stringify({ do: "about" })}\n`);
    const first = await Promise.race([replies.next(), failed]);
    if (first === null || first.done) {
      console.log(`PyTorch: skipped (${python} has no torch; name a Python that has one in DOWNHILL_PYTHON)\n`);
      return null;
    }
    return new PyTorch(child, replies, JSON.parse(first.value) as Reply);
  }

  /** Prepares a run of `torch.optim[className]` over parameters of the given shapes, with gradients. */
  async optimizer(name: string, className: string, options: object, shapes: readonly (readonly number[])[]) {
    await this.#ask({ do: "optimizer", name, class: className, options, shapes });
  }

  /** Prepares the training of a fully connected network with ReLU by Adam. */
  async network(name: string, sizes: readonly number[], batch: number, options: object) {
    await this.#ask({ do: "network", name, sizes, batch, options });
  }

  /** Prepares one of the works of `bench -- train`, by its name. */
  async work(name: string) {
    await this.#ask({ do: "work", name });
  }

  /** Runs a prepared run for so many steps; the seconds it took. */
  async steps(name: string, count: number): Promise<number> {
    return Number((await this.#ask({ do: "steps", name, count })).seconds);
  }

  /**
   * Loads a file, or saves what was loaded last to one (with an fsync), or to a new one that takes its name; the seconds
   * it took.
   */
  async file(what: "load" | "save" | "replace", path: string): Promise<number> {
    return Number((await this.#ask({ do: what, path })).seconds);
  }

  /** The most memory the process ever had, in bytes. */
  async peakMemory(): Promise<number> {
    return Number((await this.#ask({ do: "memory" })).bytes);
  }

  async drop(name: string): Promise<void> {
    await this.#ask({ do: "drop", name });
  }

  /** Ends the process, and waits until it is gone. */
  async close(): Promise<void> {
    const gone = once(this.#child, "close");
    this.#child.stdin.end();
    await gone;
  }

  async #ask(message: object): Promise<Reply> {
    this.#child.stdin.write(`${JSON.stringify(message)}\n`);
    const { value, done } = await this.#replies.next();
    if (done) throw new Error("PyTorch's process has ended");
    const reply = JSON.parse(value) as Reply;
    if (reply.error !== undefined) throw new Error(`PyTorch: ${reply.error}`);
    return reply;
  }
}
