/** Points kept at most. */
const capacity = 4096;

/**
 * A series of numbers in bounded memory, however long it gets: when it is full, neighbours become one, and from then on
 * each point stands for twice as many values.
 */
export class Trace {
  /** How many values were pushed. */
  count = 0;
  /** How many values each point stands for. */
  stride = 1;
  readonly #kind: "means" | "samples";
  #points: number[] = [];
  /** The values that don't make a point yet: the sum of `means`, the first of `samples`. */
  #pending = 0;
  #members = 0;

  /** @param kind - whether a point is the mean of its values or one of them */
  constructor(kind: "means" | "samples") {
    this.#kind = kind;
  }

  push(value: number): void {
    this.count++;
    this.#pending = this.#members === 0 ? value : this.#kind === "means" ? this.#pending + value : this.#pending;
    this.#members++;
    if (this.#members < this.stride) return;
    this.#points.push(this.#point());
    this.#members = 0;
    if (this.#points.length < capacity) return;
    this.#points = Array.from({ length: capacity / 2 }, (_, i) => {
      const first = this.#points[2 * i]!;
      return this.#kind === "means" ? (first + this.#points[2 * i + 1]!) / 2 : first;
    });
    this.stride *= 2;
  }

  /** The points so far; the last may stand for fewer values than `stride`. */
  points(): number[] {
    return this.#members === 0 ? this.#points.slice() : [...this.#points, this.#point()];
  }

  /** The last point, which is the last value as long as each has a point of its own. */
  last(): number | undefined {
    return this.#members === 0 ? this.#points.at(-1) : this.#point();
  }

  #point(): number {
    return this.#kind === "means" ? this.#pending / this.#members : this.#pending;
  }
}
