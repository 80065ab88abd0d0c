import { inspect } from "node:util";
import { deepCopy, max, min, nn, type Tensor, tensor } from "downhill";
import { describe, expect, test } from "vitest";

const x = tensor([
  [1, 5],
  [7, 2],
]);

describe.each([
  ["x.max(1)", () => x.max(1), [5, 7], [1, 0]],
  ["x.min(1)", () => x.min(1), [1, 2], [0, 1]],
  ["max(x, 0)", () => max(x, 0), [7, 5], [1, 0]],
  ["min(x, 0)", () => min(x, 0), [1, 2], [0, 1]],
] as const)("%s", (_, call, largest, places) => {
  test("gives its results by name and by position", () => {
    const named = call();
    const [values, indices] = call();
    const all: Tensor[][] = [[named.values, named.indices], [values, indices], [named[0], named[1]], [...named]];
    for (const list of all) expect(list.map((each) => each.toArray())).toEqual([largest, places]);
    expect(named).toHaveLength(2);
    expect(Object.keys(named)).toEqual(["values", "indices"]);
    // @ts-expect-error there are two
    expect(named[2]).toBe(undefined);
  });
});

test("results print as PyTorch's", () => {
  const text = "torch.return_types.max(\nvalues=tensor([5., 7.]),\nindices=tensor([1, 0]))";
  expect([String(x.max(1)), inspect(x.max(1)), inspect(deepCopy(x.max(1)))]).toEqual([text, text, text]);
  expect(String(x.min(1))).toMatch(/^torch\.return_types\.min\(/);
});

test("what loadStateDict finds has names and places", () => {
  const layer = new nn.Linear(2, 2);
  const [missing, unexpected] = layer.loadStateDict({ weight: layer.weight, extra: x }, { strict: false });
  const found = layer.loadStateDict({ weight: layer.weight, extra: x }, { strict: false });
  expect([missing, unexpected]).toEqual([["bias"], ["extra"]]);
  expect([found.missingKeys, found.unexpectedKeys, found[0], found[1]]).toEqual([
    ["bias"],
    ["extra"],
    ["bias"],
    ["extra"],
  ]);
  expect(inspect(found)).toBe("_IncompatibleKeys(missing_keys=['bias'], unexpected_keys=['extra'])");
  expect(inspect(layer.loadStateDict(layer.stateDict()))).toBe("<All keys matched successfully>");
});
