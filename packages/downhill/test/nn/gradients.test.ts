import { autograd, nn, type Tensor, tensor, zeros } from "downhill";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { elements } from "./support.ts";

const STEP = 1e-6;

/** The derivatives of `f`, which gives one number, by every element of `x`, from differences. */
function differences(f: (x: Tensor) => Tensor, x: Tensor): number[] {
  const values = elements(x);
  const at = (index: number, step: number) => {
    const moved = values.slice();
    moved[index] += step;
    return f(tensor(moved, { dtype: "float64" }).reshape([...x.shape])).item() as number;
  };
  return values.map((_, i) => (at(i, STEP) - at(i, -STEP)) / (2 * STEP));
}

function expectAlmost(actual: number[], expected: number[], tolerance: number): void {
  expect(actual).toHaveLength(expected.length);
  actual.forEach((value, i) => {
    if (!(Math.abs(value - expected[i]) <= tolerance * (1 + Math.abs(expected[i])))) {
      expect.fail(`[${i}]: ${value} and from differences ${expected[i]}`);
    }
  });
}

/** Checks the first derivatives of a function of one tensor, and the second ones, which have a path of their own. */
function check(f: (x: Tensor) => Tensor, x: Tensor): void {
  const leaf = x.clone().requiresGrad_();
  f(leaf).backward();
  const first = elements(leaf.grad as Tensor);
  expectAlmost(first, differences(f, x), 2e-6);
  // A fixed mixture of the first derivatives is a number that can be differentiated again.
  const mixture = (y: Tensor) => {
    const [g] = autograd.grad([f(y)], [y], { createGraph: true });
    const factors = tensor(
      first.map((_, i) => Math.sin(i + 1)),
      { dtype: "float64" },
    ).reshape([...x.shape]);
    return g.mul(factors).sum();
  };
  const again = x.clone().requiresGrad_();
  const [composed] = autograd.grad([f(again)], [again], { createGraph: true });
  expectAlmost(elements(composed), first, 1e-9);
  const mixed = mixture(again);
  const second = mixed.requiresGrad ? autograd.grad([mixed], [again], { allowUnused: true })[0] : null;
  const expected = differences((y) => mixture(y.requiresGrad_()).detach(), x);
  expectAlmost(second === null ? expected.map(() => 0) : elements(second), expected, 1e-4);
}

/** Numbers that seldom lie on a kink: of a fine grid, each moved by a little. */
const doubles = (count: number, min = -3, max = 3) =>
  fc
    .array(fc.integer({ min: 0, max: 1000 }), { minLength: count, maxLength: count })
    .map((steps) => steps.map((step, i) => min + ((max - min) * (step + Math.sqrt(i + 2) / 7)) / 1001));

function matrix(values: number[], shape: number[]): Tensor {
  return tensor(values, { dtype: "float64" }).reshape(shape);
}

/** Whether a kink of the loss lies within reach of a difference. */
const near = (a: number, b: number) => Math.abs(a - b) < 1e-3;

const reduction = fc.constantFrom("mean" as const, "sum" as const);

describe("gradients equal differences, and so do gradients of gradients", () => {
  test("regression losses", () => {
    const parameter = fc.double({ min: 0.2, max: 2, noNaN: true });
    fc.assert(
      fc.property(doubles(6), doubles(6), reduction, parameter, (a, b, kind, p) => {
        fc.pre(a.every((value, i) => [0, p, -p].every((kink) => !near(value - b[i], kink))));
        const x = matrix(a, [2, 3]);
        const t = matrix(b, [2, 3]);
        for (const loss of [
          new nn.MSELoss({ reduction: kind }),
          new nn.L1Loss({ reduction: kind }),
          new nn.SmoothL1Loss({ reduction: kind, beta: p }),
          new nn.HuberLoss({ reduction: kind, delta: p }),
        ]) {
          check((y) => loss.forward(y, t), x);
          check((y) => loss.forward(x, y), t);
        }
      }),
      { numRuns: 15 },
    );
  });

  test("losses without a reduction, and broadcast", () => {
    fc.assert(
      fc.property(doubles(6), doubles(3), doubles(6), (a, b, c) => {
        const weights = matrix(c, [2, 3]);
        const t = matrix(b, [3]);
        const mse = (x: Tensor, y: Tensor) => {
          const { warn } = console;
          console.warn = () => {};
          try {
            return nn.functional.mseLoss(x, y, { reduction: "none" }).mul(weights).sum();
          } finally {
            console.warn = warn;
          }
        };
        const x = matrix(a, [2, 3]);
        check((y) => mse(y, t), x);
        check((y) => mse(x, y), t);
      }),
      { numRuns: 10 },
    );
  });

  test("binary cross entropy", () => {
    fc.assert(
      fc.property(
        doubles(6, 0.05, 0.95),
        doubles(6, 0.05, 0.95),
        doubles(6),
        doubles(3, 0.1, 3),
        reduction,
        (a, b, c, w, kind) => {
          const t = matrix(b, [2, 3]);
          const weight = matrix(w, [3]);
          const probability = new nn.BCELoss({ reduction: kind, weight });
          check((y) => probability.forward(y, t), matrix(a, [2, 3]));
          check((y) => probability.forward(t, y), matrix(a, [2, 3]));
          const logits = matrix(c, [2, 3]);
          for (const loss of [
            new nn.BCEWithLogitsLoss({ reduction: kind }),
            new nn.BCEWithLogitsLoss({ reduction: kind, weight, posWeight: weight.mul(2) }),
          ]) {
            check((y) => loss.forward(y, t), logits);
            check((y) => loss.forward(logits, y), t);
          }
        },
      ),
      { numRuns: 10 },
    );
  });

  test("cross entropy and NLL, with classes and with probabilities", () => {
    const classes = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 4, maxLength: 4 });
    const smoothing = fc.constantFrom(0, 0.2);
    fc.assert(
      fc.property(doubles(16), classes, doubles(4, 0.1, 3), smoothing, reduction, (a, c, w, labelSmoothing, kind) => {
        const weight = matrix(w, [4]);
        const targets = tensor(c.map(BigInt));
        const options = { reduction: kind, weight, labelSmoothing, ignoreIndex: 3 };
        fc.pre(c.some((value) => value !== 3));
        check((x) => nn.functional.crossEntropy(x, targets, options), matrix(a, [4, 4]));
        check((x) => nn.functional.crossEntropy(x, targets.reshape([2, 2]), options), matrix(a, [2, 4, 2]));
        check((x) => nn.functional.nllLoss(x, targets, { reduction: kind, weight }), matrix(a, [4, 4]));
        const soft = matrix(a, [2, 4, 2]).softmax(1);
        const { ignoreIndex: _, ...rest } = options;
        check((x) => nn.functional.crossEntropy(x, soft, rest), matrix(a, [2, 4, 2]));
        check((p) => nn.functional.crossEntropy(matrix(a, [2, 4, 2]), p, rest), soft);
        const none = { ...options, reduction: "none" as const };
        check((x) => nn.functional.crossEntropy(x, targets, none).mul(weight).sum(), matrix(a, [4, 4]));
      }),
      { numRuns: 6 },
    );
  });

  test("LayerNorm, by input, weight and bias", () => {
    fc.assert(
      fc.property(doubles(12), doubles(6), doubles(6), doubles(12), (a, w, b, m) => {
        const weight = matrix(w, [2, 3]);
        const bias = matrix(b, [2, 3]);
        const x = matrix(a, [2, 2, 3]);
        const mixture = matrix(m, [2, 2, 3]);
        const f = (y: Tensor, v: Tensor | null, c: Tensor | null) =>
          nn.functional.layerNorm(y, [2, 3], { weight: v, bias: c, eps: 0.5 }).square().mul(mixture).sum();
        check((y) => f(y, weight, bias), x);
        check((y) => f(y, null, null), x);
        check((y) => f(y, null, bias), x);
        check((v) => f(x, v, null), weight);
        check((c) => f(x, weight, c), bias);
      }),
      { numRuns: 6 },
    );
  });

  test("BatchNorm, by input, weight and bias", () => {
    fc.assert(
      fc.property(doubles(12), doubles(2), doubles(2), fc.boolean(), doubles(12), (a, w, b, training, m) => {
        const weight = matrix(w, [2]);
        const bias = matrix(b, [2]);
        const x = matrix(a, [3, 2, 2]);
        const mixture = matrix(m, [3, 2, 2]);
        const f = (y: Tensor, v: Tensor | null, c: Tensor | null) =>
          nn.functional
            .batchNorm(y, matrix([0.3, -1], [2]), matrix([2, 0.7], [2]), { weight: v, bias: c, training, eps: 0.5 })
            .square()
            .mul(mixture)
            .sum();
        check((y) => f(y, weight, bias), x);
        check((y) => f(y, null, null), x);
        check((v) => f(x, v, null), weight);
        check((c) => f(x, weight, c), bias);
      }),
      { numRuns: 6 },
    );
  });

  test("conv2d, by input, kernels and bias", () => {
    const strides = fc.constantFrom(1, 2, [2, 1] as const);
    const paddings = fc.constantFrom(0, 1, [0, 2] as const);
    const dilations = fc.constantFrom(1, [1, 2] as const);
    fc.assert(
      fc.property(
        doubles(60),
        doubles(16),
        doubles(4),
        strides,
        paddings,
        dilations,
        (a, w, b, stride, padding, dilation) => {
          const x = matrix(a, [1, 4, 3, 5]);
          const weight = matrix(w, [4, 2, 1, 2]);
          const bias = matrix(b, [4]);
          const options = { stride, padding, dilation, groups: 2 };
          const f = (y: Tensor, v: Tensor, c: Tensor | null) => nn.functional.conv2d(y, v, c, options).square().sum();
          check((y) => f(y, weight, bias), x);
          check((v) => f(x, v, null), weight);
          check((c) => f(x, weight, c), bias);
        },
      ),
      { numRuns: 5 },
    );
  });

  test("convolutions over one and three dimensions, and transposed ones, by input, kernels and bias", () => {
    const steps = fc.integer({ min: 1, max: 2 });
    fc.assert(
      fc.property(
        doubles(24),
        doubles(16),
        doubles(2),
        steps,
        fc.nat(1),
        steps,
        (a, w, b, stride, padding, dilation) => {
          const { conv1d, conv3d, convTranspose1d, convTranspose2d, convTranspose3d } = nn.functional;
          const options = { stride, padding, dilation };
          const outputPadding = Math.max(stride, dilation) - 1;
          const bias = matrix(b, [2]);
          type Run = (x: Tensor, weight: Tensor, bias: Tensor | null) => Tensor;
          const cases: [input: number[], weight: number[], run: Run][] = [
            [[1, 4, 6], [2, 2, 2], (x, v, c) => conv1d(x, v, c, { ...options, groups: 2 })],
            [[2, 2, 2, 3], [2, 2, 1, 2, 2], (x, v, c) => conv3d(x, v, c, { padding: 1, stride: [1, stride, 1] })],
            [[2, 2, 6], [2, 1, 3], (x, v, c) => convTranspose1d(x, v, c, { ...options, outputPadding, groups: 2 })],
            [[1, 2, 3, 4], [2, 2, 2, 2], (x, v, c) => convTranspose2d(x, v, c, { ...options, outputPadding })],
            [[2, 2, 3, 2], [2, 2, 1, 2, 2], (x, v, c) => convTranspose3d(x, v, c, { stride: [stride, 1, 2] })],
          ];
          for (const [size, kernel, run] of cases) {
            const count = (sizes: number[]) => sizes.reduce((product, along) => product * along, 1);
            const x = matrix(a.slice(0, count(size)), size);
            const weight = matrix(w.slice(0, count(kernel)), kernel);
            const f = (y: Tensor, v: Tensor, c: Tensor | null) => run(y, v, c).square().sum();
            check((y) => f(y, weight, bias), x);
            check((v) => f(x, v, null), weight);
            check((c) => f(x, weight, c), bias);
          }
        },
      ),
      { numRuns: 4 },
    );
  });

  test("pad, by its input", () => {
    const amount = fc.integer({ min: -1, max: 2 });
    const modes = fc.constantFrom("constant" as const, "reflect" as const, "replicate" as const, "circular" as const);
    fc.assert(
      fc.property(doubles(24), fc.array(amount, { minLength: 4, maxLength: 4 }), modes, (a, amounts, mode) => {
        const { pad } = nn.functional;
        check((y) => pad(y, amounts, { mode }).square().sum(), matrix(a, [2, 4, 3]));
        check((y) => pad(y, amounts.slice(0, 2), { mode }).square().sum(), matrix(a, [2, 3, 4]));
      }),
      { numRuns: 12 },
    );
  });

  test("maxPool2d, by its input", () => {
    const kernels = fc.constantFrom(2, [1, 3] as const);
    fc.assert(
      fc.property(doubles(30), kernels, fc.integer({ min: 1, max: 3 }), fc.boolean(), (a, kernel, stride, ceilMode) => {
        fc.pre(a.every((value, i) => a.slice(0, i).every((other) => !near(value, other))));
        const f = (y: Tensor) => nn.functional.maxPool2d(y, kernel, { stride, ceilMode }).square().sum();
        check(f, matrix(a, [1, 2, 3, 5]));
      }),
      { numRuns: 8 },
    );
  });

  test("Embedding, by its table", () => {
    fc.assert(
      fc.property(doubles(12), fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 6 }), (a, rows) => {
        const indices = rows.length === 0 ? zeros([0], { dtype: "int64" }) : tensor(rows.map(BigInt));
        check((w) => nn.functional.embedding(indices, w).square().sum(), matrix(a, [4, 3]));
        const options = { scaleGradByFreq: true, paddingIdx: 1 };
        const frequencies = rows.map((row) => rows.filter((other) => other === row).length);
        const leaf = matrix(a, [4, 3]).requiresGrad_();
        nn.functional.embedding(indices, leaf, options).sum().backward();
        const expected = Array(12).fill(0);
        rows.forEach((row, i) => {
          if (row !== 1) for (let k = 0; k < 3; k++) expected[row * 3 + k] += 1 / frequencies[i];
        });
        expectAlmost(elements(leaf.grad as Tensor), expected, 1e-12);
      }),
      { numRuns: 20 },
    );
  });

  test("a network of Linear, LayerNorm, GELU and Tanh, by every parameter", () => {
    fc.assert(
      fc.property(doubles(6), fc.integer({ min: 0, max: 2 }), (a, target) => {
        const net = new nn.Sequential(
          new nn.Linear(3, 4, { dtype: "float64" }),
          new nn.LayerNorm(4, { dtype: "float64" }),
          new nn.GELU(),
          new nn.Linear(4, 3, { dtype: "float64" }),
          new nn.Tanh(),
        );
        const x = matrix(a, [2, 3]);
        const targets = tensor([BigInt(target), 0n]);
        const loss = () => new nn.CrossEntropyLoss().forward(net.forward(x), targets);
        net.zeroGrad();
        loss().backward();
        for (const [name, parameter] of net.namedParameters()) {
          const original = parameter.data;
          const expected = differences((value) => {
            parameter.data = value;
            return loss().detach();
          }, original);
          parameter.data = original;
          expect(parameter.grad, name).not.toBeNull();
          expectAlmost(elements(parameter.grad as Tensor), expected, 1e-5);
        }
      }),
      { numRuns: 4 },
    );
  });
});
