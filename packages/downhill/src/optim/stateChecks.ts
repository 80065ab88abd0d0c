import type { Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { checkApart, checkParam, checkStateArray, missingEntries, type Subject, wrongEntry } from "./arrayChecks.ts";

type Entry = Readonly<Record<string, unknown>>;

/** What a parameter's state consists of. */
export interface EntryForm {
  /** The shapes of the arrays, by name. */
  readonly arrays: Readonly<Record<string, Shape>>;
  /** The names of the numbers. */
  readonly numbers: readonly string[];
  /** Whether arrays may be missing, and are made by the step that needs them. Default: false. */
  readonly lazy?: boolean;
}

/** Whether nothing is kept for a parameter yet, so that its first step makes all of it. */
export function isEmpty(entry: object): boolean {
  for (const _ in entry) return false;
  return true;
}

/** Throws unless a parameter, its gradient and its state are arrays that a step can be made with. */
export function checkStepped(subject: Subject, entry: object | undefined, form: EntryForm): void {
  checkParam(subject);
  if (entry === undefined) return;
  checkEntry(subject, entry as Entry, form);
  const { param } = subject;
  const state = Object.entries(entry).filter(
    ([name, value]) => Object.hasOwn(form.arrays, name) && value instanceof Tensor,
  );
  const arrays = [["param", param], ["grad", param._grad ?? param], ...state] as [string, Tensor][];
  checkApart(
    subject,
    arrays.map(([name]) => name),
    arrays.map(([, tensor]) => tensor),
  );
}

/** Throws unless the state of a parameter has all its entries, and arrays of the right shape and dtype. */
export function checkEntry(subject: Subject, entry: Entry, { arrays, numbers, lazy = false }: EntryForm): void {
  if (isEmpty(entry)) return;
  const isMissing = (name: string) => entry[name] === undefined || entry[name] === null;
  const missing = [...numbers, ...(lazy ? [] : Object.keys(arrays))].filter(isMissing);
  if (missing.length > 0) throw missingEntries(subject, missing);
  for (const name of numbers) if (typeof entry[name] !== "number") throw wrongEntry(subject, name, "a number");
  for (const [name, shape] of Object.entries(arrays)) {
    if (!isMissing(name)) checkStateArray(subject, name, entry[name], shape);
  }
}
