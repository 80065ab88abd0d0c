import { writeFile } from "node:fs/promises";
import { defineConfig } from "tsdown";
import { workerSource } from "./src/kernels/pool/workerSource.ts";

export default defineConfig({
  entry: ["src/index.ts", "src/optim.ts", "src/nn.ts", "src/registry.ts", "src/serialization.ts", "src/node.ts"],
  format: "esm",
  // One build for browsers and for Node: only the entry `node` imports Node's modules, which stay outside the bundle.
  platform: "neutral",
  external: [/^node:/],
  target: "es2022",
  tsconfig: "../../tsconfig.json",
  dts: true,
  // `Symbol.dispose` is not among the names that projects have by default.
  banner: { dts: '/// <reference lib="esnext.disposable" />' },
  sourcemap: true,
  // What entries share lies apart from them, under names that stay the same from build to build.
  outputOptions: { chunkFileNames: "shared/[name].js" },
  hooks: {
    // The worker's embedded source once more as a file, for pages whose content policy forbids workers from blobs.
    "build:done": () => writeFile(new URL("dist/worker.js", import.meta.url), workerSource),
  },
});
