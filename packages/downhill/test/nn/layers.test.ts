import { linspace, manualSeed, nn, noGrad, ones, type Tensor, tensor } from "downhill";
import { describe, expect, test, vi } from "vitest";
import type { SparseTensor } from "../../src/tensor/sparse.ts";
import { elements, expectClose, expectSame, fixture, make, unpack } from "./support.ts";

describe("layers equal PyTorch's", () => {
  const codes = [...new Set(fixture.layers.map(({ code }) => code))];
  test.each(codes)("%s", (code) => {
    for (const testCase of fixture.layers.filter((layer) => layer.code === code)) {
      const what = `${code} ${testCase.dtype}`;
      const module = (make(code) as nn.Module).to(testCase.dtype);
      const state = Object.entries(testCase.state).map(([key, packed]) => [key, unpack(packed)] as const);
      expect(module.loadStateDict(new Map(state)).missingKeys).toEqual([]);
      module.train(testCase.training);
      const input = unpack(testCase.input);
      if (testCase.inputGrad !== null) input.requiresGrad_();
      const output = module.forward(input);
      expectClose(output, testCase.output, `${what} output`);
      expect(output.gradFn?.name, what).toBe(testCase.gradFn);
      const after = module.stateDict();
      for (const [key, packed] of Object.entries(testCase.stateAfter))
        expectClose(after.get(key), packed, `${what} ${key}`);
      const weights = linspace(-1, 2, output.numel(), { dtype: output.dtype });
      output.backward(weights.reshape([...output.shape]));
      if (testCase.inputGrad !== null) expectClose(input.grad, testCase.inputGrad, `${what} gradient of the input`, 16);
      for (const [name, parameter] of module.namedParameters()) {
        const { grad } = parameter;
        if (testCase.sparse === undefined) {
          expectClose(grad, testCase.grads[name], `${what} gradient of ${name}`, 16);
          continue;
        }
        expect(grad?.isSparse).toBe(true);
        expectClose(grad?.toDense(), testCase.grads[name], `${what} gradient of ${name}`);
      }
    }
  });
});

describe("Dropout", () => {
  test("drops about p of the elements, scales the rest, and the same ones for the same seed", () => {
    const input = ones([100, 100], { requiresGrad: true });
    const layer = new nn.Dropout(0.25);
    manualSeed(5);
    const first = layer.forward(input);
    const values = elements(first);
    const dropped = values.filter((value) => value === 0).length;
    expect(dropped / 10_000).toBeCloseTo(0.25, 1);
    expect(new Set(values)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    first.sum().backward();
    expect(elements(input.grad as Tensor)).toEqual(values);
    manualSeed(5);
    expect(elements(layer.forward(input))).toEqual(values);
    expect(elements(layer.forward(input))).not.toEqual(values);
  });

  test("gives back its input while evaluating, and for p = 0", () => {
    const input = ones([4]);
    expect(new nn.Dropout().eval().forward(input)).toBe(input);
    expect(new nn.Dropout(0).forward(input)).toBe(input);
  });

  test("writes over its input where asked to", () => {
    const input = ones([1000]);
    const output = new nn.Dropout(0.5, { inplace: true }).forward(input);
    expect(output).toBe(input);
    expect(new Set(elements(input))).toEqual(new Set([0, 2]));
  });

  test.each([-0.1, 1.1, Number.NaN])("refuses p = %s", (p) => {
    expect(() => new nn.Dropout(p)).toThrow(`dropout probability has to be between 0 and 1, but got ${p}`);
  });
});

describe("Embedding", () => {
  test("starts its padding row as zeros and never trains it", () => {
    const layer = new nn.Embedding(4, 2, { paddingIdx: -1 });
    expect(layer.paddingIdx).toBe(3);
    expect(elements(layer.weight.select(0, 3))).toEqual([0, 0]);
    layer
      .forward(tensor([3n, 0n, 3n]))
      .sum()
      .backward();
    expect(elements(layer.weight.grad as Tensor)).toEqual([1, 1, 0, 0, 0, 0, 0, 0]);
  });

  test("shortens rows that are longer than maxNorm, and only those it looks up", () => {
    const table = tensor([
      [3, 4],
      [0.3, 0.4],
      [30, 40],
    ]);
    const layer = nn.Embedding.fromPretrained(table, { maxNorm: 1 });
    const output = elements(layer.forward(tensor([0n, 1n, 0n])));
    expect(output[0]).toBeCloseTo(0.6, 5);
    expect(output[1]).toBeCloseTo(0.8, 5);
    expect(elements(table).slice(2)).toEqual(elements(tensor([0.3, 0.4, 30, 40])));
    expect(layer.weight.requiresGrad).toBe(false);
  });

  test("keeps one entry per lookup in a sparse gradient", () => {
    const testCase = fixture.layers.find(({ sparse, dtype }) => sparse !== undefined && dtype === "float32");
    const layer = make(testCase!.code) as nn.Embedding;
    layer.loadStateDict({ weight: unpack(testCase!.state.weight) });
    const output = layer.forward(unpack(testCase!.input));
    output.backward(linspace(-1, 2, output.numel()).reshape([...output.shape]));
    const grad = layer.weight.grad as SparseTensor;
    expectSame(grad._indices(), testCase!.sparse!.indices, "indices");
    expectSame(grad._values(), testCase!.sparse!.values, "values");
    expectClose(layer.weight.grad!.toDense(), testCase!.grads.weight, "sparse gradient");
  });

  test.each([
    ["a row", () => new nn.Embedding(3, 2).forward(tensor([3n])), "index out of range in self"],
    ["a negative row", () => new nn.Embedding(3, 2).forward(tensor([-1n])), "index out of range in self"],
    ["floats", () => new nn.Embedding(3, 2).forward(tensor([1])), "Expected tensor for argument #1 'indices'"],
    ["a padding row", () => new nn.Embedding(3, 2, { paddingIdx: 3 }), "Padding_idx must be within num_embeddings"],
    ["a weight", () => new nn.Embedding(3, 2, { weight: ones([2, 3]) }), "Shape of weight does not match"],
    ["a vector", () => nn.Embedding.fromPretrained(ones([2])), "Embeddings parameter is expected to be 2-dimensional"],
  ])("refuses %s", (_, action, message) => {
    expect(action).toThrow(message);
  });
});

describe("LayerNorm", () => {
  const x = ones([3, 4]);
  test.each([
    [
      "another size",
      () => new nn.LayerNorm(3).forward(x),
      "Given normalized_shape=[3], expected input with shape [*, 3], but got input of size[3, 4]",
    ],
    ["no dimensions", () => new nn.LayerNorm([]).forward(x), "Expected normalized_shape to be at least 1-dimensional"],
    [
      "another dtype",
      () => new nn.LayerNorm(4, { dtype: "float64" }).forward(x),
      "mixed dtype (CPU): expect parameter to have scalar type of Float",
    ],
    [
      "a weight's shape",
      () => nn.functional.layerNorm(x, [4], { weight: ones([3]) }),
      "Expected weight to be of same shape as normalized_shape, but got weight of shape [3] and normalized_shape = [4]",
    ],
    ["integers", () => nn.functional.layerNorm(tensor([1n]), [1]), "not implemented for 'Long'"],
  ])("refuses %s", (_, action, message) => {
    expect(action).toThrow(message);
  });

  test("normalizes rows whose layout is not contiguous", () => {
    const base = linspace(0, 11, 12).reshape([4, 3]);
    const layer = new nn.LayerNorm(4);
    expect(elements(layer.forward(base.t()))).toEqual(elements(layer.forward(base.t().contiguous())));
  });
});

describe("Conv2d, BatchNorm, MaxPool2d", () => {
  const image = ones([2, 3, 5, 5]);
  const conv = (options: nn.Conv2dOptions) => new nn.Conv2d(4, 8, 3, options);
  const pool = (options: nn.functional.PoolingOptions) => new nn.MaxPool2d(2, options).forward(ones([1, 1, 4, 4]));
  test.each([
    [
      "inputs that groups don't divide",
      () => new nn.Conv2d(3, 8, 3, { groups: 2 }),
      "in_channels must be divisible by groups",
    ],
    [
      "outputs that groups don't divide",
      () => new nn.Conv2d(4, 7, 3, { groups: 2 }),
      "out_channels must be divisible by groups",
    ],
    ["no groups", () => conv({ groups: 0 }), "groups must be a positive integer"],
    [
      "a padding",
      () => conv({ padding: "foo" as "same" }),
      "Invalid padding string 'foo', should be one of {'same', 'valid'}",
    ],
    [
      "same with a stride",
      () => conv({ stride: 2, padding: "same" }),
      "padding='same' is not supported for strided convolutions",
    ],
    [
      "three strides",
      () => conv({ stride: [1, 2, 3] as never }),
      "stride must be an integer or an array of two, got [1,2,3]",
    ],
    [
      "channels",
      () => conv({}).forward(image),
      "Given groups=1, weight of size [8, 4, 3, 3], expected input[2, 3, 5, 5] to have 4 channels, but got 3 channels instead",
    ],
    [
      "a small image",
      () => conv({}).forward(ones([1, 4, 2, 5])),
      "Calculated padded input size per channel: (2 x 5). Kernel size: (3 x 3). Kernel size can't be greater than actual input size",
    ],
    [
      "a small image, seen through gaps",
      () => nn.functional.conv2d(ones([1, 1, 4, 6]), ones([1, 1, 3, 3]), null, { dilation: 2 }),
      "Calculated padded input size per channel: (4 x 6). Kernel size: (5 x 5). Kernel size can't be greater than actual input size",
    ],
    [
      "few outputs for the groups",
      () => nn.functional.conv2d(ones([1, 3, 2, 2]), ones([2, 1, 1, 1]), null, { groups: 3 }),
      "Given groups=3, expected weight to be at least 3 at dimension 0, but got weight of size [2, 1, 1, 1] instead",
    ],
    [
      "a bias for other outputs",
      () => nn.functional.conv2d(ones([1, 1, 4, 4]), ones([1, 1, 3, 3]), ones([2])),
      "Given weight of size [1, 1, 3, 3], expected bias to be 1-dimensional with 1 elements, but got bias of size [2] instead",
    ],
    [
      "a matrix",
      () => conv({}).forward(ones([3, 5])),
      "Expected 3D (unbatched) or 4D (batched) input to conv2d, but got input of size: [3, 5]",
    ],
    [
      "dtypes",
      () => conv({}).forward(ones([1, 4, 5, 5], { dtype: "float64" })),
      "Input type (double) and weight type (float) should be the same",
    ],
    ["no stride", () => conv({ stride: 0 }).forward(ones([1, 4, 5, 5])), "non-positive stride is not supported"],
    ["negative padding", () => conv({ padding: -1 }).forward(ones([1, 4, 5, 5])), "negative padding is not supported"],
    ["a matrix for BatchNorm2d", () => new nn.BatchNorm2d(3).forward(ones([2, 3])), "expected 4D input (got 2D input)"],
    ["images for BatchNorm1d", () => new nn.BatchNorm1d(3).forward(image), "expected 2D or 3D input (got 4D input)"],
    [
      "one value per channel",
      () => new nn.BatchNorm1d(3).forward(ones([1, 3])),
      "Expected more than 1 value per channel when training, got input size torch.Size([1, 3])",
    ],
    [
      "no eps in training",
      () => new nn.BatchNorm2d(3, { eps: 0 }).forward(image),
      "batch_norm eps must be positive during training, but got 0.0",
    ],
    ["other channels", () => new nn.BatchNorm2d(4).forward(image), "running_mean should contain 3 elements not 4"],
    [
      "pool padding",
      () => pool({ padding: 2 }),
      "pad should be at most half of effective kernel size, but got pad=2, kernel_size=2 and dilation=1",
    ],
    [
      "pool padding of a dilated window",
      () => new nn.MaxPool2d([3, 5], { padding: 2, dilation: 2 }).forward(ones([1, 1, 9, 9])),
      "pad should be smaller than or equal to half of kernel size, but got padW = 2, padH = 2, kW = 5, kH = 3",
    ],
    [
      "a matrix to pool",
      () => new nn.MaxPool2d(2).forward(ones([4, 4])),
      "non-empty 3D or 4D (batch mode) tensor expected for input",
    ],
    [
      "a large window",
      () => new nn.MaxPool2d(5).forward(ones([1, 1, 4, 4])),
      "Given input size: (1x4x4). Calculated output size: (1x0x0). Output size is too small",
    ],
    [
      "a window with gaps, much too large",
      () => nn.functional.maxPool2d(ones([2, 1, 2]), 3, { stride: 1, dilation: 2 }),
      "Given input size: (2x1x2). Calculated output size: (2x-3x-2). Output size is too small",
    ],
    ["no pool stride", () => pool({ stride: 0 }), "stride should be greater than zero"],
    [
      "no channels",
      () => new nn.MaxPool2d(2).forward(ones([1, 0, 4, 4])),
      "Expected 3D or 4D (batch mode) tensor with optional 0 dim batch size for input, but got:[1, 0, 4, 4]",
    ],
  ])("refuse %s", (_, action, message) => {
    expect(action).toThrow(message);
  });

  test("take empty batches, and keep NaN", () => {
    expect(new nn.Conv2d(3, 8, 3).forward(ones([0, 3, 5, 5])).shape).toEqual([0, 8, 3, 3]);
    expect(new nn.MaxPool2d(2).forward(ones([0, 1, 4, 4])).shape).toEqual([0, 1, 2, 2]);
    const narrow = ones([1, 1, 2, 1]).requiresGrad_();
    const beside = new nn.MaxPool2d(2, { padding: [0, 1], dilation: [1, 2] }).forward(narrow);
    expect(elements(beside)).toEqual([-Infinity]);
    beside.sum().backward();
    expect(elements(narrow.grad as Tensor)).toEqual([0, 0]);
    expect(new nn.BatchNorm1d(3).forward(ones([0, 3])).shape).toEqual([0, 3]);
    const row = tensor([1, Number.NaN, 2, 3]).reshape([1, 1, 1, 4]);
    expect(elements(nn.functional.maxPool2d(row, [1, 2]))).toEqual([Number.NaN, 3]);
  });

  test("BatchNorm counts its batches, forgets them, and loads states from before there was a count", () => {
    const layer = new nn.BatchNorm2d(3);
    layer.forward(image);
    expect(layer.numBatchesTracked?.item()).toBe(1);
    const state = Object.fromEntries(layer.stateDict());
    delete state.num_batches_tracked;
    expect(layer.loadStateDict(state).missingKeys).toEqual([]);
    const current = layer.stateDict();
    current.delete("num_batches_tracked");
    expect(() => layer.loadStateDict(current)).toThrow('Missing key(s) in state_dict: "num_batches_tracked". ');
    layer.resetRunningStats();
    expect(layer.numBatchesTracked?.item()).toBe(0);
    expect(elements(layer.runningVar as Tensor)).toEqual([1, 1, 1]);
    expect(layer.double().numBatchesTracked?.dtype).toBe("int64");
  });
});

describe("small layers", () => {
  test("ReLU in place writes over its input", () => {
    const x = tensor([-1, 2]);
    expect(new nn.ReLU({ inplace: true }).forward(x)).toBe(x);
    expect(elements(x)).toEqual([0, 2]);
  });

  test("Softmax without a dimension follows PyTorch's old rule and warns", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const x = tensor([
      [1, 2],
      [3, 5],
    ]);
    expect(elements(new nn.Softmax().forward(x))).toEqual(elements(x.softmax(1)));
    expect(warn).toHaveBeenCalledOnce();
    warn.mockRestore();
  });

  test("Identity gives back its input", () => {
    const x = ones([2]);
    expect(new nn.Identity().forward(x)).toBe(x);
  });

  test("Linear of nothing warns and gives its bias", () => {
    const warn = vi.spyOn(console, "warn").mockImplementation(() => {});
    const layer = new nn.Linear(0, 2);
    expect(warn).toHaveBeenCalledWith("Initializing zero-element tensors is a no-op");
    warn.mockRestore();
    expect(elements(layer.forward(ones([3, 0])))).toEqual([0, 0, 0, 0, 0, 0]);
  });

  test.each([
    ["features", () => new nn.Linear(-1, 2), "Trying to create tensor with negative dimension -1"],
    ["fractions", () => new nn.Linear(2.5, 2), "integer"],
    [
      "shapes",
      () => new nn.Linear(3, 2).forward(ones([3, 4])),
      "mat1 and mat2 shapes cannot be multiplied (3x4 and 3x2)",
    ],
    [
      "a dimension",
      () => new nn.Softmax(3).forward(ones([3, 4])),
      "Dimension out of range (expected to be in range of [-2, 1], but got 3)",
    ],
    [
      "an approximation",
      () => new nn.GELU({ approximate: "foo" as "tanh" }).forward(ones([2])),
      "approximate argument must be either none or tanh.",
    ],
  ])("Linear, Softmax, GELU refuse wrong %s", (_, action, message) => {
    expect(action).toThrow(message);
  });

  test("layers in float64 compute in float64", () => {
    const layer = new nn.Linear(2, 2, { dtype: "float64" });
    noGrad(() => layer.weight.fill_(0.1));
    noGrad(() => layer.bias?.fill_(0));
    const packed = { dtype: "float64", shape: [2], values: [0.30000000000000004, 0.30000000000000004] } as const;
    expectSame(layer.forward(tensor([1, 2], { dtype: "float64" })), packed, "float64");
  });
});
