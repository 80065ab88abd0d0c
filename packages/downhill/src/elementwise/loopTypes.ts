import type { TypedArray } from "../memory/dtype.ts";

export type Floats = Float32Array | Float64Array;
export type Integers = BigInt64Array;
export type Bools = Uint8Array;

/**
 * A loop over one run of `n` elements, out = f(a). Each array comes with its first index and its stride; a stride of
 * zero repeats one element. There is one plain function per operation, so that engines compile each for itself.
 */
export type Unary<A, O = A> = {
  // As a method, whose parameters compare both ways: a loop over floats alone is a loop as well.
  loop(n: number, out: O, o: number, os: number, a: A, i: number, is: number): void;
}["loop"];

/** out = f(a, b) over one run. */
export type Binary<A, O = A> = {
  loop(n: number, out: O, o: number, os: number, a: A, i: number, is: number, b: A, j: number, js: number): void;
}["loop"];

/** out = f(a, b, c) over one run; the first operand may be of another type than the others. */
export type Ternary<A, O = A, B = A> = {
  loop(
    n: number,
    out: O,
    o: number,
    os: number,
    a: A,
    i: number,
    is: number,
    b: B,
    j: number,
    js: number,
    c: B,
    k: number,
    ks: number,
  ): void;
}["loop"];

export type UnaryLoop = Unary<TypedArray>;
export type BinaryLoop = Binary<TypedArray>;
export type TernaryLoop = Ternary<TypedArray>;

/**
 * A reduction: for each of `m` results, reduces the `n` elements of `a` that begin at `i` and lie `is` apart; the next
 * result's elements begin `ms` later. Results are written one after the other from `o` on.
 */
export type Reduce<A, O = A> = {
  loop(m: number, out: O, o: number, a: A, i: number, ms: number, n: number, is: number): void;
}["loop"];

export type ReduceLoop = Reduce<TypedArray>;

/**
 * A function of whole runs: an array of `outer` x `n` x `inner` elements, row-major from its offset, where each run goes
 * along the middle. The result is laid out alike, from its beginning.
 */
export type Along<A, O = A> = {
  loop(outer: number, n: number, inner: number, out: O, a: A, offset: number): void;
}["loop"];

export type AlongLoop = Along<TypedArray>;
