import { noGrad } from "../autograd/gradMode.ts";
import type { DType } from "../memory/dtype.ts";
import { empty } from "../tensor/factories.ts";
import { formatShape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { normal_ } from "./init/fill.ts";
import { Parameter } from "./parameter.ts";

/* The tables of embeddings. */

/**
 * The given table as a parameter, or one that is yet to be drawn.
 * @throws RangeError for a table of another shape
 */
export function tableOf(
  given: Tensor | undefined,
  [rows, columns]: readonly [rows: number, columns: number],
  dtype: DType | undefined,
): Parameter {
  if (given === undefined) return new Parameter(empty([rows, columns], { dtype }));
  if (given.ndim !== 2 || given.shape[0] !== rows || given.shape[1] !== columns) {
    throw new RangeError(
      "Shape of weight does not match num_embeddings and embedding_dim: " +
        `expected [${rows}, ${columns}], got ${formatShape(given.shape)}`,
    );
  }
  return given instanceof Parameter ? given : new Parameter(given);
}

/** Draws a table, with zeros in the row of the padding. */
export function drawTable(table: Parameter, paddingIdx: number | null): void {
  normal_(table);
  if (paddingIdx !== null) noGrad(() => table.select(0, paddingIdx).zero_());
}
