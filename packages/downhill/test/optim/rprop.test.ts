import { tensor } from "downhill";
import { describe, expect, it } from "vitest";
import { Rprop } from "../../src/optim/index.ts";

const GRADIENTS = [
  [1, 1, 0],
  [1, -1, 1],
  [1, -1, 1],
  [-1, 1, 1],
];

/** The parameters and step sizes that a group with these factors comes to: the constructor doesn't check a group's. */
function results(dtype: "float32" | "float64", etas: [number, number]): unknown[] {
  const param = tensor([1, 2, 3], { dtype, requiresGrad: true });
  const optimizer = new Rprop([{ params: [param], etas }], { lr: 0.25 });
  for (const gradient of GRADIENTS) {
    param.grad = tensor(gradient, { dtype });
    optimizer.step();
  }
  return [param.toArray(), optimizer.state.get(param)?.stepSize.toArray()];
}

describe("Rprop's factors", () => {
  it("are filled in one after the other, so that some are replaced again", () => {
    for (const dtype of ["float32", "float64"] as const) {
      expect(results(dtype, [0, 1.5])).toEqual([
        [0.375, 2, 1.8125],
        [0.5625, 0.375, 0.5625],
      ]);
      expect(results(dtype, [0.5, 0])).toEqual([
        [0.25, 1.875, 2.25],
        [0.125, 0.0625, 0.25],
      ]);
      expect(results(dtype, [0.5, -1])).toEqual([
        [0.625, 1.875, 2.625],
        [0.0625, 0.0625, 0.125],
      ]);
    }
  });

  it("are compared as the array's type rounds them", () => {
    expect(results("float32", [1 - 1e-12, 1.2])).toEqual([
      [1, 2, 3],
      [0.25, 0.25, 0.25],
    ]);
    expect(results("float32", [1e-60, 1.2])).toEqual([
      [0.44999998807907104, 2, 2.0900001525878906],
      [0.36000001430511475, 0.30000001192092896, 0.36000001430511475],
    ]);
    expect(results("float64", [1e-60, 1.2])).toEqual([
      [0.09000000000000002, 1.750001, 2.0900000000000003],
      [1e-6, 1e-6, 0.36],
    ]);
  });
});
