import type { FloatDType } from "../memory/dtype.ts";
import { Tensor } from "../tensor/tensor.ts";
import { checkStateArray, missingEntries, type Subject, spell, wrongEntry } from "./arrayChecks.ts";

/** Kept for the first parameter, for all of them together: vectors are flat, in the order of the parameters. */
export interface LBFGSState {
  /** Evaluations of the closure so far. */
  funcEvals: number;
  /** Iterations so far. */
  nIter: number;
  /** The last direction. */
  d?: Tensor;
  /** The last step's length. */
  t?: number | Tensor;
  /** Changes of the gradient. */
  oldDirs?: Tensor[];
  /** Changes of the parameters. */
  oldStps?: Tensor[];
  /** The inverses of their products. */
  ro?: Tensor[];
  /** The scale of the first estimate of the inverse Hessian. */
  hDiag?: number | Tensor;
  /** The gradient at the last step. */
  prevFlatGrad?: Tensor;
  /** The loss there. */
  prevLoss?: number;
  /** Room for the coefficients of the two loops over the last steps. */
  al?: (Tensor | null)[];
}

/** What every iteration but the first builds on. */
const HISTORY = ["d", "t", "oldDirs", "oldStps", "ro", "hDiag", "prevFlatGrad", "prevLoss"] as const;

/**
 * Throws unless a state is complete, and its vectors have a length and a dtype.
 *
 * @param entry the state of the first parameter
 */
export function checkLbfgsState(
  subject: Subject,
  entry: Readonly<Partial<LBFGSState>>,
  length: number,
  dtype: FloatDType,
): void {
  for (const name of ["funcEvals", "nIter"] as const) {
    if (!["number", "undefined"].includes(typeof entry[name])) throw wrongEntry(subject, name, "a number");
  }
  if (!((entry.nIter ?? 0) > 0)) return; // the first iteration makes all the rest
  const missing = HISTORY.filter((name) => entry[name] === undefined || entry[name] === null);
  if (missing.length > 0) throw missingEntries(subject, missing);

  const checkVector = (name: string, vector: unknown) => {
    checkStateArray(subject, name, vector, [length], dtype);
    if (!vector._contiguous) throw wrongEntry(subject, name, "a tensor without gaps between its elements");
  };
  const { d, prevFlatGrad, oldDirs, oldStps, ro, t, hDiag } = entry as Required<LBFGSState>;
  for (const [name, vector] of Object.entries({ d, prevFlatGrad })) checkVector(name, vector);
  for (const [name, list] of Object.entries({ oldDirs, oldStps, ro })) {
    if (!Array.isArray(list) || list.length !== oldDirs.length) {
      throw wrongEntry(subject, name, `a list as long as ${spell(subject, "oldDirs")}`);
    }
    for (const item of list) {
      if (name !== "ro") checkVector(name, item);
      else if (!isNumber(item)) throw wrongEntry(subject, name, "a list of tensors of one element");
    }
  }
  for (const [name, value] of Object.entries({ t, hDiag })) {
    if (!isNumber(value)) throw wrongEntry(subject, name, "a number, or a tensor of one element");
  }
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" || (value instanceof Tensor && !value.isSparse && value._numel === 1);
}
