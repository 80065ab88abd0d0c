import { gradEnabled } from "../autograd/gradMode.ts";
import { hasLibrary } from "../kernels/matmul/library.ts";
import { recorder as outer, type RecordedStorage, recording, recordWith, replay } from "../memory/recording.ts";
import { BOOLEAN, functionKind, INTEGER } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { getDefaultDtype } from "../tensor/defaultDtype.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { checkArguments, flatten, type Leaf, rebuild } from "./arguments.ts";
import { explained } from "./explain.ts";
import { copiedResult, Plan } from "./plan.ts";
import { PlanRecorder } from "./recorder.ts";

const COMPILE = signature(
  "compile",
  { fn: functionKind<(...args: never[]) => unknown>() },
  { maxSignatures: optional(INTEGER, 8), fallback: optional(BOOLEAN, false) },
);

const NUMBERS =
  "a compiled function was given another number on each call, and is recorded for each number: from now on it runs as it " +
  "is for new ones; pass what changes from call to call as a tensor, such as tensor(rate)";

/** Options of {@link compile}. */
export interface CompileOptions {
  /** How many plans are kept for different kinds of arguments, the latest used; from 1 on. Default 8. */
  maxSignatures?: number;
  /** Whether a function that can't be recorded, such as one that reads a number, runs as it is. Default false. */
  fallback?: boolean;
}

/** A function that was compiled. */
export interface Compiled<Args extends readonly unknown[], Result> {
  (...args: Args): Result;
  /**
   * What runs, as text: the plan that was used last, how many steps were recorded and how many run, its memory, and a table
   * of what they are with their number, the milliseconds they took, megabytes that they read and write, and millions of
   * operations on numbers. A step that does the work of several has their names, as `copy + matmul + relu`.
   */
  explain(): string;
  /** Gives the memory of all plans back at once. The function can still be called, and is recorded anew then. */
  [Symbol.dispose](): void;
}

/**
 * A function that does the same as `fn` faster, such as a whole training step: forward, loss, `backward`, clipping and
 * `optimizer.step()`.
 *
 * The first call with arguments of a kind runs `fn` and writes down every computation with arrays; later calls only do
 * these again, with the present values of arguments, parameters, learning rates and the random generator. All
 * intermediate arrays lie in one planned block of memory. The numbers are those of `fn`, bit for bit. It is recorded anew
 * when a tensor has another shape, strides or dtype, another argument another value, a module another mode, or a
 * parameter's `requiresGrad` has changed.
 *
 * What else `fn` does, such as printing or counting, happens while it is recorded only. Results are copies without
 * history; other tensors that `fn` makes are gone after the call.
 *
 * @param fn tensors, and arrays and plain objects of them, may be arguments and results; synchronous
 * @throws {TypeError} for arguments that require gradients, are sparse or of a type that isn't computed with, and for a
 *   function that returns a promise
 * @throws {Error} when `fn` reads numbers from tensors, as `item()` does, or makes tensors whose sizes depend on them
 */
export const compile: <Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  options?: CompileOptions,
) => Compiled<Args, Result> = publish(COMPILE, compiled);

function compiled<Args extends readonly unknown[], Result>(
  fn: (...args: Args) => Result,
  { maxSignatures = 8, fallback = false }: CompileOptions = {},
): Compiled<Args, Result> {
  if (maxSignatures < 1) throw new RangeError(`compile(): maxSignatures must be at least 1, got ${maxSignatures}`);
  let plans: Plan<Result>[] = [];
  let runsAsItIs = false;
  /** How often in a row a call brought a number that no plan was recorded with. */
  let newNumbers = 0;

  const record = (leaves: readonly Leaf[], args: Args): Result => {
    const recorder = new PlanRecorder(fallback);
    const inputs: RecordedStorage[] = [];
    const stand = (tensor: Tensor) => {
      const placeholder = recorder.placeholder(tensor);
      inputs.push(placeholder.storage as RecordedStorage);
      return placeholder;
    };
    const given = args.map((arg) => rebuild(arg, stand)) as unknown as Args;
    const result = recordWith(recorder, () => fn(...given));
    if (typeof (result as PromiseLike<unknown> | null)?.then === "function") {
      throw new TypeError("compile() takes a synchronous function, but it returned a promise");
    }
    const copy = replay(() => copiedResult(result)) as Result;
    if (recorder.failure !== null) {
      runsAsItIs = true;
      console.warn(`this function is not compiled: ${recorder.failure}`);
      return copy;
    }
    plans.unshift(new Plan<Result>(recorder, leaves, inputs, result));
    for (const plan of plans.splice(maxSignatures)) plan.dispose();
    return copy;
  };

  const call = (...args: Args): Result => {
    if (runsAsItIs || outer !== null || recording()) return fn(...args);
    const leaves = flatten(args, [gradEnabled, getDefaultDtype(), hasLibrary()]);
    for (let i = 0; i < plans.length; i++) {
      const plan = plans[i];
      if (!plan.fits(leaves)) continue;
      if (i > 0) plans = [plan, ...plans.filter((other) => other !== plan)];
      newNumbers = 0;
      return plan.run(leaves);
    }
    checkArguments(leaves);
    if (plans.some((plan) => plan.differsInNumbers(leaves))) {
      if (++newNumbers === maxSignatures + 1) console.warn(NUMBERS);
      if (newNumbers > maxSignatures) return rebuild(fn(...args), withoutHistory, true) as Result;
    }
    return record(leaves, args);
  };
  return Object.assign(call, {
    explain: () => explained(plans[0] ?? null),
    [Symbol.dispose]() {
      for (const plan of plans) plan.dispose();
      plans = [];
    },
  });
}

function withoutHistory(tensor: Tensor): Tensor {
  return tensor.gradFn === null ? tensor : tensor.detach();
}
