import { FunctionBuilder, i32Parameters } from "../wasm/module.ts";
import { op, simd, V128 } from "../wasm/opcodes.ts";
import { field, operand, TILE_ROWS } from "./blocking.ts";
import { advance, increase, type Lanes, limit, locals, roundUp, VECTOR_BYTES, whileBelow } from "./writing.ts";

/** Vectors in a row of the inner tile. */
const TILE_VECTORS = 2;
const TILE_ROW_BYTES = TILE_VECTORS * VECTOR_BYTES;
/** Bytes of a whole tile. */
export const TILE_BYTES = TILE_ROWS * TILE_ROW_BYTES;

/**
 * tile(a, b, c, cRow, k, accumulate): the product of a panel of A and one of B (k ≥ 1) overwrites a tile of C or is
 * added to it. The tile stays in registers throughout.
 *
 * The loop is not unrolled: engines may move a block's arithmetic behind all its loads, and more of those than fit
 * the registers would be spilled (`npm run bench -- matmul` drops by a third).
 */
export function writeTile(lanes: Lanes, rows: number): FunctionBuilder {
  const f = new FunctionBuilder(`tile${rows}`, i32Parameters(6));
  const [a, b, c, cRow, k, accumulate] = [0, 1, 2, 3, 4, 5];
  const sums = Array.from({ length: rows }, () => Array.from({ length: TILE_VECTORS }, () => f.local(V128)));
  const columns = Array.from({ length: TILE_VECTORS }, () => f.local(V128));
  const element = f.local(V128);

  f.loop();
  columns.forEach((column, j) => {
    f.get(b)
      .simdMemory(simd.v128Load, j * VECTOR_BYTES)
      .set(column);
  });
  sums.forEach((row, i) => {
    f.get(a)
      .simdMemory(lanes.splat, i * lanes.bytes)
      .set(element);
    row.forEach((sum, j) => {
      f.get(sum).get(element).get(columns[j]).simd(lanes.mul).simd(lanes.add).set(sum);
    });
  });
  increase(f, a, TILE_ROWS * lanes.bytes);
  increase(f, b, TILE_ROW_BYTES);
  f.get(k).i32(1).emit(op.i32Sub).tee(k).emit(op.brIf, 0).end();

  const forEachVector = (visit: (sum: number, offset: number) => void) => {
    f.get(c).set(a);
    for (const row of sums) {
      row.forEach((sum, j) => {
        visit(sum, j * VECTOR_BYTES);
      });
      advance(f, a, cRow);
    }
  };
  f.get(accumulate).if();
  forEachVector((sum, offset) => f.get(a).simdMemory(simd.v128Load, offset).get(sum).simd(lanes.add).set(sum));
  f.end();
  forEachVector((sum, offset) => f.get(a).get(sum).simdMemory(simd.v128Store, offset));
  return f;
}

/** edge(tile, c, cRow, rows, columns, accumulate): moves the part of a tile that lies within C. */
export function writeEdge(lanes: Lanes): FunctionBuilder {
  const f = new FunctionBuilder("edge", i32Parameters(6));
  const [tile, c, cRow, rows, columns, accumulate] = [0, 1, 2, 3, 4, 5];
  const { row, end, from, to } = locals(f, "row", "end", "from", "to");
  const value = f.local(lanes.scalar);
  whileBelow(f, row, rows, () => {
    f.get(tile).set(from).get(c).tee(to);
    f.get(columns).i32(lanes.shift).emit(op.i32Shl).emit(op.i32Add).set(end);
    whileBelow(f, to, end, () => {
      f.get(from).memory(lanes.loadOne, 0, lanes.shift).set(value);
      f.get(accumulate).if();
      f.get(to).memory(lanes.loadOne, 0, lanes.shift).get(value).emit(lanes.addOne).set(value);
      f.end();
      f.get(to).get(value).memory(lanes.storeOne, 0, lanes.shift);
      increase(f, from, lanes.bytes);
      increase(f, to, lanes.bytes);
    });
    increase(f, tile, TILE_ROW_BYTES);
    advance(f, c, cRow);
    increase(f, row, 1);
  });
  return f;
}

/**
 * multiply(parameters, index): one chunk of C.
 *
 * @param tiles the functions that compute a tile of 1, 2, ... `TILE_ROWS` rows
 */
export function writeMultiply(lanes: Lanes, tiles: readonly number[], edge: number): FunctionBuilder {
  const f = new FunctionBuilder("multiply", i32Parameters(2));
  const [parameters, index] = [0, 1];
  const tileColumns = TILE_VECTORS * lanes.count;
  const word = (number: number) => f.get(parameters).memory(op.i32Load, number * 4);
  const { i, iStart, iEnd, j, jEnd, k, kStart, kLength, kBlock } = locals(
    f,
    ...(["i", "iStart", "iEnd", "j", "jEnd", "k", "kStart", "kLength", "kBlock"] as const),
  );
  const { c, cRow, accumulate, spare, jStart, rows, columns, overlaps } = locals(
    f,
    ...(["c", "cRow", "accumulate", "spare", "jStart", "rows", "columns", "overlaps"] as const),
  );
  const a = packedOperand(field.A, TILE_ROWS);
  const b = packedOperand(field.B, tileColumns);

  /** The locals of an operand: where its current block and panel are packed, and its lines, as packed. */
  function packedOperand(description: number, width: number) {
    const names = locals(f, "block", "panel", "lines");
    word(description + operand.PACKED).set(names.block);
    word(description + operand.LINES);
    roundUp(f, width);
    f.set(names.lines);
    return names;
  }
  /** target = operand's block + lines * kLength elements */
  function place(block: number, lines: number, target: number) {
    f.get(block).get(lines).get(kLength).emit(op.i32Mul).i32(lanes.shift).emit(op.i32Shl).emit(op.i32Add).set(target);
  }

  word(field.K).set(k);
  word(field.K_BLOCK).set(kBlock);
  word(field.C_ROW).set(cRow);
  word(field.ACCUMULATE).set(accumulate);
  word(field.EDGE).get(index).i32(TILE_BYTES).emit(op.i32Mul).emit(op.i32Add).set(spare);

  f.get(index);
  word(field.CHUNKS_DOWN).emit(op.i32RemU);
  word(field.CHUNK_ROWS).emit(op.i32Mul).tee(iStart);
  word(field.CHUNK_ROWS).emit(op.i32Add).set(iEnd);
  word(field.A + operand.LINES).set(rows);
  limit(f, iEnd, rows);
  f.get(index);
  word(field.CHUNKS_DOWN).emit(op.i32DivU);
  word(field.CHUNK_COLUMNS).emit(op.i32Mul).tee(jStart);
  word(field.CHUNK_COLUMNS).emit(op.i32Add).set(jEnd);
  word(field.B + operand.LINES).set(columns);
  limit(f, jEnd, columns);

  whileBelow(f, kStart, k, () => {
    f.get(k).get(kStart).emit(op.i32Sub).set(kLength);
    limit(f, kLength, kBlock);
    f.get(jStart).set(j);
    whileBelow(f, j, jEnd, () => {
      f.get(jEnd).get(j).emit(op.i32Sub).tee(columns).i32(tileColumns).emit(op.i32LtU).set(overlaps);
      place(b.block, j, b.panel);
      f.get(iStart).set(i);
      whileBelow(f, i, iEnd, () => {
        f.get(iEnd).get(i).emit(op.i32Sub).set(rows);
        place(a.block, i, a.panel);
        word(field.C).get(i).get(cRow).emit(op.i32Mul).emit(op.i32Add);
        f.get(j).i32(lanes.shift).emit(op.i32Shl).emit(op.i32Add).set(c);
        tiles.forEach((tile, last) => {
          f.get(rows)
            .i32(last + 1)
            .emit(last + 1 < TILE_ROWS ? op.i32Eq : op.i32GeU)
            .if();
          f.get(a.panel).get(b.panel);
          f.get(spare).get(c).get(overlaps).emit(op.select);
          f.i32(TILE_ROW_BYTES).get(cRow).get(overlaps).emit(op.select);
          f.get(kLength);
          f.i32(0).get(accumulate).get(overlaps).emit(op.select);
          f.emit(op.call, tile).end();
        });
        f.get(overlaps).if();
        f.get(spare).get(c).get(cRow);
        f.i32(TILE_ROWS).get(rows).get(rows).i32(TILE_ROWS).emit(op.i32GtU).emit(op.select);
        f.get(columns).get(accumulate).emit(op.call, edge).end();
        increase(f, i, TILE_ROWS);
      });
      increase(f, j, tileColumns);
    });
    f.i32(1).set(accumulate);
    place(a.block, a.lines, a.block);
    place(b.block, b.lines, b.block);
    advance(f, kStart, kBlock);
  });
  return f;
}
