import type { FloatDType } from "../../memory/dtype.ts";

/**
 * The order of summation, which every way of computing a product here shares, so that they all agree to the bit:
 * k is cut into blocks, each block's products are added up one after the other in the operands' precision, and the
 * blocks' sums are added to the element in order. Blocks also keep the rounding error of long sums down.
 */
const LONGEST_BLOCK = 256;

/** The length of the blocks (the last one may be shorter) that a sum of `k` products is cut into. */
export function sumBlock(k: number): number {
  if (k <= LONGEST_BLOCK) return k;
  const blocks = Math.ceil(k / LONGEST_BLOCK);
  return Math.ceil(k / blocks / 8) * 8;
}

/** Rows of the tile that the innermost kernel computes: with two vectors a row, it and its operands fill 14 registers. */
export const TILE_ROWS = 4;

/** Columns of that tile: two vectors. */
export function tileColumns(dtype: FloatDType): number {
  return dtype === "float32" ? 8 : 4;
}

/** Words (32 bits) of the parameter block that the kernel's `chunk` reads. */
export const field = {
  /** 0: pack the operands; 1: multiply; `BATCH`: all of one product of several. */
  PHASE: 0,
  /** Sizes of this call: C is m × n, the sum has k terms in blocks of K_BLOCK. */
  K: 1,
  K_BLOCK: 2,
  /** 1: add to C; 0: overwrite it. */
  ACCUMULATE: 3,
  C: 4,
  C_ROW: 5,
  /** Rows and columns of C that one chunk computes; multiples of the inner tile's. */
  CHUNK_ROWS: 6,
  CHUNK_COLUMNS: 7,
  /** How many such chunks lie below one another. */
  CHUNKS_DOWN: 8,
  /** Room for one inner tile per chunk, for tiles that overlap C's right edge. */
  EDGE: 9,
  /** Lines of an operand that one packing chunk takes; a multiple of both tile sizes. */
  GROUP: 10,
  /** Packing chunks that belong to A; the others are B's. */
  A_GROUPS: 11,
  /** The operands' descriptions; the fields of one are below. */
  A: 12,
  B: 19,
} as const;

export const BATCH = 2;
/** Words of a batch's header, before the parameter blocks of its products. */
export const batch = {
  /** `BATCH`, where a product has its phase. */
  PHASE: 0,
  /** From one product's parameters to the next one's. */
  ITEM_BYTES: 1,
  /** How many groups each product packs, and how many chunks of C it has. */
  GROUPS: 2,
  CHUNKS: 3,
} as const;
export const BATCH_HEADER_BYTES = 64;

/** Words within an operand's description. Its lines are A's rows or B's columns; strides are in bytes. */
export const operand = {
  SOURCE: 0,
  LINE_STRIDE: 1,
  K_STRIDE: 2,
  LINES: 3,
  PACKED: 4,
  /** Tables of the byte offsets of each line and of each k, in place of strides; 0 without. */
  LINE_TABLE: 5,
  K_TABLE: 6,
} as const;

export const PARAMETER_WORDS = 26;
