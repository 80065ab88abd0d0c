import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import {
  bernoulli,
  type DType,
  Generator,
  getRngState,
  initialSeed,
  manualSeed,
  mul,
  multinomial,
  normal,
  ones,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
  seed,
  setRngState,
  sum,
  type Tensor,
  tensor,
  zeros,
} from "../../src/index.ts";

const { states } = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/random_numbers.json", import.meta.url), "utf8"),
) as { states: { seed: string; uniform: number; normal: number; state: string; next: number[] }[] };

const bytes = (state: Tensor) => state.toTypedArray() as Uint8Array;

afterEach(() => {
  manualSeed(0);
});

describe("Generator", () => {
  it("has PyTorch's state and continues from it", () => {
    for (const item of states) {
      manualSeed(BigInt(item.seed));
      rand([item.uniform]);
      randn([item.normal]);
      const state = getRngState();
      expect(createHash("sha256").update(bytes(state)).digest("hex").slice(0, 16)).toBe(item.state);
      expect(randn([3]).toArray()).toEqual(item.next);
      setRngState(state);
      expect(randn([3]).toArray()).toEqual(item.next);
      expect([state.dtype, state.shape]).toEqual(["uint8", [5056]]);
      const copy = new Generator().setState(bytes(state));
      expect(copy.initialSeed()).toBe(initialSeed());
      const twin = copy.clone();
      expect(randn([3], { generator: copy }).toArray()).toEqual(item.next);
      expect(randn([3], { generator: twin }).toArray()).toEqual(item.next);
    }
  });

  it("tells its seed, which counts modulo 2^32", () => {
    expect(new Generator().initialSeed()).toBe(67280421310721);
    expect(manualSeed(7).initialSeed()).toBe(7);
    expect(manualSeed(-1).initialSeed()).toBe(2n ** 64n - 1n);
    expect(manualSeed(-(2n ** 63n)).initialSeed()).toBe(2n ** 63n);
    manualSeed(5);
    const five = rand([4]).toArray();
    manualSeed(2 ** 32 + 5);
    expect(rand([4]).toArray()).toEqual(five);
    const chosen = seed();
    expect(initialSeed()).toBe(chosen);
    expect(Number.isSafeInteger(chosen)).toBe(true);
  });

  it("is independent of the default one", () => {
    manualSeed(3);
    const expected = rand([2]).toArray();
    manualSeed(3);
    const own = new Generator().manualSeed(3);
    expect(rand([2], { generator: own }).toArray()).toEqual(expected);
    expect(zeros([2]).uniform_(0, 1, { generator: own }).toArray()).not.toEqual(expected);
    expect(rand([2]).toArray()).toEqual(expected);
  });

  it("refuses what is no seed and no state, changing nothing", () => {
    manualSeed(11);
    const before = getRngState();
    expect(() => manualSeed(1.5)).toThrow("manualSeed(): argument 'seed' must be an integer, not number 1.5");
    expect(() => manualSeed("1" as never)).toThrow("manualSeed(): argument 'seed' must be an integer, not string '1'");
    expect(() => manualSeed(2n ** 64n)).toThrow("Overflow when unpacking");
    expect(() => manualSeed(-(2n ** 63n) - 1n)).toThrow(RangeError);
    expect(() => setRngState([1] as never)).toThrow("must be a uint8 Tensor or a Uint8Array, not array");
    expect(() => setRngState(zeros([5056]))).toThrow("RNG state must be a torch.ByteTensor");
    expect(() => setRngState(new Uint8Array(10))).toThrow(
      "Expected a CPUGeneratorImplState of size 5056 but found the input RNG state size to be 10",
    );
    expect(() => setRngState(new Uint8Array(5056))).toThrow("Invalid mt19937 state");
    const torn = bytes(before).slice();
    new DataView(torn.buffer).setInt32(8, 600, true); // more left than words follow
    new DataView(torn.buffer).setUint32(16, 600, true);
    expect(() => setRngState(torn)).toThrow("Invalid mt19937 state");
    expect(bytes(getRngState())).toEqual(bytes(before));
  });
});

describe("random factories", () => {
  it("take dtype, requiresGrad and generator", () => {
    const x = randn([2, 3], { dtype: "float64", requiresGrad: true });
    expect([x.shape, x.dtype, x.requiresGrad, x.isLeaf]).toEqual([[2, 3], "float64", true, true]);
    expect(randint(10, [3]).dtype).toBe("int64");
    expect(randint(0, 10, [3], { dtype: "float32" }).dtype).toBe("float32");
    expect(randint(2, [3], { dtype: "bool" }).dtype).toBe("bool");
    expect(randperm(5, { dtype: "float64" }).dtype).toBe("float64");
    expect(rand([]).shape).toEqual([]);
    expect(rand([0, 3]).shape).toEqual([0, 3]);
  });

  it("take after another tensor's shape, layout and dtype", () => {
    const model = zeros([2, 3], { dtype: "float64" }).t();
    for (const made of [randLike(model), randnLike(model), randintLike(model, 5), randintLike(model, 2, 5)]) {
      expect([made.shape, made.strides, made.dtype]).toEqual([[3, 2], [1, 3], "float64"]);
    }
    expect(randnLike(model, { dtype: "float32" }).dtype).toBe("float32");
    expect(randLike(tensor([1n, 2n]), { dtype: "float32" }).dtype).toBe("float32");
  });

  it("cover their ranges", () => {
    const values = randint(-3, 4, [2000]).toArray<number[]>();
    expect(new Set(values)).toEqual(new Set([-3, -2, -1, 0, 1, 2, 3]));
    const wide = randint(-(2n ** 63n), 2n ** 63n - 1n, [50]).toTypedArray() as BigInt64Array;
    expect(wide.some((x) => x < -(2n ** 61n)) && wide.some((x) => x > 2n ** 61n)).toBe(true);
    expect([...randperm(100).toArray<number[]>()].sort((a, b) => a - b)).toEqual([...Array(100).keys()]);
    const drawn = multinomial(tensor([0, 1, 2, 0]), 2).toArray<number[]>();
    expect(drawn.sort()).toEqual([1, 2]);
    expect(multinomial(ones([3, 4]), 4).shape).toEqual([3, 4]);
    const ratio = (zeros([20000]).bernoulli_(0.3).sum().item() as number) / 20000;
    expect(Math.abs(ratio - 0.3)).toBeLessThan(0.02);
  });

  it.each<[message: string, call: () => unknown]>([
    [`"check_uniform_bounds" not implemented for 'Long'`, () => rand([3], { dtype: "int64" })],
    [`"normal_kernel_cpu" not implemented for 'Bool'`, () => randn([3], { dtype: "bool" })],
    [`"check_uniform_bounds" not implemented for 'Long'`, () => randLike(tensor([1n]))],
    ["Trying to create tensor with negative dimension -1: [-1]", () => rand([-1])],
    ["argument 'size' must be an array of integers, not string '3'", () => rand("3" as never)],
    ["argument 'generator' must be a Generator, not number 5", () => rand([3], { generator: 5 as never })],
    ["dtype must be", () => rand([3], { dtype: "int5" as DType })],
    ["random_ expects 'from' to be less than 'to', but got from=5 >= to=5", () => randint(5, 5, [3])],
    ["random_ expects 'from' to be less than 'to', but got from=0 >= to=0", () => randint(0, [3])],
    ["Overflow when unpacking long long", () => randint(0, 2n ** 63n, [3])],
    ["argument 'high' must be an integer, not number 1.5", () => randint(1.5, [3])],
    ["to - 1 is out of bounds for bool", () => randint(10, [3], { dtype: "bool" })],
    ["require gradients", () => randint(10, [3], { requiresGrad: true })],
    ["negative dimension -1", () => randperm(-1)],
    [`"randperm" not implemented for 'Bool'`, () => randperm(3, { dtype: "bool" })],
    ["n cannot be greater than 2^24+1 for Float type.", () => randperm(2 ** 24 + 2, { dtype: "float32" })],
    ["normal expects std >= 0.0, but found std -1", () => normal(0, -1, [3])],
    ["normal expects std >= 0.0, but found std NaN", () => normal(0, Number.NaN, [3])],
    ["normal expects all elements of std >= 0.0", () => normal(zeros([2]), tensor([1, -1]))],
    ["normal() missing 1 required positional argument: 'size'", () => normal(0, 1, undefined as never)],
    ["must match the size of tensor b (2)", () => normal(zeros([3]), ones([2]))],
    ["Expected p_in >= 0 && p_in <= 1 to be true, but got false", () => bernoulli(tensor([0.5, 1.5]))],
    ["Expected p_in >= 0 && p_in <= 1 to be true, but got false", () => bernoulli(tensor([Number.NaN]))],
    [`"bernoulli_tensor_cpu_p_" not implemented for 'Long'`, () => bernoulli(tensor([1n]))],
    ["prob_dist must be 1 or 2 dim", () => multinomial(tensor(1), 1)],
    ["multinomial only supports floating-point dtypes for input, got: Long", () => multinomial(tensor([1n]), 1)],
    ["cannot sample n_sample <= 0 samples", () => multinomial(tensor([1, 2]), 0)],
    ["cannot sample n_sample > prob_dist.size(-1) samples without replacement", () => multinomial(tensor([1, 2]), 3)],
    ["(sum of probabilities <= 0)", () => multinomial(zeros([3]), 2)],
    ["either `inf`, `nan` or element < 0", () => multinomial(tensor([1, Number.NaN]), 1)],
    ["(encountering probability entry < 0)", () => multinomial(tensor([1, -1]), 2, { replacement: true })],
  ])("refuse: %s", (message, call) => {
    manualSeed(1);
    const before = getRngState();
    expect(call).toThrow(message);
    expect(bytes(getRngState())).toEqual(bytes(before));
  });
});

describe("in-place draws", () => {
  it.each<[message: string, call: () => unknown]>([
    ["uniform_ expects to return a [from, to) range, but found from=2 > to=1", () => zeros([3]).uniform_(2, 1)],
    ["from is out of bounds for float", () => zeros([3]).uniform_(-Infinity, 1)],
    ["to is out of bounds for float", () => zeros([3]).uniform_(0, 1e39)],
    ["from is out of bounds for double", () => zeros([3], { dtype: "float64" }).uniform_(Number.NaN, 1)],
    ["which result in to-from to exceed the limit", () => zeros([3]).uniform_(-3e38, 3e38)],
    ["bernoulli_ expects p to be in [0, 1], but got p=2", () => zeros([3]).bernoulli_(2)],
    ["The expanded size of the tensor (3) must match the existing size (2)", () => zeros([3]).bernoulli_(ones([2]))],
    ["more than one element of the written-to tensor", () => zeros([3]).expand([2, 3]).uniform_()],
    [
      "a leaf Variable that requires grad is being used in an in-place operation",
      () => randn([3], { requiresGrad: true }).normal_(),
    ],
  ])("refuse: %s", (message, call) => {
    manualSeed(1);
    expect(call).toThrow(message);
  });

  it("cut what was there before off from the gradients", () => {
    const x = tensor([1, 2, 3], { requiresGrad: true });
    const y = mul(x, 2);
    y.uniform_();
    expect(y.gradFn?.name).toBe("UniformBackward0");
    sum(y).backward();
    expect(x.grad?.toArray() ?? [0, 0, 0]).toEqual([0, 0, 0]);
    expect(mul(x, 2).normal_().gradFn?.name).toBe("NormalBackward0");
    expect(mul(x, 2).bernoulli_().gradFn?.name).toBe("BernoulliBackward2");
    const mean = tensor([1, 2], { requiresGrad: true });
    const sample = normal(mean, ones([2]));
    expect(sample.gradFn?.name).toBe("NormalBackward3");
    sum(sample).backward();
    expect(mean.grad?.toArray()).toEqual([0, 0]);
  });

  it("reach the base of a view", () => {
    manualSeed(4);
    const base = zeros([2, 3]);
    base.select(0, 1).uniform_(1, 2);
    const [first, second] = base.toArray<number[][]>();
    expect(first).toEqual([0, 0, 0]);
    expect(second.every((x) => x >= 1 && x < 2)).toBe(true);
  });
});
