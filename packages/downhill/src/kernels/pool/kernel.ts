import { heap } from "../../memory/heap.ts";

/** What a kernel's module exports: does the `index`th share of the job that `parameters` points to. */
export type Chunk = (parameters: number, index: number) => void;

let kernelCount = 0;

/** A compiled module, ready in this thread; workers make their own instance from its bytes when they first need it. */
export class Kernel {
  /** Names the kernel to the workers. */
  readonly id: number = ++kernelCount;
  readonly bytes: Uint8Array;
  readonly chunk: Chunk;
  /** Every function the module exports, for kernels that are called directly too. */
  readonly exports: WebAssembly.Exports;
  /** Where workers find the bytes; 0 until the kernel has first been shared. */
  sharedAddress = 0;

  /**
   * @param bytes a module that imports `env.memory` and exports `chunk(parameters, index)`
   */
  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    const module = new WebAssembly.Module(bytes as BufferSource);
    this.exports = new WebAssembly.Instance(module, { env: { memory: heap.memory } }).exports;
    this.chunk = this.exports.chunk as unknown as Chunk;
  }
}
