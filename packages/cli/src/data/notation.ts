import { type DecimalMark, readAmount } from "./cells.ts";

/** How the cells of a table are written. */
export interface Notation {
  readonly decimal: DecimalMark;
  /** Whether the table leaves no doubt about it: else `1,234` can't be read, and without any such it doesn't matter. */
  readonly certain: boolean;
  /** What stands for a missing value besides an empty cell; null: the usual words. */
  readonly markers: readonly string[] | null;
  /** Whether a trimmed cell says that its value is missing. */
  isMissing(cell: string): boolean;
}

/** What stands for a missing value, in small letters and never longer than the last, unless the user says otherwise. */
const usual = new Set(["na", "n/a", "#n/a", "nan", "null", "nil", "none", "?", "-", "missing"]);

/**
 * Missing are empty cells and those that hold a marker, exactly as it is written, but a number in any spelling (`-999` for
 * `-999.00`).
 *
 * @param markers - null: the usual words, in any case
 */
export function notationOf(decimal: DecimalMark, certain: boolean, markers: readonly string[] | null): Notation {
  if (markers === null) {
    return { decimal, certain, markers, isMissing: isUsuallyMissing };
  }
  const texts = new Set(markers);
  const numberIn = (cell: string) => Number(readAmount(cell, decimal)?.text ?? Number.NaN);
  const numbers = new Set(markers.map(numberIn).filter((value) => !Number.isNaN(value)));
  const isMissing = (cell: string) =>
    cell === "" || texts.has(cell) || (numbers.size > 0 && numbers.has(numberIn(cell)));
  return { decimal, certain, markers, isMissing };
}

function isUsuallyMissing(cell: string): boolean {
  return cell === "" || (cell.length <= "missing".length && !/^\d/.test(cell) && usual.has(cell.toLowerCase()));
}

/** The decimal mark by which the given cells can be read, where some can be read by one alone; else a point, not certain. */
export function findDecimal(cells: Iterable<string>): { readonly decimal: DecimalMark; readonly certain: boolean } {
  let point = false;
  let comma = false;
  for (const cell of cells) {
    // Without a comma a cell can tell of a point at most.
    if (!/[,，]/.test(cell) && (point || !/[.．]/.test(cell))) continue;
    const byPoint = readAmount(cell, ".") !== null;
    const byComma = readAmount(cell, ",") !== null;
    point ||= byPoint && !byComma;
    comma ||= byComma && !byPoint;
    if (point && comma) break;
  }
  return { decimal: comma && !point ? "," : ".", certain: point !== comma };
}

/** Whether a cell is a number by a decimal comma alone. */
export function isDecimalComma(cell: string): boolean {
  return readAmount(cell, ",") !== null && readAmount(cell, ".") === null;
}

/** Whether a cell is one number by a decimal point and another by a decimal comma, as `1,234` is. */
export function isAmbiguous(cell: string): boolean {
  const byPoint = readAmount(cell, ".");
  const byComma = readAmount(cell, ",");
  return byPoint !== null && byComma !== null && Number(byPoint.text) !== Number(byComma.text);
}
