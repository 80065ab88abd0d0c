import { defineConfig } from "tsdown";

export default defineConfig({
  // The training runs in a worker thread, which needs a file of its own.
  entry: ["src/main.ts", "src/race/worker.ts"],
  format: "esm",
  platform: "node",
  target: "node20",
  tsconfig: "../../tsconfig.json",
  // What `dependencies` names stays outside, the library above all: a race measures the package people install.
  external: [/^[^./]/],
  dts: false,
  sourcemap: true,
  hash: false,
});
