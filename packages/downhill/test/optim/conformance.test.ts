import { describe, expect, it } from "vitest";
import { optimizerFixture } from "./support/fixtures.ts";
import { EXACT, Replay } from "./support/replay.ts";
import type { FloatName } from "./support/streams.ts";

/** Parameters and state after up to 100 steps equal PyTorch's, to the bit: every option, every corner, both dtypes. */

for (const name of EXACT) {
  describe(name, () => {
    const fixture = optimizerFixture(name);
    for (const of of fixture.cases.filter(({ large }) => large !== true)) {
      it(of.name, () => {
        for (const [dtype, results] of Object.entries(of.results)) {
          const replay = new Replay(fixture, of, dtype as FloatName);
          expect(replay.compare(results).differences, dtype).toEqual([]);
        }
      });
    }
  });
}
