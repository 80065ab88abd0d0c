import { type DType, isHalf, isInteger } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { allocateLike } from "../copy.ts";
import { getDefaultDtype } from "../defaultDtype.ts";
import { setElement } from "../elementwise.ts";
import { checkedDtype, finish, type TensorOptions } from "../factories.ts";
import { typeName } from "../promotion.ts";
import { checkedShape, type Shape } from "../shape.ts";
import { Tensor } from "../tensor.ts";
import { fillIntegers, fillNormal, fillUniform } from "./fill.ts";
import { checkedGenerator, type Generator } from "./generator.ts";
import { fillPermutation } from "./integers.ts";

/** Options of the random factories. */
export interface RandomOptions extends TensorOptions {
  /** Where the numbers come from. Default: the generator that `manualSeed` seeds. */
  generator?: Generator | null;
}

/**
 * Allocates and checks before anything is drawn, so that bad options leave the generator as it is.
 */
function make(
  result: Tensor,
  options: RandomOptions | undefined,
  fill: (target: Tensor, generator: Generator) => void,
): Tensor {
  const generator = checkedGenerator(options?.generator);
  finish(result, options);
  fill(result, generator);
  return result;
}

function allocate(size: Shape, options: RandomOptions | undefined, fallback: DType): Tensor {
  return Tensor.allocate(checkedDtype(options?.dtype, fallback), checkedShape(size));
}

function allocateAs(input: Tensor, options: RandomOptions | undefined): Tensor {
  return allocateLike(input, checkedDtype(options?.dtype, input.dtype));
}

const uniform = (target: Tensor, generator: Generator) => fillUniform(target, 0, 1, generator);
const standardNormal = (target: Tensor, generator: Generator) => fillNormal(target, 0, 1, generator);

/**
 * Uniform numbers in [0, 1).
 * @throws TypeError for a dtype that is no float.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.rand.html
 */
export function rand(size: Shape, options?: RandomOptions): Tensor {
  return make(allocate(size, options, getDefaultDtype()), options, uniform);
}

/** `rand` with the shape, layout and dtype of another tensor. */
export function randLike(input: Tensor, options?: RandomOptions): Tensor {
  return make(allocateAs(input, options), options, uniform);
}

/**
 * Normal numbers of mean 0 and deviation 1.
 * @throws TypeError for a dtype that is no float.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.randn.html
 */
export function randn(size: Shape, options?: RandomOptions): Tensor {
  return make(allocate(size, options, getDefaultDtype()), options, standardNormal);
}

/** `randn` with the shape, layout and dtype of another tensor. */
export function randnLike(input: Tensor, options?: RandomOptions): Tensor {
  return make(allocateAs(input, options), options, standardNormal);
}

/**
 * Integers from `low` (default 0) up to but not including `high`; int64 unless a dtype is given.
 * @throws TypeError when a bound is no integer, RangeError for an empty range or one that the dtype can't hold.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.randint.html
 */
export function randint(high: number | bigint, size: Shape, options?: RandomOptions): Tensor;
export function randint(low: number | bigint, high: number | bigint, size: Shape, options?: RandomOptions): Tensor;
export function randint(first: number | bigint, ...rest: unknown[]): Tensor {
  const [low, high, [size, options]] = bounds(first, rest);
  const shape = size as Shape;
  const given = options as RandomOptions | undefined;
  return make(allocate(shape, given, "int64"), given, (target, generator) =>
    fillIntegers(target, low, high, generator),
  );
}

/** `randint` with the shape and dtype of another tensor. */
export function randintLike(input: Tensor, high: number | bigint, options?: RandomOptions): Tensor;
export function randintLike(
  input: Tensor,
  low: number | bigint,
  high: number | bigint,
  options?: RandomOptions,
): Tensor;
export function randintLike(input: Tensor, first: number | bigint, ...rest: unknown[]): Tensor {
  const [low, high, [options]] = bounds(first, rest);
  const given = options as RandomOptions | undefined;
  return make(allocateAs(input, given), given, (target, generator) => fillIntegers(target, low, high, generator));
}

/** The bounds of integers, of which the lower may be left out, and the arguments after them. */
function bounds(first: number | bigint, rest: unknown[]): [low: bigint, high: bigint, others: unknown[]] {
  const [second, ...others] = rest;
  if (typeof second === "number" || typeof second === "bigint") {
    return [checkedInteger(first, "low"), checkedInteger(second, "high"), others];
  }
  return [0n, checkedInteger(first, "high"), rest];
}

function checkedInteger(value: unknown, name: string): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isInteger(value)) return BigInt(value);
  throw new TypeError(`${name} must be an integer, got ${String(value)}`);
}

const LARGEST_PERMUTED: Readonly<Partial<Record<DType, number>>> = {
  float32: 2 ** 24 + 1,
  float16: 2 ** 11 + 1,
};

/**
 * The integers from 0 to n - 1 in random order; int64 unless a dtype is given.
 * @throws RangeError for a negative n, or one whose numbers the dtype can't hold; TypeError for bool.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.randperm.html
 */
export function randperm(n: number, options?: RandomOptions): Tensor {
  const [length] = checkedShape([n]);
  const dtype = checkedDtype(options?.dtype, "int64");
  if (dtype === "bool") throw new TypeError("\"randperm\" not implemented for 'Bool'");
  const largest = LARGEST_PERMUTED[dtype];
  if (largest !== undefined && length > largest) {
    const named = dtype === "float32" ? "2^24+1" : largest;
    throw new RangeError(`n cannot be greater than ${named} for ${typeName(dtype)} type.`);
  }
  const result = Tensor.allocate(dtype, [length]);
  if (isInteger(dtype)) setElement(Tensor.allocate(dtype, []), 0, length); // which throws if it is too large
  return make(result, options, (target, { engine }) => {
    launch("randperm", () => {
      const numbers = isHalf(dtype) ? new Float32Array(length) : target.storage.data;
      fillPermutation(numbers, engine);
      for (let i = 0; isHalf(dtype) && i < length; i++) setElement(target, i, numbers[i]);
    });
  });
}

/** @internal The dtype of `normal` with numbers: the default one unless given. */
export function normalOfSize(mean: number, std: number, size: Shape, options?: RandomOptions): Tensor {
  return make(allocate(size, options, getDefaultDtype()), options, (target, generator) =>
    fillNormal(target, mean, std, generator),
  );
}
