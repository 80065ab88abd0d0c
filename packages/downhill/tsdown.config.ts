import { writeFile } from "node:fs/promises";
import { defineConfig } from "tsdown";
import { workerSource } from "./src/kernels/pool/workerSource.ts";

export default defineConfig({
  entry: ["src/index.ts", "src/optim.ts", "src/nn.ts", "src/serialization.ts", "src/node.ts"],
  format: "esm",
  // One build for browsers and for Node: only the entry `node` imports Node's modules, which stay outside the bundle.
  platform: "neutral",
  external: [/^node:/],
  target: "es2022",
  tsconfig: "../../tsconfig.json",
  dts: true,
  sourcemap: true,
  // Shared chunks keep stable names, so that a stack trace reads alike after every build.
  hash: false,
  hooks: {
    // The worker's embedded source once more as a file, for pages whose content policy forbids workers from blobs.
    "build:done": () => writeFile(new URL("dist/worker.js", import.meta.url), workerSource),
  },
});
