import { defineConfig } from "tsdown";

export default defineConfig({
  // The training runs in a worker thread, which needs a file of its own, beside the command's.
  entry: { main: "src/main.ts", worker: "src/race/worker.ts" },
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
