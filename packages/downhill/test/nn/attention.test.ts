import { readFileSync } from "node:fs";
import {
  autograd,
  type DType,
  linspace,
  manualSeed,
  nn,
  noGrad,
  ones,
  rand,
  randn,
  type Tensor,
  tensor,
  zeros,
} from "downhill";
import { describe, expect, it, test } from "vitest";
import { camelCase, elements } from "./support.ts";

/** `scaledDotProductAttention`, as `reference/attention.py` has called PyTorch's. */

type Shapes = readonly [number[], number[], number[]];

interface Call {
  readonly shapes: Shapes;
  readonly mask: readonly [kind: string, shape: number[]] | null;
  readonly options: Readonly<Record<string, number | boolean>>;
}

interface Fixture {
  readonly cases: readonly (Call & {
    readonly shape: number[];
    readonly output: number[];
    readonly grads: number[][];
  })[];
  readonly refused: readonly (Call & { readonly dtypes: readonly DType[]; readonly message: string })[];
}

const FILE = new URL("../../../../reference/fixtures/attention.json", import.meta.url);
const { cases, refused } = JSON.parse(readFileSync(FILE, "utf8")) as Fixture;

const attend = nn.functional.scaledDotProductAttention;

function named(options: Call["options"], attnMask: Tensor | null): nn.functional.AttentionOptions {
  const given = Object.fromEntries(Object.entries(options).map(([name, value]) => [camelCase(name), value]));
  return { ...given, attnMask };
}

function expectClose(actual: Tensor, wanted: readonly number[], relative: number): void {
  const scale = wanted.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  elements(actual).forEach((value, i) => {
    if (!(Math.abs(value - wanted[i]) <= relative * (Math.abs(wanted[i]) + 0.1 * scale + 1e-2))) {
      expect.fail(`[${i}]: ${value}, expected ${wanted[i]}`);
    }
  });
}

describe("scaledDotProductAttention", () => {
  it.each(cases)("of $shapes with $mask and $options", ({ shapes, mask, options, shape, output, grads }) => {
    for (const [dtype, relative] of [
      ["float64", 1e-10],
      ["float32", 1e-5],
    ] as const) {
      manualSeed(3);
      const draw = (sizes: number[]) => rand(sizes).mul(4).sub(2).to(dtype).requiresGrad_();
      const inputs = shapes.map(draw);
      let attnMask: Tensor | null = null;
      if (mask?.[0] === "bool") attnMask = rand(mask[1]).lt(0.6);
      else if (mask !== null) attnMask = draw(mask[1]);
      manualSeed(4);
      const found = attend(inputs[0], inputs[1], inputs[2], named(options, attnMask));
      expect([...found.shape]).toEqual(shape);
      expectClose(found, output, relative);
      const weights = linspace(-1, 2, found.numel(), { dtype }).reshape(shape);
      const wanted = attnMask?.isFloatingPoint() === true ? [...inputs, attnMask] : inputs;
      autograd.grad(found.mul(weights).sum(), wanted).forEach((grad, i) => expectClose(grad, grads[i], relative));
    }
  });

  test.each(refused)("refuses $shapes with $mask and $options", ({ shapes, mask, dtypes, options, message }) => {
    const [query, key, value] = shapes.map((shape, i) => zeros(shape, { dtype: dtypes[i] }));
    const attnMask = mask === null ? null : zeros(mask[1], { dtype: mask[0] as DType });
    expect(() => attend(query, key, value, named(options, attnMask))).toThrow(message);
  });

  it("gives zeros, and no gradient, where nothing may be seen", () => {
    const [query, key, value] = [randn([2, 3]), randn([4, 3]), randn([4, 3])].map((x) => x.requiresGrad_());
    const attnMask = tensor([
      [false, false, false, false],
      [true, false, true, false],
    ]);
    const output = attend(query, key, value, { attnMask });
    expect(elements(output.select(0, 0))).toEqual([0, 0, 0]);
    const [grad] = autograd.grad(output.sum(), query);
    expect(elements(grad.select(0, 0))).toEqual([0, 0, 0]);
  });
});

describe("multiHeadAttentionForward", () => {
  it("is what the module calls, and takes keys and values that are cut into heads", () => {
    manualSeed(1);
    const module = new nn.MultiheadAttention(4, 2);
    const [query, key] = [randn([3, 2, 4]), randn([5, 2, 4])];
    const call = (options: nn.functional.MultiHeadAttentionOptions) =>
      noGrad(() =>
        nn.functional.multiHeadAttentionForward(query, {
          ...{ key, value: key, embedDimToCheck: 4, numHeads: 2, inProjWeight: module.inProjWeight },
          ...{ inProjBias: module.inProjBias, biasK: null, biasV: null, addZeroAttn: false, dropoutP: 0 },
          ...{ outProjWeight: module.outProj.weight, outProjBias: module.outProj.bias, ...options },
        }),
      );
    const wanted = noGrad(() => module.forward(query, key, key));
    expect(call({}).map((x) => elements(x as Tensor))).toEqual(wanted.map((x) => elements(x as Tensor)));
    const staticV = ones([4, 5, 2]);
    const [output] = call({ staticK: randn([4, 5, 2]), staticV, needWeights: false });
    // Every value is 1, whatever the weights are.
    const { weight, bias } = module.outProj;
    const expected = noGrad(() => weight.sum(1).add(bias as Tensor));
    elements(output.select(0, 1).select(0, 1)).forEach((value, i) =>
      expect(value).toBeCloseTo(elements(expected)[i], 5),
    );
    expect(() => call({ staticK: randn([3, 5, 2]) })).toThrow("expecting static_k.size(0) of 4, but got 3");
    expect(() => call({ staticV: randn([4, 5, 3]) })).toThrow("expecting static_v.size(2) of 2, but got 3");
  });
});

describe("transformers", () => {
  it("make the mask of what comes later", () => {
    const mask = nn.Transformer.generateSquareSubsequentMask(3, { dtype: "float64" });
    const no = -Infinity;
    expect([mask.dtype, mask.toArray()]).toEqual([
      "float64",
      [
        [0, no, no],
        [0, 0, no],
        [0, 0, 0],
      ],
    ]);
  });

  it("take activations as modules, and encoders of one's own", () => {
    class Plain extends nn.Module<[src: Tensor, masks?: nn.EncoderMasks]> {
      readonly scale = new nn.Parameter(ones([1]));
      forward(src: Tensor): Tensor {
        return src.mul(this.scale);
      }
    }
    const model = new nn.Transformer({
      ...{ dModel: 4, nhead: 2, numDecoderLayers: 1, dimFeedforward: 8, activation: new nn.SiLU() },
      ...{ customEncoder: new Plain(), batchFirst: true },
    });
    expect([...model.stateDict().keys()][0]).toBe("encoder.scale");
    expect(String(model)).toContain("(activation): SiLU()");
    expect([...model.forward(ones([2, 3, 4]), ones([2, 5, 4])).shape]).toEqual([2, 5, 4]);
  });

  it("have layers of their own each", () => {
    const encoder = new nn.TransformerEncoder(new nn.TransformerEncoderLayer(4, 2, { dimFeedforward: 8 }), 2);
    const [first, second] = [...encoder.layers] as nn.TransformerEncoderLayer[];
    expect(elements(first.linear1.weight)).toEqual(elements(second.linear1.weight));
    expect(first.linear1.weight).not.toBe(second.linear1.weight);
    expect([...encoder.namedParameters()].map(([name]) => name)).toContain("layers.1.self_attn.in_proj_weight");
    expect([...encoder.namedModules()].map(([name]) => name)).toContain("layers.0.self_attn.out_proj");
  });
});
