import { expect, test } from "vitest";
import { searchTerms } from "../build/search.ts";

test("a Chinese word is found wherever it stands", () => {
  const terms = searchTerms("用学习率调度器，训练 Adam优化器");
  for (const typed of ["学习率", "调度", "训练", "Adam", "优化器"]) {
    expect(
      terms.some((term) => term.startsWith(typed)),
      typed,
    ).toBe(true);
  }
});
