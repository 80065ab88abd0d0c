import { optimizers, schedulers } from "downhill/registry";
import { expect, test } from "vitest";
import { CHINESE } from "../src/options/chinese.ts";

test("what the registry says has Chinese, and no Chinese is left of what it said before", () => {
  const sentences = [...optimizers, ...schedulers].flatMap(({ summary, options }) => [
    summary,
    ...Object.values(options).flatMap(({ type, description }) => (type === "other" ? [] : [description])),
  ]);
  sentences.push(...Array.from(optimizers).flatMap(({ state }) => Object.values(state)));
  expect(Object.keys(CHINESE).sort()).toEqual([...new Set(sentences)].sort());
});
