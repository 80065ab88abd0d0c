import { smallFloats, toSmallFloat } from "../../math/smallFloats.ts";
import {
  type DType,
  type FloatDType,
  type HalfDType,
  isDifferentiable,
  isFloat,
  isHalf,
  type TypedArray,
} from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { allocateLike, copyInto } from "../copy.ts";
import { setElement } from "../elementwise.ts";
import { typeName } from "../promotion.ts";
import type { Tensor } from "../tensor.ts";
import type { Generator } from "./generator.ts";
import { drawIntegers } from "./integers.ts";
import { inMemoryOrder } from "./memoryOrder.ts";
import { drawNormal, drawnInBlocks, fillNormal32, fillNormal64, NORMAL_BLOCK } from "./normal.ts";
import { fillUniform32, fillUniform64 } from "./uniform.ts";

/*
 * Random numbers into the elements of a tensor, in PyTorch's order of drawing. These count no version and know no graph.
 * Every argument is checked before the first number is drawn.
 */

/** The elements of a row-major tensor as an array over its memory. */
function elements(target: Tensor): TypedArray {
  return target.storage.data.subarray(target.offset, target.offset + target._numel);
}

const NOT_IMPLEMENTED = (kernel: string, target: Tensor) =>
  new TypeError(`"${kernel}" not implemented for '${typeName(target.dtype)}'`);

/** Fills floats of two bytes by way of float32, in the same order of memory. */
function roundedInto(target: Tensor, fill: (floats: Tensor) => void): void {
  const floats = allocateLike(target, "float32");
  fill(floats);
  copyInto(target, floats);
}

/** @throws TypeError unless the dtype is a float, RangeError for bounds that are no range. */
export function fillUniform(target: Tensor, from: number, to: number, generator: Generator): void {
  if (isHalf(target.dtype)) {
    roundedInto(target, (floats) => fillUniform(floats, from, to, generator));
    return;
  }
  if (!isFloat(target.dtype)) throw NOT_IMPLEMENTED("check_uniform_bounds", target);
  checkNumber(from, "from");
  checkNumber(to, "to");
  const single = target.dtype === "float32";
  const name = single ? "float" : "double";
  const largest = single ? 2 ** 128 - 2 ** 104 : Number.MAX_VALUE;
  if (!(Math.abs(from) <= largest)) throw new RangeError(`from is out of bounds for ${name}`);
  if (!(Math.abs(to) <= largest)) throw new RangeError(`to is out of bounds for ${name}`);
  if (from > to) {
    throw new RangeError(`uniform_ expects to return a [from, to) range, but found from=${from} > to=${to}`);
  }
  if (to - from > largest) {
    throw new RangeError(
      `uniform_ expects to-from <= std::numeric_limits<${typeName(target.dtype)}>::max(), but found to=${to} and ` +
        `from=${from} which result in to-from to exceed the limit`,
    );
  }
  const fill = (data: TypedArray) => {
    if (data instanceof Float32Array) fillUniform32(data, from, to, generator.engine);
    else fillUniform64(data as Float64Array, from, to, generator.engine);
  };
  launch("uniform", () => {
    if (target._contiguous) {
      fill(elements(target));
      return;
    }
    const one = single ? new Float32Array(1) : new Float64Array(1);
    const { data } = target.storage;
    inMemoryOrder(target._shape, [target], (place) => {
      fill(one);
      data[place] = one[0];
    });
  });
}

/** @throws TypeError unless the dtype is a float, RangeError for a negative deviation. */
export function fillNormal(target: Tensor, mean: number, std: number, generator: Generator): void {
  checkNumber(mean, "mean");
  checkNumber(std, "std");
  if (!(std >= 0)) throw new RangeError(`normal expects std >= 0.0, but found std ${std}`);
  if (isHalf(target.dtype)) {
    roundedInto(target, (floats) => fillNormalInParts(floats, mean, std, generator));
    return;
  }
  if (!isFloat(target.dtype)) throw NOT_IMPLEMENTED("normal_kernel_cpu", target);
  launch("normal", () => {
    if (target._contiguous && drawnInBlocks(target._numel)) {
      const data = elements(target);
      if (data instanceof Float32Array) fillNormal32(data, mean, std, generator.engine);
      else fillNormal64(data as Float64Array, mean, std, generator.engine);
      return;
    }
    const { data } = target.storage;
    inMemoryOrder(target._shape, [target], (place) => {
      data[place] = drawNormal(mean, std, generator);
    });
  });
}

/**
 * Fills each element by a function of the generator, in the order of memory.
 * @throws TypeError for integers, unless they are allowed
 */
export function fillEach(
  target: Tensor,
  name: string,
  generator: Generator,
  draw: (generator: Generator) => number,
  takesIntegers = false,
): void {
  if (!takesIntegers && !isDifferentiable(target.dtype)) throw NOT_IMPLEMENTED(name, target);
  launch(name, () => {
    inMemoryOrder(target._shape, [target], (place) => setElement(target, place, draw(generator)));
  });
}

/** As PyTorch draws for floats of two bytes: whole blocks first, and what is left over with a block of its own. */
function fillNormalInParts(target: Tensor, mean: number, std: number, generator: Generator): void {
  const rest = target._numel % NORMAL_BLOCK;
  if (!target._contiguous || target._numel < NORMAL_BLOCK || rest === 0) {
    fillNormal(target, mean, std, generator);
    return;
  }
  launch("normal", () => {
    const data = elements(target) as Float32Array;
    fillNormal32(data.subarray(0, data.length - rest), mean, std, generator.engine);
    fillNormal32(data.subarray(data.length - NORMAL_BLOCK), mean, std, generator.engine);
  });
}

/**
 * Ones with the probabilities that a tensor of the same shape gives, else zeros.
 * @throws TypeError for integer probabilities, RangeError for those outside of [0, 1].
 */
export function fillBernoulli(target: Tensor, probabilities: Tensor, generator: Generator): void {
  if (!isFloat(probabilities.dtype)) throw NOT_IMPLEMENTED("bernoulli_tensor_cpu_p_", probabilities);
  launch("bernoulli", () => {
    const p = probabilities.storage.data;
    inMemoryOrder(probabilities._shape, [probabilities], (place) => {
      if (!(p[place] >= 0 && p[place] <= 1)) {
        throw new RangeError(`Expected p_in >= 0 && p_in <= 1 to be true, but got false: p is ${p[place]}`);
      }
    });
    const { engine } = generator;
    const draw = probabilities.dtype === "float32" ? () => engine.uniform32() : () => engine.uniform64();
    inMemoryOrder(target._shape, [target, probabilities], (place, from) => {
      setElement(target, place, draw() < Number(p[from]) ? 1 : 0);
    });
  });
}

/**
 * Ones with one probability, else zeros: PyTorch's, but for Intel's processors, where it draws from a generator of
 * Intel's library.
 * @throws RangeError for a probability outside of [0, 1].
 */
export function fillBernoulliScalar(target: Tensor, p: number, generator: Generator): void {
  checkNumber(p, "p");
  if (!(p >= 0 && p <= 1)) throw new RangeError(`bernoulli_ expects p to be in [0, 1], but got p=${p}`);
  const { engine } = generator;
  launch("bernoulli", () => {
    if (target._contiguous && isFloat(target.dtype)) engine.fillBernoulli(elements(target) as Float32Array, p);
    else inMemoryOrder(target._shape, [target], (place) => setElement(target, place, engine.uniform64() < p ? 1 : 0));
  });
}

/** Bits of precision by dtype: whole numbers up to 2^bits are exact. */
const EXACT_BITS = { float16: 11, bfloat16: 8, float32: 24, float64: 53 } as const;

/** What integers of the small types are, by PyTorch's names of them. */
const RANGES: Readonly<Partial<Record<DType, readonly [smallest: bigint, end: bigint, name: string]>>> = {
  bool: [0n, 2n, "bool"],
  uint8: [0n, 2n ** 8n, "unsigned char"],
  int8: [-(2n ** 7n), 2n ** 7n, "signed char"],
  int16: [-(2n ** 15n), 2n ** 15n, "short"],
  int32: [-(2n ** 31n), 2n ** 31n, "int"],
};

/**
 * Integers from `low` up to but not including `high`, into a row-major tensor.
 * @throws RangeError for an empty range, or one that the dtype can't hold.
 */
export function fillIntegers(target: Tensor, low: bigint, high: bigint, generator: Generator): void {
  if (low >= high) {
    throw new RangeError(`random_ expects 'from' to be less than 'to', but got from=${low} >= to=${high}`);
  }
  for (const bound of [low, high]) {
    if (BigInt.asIntN(64, bound) !== bound) throw new RangeError(`Overflow when unpacking long long: ${bound}`);
  }
  let from = low;
  let to = high;
  const range = RANGES[target.dtype];
  if (range !== undefined) {
    const [smallest, end, name] = range;
    if (low < smallest || low >= end) throw new RangeError(`from is out of bounds for ${name}`);
    if (high > end) throw new RangeError(`to - 1 is out of bounds for ${name}`);
  } else if (isDifferentiable(target.dtype)) {
    from = exactAbove(low, target.dtype);
    to = exactBelow(high, target.dtype);
    if (from >= to) {
      throw new RangeError(
        `random_ expects 'from' casted to dtype to be less than 'to' casted to dtype, but got from=${from} >= to=${to}`,
      );
    }
  }
  const draw = drawIntegers(from, to, generator.engine);
  launch("randint", () => {
    for (let i = 0; i < target._numel; i++) setElement(target, target.offset + i, draw());
  });
}

function toFloat(value: bigint, dtype: FloatDType | HalfDType): bigint {
  let number = Number(value);
  if (dtype !== "float64") number = Math.fround(number);
  if (isHalf(dtype)) number = smallFloats(dtype)[toSmallFloat(number, dtype)];
  if (!Number.isFinite(number)) throw new RangeError(`from or to is out of bounds for ${dtype}: ${value}`);
  return BigInt.asIntN(64, BigInt(number));
}

/** Distance between neighbouring floats around a number. */
function spacing(value: bigint, dtype: FloatDType | HalfDType): bigint {
  const length = (value < 0n ? -value : value).toString(2).length;
  return 1n << BigInt(Math.max(0, length - EXACT_BITS[dtype]));
}

/** A lower bound that rounding can't go below. */
function exactAbove(low: bigint, dtype: FloatDType | HalfDType): bigint {
  const rounded = toFloat(low + 1n, dtype);
  return rounded < low ? rounded + spacing(low + 1n, dtype) : low;
}

/** An upper bound that rounding can't reach. */
function exactBelow(high: bigint, dtype: FloatDType | HalfDType): bigint {
  const rounded = toFloat(high - 1n, dtype);
  return rounded >= high ? rounded - spacing(high - 1n, dtype) : high;
}

function checkNumber(value: number, name: string): void {
  if (typeof value !== "number") throw new TypeError(`${name} must be a number, got ${typeof value}`);
}
