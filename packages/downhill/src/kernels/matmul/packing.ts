import { FunctionBuilder, i32Parameters } from "../wasm/module.ts";
import { I32, op, simd, V128 } from "../wasm/opcodes.ts";
import { operand } from "./blocking.ts";
import {
  advance,
  increase,
  type Lanes,
  limit,
  locals,
  roundUp,
  VECTOR_BYTES,
  whileAtLeast,
  whileBelow,
} from "./writing.ts";

/**
 * pack(to, from, lineStride, kStride, k, lines): a panel of `width` lines, interleaved: all lines' first elements,
 * then all their second ones. Lines that are missing at the operand's end become zeros.
 */
export function writePackPanel(lanes: Lanes, width: number): FunctionBuilder {
  const f = new FunctionBuilder(`pack${width}`, i32Parameters(6));
  const [to, from, lineStride, kStride, k, lines] = [0, 1, 2, 3, 4, 5];
  const panelBytes = width * lanes.bytes;

  f.get(lines).i32(width).emit(op.i32Eq).if();

  // Lines that lie side by side are copied as they are.
  f.get(lineStride).i32(lanes.bytes).emit(op.i32Eq).if();
  whileAtLeast(f, k, 1, () => {
    for (let offset = 0; offset < panelBytes; offset += VECTOR_BYTES) {
      f.get(to).get(from).simdMemory(simd.v128Load, offset).simdMemory(simd.v128Store, offset);
    }
    increase(f, to, panelBytes);
    advance(f, from, kStride);
    increase(f, k, -1);
  });
  f.end();

  // Lines that are runs of their own are transposed in squares.
  f.get(kStride).i32(lanes.bytes).emit(op.i32Eq).if();
  const pointers = Array.from({ length: width }, () => f.local(I32));
  const square = Array.from({ length: lanes.count }, () => f.local(V128));
  const spare = Array.from({ length: lanes.count }, () => f.local(V128));
  f.get(from).set(pointers[0]);
  for (let i = 1; i < width; i++)
    f.get(pointers[i - 1])
      .get(lineStride)
      .emit(op.i32Add)
      .set(pointers[i]);
  whileAtLeast(f, k, lanes.count, () => {
    for (let first = 0; first < width; first += lanes.count) {
      square.forEach((vector, i) => {
        f.get(pointers[first + i])
          .simdMemory(simd.v128Load)
          .set(vector);
        increase(f, pointers[first + i], VECTOR_BYTES);
      });
      transpose(f, square, spare).forEach((vector, i) => {
        f.get(to)
          .get(vector)
          .simdMemory(simd.v128Store, i * panelBytes + first * lanes.bytes);
      });
    }
    increase(f, to, lanes.count * panelBytes);
    increase(f, k, -lanes.count);
  });
  f.get(pointers[0]).set(from);
  f.end();
  f.end();

  // Other strides, panels that are not full, and the last few of each line.
  const { line, read, write } = locals(f, "line", "read", "write");
  whileAtLeast(f, k, 1, () => {
    f.get(from).set(read).get(to).set(write).i32(0).set(line);
    whileBelow(f, line, lines, () => {
      f.get(write).get(read).memory(lanes.loadOne, 0, lanes.shift).memory(lanes.storeOne, 0, lanes.shift);
      increase(f, write, lanes.bytes);
      advance(f, read, lineStride);
      increase(f, line, 1);
    });
    increase(f, to, panelBytes);
    whileBelow(f, write, to, () => {
      f.get(write).emit(lanes.constant).bytes(new Array<number>(lanes.bytes).fill(0));
      f.memory(lanes.storeOne, 0, lanes.shift);
      increase(f, write, lanes.bytes);
    });
    advance(f, from, kStride);
    increase(f, k, -1);
  });
  return f;
}

/**
 * gather(to, from, lineTable, kTable, k, lines): the same of lines whose elements lie where two tables of byte offsets
 * say: element (line, k) at `from + lineTable[line] + kTable[k]`. Offsets rise from line to line.
 */
export function writeGatherPanel(lanes: Lanes, width: number): FunctionBuilder {
  const f = new FunctionBuilder(`gather${width}`, i32Parameters(6));
  const [to, from, lineTable, kTable, k, lines] = [0, 1, 2, 3, 4, 5];
  const panelBytes = width * lanes.bytes;
  const { base, line, write } = locals(f, "base", "line", "write");
  /** base = from + kTable[k], and on to the next k. */
  const nextBase = () => {
    f.get(from).get(kTable).memory(op.i32Load).emit(op.i32Add).set(base);
    increase(f, kTable, 4);
  };

  f.get(lines).i32(width).emit(op.i32Eq).if();
  const offsets = Array.from({ length: width }, (_, i) => {
    const offset = f.local(I32);
    f.get(lineTable)
      .memory(op.i32Load, 4 * i)
      .set(offset);
    return offset;
  });
  // Since offsets rise, the last one tells whether the lines lie side by side.
  f.get(offsets[width - 1])
    .get(offsets[0])
    .emit(op.i32Sub);
  f.i32((width - 1) * lanes.bytes)
    .emit(op.i32Eq)
    .if();
  advance(f, from, offsets[0]);
  whileAtLeast(f, k, 1, () => {
    nextBase();
    for (let offset = 0; offset < panelBytes; offset += VECTOR_BYTES) {
      f.get(to).get(base).simdMemory(simd.v128Load, offset).simdMemory(simd.v128Store, offset);
    }
    increase(f, to, panelBytes);
    increase(f, k, -1);
  });
  f.end();
  whileAtLeast(f, k, 1, () => {
    nextBase();
    offsets.forEach((offset, i) => {
      f.get(to).get(base).get(offset).emit(op.i32Add).memory(lanes.loadOne, 0, lanes.shift);
      f.memory(lanes.storeOne, i * lanes.bytes, lanes.shift);
    });
    increase(f, to, panelBytes);
    increase(f, k, -1);
  });
  f.end();

  // Panels that are not full.
  whileAtLeast(f, k, 1, () => {
    nextBase();
    f.get(to).set(write).i32(0).set(line);
    whileBelow(f, line, lines, () => {
      f.get(write).get(base);
      f.get(lineTable).get(line).i32(2).emit(op.i32Shl).emit(op.i32Add).memory(op.i32Load).emit(op.i32Add);
      f.memory(lanes.loadOne, 0, lanes.shift).memory(lanes.storeOne, 0, lanes.shift);
      increase(f, write, lanes.bytes);
      increase(f, line, 1);
    });
    increase(f, to, panelBytes);
    whileBelow(f, write, to, () => {
      f.get(write).emit(lanes.constant).bytes(new Array<number>(lanes.bytes).fill(0));
      f.memory(lanes.storeOne, 0, lanes.shift);
      increase(f, write, lanes.bytes);
    });
    increase(f, k, -1);
  });
  return f;
}

/** group(description, index, group, k, kBlock): packs the panels of one group of an operand's lines, block by block of k. */
export function writePackGroup(lanes: Lanes, width: number, packPanel: number, gatherPanel: number): FunctionBuilder {
  const f = new FunctionBuilder(`group${width}`, i32Parameters(5));
  const [description, index, group, k, kBlock] = [0, 1, 2, 3, 4];
  const { to, line, end, lines, whole, kStart, kLength, count } = locals(
    f,
    "to",
    "line",
    "end",
    "lines",
    "whole",
    "kStart",
    "kLength",
    "count",
  );
  const field = (word: number) => f.get(description).memory(op.i32Load, word * 4);

  field(operand.LINES).tee(lines);
  roundUp(f, width);
  f.set(whole);
  f.get(index).get(group).emit(op.i32Mul).tee(line).get(group).emit(op.i32Add).set(end);
  limit(f, end, lines);
  whileBelow(f, line, end, () => {
    f.i32(width).set(count);
    f.get(lines).get(line).emit(op.i32Sub).set(kLength);
    limit(f, count, kLength);
    f.i32(0).set(kStart);
    whileBelow(f, kStart, k, () => {
      f.get(k).get(kStart).emit(op.i32Sub).set(kLength);
      limit(f, kLength, kBlock);
      field(operand.PACKED);
      f.get(kStart).get(whole).emit(op.i32Mul).get(line).get(kLength).emit(op.i32Mul).emit(op.i32Add);
      f.i32(lanes.shift).emit(op.i32Shl).emit(op.i32Add).set(to);
      field(operand.LINE_TABLE).if();
      f.get(to);
      field(operand.SOURCE);
      field(operand.LINE_TABLE).get(line).i32(2).emit(op.i32Shl).emit(op.i32Add);
      field(operand.K_TABLE).get(kStart).i32(2).emit(op.i32Shl).emit(op.i32Add);
      f.get(kLength).get(count).emit(op.call, gatherPanel);
      f.else();
      f.get(to);
      field(operand.SOURCE).get(line);
      field(operand.LINE_STRIDE).emit(op.i32Mul).emit(op.i32Add).get(kStart);
      field(operand.K_STRIDE).emit(op.i32Mul).emit(op.i32Add);
      field(operand.LINE_STRIDE);
      field(operand.K_STRIDE).get(kLength).get(count).emit(op.call, packPanel);
      f.end();
      advance(f, kStart, kBlock);
    });
    increase(f, line, width);
  });
  return f;
}

/** Transposes the square of vectors in `x`, with the help of `y`; returns where its rows ended up. */
function transpose(f: FunctionBuilder, x: readonly number[], y: readonly number[]): readonly number[] {
  const pairs = (a: number, b: number, bytes: number, picks: readonly number[], to: number) => {
    const indices = picks.flatMap((pick) => Array.from({ length: bytes }, (_, i) => pick * bytes + i));
    f.get(a).get(b).simd(simd.i8x16Shuffle).bytes(indices).set(to);
  };
  if (x.length === 2) {
    pairs(x[0], x[1], 8, [0, 2], y[0]);
    pairs(x[0], x[1], 8, [1, 3], y[1]);
    return y;
  }
  pairs(x[0], x[1], 4, [0, 4, 1, 5], y[0]);
  pairs(x[0], x[1], 4, [2, 6, 3, 7], y[1]);
  pairs(x[2], x[3], 4, [0, 4, 1, 5], y[2]);
  pairs(x[2], x[3], 4, [2, 6, 3, 7], y[3]);
  pairs(y[0], y[2], 8, [0, 2], x[0]);
  pairs(y[0], y[2], 8, [1, 3], x[1]);
  pairs(y[1], y[3], 8, [0, 2], x[2]);
  pairs(y[1], y[3], 8, [1, 3], x[3]);
  return x;
}
