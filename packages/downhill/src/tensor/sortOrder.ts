/** Shorter runs are left to one insertion sort at the end. */
const SHORT = 16;
/** From this length on PyTorch sorts integers by their digits, which keeps equal ones in order. */
const DIGITS = 32768;

/**
 * The permutation that sorts keys, with equal keys in the order in which PyTorch's sort of integers leaves them: up to 16
 * as they came, more as the introsort of the C++ library has it. Rounding depends on it where values of equal keys are
 * summed, as by `coalesce`.
 *
 * Source: Musser, Introspective Sorting and Selection Algorithms (1997).
 */
export function sortOrder(keys: ArrayLike<number>): Uint32Array {
  const order = Uint32Array.from({ length: keys.length }, (_, i) => i);
  if (keys.length >= DIGITS) return order.sort((a, b) => keys[a] - keys[b] || a - b);
  const sorted = Float64Array.from(keys);
  const sort = new Introsort(sorted, order);
  if (keys.length > 0) sort.partition(0, keys.length, 2 * Math.floor(Math.log2(keys.length)));
  sort.insert();
  return order;
}

/** Sorts an array of keys and, along with it, what belongs to each. */
class Introsort {
  readonly #keys: Float64Array;
  readonly #order: Uint32Array;

  constructor(keys: Float64Array, order: Uint32Array) {
    this.#keys = keys;
    this.#order = order;
  }

  /** Quicksort down to short runs; past the given depth, heapsort. */
  partition(first: number, end: number, depth: number): void {
    const keys = this.#keys;
    for (let last = end; last - first > SHORT; depth--) {
      if (depth === 0) {
        this.#heapSort(first, last);
        return;
      }
      this.#swap(first, this.#median(first + 1, first + ((last - first) >> 1), last - 1));
      const pivot = keys[first];
      let left = first + 1;
      let right = last;
      for (;;) {
        while (keys[left] < pivot) left++;
        right--;
        while (pivot < keys[right]) right--;
        if (left >= right) break;
        this.#swap(left++, right);
      }
      this.partition(left, last, depth - 1);
      last = left;
    }
  }

  /** Insertion sort of the whole; after `partition`, no key has far to go. */
  insert(): void {
    const keys = this.#keys;
    for (let i = 1; i < keys.length; i++) {
      const [key, item] = [keys[i], this.#order[i]];
      let to = i;
      for (; to > 0 && key < keys[to - 1]; to--) this.#move(to - 1, to);
      this.#put(to, key, item);
    }
  }

  #median(a: number, b: number, c: number): number {
    const keys = this.#keys;
    if (keys[a] < keys[b]) return keys[b] < keys[c] ? b : keys[a] < keys[c] ? c : a;
    return keys[a] < keys[c] ? a : keys[b] < keys[c] ? c : b;
  }

  #heapSort(first: number, end: number): void {
    const length = end - first;
    for (let parent = (length - 2) >> 1; parent >= 0; parent--) {
      this.#sink(first, parent, length, this.#keys[first + parent], this.#order[first + parent]);
    }
    for (let last = end - 1; last > first; last--) {
      const [key, item] = [this.#keys[last], this.#order[last]];
      this.#move(first, last);
      this.#sink(first, 0, last - first, key, item);
    }
  }

  /** Fills a hole in the heap: larger children move up to the bottom, then the key climbs to its place. */
  #sink(first: number, top: number, length: number, key: number, item: number): void {
    const keys = this.#keys;
    let hole = top;
    for (let child = 2 * hole + 2; child <= length; child = 2 * hole + 2) {
      if (child === length || keys[first + child] < keys[first + child - 1]) child--;
      this.#move(first + child, first + hole);
      hole = child;
    }
    for (let parent = (hole - 1) >> 1; hole > top && keys[first + parent] < key; parent = (hole - 1) >> 1) {
      this.#move(first + parent, first + hole);
      hole = parent;
    }
    this.#put(first + hole, key, item);
  }

  #swap(a: number, b: number): void {
    const [key, item] = [this.#keys[a], this.#order[a]];
    this.#move(b, a);
    this.#put(b, key, item);
  }

  #move(from: number, to: number): void {
    this.#put(to, this.#keys[from], this.#order[from]);
  }

  #put(at: number, key: number, item: number): void {
    this.#keys[at] = key;
    this.#order[at] = item;
  }
}
