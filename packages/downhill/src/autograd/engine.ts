import { nursery } from "../memory/nursery.ts";
import { recorder } from "../memory/recording.ts";
import { storagesMade } from "../memory/storage.ts";
import { typeName } from "../tensor/promotion.ts";
import { sameShape } from "../tensor/shape.ts";
import { type GradHook, Tensor } from "../tensor/tensor.ts";
import { accumulateGrad } from "./accumulate.ts";
import { anomaly, watched, watchedOne } from "./anomaly.ts";
import { add } from "./functions/arithmetic.ts";
import { to } from "./functions/conversion.ts";
import { addGradients } from "./functions/sparse.ts";
import { sumToShape } from "./functions/sum.ts";
import { swapGradMode } from "./gradMode.ts";
import { type Edge, edgeOf, Joint, Node } from "./graph.ts";
import { Temporaries } from "./temporaries.ts";

type Target = Node | Tensor;

/** What is known of a node or a leaf while gradients flow. */
class Pending {
  gradient: Tensor | null = null;
  /** Those of its outputs, for a node that has several. */
  parts: (Tensor | null)[] | null = null;
  /** How many nodes may still send a gradient here. */
  uses = 0;
  /** Whether a gradient that arrives here is of use to anyone. */
  needed = true;
}

/** Finds all nodes and leaves that gradients can reach, the nodes in the order in which they were made. */
function explore(roots: readonly Edge[], pending: Map<Target, Pending>): Node[] {
  const found: Node[] = [];
  const stack: Node[] = [];
  const visit = (target: Edge) => {
    if (target === null) return;
    let entry = pending.get(target);
    if (entry === undefined) {
      entry = new Pending();
      pending.set(target, entry);
      if (isNode(target)) {
        found.push(target);
        stack.push(target);
      }
    }
    entry.uses++;
  };
  roots.forEach(visit);
  for (let node = stack.pop(); node !== undefined; node = stack.pop()) {
    const { inputs } = node;
    for (let i = 0; i < inputs.length; i++) visit(inputs[i]);
  }
  return found.sort((a, b) => a.sequence - b.sequence);
}

function isNode(target: Target): target is Node {
  return target instanceof Node;
}

/** Marks what lies between the roots and the wanted targets; everything else is left alone. */
function restrict(nodes: readonly Node[], pending: Map<Target, Pending>, wanted: ReadonlySet<Target>): void {
  for (const [target, entry] of pending) entry.needed = wanted.has(target);
  for (const node of nodes) {
    if (node.inputs.some((input) => input !== null && pending.get(input)?.needed)) pending.get(node)!.needed = true;
  }
}

/** Sums a gradient to the shape of what it belongs to, and converts it, as broadcasting and promotion ask. */
function fit(gradient: Tensor, target: Target): Tensor {
  let result = gradient;
  const shape = isNode(target) ? target.shape : target._shape;
  if (!sameShape(result._shape, shape)) result = sumToShape(result, shape);
  return result.dtype === target.dtype ? result : to(result, target.dtype);
}

/** PyTorch's order: what came before stands first, unless it is sparse. */
function addInOrder(present: Tensor, incoming: Tensor): Tensor {
  return present.isSparse ? addGradients(incoming, present) : addGradients(present, incoming);
}

function runHooks(hooks: readonly GradHook[] | null, gradient: Tensor): Tensor {
  if (hooks === null) return gradient;
  let result = gradient;
  for (const hook of hooks.slice()) {
    const replaced = hook(result);
    if (replaced === undefined || replaced === null) continue;
    if (!(replaced instanceof Tensor)) throw new TypeError(`expected Variable, but hook returned '${typeof replaced}'`);
    if (replaced.dtype !== result.dtype) {
      throw new TypeError(
        `hook has changed the type of value (was torch.${typeName(result.dtype)}Tensor got ` +
          `torch.${typeName(replaced.dtype)}Tensor)`,
      );
    }
    if (!sameShape(replaced._shape, result._shape)) {
      throw new RangeError(
        `hook has changed the size of value: expected [${result._shape.join(", ")}], got [${replaced._shape.join(", ")}]`,
      );
    }
    result = replaced;
  }
  return result;
}

/** How many flows are under way, one within the other. */
let flows = 0;

/** How gradients are to flow. */
export interface FlowOptions {
  /** Keep the saved tensors, so that gradients can flow through the graph once more. */
  readonly retainGraph: boolean;
  /** Record the computation of the gradients themselves. */
  readonly createGraph: boolean;
  /** The tensors whose gradients are wanted; null means all leaves. */
  readonly inputs: readonly Tensor[] | null;
  /** Gradients of `inputs` are returned rather than accumulated into `grad`. */
  readonly capture: boolean;
}

/**
 * Sends gradients from the outputs back through the graph: the nodes in the opposite order to that in which they were
 * made, each after all that use its output. Returns the gradients of `inputs` when they are to be captured.
 */
export function flow(
  outputs: readonly Tensor[],
  gradients: readonly Tensor[],
  options: FlowOptions,
): (Tensor | null)[] {
  const pending = new Map<Target, Pending>();
  const roots = outputs.map(edgeOf);
  const nodes = explore(roots, pending);
  const wanted = options.inputs?.map(edgeOf) ?? null;
  const wantedSet = wanted === null ? null : new Set(wanted.filter((target) => target !== null));
  if (wantedSet !== null) restrict(nodes, pending, wantedSet);
  const captured = options.capture ? new Map<Target, Tensor>() : null;
  // What is recorded, or may be asked for again, is not for the engine alone.
  const isPrivate = !options.createGraph && !options.retainGraph && recorder === null;
  const temporaries = isPrivate ? new Temporaries() : null;

  const send = (target: Target, gradient: Tensor | null, since: number | null) => {
    const entry = pending.get(target)!;
    entry.uses--;
    if (gradient !== null) {
      const present = entry.gradient;
      const count = nursery.count;
      const fitting = fit(gradient, target);
      entry.gradient = present === null ? fitting : addInOrder(present, fitting);
      temporaries?.collect(count, entry.gradient);
      temporaries?.hold(entry.gradient);
      if (present !== null) temporaries?.drop(present);
    }
    if (entry.uses > 0 || entry.gradient === null || isNode(target)) return;
    const total = entry.gradient;
    entry.gradient = null;
    if (target._hooks === null && captured === null) accumulateGrad(target, total, since);
    else {
      temporaries?.escape(total);
      const replaced = runHooks(target._hooks, total);
      if (captured === null) accumulateGrad(target, replaced, null);
      else captured.set(target, replaced);
    }
    temporaries?.drop(total);
  };

  const before = swapGradMode(options.createGraph);
  flows++;
  try {
    for (let i = 0; i < roots.length; i++) {
      const root = roots[i];
      if (root !== null && pending.get(root)!.needed) send(root, gradients[i], null);
    }
    for (let k = nodes.length - 1; k >= 0; k--) {
      const node = nodes[k];
      const entry = pending.get(node)!;
      if (!entry.needed) continue;
      let gradient = entry.gradient;
      entry.gradient = null;
      if (gradient !== null) {
        if (node.hooks !== null || node.isOpen || wantedSet?.has(node)) temporaries?.escape(gradient);
        temporaries?.drop(gradient);
        gradient = runHooks(node.hooks, gradient);
        if (node.retained !== null) {
          const kept = node.retained;
          kept._grad = kept._grad === null ? gradient.clone() : add(kept._grad, gradient);
        }
        if (wantedSet?.has(node)) {
          if (captured !== null) captured.set(node, gradient);
          else accumulateInto(options.inputs!, node, gradient);
        }
      }
      const { inputs } = node;
      if (node instanceof Joint) {
        const { parts } = entry;
        entry.parts = null;
        const gradients = parts === null ? null : deriveAll(node, parts);
        for (let i = 0; i < inputs.length; i++) {
          const input = inputs[i];
          if (input !== null && pending.get(input)!.needed) send(input, gradients?.[i] ?? null, null);
        }
      } else {
        for (let i = 0; i < inputs.length; i++) {
          const input = inputs[i];
          if (input === null || !pending.get(input)!.needed) continue;
          if (input instanceof Joint) {
            if (gradient !== null) {
              temporaries?.escape(gradient);
              handPart(pending.get(input)!, input, node.outputIndex, gradient);
            }
            continue;
          }
          const since = storagesMade();
          const count = nursery.count;
          const derived = gradient === null ? null : derive(node, gradient, i);
          if (!node.isOpen) temporaries?.collect(count, derived);
          send(input, derived, since);
        }
      }
      if (!options.retainGraph) node.release();
      temporaries?.release();
    }
  } finally {
    swapGradMode(before);
    if (--flows === 0) nursery.rest();
  }
  return captured === null ? [] : wanted!.map((target) => (target === null ? null : (captured.get(target) ?? null)));
}

function derive(node: Node, gradient: Tensor, index: number): Tensor | null {
  if (anomaly === null) return node.derive(gradient, index);
  return watchedOne(node, index, () => node.derive(gradient, index));
}

function deriveAll(joint: Joint, parts: readonly (Tensor | null)[]): readonly (Tensor | null)[] {
  return anomaly === null ? joint.deriveAll(parts) : watched(joint, () => joint.deriveAll(parts));
}

/** Keeps the gradient of one of several outputs, until all of them are there. */
function handPart(entry: Pending, joint: Joint, index: number, gradient: Tensor): void {
  entry.parts ??= new Array<Tensor | null>(joint.outputs).fill(null);
  entry.parts[index] = gradient;
}

/** Accumulates the gradient of a node into those of the given tensors that it made. */
function accumulateInto(inputs: readonly Tensor[], node: Node, gradient: Tensor): void {
  for (const input of inputs) if (input.gradFn === node) accumulateGrad(input, gradient, null);
}
