import { Storage } from "../../memory/storage.ts";
import { ANYTHING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DEVICE } from "../kinds.ts";
import type { RandomSource } from "../methods/random.ts";
import { Tensor } from "../tensor.ts";
import { MersenneTwister } from "./mersenneTwister.ts";

/** What PyTorch starts from when nothing was seeded. */
const DEFAULT_SEED = 67280421310721;
const STATE_BYTES = 5056;
const WORDS = 624;

const GENERATOR = signature("Generator", { device: optional(DEVICE) });

/**
 * A source of random numbers: the same seed gives the numbers that PyTorch's generator on the CPU gives.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Generator.html
 */
export class Generator {
  /** @internal */
  readonly engine = new MersenneTwister(DEFAULT_SEED);
  /** @internal The second of a pair of normal numbers, kept for the next draw; null when none is left. */
  nextNormal: number | null = null;
  #seed = BigInt(DEFAULT_SEED);

  /** @internal */
  static readonly signature = GENERATOR;

  /** @param device the only one there is */
  constructor(device?: "cpu" | null);
  constructor(...args: readonly unknown[]) {
    if (args.length > 0) GENERATOR.read(args);
  }

  /**
   * Starts the stream of a seed from the beginning and returns the generator. The numbers depend on the lower 32 bits.
   * @param seed an integer from -2^63 to 2^64 - 1; a negative one counts as itself plus 2^64
   * @throws TypeError when it is no integer, RangeError when it is out of range
   */
  manualSeed(seed: number | bigint): this {
    const value = checkedSeed(seed);
    this.#seed = value;
    this.engine.seed(Number(value & 0xffffffffn));
    this.nextNormal = null;
    return this;
  }

  /** The seed that the stream began with; a bigint if a number would not be exact. */
  initialSeed(): number | bigint {
    return this.#seed <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(this.#seed) : this.#seed;
  }

  /** Generators print as `[object Generator]`. */
  get [Symbol.toStringTag](): string {
    return "Generator";
  }

  /** Seeds with a number nobody knows, from the system's source of randomness, and returns it. */
  seed(): number {
    const [high, low] = crypto.getRandomValues(new Uint32Array(2));
    const seed = (high & 0x1fffff) * 2 ** 32 + low;
    this.manualSeed(seed);
    return seed;
  }

  /** The whole state, in a uint8 tensor of the 5056 bytes that `torch.Generator.get_state` gives. */
  getState(): Tensor {
    const bytes = new Uint8Array(STATE_BYTES);
    const view = new DataView(bytes.buffer);
    const { words, position, left } = this.engine;
    view.setBigUint64(0, this.#seed, true);
    view.setInt32(8, left, true);
    view.setInt32(12, 1, true);
    view.setUint32(16, position, true);
    for (let i = 0; i < WORDS; i++) view.setUint32(24 + 8 * i, words[i], true);
    if (this.nextNormal !== null) {
      view.setFloat64(5024, this.nextNormal, true);
      view.setInt32(5040, 1, true);
    }
    return Tensor.over(new Storage("uint8", bytes), [STATE_BYTES], [1], 0, STATE_BYTES, true);
  }

  /**
   * Continues from a state that `getState` or PyTorch gave.
   * @param state a uint8 tensor, or its bytes
   * @throws TypeError when it is neither, RangeError when it has another size or is no state
   */
  setState(state: Tensor | Uint8Array): this {
    const bytes = bytesOf(state);
    if (bytes.length !== STATE_BYTES) {
      throw new RangeError(
        `Expected a CPUGeneratorImplState of size ${STATE_BYTES} but found the input RNG state size to be ${bytes.length}`,
      );
    }
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    const left = view.getInt32(8, true);
    const position = Number(view.getBigUint64(16, true));
    const consistent = left === 1 ? position === 0 || position === WORDS : left > 1 && left + position === WORDS + 1;
    if (view.getInt32(12, true) === 0 || !consistent) throw new RangeError("Invalid mt19937 state");
    this.#seed = view.getBigUint64(0, true);
    this.engine.left = left;
    this.engine.position = position;
    for (let i = 0; i < WORDS; i++) this.engine.words[i] = view.getUint32(24 + 8 * i, true);
    this.nextNormal = view.getInt32(5040, true) === 1 ? view.getFloat64(5024, true) : null;
    return this;
  }

  /** A generator that will give the same numbers from here on. */
  clone(): Generator {
    return new Generator().setState(this.getState());
  }
}

publishMethods(Generator.prototype, {
  manualSeed: signature("manualSeed", { seed: ANYTHING }),
  initialSeed: signature("initialSeed", {}),
  seed: signature("seed", {}),
  getState: signature("getState", {}),
  setState: signature("setState", { newState: ANYTHING }),
  clone: signature("clone", {}),
});

function bytesOf(state: unknown): Uint8Array {
  if (state instanceof Uint8Array) return state;
  if (!(state instanceof Tensor) || state.dtype !== "uint8") {
    throw new TypeError("RNG state must be a torch.ByteTensor: a tensor of dtype uint8, or a Uint8Array");
  }
  return state.toTypedArray() as Uint8Array;
}

const MAXIMUM_SEED = 2n ** 64n - 1n;
const MINIMUM_SEED = -(2n ** 63n);

function checkedSeed(seed: number | bigint): bigint {
  if (typeof seed !== "bigint" && !Number.isInteger(seed)) {
    throw new TypeError(`manual_seed expected an integer, but got ${typeof seed === "number" ? seed : typeof seed}`);
  }
  const value = BigInt(seed);
  if (value < MINIMUM_SEED || value > MAXIMUM_SEED) {
    throw new RangeError(`Overflow when unpacking the seed ${value}: expected an integer from -2**63 to 2**64 - 1`);
  }
  return BigInt.asUintN(64, value);
}

/** The generator that random functions draw from unless they are given another. */
export const defaultGenerator = new Generator();

/**
 * Seeds the default generator and returns it.
 * @throws TypeError or RangeError for a seed that {@link Generator.manualSeed} refuses
 * @see https://docs.pytorch.org/docs/stable/generated/torch.manual_seed.html
 */
export function manualSeed(seed: number | bigint): Generator {
  return defaultGenerator.manualSeed(seed);
}

/** The seed of the default generator. */
export function initialSeed(): number | bigint {
  return defaultGenerator.initialSeed();
}

/** Seeds the default generator with a number nobody knows, and returns it. */
export function seed(): number {
  return defaultGenerator.seed();
}

/** The state of the default generator: a uint8 tensor of 5056 bytes, the same as PyTorch's. */
export function getRngState(): Tensor {
  return defaultGenerator.getState();
}

/** Sets the state of the default generator. @throws as {@link Generator.setState} does */
export function setRngState(state: Tensor | Uint8Array): void {
  defaultGenerator.setState(state);
}

/** The generator given in options, checked, or the default one. */
export function checkedGenerator(generator: RandomSource | null | undefined): Generator {
  if (generator === undefined || generator === null) return defaultGenerator;
  if (!(generator instanceof Generator)) {
    throw new TypeError(`generator must be a Generator, got ${typeof generator}`);
  }
  return generator;
}
