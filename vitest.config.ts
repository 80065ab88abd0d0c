import { availableParallelism } from "node:os";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const source = (path: string) => fileURLToPath(new URL(`./packages/downhill/src/${path}`, import.meta.url));

export default defineConfig({
  resolve: {
    alias: [
      { find: /^downhill$/, replacement: source("index.ts") },
      {
        find: /^downhill\/(optim|nn|data|datasets|distributions|linalg|tensorboard|registry|serialization|predict|node|blas|internal)$/,
        replacement: source("$1.ts"),
      },
    ],
  },
  test: {
    setupFiles: ["test/setup.ts"],
    include: ["packages/*/test/**/*.test.ts", "examples/**/*.test.ts", "site/test/**/*.test.ts"],
    testTimeout: 30_000,
    // Vitest leaves a core free by itself, which is half of two.
    maxWorkers: availableParallelism(),
  },
});
