import { control, KERNELS, SPINS } from "./control.ts";

/**
 * The worker's program, as text: a file would fail under test runners that load TypeScript, and in bundles.
 * `npm run build` also writes it to `dist/worker.js`, for pages whose content policy forbids workers from blobs.
 *
 * A worker waits in shared memory and never comes back to its event loop, so it gets kernels through that memory too.
 */
export const workerSource = `"use strict";
const start = ({ memory, address, index }) => {
  const words = new Int32Array(memory.buffer, address, 32);
  const kernels = new Map();
  const kernel = () => {
    const id = words[${control.KERNEL}];
    let chunk = kernels.get(id);
    if (chunk === undefined) {
      const from = words[${control.KERNEL_ADDRESS}];
      const bytes = new Uint8Array(memory.buffer).slice(from, from + words[${control.KERNEL_BYTES}]);
      chunk = new WebAssembly.Instance(new WebAssembly.Module(bytes), { env: { memory } }).exports.chunk;
      if (kernels.size === ${KERNELS}) kernels.clear();
      kernels.set(id, chunk);
    }
    return chunk;
  };
  const work = () => {
    const chunk = kernel();
    const chunks = words[${control.CHUNKS}];
    const parameters = words[${control.PARAMETERS}];
    let done = 0;
    for (;;) {
      const next = Atomics.add(words, ${control.NEXT}, 1);
      if (next >= chunks) break;
      chunk(parameters, next);
      done++;
    }
    Atomics.add(words, ${control.DONE_BY_WORKERS}, done);
  };
  let seen = 0;
  Atomics.add(words, ${control.READY}, 1);
  Atomics.notify(words, ${control.READY});
  for (;;) {
    const isIdle = () => Atomics.load(words, ${control.GENERATION}) === seen;
    for (let spins = 0; spins < ${SPINS} && isIdle() && Atomics.load(words, ${control.RESTING}) === 0; spins++);
    if (isIdle()) {
      Atomics.add(words, ${control.SLEEPING}, 1);
      Atomics.wait(words, ${control.GENERATION}, seen);
      Atomics.sub(words, ${control.SLEEPING}, 1);
    }
    const generation = Atomics.load(words, ${control.GENERATION});
    if (generation === seen) continue;
    seen = generation;
    if (index >= Atomics.load(words, ${control.LIMIT})) continue;
    Atomics.add(words, ${control.ACTIVE}, 1);
    try {
      if (Atomics.load(words, ${control.OPEN}) === 1) work();
    } catch (error) {
      Atomics.store(words, ${control.FAILED}, 1);
      throw error;
    } finally {
      Atomics.sub(words, ${control.ACTIVE}, 1);
    }
  }
};
if (typeof self === "undefined") start(require("node:worker_threads").workerData);
else self.onmessage = (event) => start(event.data);
`;
