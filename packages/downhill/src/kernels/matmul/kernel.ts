import type { FloatDType } from "../../memory/dtype.ts";
import { assemble, FunctionBuilder, i32Parameters } from "../wasm/module.ts";
import { I32, op } from "../wasm/opcodes.ts";
import { BATCH, BATCH_HEADER_BYTES, batch, field, TILE_ROWS, tileColumns } from "./blocking.ts";
import { writeEdge, writeMultiply, writeTile } from "./multiplying.ts";
import { writeGatherPanel, writePackGroup, writePackPanel } from "./packing.ts";
import { increase, LANES, locals, whileBelow } from "./writing.ts";

/**
 * The matrix product's kernel: a WebAssembly module that exports `chunk(parameters, index)`, where `field` describes
 * the parameters.
 *
 * In the first phase chunks pack the operands into panels, `TILE_ROWS` rows of A or `tileColumns` columns of B, which
 * the innermost loop then reads from front to back. In the second each chunk computes a rectangle of C. Of a batch of
 * small products, which `batch` describes, each chunk does all of one.
 */
export function compileMatmul(dtype: FloatDType): Uint8Array {
  const lanes = LANES[dtype];
  const functions: FunctionBuilder[] = [];
  const add = (builder: FunctionBuilder) => functions.push(builder) - 1;

  const tiles = Array.from({ length: TILE_ROWS }, (_, last) => add(writeTile(lanes, last + 1)));
  const multiply = add(writeMultiply(lanes, tiles, add(writeEdge(lanes))));
  const packs = new Map<number, number>();
  for (const width of new Set([TILE_ROWS, tileColumns(dtype)])) {
    packs.set(
      width,
      add(writePackGroup(lanes, width, add(writePackPanel(lanes, width)), add(writeGatherPanel(lanes, width)))),
    );
  }
  const pack = add(writePack(packs.get(TILE_ROWS)!, packs.get(tileColumns(dtype))!));
  add(writeChunk(pack, multiply));
  return assemble(functions);
}

/** chunk(parameters, index): the entry of both phases, and of batches. */
function writeChunk(pack: number, multiply: number): FunctionBuilder {
  const f = new FunctionBuilder("chunk", i32Parameters(2));
  const [parameters, index] = [0, 1];
  const { item, i, end } = locals(f, "item", "i", "end");
  const word = (number: number) => f.get(parameters).memory(op.i32Load, number * 4);
  word(field.PHASE);
  f.i32(BATCH).emit(op.i32Eq).if();
  word(batch.ITEM_BYTES).get(index).emit(op.i32Mul).get(parameters).emit(op.i32Add);
  f.i32(BATCH_HEADER_BYTES).emit(op.i32Add).set(item);
  for (const [count, work] of [
    [batch.GROUPS, pack],
    [batch.CHUNKS, multiply],
  ] as const) {
    word(count).set(end).i32(0).set(i);
    whileBelow(f, i, end, () => {
      f.get(item).get(i).emit(op.call, work);
      increase(f, i, 1);
    });
  }
  f.emit(op.return).end();
  word(field.PHASE).if();
  f.get(parameters).get(index).emit(op.call, multiply).emit(op.return);
  f.end();
  f.get(parameters).get(index).emit(op.call, pack);
  return f;
}

/** pack(parameters, index): one group of lines of an operand. */
function writePack(packA: number, packB: number): FunctionBuilder {
  const f = new FunctionBuilder("pack", i32Parameters(2));
  const [parameters, index] = [0, 1];
  const groups = f.local(I32);
  const word = (number: number) => f.get(parameters).memory(op.i32Load, number * 4);
  const pack = (description: number, group: number) => {
    f.get(parameters)
      .i32(description * 4)
      .emit(op.i32Add)
      .get(index);
    word(field.GROUP);
    word(field.K);
    word(field.K_BLOCK).emit(op.call, group).emit(op.return);
  };
  f.get(index);
  word(field.A_GROUPS).tee(groups).emit(op.i32LtU).if();
  pack(field.A, packA);
  f.end();
  f.get(index).get(groups).emit(op.i32Sub).set(index);
  pack(field.B, packB);
  return f;
}
