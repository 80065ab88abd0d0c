import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Tensor } from "downhill";
import { load } from "downhill/node";
import { expect, it } from "vitest";
import { generator } from "./support/mutate.ts";

/** `KILLS=100 npx vitest run packages/downhill/test/serialization/kill.test.ts` for the whole proof. */
const KILLS = Number(process.env.KILLS ?? 3);

/** Five tensors of so many elements each: large files take another way to the disk when they replace one. */
it.each([
  ["a small file", 200_000],
  ["a large file", 1_500_000],
])("a writer that is killed at any moment leaves one that loads: %s", { timeout: 3_600_000 }, async (_, elements) => {
  const folder = await mkdtemp(join(tmpdir(), "downhill-kill-"));
  const path = join(folder, "state.pt");
  const writer = fileURLToPath(new URL("support/writer.ts", import.meta.url));
  const random = generator(KILLS);
  try {
    let last = 0;
    // On a busy machine none of the first may have got as far as to replace its file: then it is given longer.
    for (let kill = 0; kill < KILLS || last < 2; kill++) {
      const child = fork(writer, [path, String(elements)], { execArgv: ["--import", "tsx"], stdio: "ignore" });
      let done = 0;
      child.on("message", (i) => {
        done = Number(i);
      });
      const failed = once(child, "exit").then(([code]) => {
        throw new Error(`the writer ended by itself, with exit code ${code}`);
      });
      await Promise.race([once(child, "message"), failed]);
      failed.catch(() => {}); // from here on its end is what is wanted
      await new Promise((resolve) => setTimeout(resolve, random(100) * Math.max(1, kill - KILLS)));
      child.kill("SIGKILL");
      await once(child, "exit");
      const { i, parts } = await load<{ i: number; parts: Tensor[] }>(path);
      expect(i).toBeGreaterThanOrEqual(done);
      for (const part of parts) {
        expect(part.min().item()).toBe(i);
        expect(part.max().item()).toBe(i);
      }
      last = Math.max(last, i);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});
