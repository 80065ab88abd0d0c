/** So many keys of one dict or set are found quickly enough even if all of them collide. */
export const FREE = 1024;
/** How many other keys a key may meet on its way, on the average: honest ones meet less than one. */
const MEETINGS = 32;

const bits = new DataView(new ArrayBuffer(8));

/**
 * Numbers that are keys of one dict or set. V8 finds them in a `Map` by a hash that everybody knows, so that a file can
 * hold numbers which all lie in one place there, where each is compared with all before it. This counts how many would
 * meet. Strings are safe: their hash differs from process to process.
 */
export class KeySpread {
  readonly #hashes: number[] = [];
  #places = new Uint32Array(2 * FREE);
  #meetings = 0;

  /** @returns false when it would take long to find the keys so far, each of them new */
  add(key: number | bigint): boolean {
    const hash = hashOf(key);
    const count = this.#hashes.push(hash);
    if (2 * count > this.#places.length) {
      this.#places = new Uint32Array(2 * this.#places.length);
      this.#meetings = 0;
      for (const one of this.#hashes) this.#meet(one);
    } else this.#meet(hash);
    return count < FREE || this.#meetings <= MEETINGS * count;
  }

  #meet(hash: number): void {
    this.#meetings += this.#places[hash & (this.#places.length - 1)]++;
  }
}

/** V8's hash of a number in a `Map`. Its last bits decide where the number lies. */
function hashOf(key: number | bigint): number {
  if (typeof key === "bigint") bits.setBigUint64(0, BigInt.asUintN(64, key < 0n ? -key : key));
  else if ((key | 0) === key) return hashOfInt(key | 0);
  else bits.setFloat64(0, key);
  return hashOfWords(bits.getInt32(0), bits.getInt32(4));
}

/** `ComputeUnseededHash` of V8's src/utils/utils.h. */
function hashOfInt(key: number): number {
  let hash = (~key + (key << 15)) | 0;
  hash ^= hash >>> 12;
  hash = (hash + (hash << 2)) | 0;
  hash ^= hash >>> 4;
  hash = Math.imul(hash, 2057);
  return (hash ^ (hash >>> 16)) & 0x3fffffff;
}

/** `ComputeLongHash` from the same place, of 64 bits in two words. */
function hashOfWords(highWord: number, lowWord: number): number {
  let [high, low] = [highWord, lowWord];
  // hash = ~hash + (hash << 18)
  let sum = (~low >>> 0) + ((low << 18) >>> 0);
  high = (~high + ((high << 18) | (low >>> 14)) + (sum > 0xffffffff ? 1 : 0)) | 0;
  low = sum | 0;
  // hash ^= hash >>> 31
  low ^= (high << 1) | (low >>> 31);
  high ^= high >>> 31;
  // hash *= 21
  sum = (low >>> 0) * 21;
  high = (Math.imul(high, 21) + Math.floor(sum / 0x100000000)) | 0;
  low = sum | 0;
  // hash ^= hash >>> 11
  low ^= (high << 21) | (low >>> 11);
  high ^= high >>> 11;
  // hash += hash << 6
  sum = (low >>> 0) + ((low << 6) >>> 0);
  high = (high + ((high << 6) | (low >>> 26)) + (sum > 0xffffffff ? 1 : 0)) | 0;
  low = sum | 0;
  // hash ^= hash >>> 22, of which the lower word is wanted
  return (low ^ ((high << 10) | (low >>> 22))) & 0x3fffffff;
}
