/**
 * A number as PyTorch's line search has it: a Python int or float in double precision, or a zero-dimensional tensor of
 * the parameters' dtype. What touches a tensor becomes one, and is rounded as one.
 */
export interface PythonNumber {
  readonly value: number;
  readonly kind: "int" | "float" | "tensor";
}

/** Arithmetic and comparison of such numbers. */
export class PythonNumbers {
  readonly #round: (x: number) => number;

  /** @param round to the precision of tensors */
  constructor(round: (x: number) => number) {
    this.#round = round;
  }

  int(value: number): PythonNumber {
    return { value, kind: "int" };
  }

  float(value: number): PythonNumber {
    return { value, kind: "float" };
  }

  tensor(value: number): PythonNumber {
    return { value: this.#round(value), kind: "tensor" };
  }

  add(a: PythonNumber, b: PythonNumber): PythonNumber {
    return this.#apply(a, b, (x, y) => x + y);
  }

  sub(a: PythonNumber, b: PythonNumber): PythonNumber {
    return this.#apply(a, b, (x, y) => x - y);
  }

  mul(a: PythonNumber, b: PythonNumber): PythonNumber {
    return this.#apply(a, b, (x, y) => x * y);
  }

  /** A quotient; PyTorch divides a Python number by a tensor by multiplying with the tensor's reciprocal. */
  div(a: PythonNumber, b: PythonNumber): PythonNumber {
    if (b.kind === "tensor" && a.kind !== "tensor") return this.mul(a, this.tensor(1 / b.value));
    const quotient = this.#apply(a, b, (x, y) => x / y);
    return quotient.kind === "int" ? this.float(quotient.value) : quotient;
  }

  abs({ value, kind }: PythonNumber): PythonNumber {
    return { value: Math.abs(value), kind };
  }

  /** The root of a tensor. */
  sqrt(a: PythonNumber): PythonNumber {
    return this.tensor(Math.sqrt(a.value));
  }

  /** a < b; all comparisons with NaN are false. */
  less(a: PythonNumber, b: PythonNumber): boolean {
    if (a.kind !== "tensor" && b.kind !== "tensor") return a.value < b.value;
    return this.#round(a.value) < this.#round(b.value);
  }

  /** a ≤ b */
  atMost(a: PythonNumber, b: PythonNumber): boolean {
    if (a.kind !== "tensor" && b.kind !== "tensor") return a.value <= b.value;
    return this.#round(a.value) <= this.#round(b.value);
  }

  /** The first of the smallest. */
  min(a: PythonNumber, b: PythonNumber): PythonNumber {
    return this.less(b, a) ? b : a;
  }

  /** The first of the largest. */
  max(a: PythonNumber, b: PythonNumber): PythonNumber {
    return this.less(a, b) ? b : a;
  }

  #apply(a: PythonNumber, b: PythonNumber, operation: (x: number, y: number) => number): PythonNumber {
    if (a.kind === "tensor" || b.kind === "tensor") {
      return this.tensor(operation(this.#round(a.value), this.#round(b.value)));
    }
    return { value: operation(a.value, b.value), kind: a.kind === "int" && b.kind === "int" ? "int" : "float" };
  }
}
