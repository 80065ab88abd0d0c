const N = 624;
const M = 397;

/**
 * The Mersenne Twister MT19937, PyTorch's generator on the CPU.
 * @see M. Matsumoto and T. Nishimura, "Mersenne Twister", ACM TOMACS 8 (1998)
 */
export class MersenneTwister {
  /** The 624 words of state. */
  readonly words = new Uint32Array(N);
  /** The next word to draw. */
  position = 0;
  /** The words are renewed when this many draws, this one included, have been made. */
  left = 1;

  constructor(seed: number) {
    this.seed(seed);
  }

  /** Starts the stream of a seed, of which the lower 32 bits count. */
  seed(seed: number): void {
    const { words } = this;
    words[0] = seed;
    for (let i = 1; i < N; i++) {
      const previous = words[i - 1] ^ (words[i - 1] >>> 30);
      words[i] = Math.imul(1812433253, previous) + i;
    }
    this.position = 0;
    this.left = 1;
  }

  /** The next 32 random bits, as an integer from 0 to 2^32 - 1. */
  next(): number {
    if (--this.left === 0) this.#twist();
    let y = this.words[this.position++];
    y ^= y >>> 11;
    y ^= (y << 7) & 0x9d2c5680;
    y ^= (y << 15) & 0xefc60000;
    return (y ^ (y >>> 18)) >>> 0;
  }

  /** A float32 in [0, 1): 24 random bits. */
  uniform32(): number {
    return (this.next() & 0xffffff) * 2 ** -24;
  }

  /** A double in [0, 1): the lower 53 of 64 random bits, of which the upper half is drawn first. */
  uniform64(): number {
    const high = this.next() & 0x1fffff;
    return (high * 2 ** 32 + this.next()) * 2 ** -53;
  }

  /** Writes 1 where `uniform64` is below p, from 0 to 1, else 0. */
  fillBernoulli(data: Float32Array | Float64Array, p: number): void {
    // Compared as whole numbers of 53 bits.
    const bound = Math.ceil(p * 2 ** 53);
    const boundHigh = Math.floor(bound / 2 ** 32);
    const boundLow = bound - boundHigh * 2 ** 32;
    for (let i = 0; i < data.length; i++) {
      const high = this.next() & 0x1fffff;
      const low = this.next();
      data[i] = high < boundHigh || (high === boundHigh && low < boundLow) ? 1 : 0;
    }
  }

  #twist(): void {
    const { words } = this;
    let i = 0;
    for (; i < N - M; i++) words[i] = words[i + M] ^ mixed(words[i], words[i + 1]);
    for (; i < N - 1; i++) words[i] = words[i + M - N] ^ mixed(words[i], words[i + 1]);
    words[i] = words[M - 1] ^ mixed(words[i], words[0]);
    this.position = 0;
    this.left = N;
  }
}

function mixed(word: number, next: number): number {
  return (((word & 0x80000000) | (next & 0x7fffffff)) >>> 1) ^ (-(next & 1) & 0x9908b0df);
}
