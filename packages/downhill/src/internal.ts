/** What tests of the built library look at. It is built like an entry, but no part of the package. */
export { chunksDoneByWorkers } from "./kernels/pool/pool.ts";
