import { getNumThreads, setNumThreads } from "downhill";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { chunksDoneByWorkers } from "../../src/kernels/pool/pool.ts";
import { optimizerFixture } from "./support/fixtures.ts";
import { EXACT, Replay } from "./support/replay.ts";
import type { FloatName } from "./support/streams.ts";

/** 100,003 elements, many chunks and an odd tail: PyTorch's bits on one thread and on two. */

for (const threads of [1, 2]) {
  describe(`on ${threads} threads`, () => {
    const before = getNumThreads();
    beforeAll(() => setNumThreads(threads));
    afterAll(() => setNumThreads(before));
    const done = chunksDoneByWorkers();

    for (const name of EXACT) {
      const fixture = optimizerFixture(name);
      fixture.cases
        .filter(({ large }) => large === true)
        .forEach((of, index) => {
          // Gradients that are new in each step are streamed on the calling thread; workers see those that stay.
          const delivery = threads === 1 && index === 0 ? "new" : "kept";
          for (const [dtype, results] of Object.entries(of.results)) {
            it(`${name}: ${of.name}, ${dtype}`, () => {
              expect(new Replay(fixture, of, dtype as FloatName, delivery).compare(results).differences).toEqual([]);
            });
          }
        });
    }

    it("was done by as many threads", () => {
      expect(chunksDoneByWorkers() > done).toBe(threads > 1);
    });
  });
}
