import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";
import { writeDeclarations } from "./build/declarations.ts";
import { workerSource } from "./src/kernels/pool/workerSource.ts";

const ENTRIES = ["index.ts", "optim.ts", "nn.ts", "registry.ts", "serialization.ts", "node.ts"];
const path = (name: string) => fileURLToPath(new URL(name, import.meta.url));

export default defineConfig({
  entry: [...ENTRIES, "internal.ts"].map((entry) => `src/${entry}`),
  format: "esm",
  // One build for browsers and for Node: only the entry `node` imports Node's modules, which stay outside the bundle.
  platform: "neutral",
  external: [/^node:/],
  target: "es2022",
  tsconfig: "../../tsconfig.json",
  dts: false,
  // The source is not embedded: maps with it were more than half of the package.
  sourcemap: false,
  // What entries share lies apart from them, under names that stay the same from build to build.
  outputOptions: { chunkFileNames: "shared/[name].js" },
  hooks: {
    "build:done": async () => {
      // The worker's embedded source once more as a file, for pages whose content policy forbids workers from blobs.
      await writeFile(path("dist/worker.js"), workerSource);
      await writeDeclarations(path("."), ENTRIES, path("dist/types"));
    },
  },
});
