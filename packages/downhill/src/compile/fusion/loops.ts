import type { Program } from "../../ir/program.ts";
import type { DType } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import { type ElementwiseComputation, InnerSum } from "../../tensor/computation.ts";
import { broadcastStrides } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** How nested loops go through an array. */
export interface Access {
  readonly storage: Storage;
  /** The tensor whose present elements are meant, where it isn't the plan's own: another storage may be behind it later. */
  readonly tensor: Tensor;
  /** In elements, as the strides are, of which there is one for each of the loops. */
  readonly offset: number;
  readonly strides: readonly number[];
  readonly dtype: DType;
  /** In a sum over a loop of its own, from one term to the next; null outside of one. */
  readonly step: number | null;
}

/** A sum over a loop of its own, as `InnerSum` says. */
export interface Sum {
  readonly kind: InnerSum["kind"];
  readonly factors: readonly Access[];
  readonly count: number;
}

/** A number is one that never changes. */
export type Operand = Access | Sum | number;

/** A computation of single elements within nested loops. */
export interface Member {
  readonly name: string;
  readonly program: Program;
  readonly out: Access;
  readonly operands: readonly Operand[];
}

/** Computations of single elements that run in the same nested loops, each element through all of them. */
export interface Loops {
  readonly sizes: readonly number[];
  readonly members: readonly Member[];
}

/** The loops of one computation; null where it has no elements, or writes one twice. */
export function loopsOf(name: string, { program, out, operands }: ElementwiseComputation): Loops | null {
  const { _shape: shape, _strides: strides, _numel } = out;
  if (_numel === 0 || shape.some((size, d) => size > 1 && strides[d] === 0)) return null;
  const kept = [...shape.keys()].filter((d) => shape[d] !== 1);
  const access = (tensor: Tensor, all: readonly number[]): Access => ({
    storage: tensor.storage,
    tensor,
    offset: tensor.offset,
    strides: kept.map((d) => all[d]),
    dtype: tensor.dtype,
    step: null,
  });
  const sum = ({ kind, factors, count }: InnerSum): Sum => ({
    kind,
    count,
    factors: factors.map(({ tensor, offset, strides: own, step }) => ({ ...access(tensor, own), offset, step })),
  });
  const member: Member = {
    name,
    program,
    out: access(out, strides),
    operands: operands.map((operand) =>
      operand instanceof InnerSum
        ? sum(operand)
        : access(operand, broadcastStrides(operand._shape, operand._strides, shape)),
    ),
  };
  return { sizes: kept.map((d) => shape[d]), members: [member] };
}

/** The same with numbers in the place of arrays of one element that never changes. */
export function withNumbers(loops: Loops, numberOf: (storage: Storage) => number | null): Loops {
  const replaced = (operand: Operand) => (isAccess(operand) ? (numberOf(operand.storage) ?? operand) : operand);
  return {
    sizes: loops.sizes,
    members: loops.members.map((member) => ({ ...member, operands: member.operands.map(replaced) })),
  };
}

/** The arrays that loops read, where it is no number, and those that they write. */
export function reads({ members }: Loops): Access[] {
  return members.flatMap(({ operands }) =>
    operands.flatMap((operand) => (typeof operand === "number" ? [] : isAccess(operand) ? [operand] : operand.factors)),
  );
}

export function isAccess(operand: Operand): operand is Access {
  return typeof operand !== "number" && "storage" in operand;
}

export function writes({ members }: Loops): Access[] {
  return members.map(({ out }) => out);
}

/** Whether loops of the same sizes go through an array alike, an element at a time. */
export function sameAccess(a: Access, b: Access): boolean {
  if (a.storage !== b.storage || a.offset !== b.offset || a.step !== null || b.step !== null) return false;
  return a.strides.every((stride, d) => stride === b.strides[d]);
}

/** A dimension of loops, or a part of one: which it is, and how many of its steps are one step of the part. */
interface Part {
  readonly size: number;
  readonly dims: readonly [dim: number, steps: number][];
}

/**
 * Loops of the same number of turns, brought into the same dimensions: those in which both go through a storage alike.
 *
 * @param first,second how they go through the storage
 * @returns null where they don't meet its elements in a common order of dimensions
 */
export function aligned(a: Loops, first: Access, b: Loops, second: Access): [Loops, Loops] | null {
  if (first.offset !== second.offset) return null;
  const [left, right] = [a, b].map((loops, i) => innermostFirst(loops.sizes, (i === 0 ? first : second).strides));
  if (left === null || right === null) return null;
  const parts: Part[] = [];
  let [x, y] = [left.shift(), right.shift()];
  while (x !== undefined && y !== undefined) {
    const size = Math.min(x.size, y.size);
    if (x.stride !== y.stride || x.size % size !== 0 || y.size % size !== 0) return null;
    parts.unshift({
      size,
      dims: [
        [x.dim, x.steps],
        [y.dim, y.steps],
      ],
    });
    x = x.size === size ? left.shift() : rest(x, size);
    y = y.size === size ? right.shift() : rest(y, size);
  }
  if (x !== undefined || y !== undefined) return null;
  return [inParts(a, parts, 0), inParts(b, parts, 1)];
}

interface Piece {
  readonly dim: number;
  readonly size: number;
  readonly stride: number;
  readonly steps: number;
}

function rest({ dim, size, stride, steps }: Piece, taken: number): Piece {
  return { dim, size: size / taken, stride: stride * taken, steps: steps * taken };
}

/** The dimensions by their strides; null where elements are met more than once. */
function innermostFirst(sizes: readonly number[], strides: readonly number[]): Piece[] | null {
  if (strides.includes(0)) return null;
  const pieces = sizes.map((size, dim) => ({ dim, size, stride: strides[dim], steps: 1 }));
  return pieces.sort((p, q) => p.stride - q.stride);
}

function inParts({ members }: Loops, parts: readonly Part[], which: 0 | 1): Loops {
  const strides = (access: Access): Access => ({
    ...access,
    strides: parts.map(({ dims }) => {
      const [dim, steps] = dims[which];
      return access.strides[dim] * steps;
    }),
  });
  return {
    sizes: parts.map(({ size }) => size),
    members: members.map((member) => ({
      ...member,
      out: strides(member.out),
      operands: member.operands.map((operand) => {
        if (typeof operand === "number") return operand;
        return isAccess(operand) ? strides(operand) : { ...operand, factors: operand.factors.map(strides) };
      }),
    })),
  };
}
