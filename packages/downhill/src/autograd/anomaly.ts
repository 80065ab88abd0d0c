import { isFloat } from "../memory/dtype.ts";
import { effect } from "../memory/recording.ts";
import { rowMajor } from "../tensor/copy.ts";
import { SparseTensor } from "../tensor/sparse.ts";
import type { Tensor } from "../tensor/tensor.ts";

/*
 * Looking for anomalies: while it is on, nodes remember where their functions were called, and gradients are looked at.
 */

/** How anomalies are looked for; null while they aren't. Read wherever a node is made, so a plain variable. */
export let anomaly: { readonly checkNan: boolean } | null = null;

/** Sets how anomalies are looked for and returns how they were before; the caller restores it. */
export function swapAnomaly(next: typeof anomaly): typeof anomaly {
  const before = anomaly;
  anomaly = next;
  return before;
}

/** Whether anomalies are looked for. */
export function isAnomalyEnabled(): boolean {
  return anomaly !== null;
}

/** Where the library's own code is, in the source as in what is built; its lines are left out of tracebacks. */
const HERE = new URL(".", import.meta.url).href;
const LIBRARY = /\/(autograd|shared)\/$/.test(HERE) ? new URL("..", HERE).href : HERE;

/** Frames that are worth keeping, deep within functions of the library too. */
const FRAMES = 60;

/** The lines of the program that led here; all lines where the program and the library are in one file. */
export function traceback(): string {
  const limited = Error as { stackTraceLimit?: number };
  const before = limited.stackTraceLimit;
  limited.stackTraceLimit = FRAMES;
  const { stack = "" } = new Error();
  limited.stackTraceLimit = before;
  const frames = stack.split("\n").filter((line) => /^\s+at |@/.test(line));
  const others = frames.filter((line) => !isOwn(line) && !line.includes("node:internal"));
  return (others.length > 0 ? others : frames).join("\n");
}

/** Whether a line of a stack is one of the library's. */
function isOwn(line: string): boolean {
  return line.includes(LIBRARY) || line.includes(LIBRARY.replace(/^file:\/\//, ""));
}

/** What is known of a node whose derivative went wrong. */
interface Suspect {
  readonly name: string;
  readonly traceback: string | null;
}

/** Says which function was called where whose derivative went wrong. */
function warn({ name, traceback: lines }: Suspect): void {
  console.warn(
    lines === null
      ? `Error detected in ${name}. No forward pass information available. Enable detect anomaly during forward pass ` +
          "for more information."
      : `Error detected in ${name}. Traceback of forward call that caused the error:\n${lines}`,
  );
}

/**
 * Runs the derivative of a node, and says where its function was called if it fails or gives NaN.
 * @throws Error for NaN, and what the derivative throws
 */
export function watched<Gradients extends readonly (Tensor | null)[]>(
  node: Suspect,
  derive: () => Gradients,
): Gradients {
  let gradients: Gradients;
  try {
    gradients = derive();
  } catch (error) {
    warn(node);
    throw error;
  }
  if (anomaly?.checkNan === true) {
    gradients.forEach((gradient, i) => {
      if (gradient !== null) checkForNaN(node, gradient, i);
    });
  }
  return gradients;
}

/** The same of one gradient, that of input `index`. */
export function watchedOne(node: Suspect, index: number, derive: () => Tensor | null): Tensor | null {
  const before: null[] = new Array<null>(index).fill(null);
  return watched<readonly (Tensor | null)[]>(node, () => [...before, derive()])[index];
}

function checkForNaN(node: Suspect, gradient: Tensor, index: number): void {
  effect("checkForNaN", () => {
    if (!hasNaN(gradient instanceof SparseTensor ? gradient._values() : gradient)) return;
    warn(node);
    const [line = ""] = node.traceback?.split("\n") ?? [];
    const place = line === "" || isOwn(line) ? "" : ` The function was called ${line.trim()}.`;
    throw new Error(`Function '${node.name}' returned nan values in its ${index}th output.${place}`);
  });
}

function hasNaN(tensor: Tensor): boolean {
  if (!isFloat(tensor.dtype)) return false;
  const { storage, offset, _numel: count } = rowMajor(tensor);
  const data = storage.data as Float32Array;
  for (let i = offset; i < offset + count; i++) if (data[i] !== data[i]) return true;
  return false;
}
