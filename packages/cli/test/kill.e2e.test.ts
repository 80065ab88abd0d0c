import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { load } from "downhill/node";
import { expect, test } from "vitest";
import { pathInSet } from "../src/race/savedSet.ts";
import { main } from "./command.ts";

/** `KILLS=200 npx vitest run packages/cli/test/kill.e2e.test.ts` for the whole proof, after `npm run build`. */
const KILLS = Number(process.env.KILLS ?? 5);

const racers = ["sgd", "adam", "rprop", "lbfgs"];

test("a race that is killed while it saves leaves a set that goes on", { timeout: 3_600_000 }, async () => {
  const folder = await mkdtemp(join(tmpdir(), "downhill-kill-"));
  const saved = join(folder, "saved");
  const race = (...more: string[]): ChildProcess => {
    const args = ["race", "-o", racers.join(","), "-e", "1", "-b", "1000", "-q", "--save", saved, ...more];
    return spawn(process.execPath, [main, ...args], { cwd: folder, stdio: "ignore" });
  };
  try {
    expect(await once(race(), "exit")).toEqual([0, null]);
    let [last, killed] = [1, 0];
    for (let kill = 0; kill < KILLS; kill++) {
      const child = race("--resume", saved);
      const ended = once(child, "exit");
      const watching = new AbortController();
      // Files are flushed one after the other, which takes a while, and then renamed, which doesn't.
      const [cue, within] = kill % 2 === 0 ? [/^(?!\.downhill)/, 60] : [/^\.saved/, 2];
      await Promise.race([appears(saved, cue, watching.signal), ended]);
      watching.abort();
      await sleep(Math.random() ** 2 * within);
      child.kill("SIGKILL");
      const [code, signal] = await ended;
      expect([code, signal]).toEqual(signal === null ? [0, null] : [null, "SIGKILL"]);
      killed += Number(signal !== null);

      const epochs = await Promise.all(
        racers.map(async (name) => (await load<{ epoch: number }>(await pathInSet(saved, `${name}.pt`))).epoch),
      );
      expect(new Set(epochs).size).toBe(1);
      expect([last, last + 1]).toContain(epochs[0]);
      last = epochs[0];
    }
    expect(killed).toBeGreaterThan(0);
    // Who saves next cleans up.
    expect(await once(race("--resume", saved), "exit")).toEqual([0, null]);
    expect((await readdir(saved)).sort()).toEqual(racers.map((name) => `${name}.pt`).sort());
  } finally {
    await rm(folder, { recursive: true });
  }
});

/** Resolves when a file with such a name is made or renamed in a folder. */
function appears(folder: string, cue: RegExp, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    watch(folder, { signal }, (_, name) => {
      if (cue.test(name ?? "")) resolve();
    });
  });
}
