import { defineConfig } from "tsdown";

export default defineConfig({
  // The training runs in worker threads, which need a file of their own, beside the command's.
  entry: { main: "src/main.ts", worker: "src/workers/worker.ts" },
  copy: "src/problems/data",
  format: "esm",
  platform: "node",
  target: "node20",
  tsconfig: "../../tsconfig.json",
  // All packages stay outside, the library above all: a race measures the one that people install.
  external: [/^[^./]/],
  fixedExtension: false,
  dts: false,
  hash: false,
});
