import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { defineConfig } from "tsdown";
import { entries } from "./build/entries.ts";
import { workerSource } from "./src/kernels/pool/workerSource.ts";

const entry = [...entries, "internal.ts"].map((name) => `src/${name}`);

const common = {
  format: "esm",
  // One build for browsers and for Node: only the entry `node` imports Node's modules, which stay outside the bundle.
  platform: "neutral",
  external: [/^node:/] as RegExp[],
  target: "es2022",
  tsconfig: "../../tsconfig.json",
  // `build/types.ts` writes them.
  dts: false,
  // The source is not embedded: maps with it were more than half of the package.
  sourcemap: false,
} as const;

// What Node and pages without a bundler load: few files, since each costs about half a millisecond.
const chunks = {
  ...common,
  entry,
  // What entries share lies apart from them, under names that stay the same from build to build.
  outputOptions: { chunkFileNames: "shared/[name].js" },
  hooks: {
    "build:done": async () => {
      // The worker's embedded source once more as a file, for pages whose content policy forbids workers from blobs.
      await writeFile(fileURLToPath(new URL("dist/worker.js", import.meta.url)), workerSource);
    },
  },
} as const;

// What bundlers take (the condition `module`): a file for each module, of which those that are not used are left out.
const modules = {
  ...common,
  entry,
  unbundle: true,
  outDir: "dist/modules",
} as const;

export default defineConfig([chunks, modules]);
