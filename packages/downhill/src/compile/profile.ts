import type { DType } from "../memory/dtype.ts";
import { pause, type Recorder, recordWith, type Work } from "../memory/recording.ts";
import { Storage } from "../memory/storage.ts";
import { functionKind } from "../signatures/kinds.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { type StepTime, table } from "./explain.ts";

/** Measures what a function does with arrays, and changes nothing about it. */
class Profiler implements Recorder {
  readonly times: StepTime[] = [];
  #bytes = 0;

  launch(name: string, run: () => void, work?: Work): void {
    const bytes = this.#bytes;
    this.#bytes = 0;
    const start = performance.now();
    pause(run);
    const milliseconds = performance.now() - start;
    this.times.push({ name, milliseconds, bytes, operations: work?.operations ?? null });
  }

  effect(name: string, run: () => void): void {
    this.launch(name, run);
  }

  make(dtype: DType, length: number, zeroed: boolean): Storage {
    const storage = pause(() => (zeroed ? Storage.allocate(dtype, length) : Storage.uninitialized(dtype, length)));
    this.#bytes += storage.data.byteLength;
    return storage;
  }

  gradient<T extends object>(_leaf: object, present: T): T {
    return present;
  }

  touch(): void {}
  refuse(): void {}
  guard(): void {}
}

/**
 * Runs a function and prints what it did with arrays, the longest first: name, calls, time, the bytes of the arrays that
 * were made for it, and millions of operations on numbers, where they are known.
 *
 * @returns what the function returns
 */
export const profile = publish(
  signature("profile", { fn: functionKind<() => unknown>() }),
  <Result>(fn: () => Result): Result => {
    const profiler = new Profiler();
    try {
      return recordWith(profiler, fn);
    } finally {
      console.log(table(profiler.times, "MB made"));
    }
  },
);
