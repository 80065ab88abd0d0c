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
  new Introsort(Float64Array.from(keys), order).sort(0, keys.length);
  return order;
}

/** The places of the `count` smallest keys in order, equal ones as the C++ library's selections leave them, by which PyTorch finds them. */
export function smallestInOrder(keys: Float64Array, count: number): Uint32Array {
  const order = Uint32Array.from({ length: keys.length }, (_, i) => i);
  const selection = new Introsort(keys.slice(), order);
  if (count > 0 && count * 64 <= keys.length) selection.sortPart(count);
  else if (count > 0) {
    selection.select(count - 1);
    selection.sort(0, count - 1);
  }
  return order.subarray(0, count);
}

const depthFor = (length: number) => 2 * Math.floor(Math.log2(length));

/** Sorts an array of keys and, along with it, what belongs to each. */
class Introsort {
  readonly #keys: Float64Array;
  readonly #order: Uint32Array;

  constructor(keys: Float64Array, order: Uint32Array) {
    this.#keys = keys;
    this.#order = order;
  }

  /** Sorts a part. */
  sort(first: number, end: number): void {
    if (end > first) this.#partition(first, end, depthFor(end - first));
    this.#insert(first, end);
  }

  /** Puts the smallest keys, in order, in front. */
  sortPart(count: number): void {
    this.#heapSelect(0, count, this.#keys.length);
    this.#drainHeap(0, count);
  }

  /** Puts the key of a rank in its place, and smaller ones before it. */
  select(rank: number): void {
    let [first, last] = [0, this.#keys.length];
    for (let depth = depthFor(last); last - first > 3; depth--) {
      if (depth === 0) {
        this.#heapSelect(first, rank + 1, last);
        this.#swap(first, rank);
        return;
      }
      const cut = this.#cut(first, last);
      if (cut <= rank) first = cut;
      else last = cut;
    }
    this.#insert(first, last);
  }

  /** Quicksort down to short runs; past the given depth, heapsort. */
  #partition(first: number, end: number, depth: number): void {
    for (let last = end; last - first > SHORT; depth--) {
      if (depth === 0) {
        this.#heapSelect(first, last, last);
        this.#drainHeap(first, last);
        return;
      }
      const left = this.#cut(first, last);
      this.#partition(left, last, depth - 1);
      last = left;
    }
  }

  /** Puts smaller keys than some middle one before larger ones, and tells where these begin. */
  #cut(first: number, last: number): number {
    const keys = this.#keys;
    this.#swap(first, this.#median(first + 1, first + ((last - first) >> 1), last - 1));
    const pivot = keys[first];
    let left = first + 1;
    let right = last;
    for (;;) {
      while (keys[left] < pivot) left++;
      right--;
      while (pivot < keys[right]) right--;
      if (left >= right) return left;
      this.#swap(left++, right);
    }
  }

  /** Insertion sort; after partitioning, no key has far to go. */
  #insert(first: number, end: number): void {
    const keys = this.#keys;
    for (let i = first + 1; i < end; i++) {
      const [key, item] = [keys[i], this.#order[i]];
      let to = i;
      for (; to > first && key < keys[to - 1]; to--) this.#move(to - 1, to);
      this.#put(to, key, item);
    }
  }

  #median(a: number, b: number, c: number): number {
    const keys = this.#keys;
    if (keys[a] < keys[b]) return keys[b] < keys[c] ? b : keys[a] < keys[c] ? c : a;
    return keys[a] < keys[c] ? a : keys[b] < keys[c] ? c : b;
  }

  /** Makes a heap of the smallest keys in a part that ends in the middle. */
  #heapSelect(first: number, middle: number, end: number): void {
    const length = middle - first;
    for (let parent = (length - 2) >> 1; parent >= 0; parent--) {
      this.#sink(first, parent, length, this.#keys[first + parent], this.#order[first + parent]);
    }
    for (let i = middle; i < end; i++) {
      if (this.#keys[i] >= this.#keys[first]) continue;
      const [key, item] = [this.#keys[i], this.#order[i]];
      this.#move(first, i);
      this.#sink(first, 0, length, key, item);
    }
  }

  /** Sorts a heap. */
  #drainHeap(first: number, end: number): void {
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
