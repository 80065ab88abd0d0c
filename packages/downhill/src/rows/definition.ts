import { lowerRows, type RowDefinition } from "../ir/rows.ts";
import { type RowArray, RowKernel } from "../kernels/rowStream.ts";
import { type FloatDType, itemSize } from "../memory/dtype.ts";
import { recorder } from "../memory/recording.ts";

/** The plain loop of a function of rows, for one type; its arguments are those of `RowFunction`. */
export type RowLoop = (
  rows: number,
  size: number,
  arrays: readonly RowArray[],
  numbers: readonly number[],
  columnsRead: readonly Float64Array[],
  columnsWritten: readonly Float64Array[],
) => void;

/** A function of rows that can be run. */
export interface RowFunction {
  /**
   * Runs on `rows` rows of `size` elements.
   *
   * @param arrays the definition's matrices, its vectors and the matrices it writes, in that order, all row-major
   * @param columnsRead,columnsWritten a double for each row
   */
  (
    type: FloatDType,
    rows: number,
    size: number,
    arrays: readonly RowArray[],
    numbers?: readonly number[],
    columnsRead?: readonly Float64Array[],
    columnsWritten?: readonly Float64Array[],
  ): void;
  /** The plain loops: what runs on few elements, and where no kernel can. */
  readonly loops: Readonly<Record<FloatDType, RowLoop>>;
}

const NONE: readonly never[] = [];

/** From so many elements on a kernel's call costs less than it saves. */
const LEAST = 64;

/** Joins a definition with its loops, which `npm run generate` writes. */
export function bindRows(definition: RowDefinition, loops: Readonly<Record<FloatDType, RowLoop>>): RowFunction {
  const kernels: Partial<Record<FloatDType, RowKernel>> = {};
  const run = (
    type: FloatDType,
    rows: number,
    size: number,
    arrays: readonly RowArray[],
    numbers: readonly number[] = NONE,
    columnsRead: readonly Float64Array[] = NONE,
    columnsWritten: readonly Float64Array[] = NONE,
  ) => {
    const compute = () => {
      if (rows * size >= LEAST) {
        kernels[type] ??= new RowKernel(lowerRows(definition, type));
        if (kernels[type].run(rows, size, arrays, numbers, columnsRead, columnsWritten)) return;
      }
      loops[type](rows, size, arrays, numbers, columnsRead, columnsWritten);
    };
    if (recorder === null) compute();
    else {
      kernels[type] ??= new RowKernel(lowerRows(definition, type));
      const bytes = arrays.length * rows * size * itemSize(type);
      recorder.launch(definition.name, compute, { operations: kernels[type].work * rows * size, bytes });
    }
  };
  return Object.assign(run, { loops });
}

/** The sum of the lanes of a sum, in the order in which kernels add them (see `kernels/rowCompiler.ts`). */
export function sumOf([a, b, c, d, e, f, g, h]: Float64Array, rest: number): number {
  return a + e + (c + g) + (b + f + (d + h)) + rest;
}
