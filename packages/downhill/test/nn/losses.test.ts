import { autograd, nn, ones, type Tensor, tensor, zeros } from "downhill";
import { describe, expect, test, vi } from "vitest";
import { camelCase, elements, expectClose, expectSame, fixture, type LossCase, unpack } from "./support.ts";

const REDUCTIONS = ["none", "mean", "sum"] as const;

/** Losses whose gradients have the bits of PyTorch's. */
const EXACT = ["MSELoss", "L1Loss"];

/** Losses that are plain arithmetic: element by element they have the bits of PyTorch's. */
const PLAIN = ["MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss"];

function build(testCase: LossCase, reduction: nn.functional.Reduction): nn.Module {
  const options: Record<string, unknown> = { reduction };
  for (const [name, value] of Object.entries(testCase.options)) options[camelCase(name)] = value;
  for (const [name, packed] of Object.entries(testCase.tensors)) options[camelCase(name)] = unpack(packed);
  return new (nn[testCase.name] as new (options: object) => nn.Module)(options);
}

/** What the fixtures send back into a loss: numbers from -1 to 2, or 1 into a single one. */
function backward(loss: Tensor, reduction: nn.functional.Reduction): void {
  if (reduction !== "none") {
    loss.backward();
    return;
  }
  const count = loss.numel();
  const steps = Array.from({ length: count }, (_, i) => linspaceElement(i, count, loss.dtype === "float32"));
  loss.backward(tensor(steps, { dtype: loss.dtype }).reshape([...loss.shape]));
}

function linspaceElement(i: number, count: number, single: boolean): number {
  const round = single ? Math.fround : (x: number) => x;
  if (count === 1) return -1;
  const step = round(3 / (count - 1));
  return i < Math.trunc(count / 2) ? -1 + round(step * i) : 2 - round(step * (count - i - 1));
}

describe("losses equal PyTorch's", () => {
  const names = [...new Set(fixture.losses.map(({ name }) => name))];
  test.each(names)("%s: values and gradients in every reduction", (name) => {
    const cases = fixture.losses.filter((testCase) => testCase.name === name);
    expect(cases.length).toBeGreaterThan(5);
    for (const testCase of cases) {
      for (const reduction of REDUCTIONS) {
        const expected = testCase.results[reduction];
        const { dtype, shape } = testCase.input;
        const what = `${name} ${dtype} [${shape}] ${JSON.stringify(testCase.options)} ${Object.keys(testCase.tensors)} ${reduction}`;
        const input = unpack(testCase.input).requiresGrad_();
        const target = unpack(testCase.target);
        if (expected.targetGrad !== null) target.requiresGrad_();
        const loss = build(testCase, reduction).forward(input, target);
        expect(loss.gradFn?.name, what).toBe(expected.gradFn.replace(/^torch::autograd::/, ""));
        const compare = PLAIN.includes(name) && reduction === "none" ? expectSame : expectClose;
        compare(loss, expected.value, `${what} value`);
        backward(loss, reduction);
        const compareGrad = EXACT.includes(name) ? expectSame : expectClose;
        compareGrad(input.grad, expected.inputGrad, `${what} gradient of the input`);
        if (expected.targetGrad !== null) {
          compareGrad(target.grad, expected.targetGrad, `${what} gradient of the target`);
        }
      }
    }
  });
});

describe("options", () => {
  test("weights multiply the elements, and the mean divides by their sum", () => {
    const x = tensor([1, 2, 4], { requiresGrad: true });
    const t = zeros([3]);
    const weight = tensor([1, 0, 3]);
    expect(nn.functional.mseLoss(x, t, { weight }).item()).toBe((1 + 48) / 4);
    expect(nn.functional.l1Loss(x, t, { weight }).item()).toBe((1 + 12) / 4);
    expect(nn.functional.huberLoss(x, t, { weight }).item()).toBeCloseTo((0.5 + 3 * 3.5) / 3, 6);
    expect(nn.functional.mseLoss(x, t, { weight, reduction: "sum" }).item()).toBe(49);
    expect(elements(nn.functional.mseLoss(x, t, { weight, reduction: "none" }))).toEqual([1, 0, 48]);
    nn.functional.mseLoss(x, t, { weight }).backward();
    expect(elements(x.grad as Tensor)).toEqual([0.5, 0, 6]);
  });

  test("a target of another shape is broadcast, with a warning", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const x = tensor([[1], [2]], { requiresGrad: true });
    const t = tensor([1, 3], { requiresGrad: true });
    const loss = new nn.MSELoss().forward(x, t);
    expect(loss.item()).toBe((0 + 4 + 1 + 1) / 4);
    expect(warn).toHaveBeenCalledWith(
      "Using a target size (torch.Size([2])) that is different to the input size (torch.Size([2, 1])). This will likely " +
        "lead to incorrect results due to broadcasting. Please ensure they have the same size.",
    );
    warn.mockRestore();
    loss.backward();
    expect(elements(x.grad as Tensor)).toEqual([-1, 0]);
    expect(elements(t.grad as Tensor)).toEqual([-0.5, 1.5]);
  });

  test("dtypes are promoted, gradients come back in the dtype of their tensor", () => {
    const x = tensor([1, 2], { requiresGrad: true });
    const t = tensor([0, 0], { dtype: "float64", requiresGrad: true });
    const loss = new nn.MSELoss().forward(x, t);
    expect(loss.dtype).toBe("float64");
    loss.backward();
    expect([x.grad?.dtype, t.grad?.dtype]).toEqual(["float32", "float64"]);
    expect(new nn.L1Loss().forward(x, tensor([1n, 1n])).item()).toBe(0.5);
  });

  test("inputs may be views that are not contiguous", () => {
    const base = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    const x = base.t();
    const t = zeros([3, 2]);
    expect(elements(new nn.MSELoss({ reduction: "none" }).forward(x, t))).toEqual([1, 16, 4, 25, 9, 36]);
    const classes = tensor([0n, 1n, 1n]);
    const plain = tensor([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
    const expected = new nn.CrossEntropyLoss().forward(plain, classes).item();
    expect(new nn.CrossEntropyLoss().forward(x, classes).item()).toBe(expected);
  });

  test("class weights of cross entropy with probabilities may be trained too", () => {
    const logits = tensor([[1, 2, 3]], { requiresGrad: true });
    const probabilities = tensor([[0.2, 0.3, 0.5]], { requiresGrad: true });
    const weight = ones([3], { requiresGrad: true });
    nn.functional.crossEntropy(logits, probabilities, { weight }).backward();
    const logs = elements(logits.logSoftmax(1));
    logs.forEach((log, i) => {
      expect(elements(probabilities.grad as Tensor)[i]).toBeCloseTo(-log, 5);
      expect(elements(weight.grad as Tensor)[i]).toBeCloseTo(-log * [0.2, 0.3, 0.5][i], 5);
    });
  });

  test("logits may change after their cross entropy, as in PyTorch", () => {
    const logits = tensor([[1, 2, 3]], { requiresGrad: true });
    const doubled = logits.mul(2);
    const loss = nn.functional.crossEntropy(doubled, tensor([0n]));
    doubled.zero_();
    loss.backward();
    expect(logits.grad?.sum().item()).toBeCloseTo(0, 6);
    expect((logits.grad as Tensor).select(1, 2).item()).toBeGreaterThan(1);
  });

  test("nothing is recorded under noGrad, nor for tensors that need no gradient", () => {
    const loss = new nn.CrossEntropyLoss().forward(zeros([2, 3]), tensor([0n, 2n]));
    expect(loss.requiresGrad).toBe(false);
    expect(loss.item()).toBeCloseTo(Math.log(3), 6);
  });
});

describe("refusals", () => {
  const x = tensor([
    [0.1, 0.2, 0.3, 0.4],
    [0.5, 0.6, 0.7, 0.8],
    [0.9, 0.1, 0.2, 0.3],
  ]);
  const p = tensor([
    [0.1, 0.2, 0.3, 0.4],
    [0.5, 0.6, 0.7, 0.8],
    [0.9, 0.1, 0.2, 0.3],
  ]);
  const { functional: F } = nn;
  const trained = ones([4], { requiresGrad: true });
  const cases: [string, () => unknown, string][] = [
    ["no input", () => F.mseLoss(null as never, p), "mseLoss(): argument 'input' must be Tensor, not null"],
    [
      "no target",
      () => F.crossEntropy(x, [0, 1] as never),
      "crossEntropy(): argument 'target' must be Tensor, not array",
    ],
    ["reduction", () => F.mseLoss(x, p, { reduction: "foo" as "sum" }), "foo is not a valid value for reduction"],
    [
      "class reduction",
      () => F.nllLoss(x, tensor([0n]), { reduction: "" as "sum" }),
      " is not a valid value for reduction",
    ],
    ["shapes", () => F.mseLoss(x, tensor([1, 2, 3])), "The size of tensor a (4) must match the size of tensor b (3)"],
    ["integers", () => F.mseLoss(tensor([1n]), tensor([1n])), "\"mse_cpu\" not implemented for 'Long'"],
    ["weights", () => F.mseLoss(x, p, { weight: tensor([1, 2]) }), "Weights and input must have the same size"],
    ["delta", () => F.huberLoss(x, p, { delta: 0 }), "huber_loss does not support non-positive values for delta."],
    ["delta's type", () => new nn.HuberLoss({ delta: "1" as never }), "delta must be a float or int, got: string"],
    ["beta", () => F.smoothL1Loss(x, p, { beta: -1 }), "smooth_l1_loss does not support negative values for beta."],
    ["probability", () => F.binaryCrossEntropy(x.add(1), p), "all elements of input should be between 0 and 1"],
    ["NaN", () => F.binaryCrossEntropy(tensor([Number.NaN]), tensor([1])), "all elements of input should be between"],
    ["target", () => F.binaryCrossEntropy(x, p.add(1)), "all elements of target should be between 0 and 1"],
    [
      "sizes",
      () => F.binaryCrossEntropy(x, p.select(0, 0)),
      "Using a target size (torch.Size([4])) that is different to the input size (torch.Size([3, 4])) is deprecated.",
    ],
    [
      "sizes of logits",
      () => F.binaryCrossEntropyWithLogits(x, p.select(0, 0)),
      "Target size (torch.Size([4])) must be the same as input size (torch.Size([3, 4]))",
    ],
    [
      "a trained weight",
      () => F.binaryCrossEntropy(x, p, { weight: trained }),
      "The function 'binary_cross_entropy' is not differentiable with respect to argument 'weight'.",
    ],
    [
      "a trained positive weight",
      () => F.binaryCrossEntropyWithLogits(x, p, { posWeight: trained }),
      "is not differentiable with respect to argument 'pos_weight'. This input cannot have requires_grad True.",
    ],
    [
      "a larger weight",
      () => F.binaryCrossEntropy(x, p, { weight: ones([2, 3, 4]) }),
      "doesn't match the broadcast shape",
    ],
    ["a class", () => F.crossEntropy(x, tensor([0n, 1n, 4n])), "Target 4 is out of bounds."],
    ["a negative class", () => F.nllLoss(x, tensor([0n, 1n, -1n])), "Target -1 is out of bounds."],
    [
      "batch",
      () => F.crossEntropy(x, tensor([0n, 1n])),
      "Expected input batch_size (3) to match target batch_size (2).",
    ],
    [
      "a float class",
      () => F.crossEntropy(x, tensor([0, 1, 2])),
      "expected target dtype to be Long or Byte, but got Float",
    ],
    [
      "class weights",
      () => F.crossEntropy(x, tensor([0n, 1n, 3n]), { weight: ones([3]) }),
      "weight tensor should be defined either for all 4 classes or no classes but got weight tensor of shape: [3]",
    ],
    [
      "class weights' dtype",
      () => F.crossEntropy(x, tensor([0n, 1n, 3n]), { weight: ones([4], { dtype: "float64" }) }),
      "expected scalar type Float but found Double",
    ],
    ["no classes", () => F.crossEntropy(tensor(1), tensor(0n)), "Expected 1 or more dimensions (got 0)"],
    [
      "smoothing",
      () => F.crossEntropy(x, p, { labelSmoothing: 1.5 }),
      "label_smoothing must be between 0.0 and 1.0. Got: 1.5",
    ],
    [
      "places",
      () => F.crossEntropy(zeros([2, 5, 3]), zeros([2, 4], { dtype: "int64" })),
      "Expected target size [2, 3], got [2, 4]",
    ],
    [
      "a vector",
      () => F.crossEntropy(zeros([5]), tensor([0n, 1n])),
      "For 1D input, 1D target must have size 1, but got target size: 2",
    ],
    [
      "integer probabilities",
      () => F.crossEntropy(zeros([5]), zeros([5], { dtype: "int64" })),
      "Expected floating point type for target with class probabilities, got Long",
    ],
    [
      "ignoring",
      () => F.crossEntropy(x, p, { ignoreIndex: 1 }),
      "ignore_index is not supported for floating point target",
    ],
  ];
  test.each(cases)("%s", (_, action, message) => {
    expect(action).toThrow(message);
  });
});

describe("class losses", () => {
  const F = nn.functional;

  test("have no gradient where everything is ignored, also while they are recorded", () => {
    const ignored = tensor([-100, -100], { dtype: "int64" });
    for (const options of [{}, { labelSmoothing: 0.1 }, { labelSmoothing: 1 }]) {
      const x = zeros([2, 3], { requiresGrad: true });
      const loss = F.crossEntropy(x, ignored, options);
      expect(loss.item()).toBeNaN();
      const [gradient] = autograd.grad(loss, x, { createGraph: true });
      expect(Array.from(gradient.toTypedArray(), Number)).toEqual([0, 0, 0, 0, 0, 0]);
    }
    const logs = zeros([2, 3], { requiresGrad: true });
    const [gradient] = autograd.grad(F.nllLoss(logs, ignored), logs, { createGraph: true });
    expect(Array.from(gradient.toTypedArray(), Number)).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test("weigh probabilities by numbers of any dtype", () => {
    const weight = tensor([1n, 2n]);
    expect(F.crossEntropy(zeros([1, 2]), tensor([[0.25, 0.75]]), { weight }).item()).toBeCloseTo(1.75 * Math.LN2, 6);
  });
});
