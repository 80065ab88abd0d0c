import { describe, expect, it } from "vitest";
import { different, differing, INCOMPLETE } from "./different.ts";
import { REFERENCE, readTables } from "./fixture.ts";
import { outcome, titleOf } from "./outcome.ts";

/*
 * Functions on samples of PyTorch's own table of them, `op_db`: a few small ones of each, as `reference/functions.py` has
 * chosen them. All of them are compared by `npm run conformance:functions`, whose result docs/conformance.md quotes.
 */

const outcomes = readTables(new URL("fixtures/functions.json.gz", REFERENCE)).map(outcome);

const complete = outcomes.filter((found) => found.isThere && !INCOMPLETE.has(titleOf(found)));

describe("functions of PyTorch's table", () => {
  it.each(complete.map((found) => [titleOf(found), found] as const))("%s", (_title, found) => {
    const allowed = different(found)?.pattern;
    expect(found.differences.filter((line) => allowed === undefined || !allowed.test(line))).toEqual([]);
  });

  it("differ where they are said to", () => {
    const titles = outcomes.filter(({ differences }) => differences.length > 0).map(titleOf);
    expect(differing.filter((title) => !titles.includes(title))).toEqual([]);
  });
});
