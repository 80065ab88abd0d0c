import { to } from "../autograd/functions/conversion.ts";
import { BOOLEAN, ITERABLE, type Kind, listOf, NUMBER, orNull } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { tensor } from "../tensor/factories.ts";
import { GENERATOR, TENSOR_OR_LIST } from "../tensor/kinds.ts";
import { checkedGenerator, type Generator } from "../tensor/random/generator.ts";
import { drawIntegers } from "../tensor/random/integers.ts";
import { multinomial } from "../tensor/random/multinomial.ts";
import { Tensor } from "../tensor/tensor.ts";
import { SIZED, sizeOf } from "./dataset.ts";
import { generatorOrNew, permutation } from "./draws.ts";

/**
 * An order of indices, or of batches of them: derive from it, and define `[Symbol.iterator]`, and `length` where that
 * is known.
 *
 * @typeParam Index a number, or a list of numbers for what gives batches
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.Sampler
 */
export abstract class Sampler<Index = number> implements Iterable<Index> {
  abstract [Symbol.iterator](): Iterator<Index>;

  /** How many indices there are, where that is known. */
  get length(): number {
    throw new TypeError(`object of type '${this.constructor.name}' has no length`);
  }
}

/** @throws RangeError unless a number of samples is an integer from 1 on */
function checkCount(name: string, value: number): void {
  if (Number.isInteger(value) && value > 0) return;
  throw new RangeError(`${name} should be a positive integer value, but got ${name}=${value}`);
}

/** The indices from 0 on, in order. */
export class SequentialSampler extends Sampler {
  /** @internal */
  static readonly signature = signature("SequentialSampler", { dataSource: SIZED });

  readonly dataSource: { readonly length: number } | Tensor;

  /** @param dataSource a dataset, or whatever has a length */
  constructor(dataSource: { readonly length: number } | Tensor);
  constructor(...args: readonly unknown[]) {
    super();
    this.dataSource = SequentialSampler.signature.read(args).dataSource as { readonly length: number };
  }

  *[Symbol.iterator](): globalThis.Generator<number, void, undefined> {
    const { length } = this;
    for (let i = 0; i < length; i++) yield i;
  }

  override get length(): number {
    return sizeOf(this.dataSource as { readonly length: number });
  }
}

/** Options of {@link RandomSampler}. */
export interface RandomSamplerOptions {
  /** Whether an index may come more than once. Default false: every index once, in random order. */
  replacement?: boolean;
  /**
   * How many indices to draw; null for as many as there are samples. Without replacement, more are permutations one
   * after another. Default null.
   */
  numSamples?: number | null;
  /** Where they come from. Default null: a new generator each time, whose seed the one of `manualSeed` draws. */
  generator?: Generator | null;
}

/** So many indices are drawn at once with replacement, as in PyTorch. */
const DRAWN = 32;

/**
 * Indices in random order: PyTorch's for the same seed.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.RandomSampler
 */
export class RandomSampler extends Sampler {
  /** @internal */
  static readonly signature = signature(
    "RandomSampler",
    { dataSource: SIZED },
    {
      replacement: optional(BOOLEAN, false),
      numSamples: optional(orNull(NUMBER), null),
      generator: optional(GENERATOR, null),
    },
  );

  readonly dataSource: { readonly length: number } | Tensor;
  readonly replacement: boolean;
  readonly generator: Generator | null;
  readonly #numSamples: number | null;

  /**
   * @param dataSource a dataset, or whatever has a length
   * @throws RangeError for an empty one, or a number of samples that isn't positive
   */
  constructor(dataSource: { readonly length: number } | Tensor, options?: RandomSamplerOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { dataSource, replacement, numSamples, generator } = RandomSampler.signature.read(args);
    this.dataSource = dataSource as { readonly length: number };
    this.replacement = replacement;
    this.#numSamples = numSamples;
    this.generator = generator === null ? null : checkedGenerator(generator as Generator);
    checkCount("num_samples", this.numSamples);
  }

  /** How many indices are drawn. */
  get numSamples(): number {
    return this.#numSamples ?? sizeOf(this.dataSource as { readonly length: number });
  }

  override get length(): number {
    return this.numSamples;
  }

  *[Symbol.iterator](): globalThis.Generator<number, void, undefined> {
    for (const run of this.runs()) yield* run;
  }

  /** @internal The indices as they are drawn, several at once. */
  *runs(): globalThis.Generator<readonly number[], void, undefined> {
    const size = sizeOf(this.dataSource as { readonly length: number });
    const { numSamples } = this;
    const generator = generatorOrNew(this.generator);
    if (this.replacement) {
      const draw = drawIntegers(0n, BigInt(size), generator.engine);
      for (let left = numSamples; left > 0; left -= DRAWN) {
        yield Array.from({ length: Math.min(left, DRAWN) }, () => Number(draw()));
      }
      return;
    }
    for (let left = numSamples; left >= size; left -= size) yield permutation(size, generator);
    // Drawn even where nothing is left, which the next user of the generator would notice.
    yield permutation(size, generator).slice(0, numSamples % size);
  }
}

/** Options of samplers with a generator only. */
export interface SamplerOptions {
  /** Where the order comes from. Default null: the generator that `manualSeed` seeds. */
  generator?: Generator | null;
}

/** Given indices in random order, each once. */
export class SubsetRandomSampler extends Sampler {
  /** @internal */
  static readonly signature = signature(
    "SubsetRandomSampler",
    { indices: listOf<number>("indices") },
    { generator: optional(GENERATOR, null) },
  );

  readonly indices: readonly number[];
  readonly generator: Generator | null;

  constructor(indices: readonly number[], options?: SamplerOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { indices, generator } = SubsetRandomSampler.signature.read(args);
    this.indices = indices;
    this.generator = generator === null ? null : checkedGenerator(generator as Generator);
  }

  *[Symbol.iterator](): globalThis.Generator<number, void, undefined> {
    for (const place of permutation(this.indices.length, this.generator)) yield this.indices[place];
  }

  override get length(): number {
    return this.indices.length;
  }
}

/** Options of {@link WeightedRandomSampler}. */
export interface WeightedRandomSamplerOptions extends SamplerOptions {
  /** Whether an index may come more than once. Default true. */
  replacement?: boolean;
}

/**
 * Indices drawn by their weights.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.WeightedRandomSampler
 */
export class WeightedRandomSampler extends Sampler {
  /** @internal */
  static readonly signature = signature(
    "WeightedRandomSampler",
    { weights: TENSOR_OR_LIST, numSamples: NUMBER },
    { replacement: optional(BOOLEAN, true), generator: optional(GENERATOR, null) },
  );

  /** The weights, in double precision. */
  readonly weights: Tensor;
  readonly numSamples: number;
  readonly replacement: boolean;
  readonly generator: Generator | null;

  /**
   * @param weights one for each sample; they needn't sum up to 1
   * @param numSamples how many indices to draw
   * @throws RangeError for weights in several dimensions, and a number that isn't positive
   */
  constructor(weights: readonly number[] | Tensor, numSamples: number, options?: WeightedRandomSamplerOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { weights, numSamples, replacement, generator } = WeightedRandomSampler.signature.read(args);
    checkCount("num_samples", numSamples);
    const values = weights instanceof Tensor ? weights : tensor(weights as number[], { dtype: "float64" });
    if (values._shape.length !== 1) {
      throw new RangeError(
        `weights should be a 1d sequence but given weights have shape (${values._shape.join(", ")})`,
      );
    }
    this.weights = to(values.detach(), "float64");
    this.numSamples = numSamples;
    this.replacement = replacement;
    this.generator = generator === null ? null : checkedGenerator(generator as Generator);
  }

  *[Symbol.iterator](): globalThis.Generator<number, void, undefined> {
    const { weights, numSamples, replacement, generator } = this;
    const drawn = multinomial(weights, numSamples, { replacement, generator });
    for (const index of drawn.toTypedArray()) yield Number(index);
  }

  override get length(): number {
    return this.numSamples;
  }
}

const INDICES: Kind<Iterable<number>> = ITERABLE as Kind<Iterable<number>>;

/**
 * The indices of another sampler in batches.
 * @see https://docs.pytorch.org/docs/stable/data.html#torch.utils.data.BatchSampler
 */
export class BatchSampler extends Sampler<number[]> {
  /** @internal */
  static readonly signature = signature("BatchSampler", {
    sampler: INDICES,
    batchSize: NUMBER,
    dropLast: BOOLEAN,
  });

  readonly sampler: Iterable<number> & { readonly length?: number };
  readonly batchSize: number;
  readonly dropLast: boolean;

  /**
   * @param sampler the order of indices, of which any iterable is one
   * @param dropLast whether to leave out a last batch that is smaller than the others
   * @throws RangeError for a batch size that isn't positive
   */
  constructor(sampler: Iterable<number>, batchSize: number, dropLast: boolean);
  constructor(...args: readonly unknown[]) {
    super();
    const { sampler, batchSize, dropLast } = BatchSampler.signature.read(args);
    checkCount("batch_size", batchSize);
    this.sampler = sampler;
    this.batchSize = batchSize;
    this.dropLast = dropLast;
  }

  *[Symbol.iterator](): globalThis.Generator<number[], void, undefined> {
    const { batchSize, dropLast } = this;
    let batch: number[] = [];
    for (const run of runsOf(this.sampler, batchSize)) {
      let at = 0;
      while (batch.length + run.length - at >= batchSize) {
        const end = at + batchSize - batch.length;
        const part = run.slice(at, end);
        yield batch.length === 0 ? part : batch.concat(part);
        batch = [];
        at = end;
      }
      for (; at < run.length; at++) batch.push(run[at]);
    }
    if (batch.length > 0 && !dropLast) yield batch;
  }

  override get length(): number {
    const { length } = this.sampler;
    if (typeof length !== "number") throw new TypeError("the length of the sampler's order is not known");
    return this.dropLast ? Math.floor(length / this.batchSize) : Math.ceil(length / this.batchSize);
  }
}

/** The indices of an order, several at once where that is no other than one by one. */
function* runsOf(sampler: Iterable<number>, batchSize: number): globalThis.Generator<readonly number[]> {
  const { constructor: Class } = sampler;
  if (Class === RandomSampler) yield* (sampler as RandomSampler).runs();
  else if (Class === SequentialSampler) {
    const { length } = sampler as SequentialSampler;
    for (let start = 0; start < length; start += batchSize) {
      yield Array.from({ length: Math.min(batchSize, length - start) }, (_, i) => start + i);
    }
  } else for (const index of sampler) yield [index];
}
