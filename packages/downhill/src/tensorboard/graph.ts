import { enableGrad } from "../autograd/gradMode.ts";
import { Node } from "../autograd/graph.ts";
import { isFloat } from "../memory/dtype.ts";
import type { Module } from "../nn/module.ts";
import { Tensor } from "../tensor/tensor.ts";
import { Message } from "./protobuf.ts";

/*
 * A model's graph from one call of it: the functions that autograd recorded, each in the module that was called then.
 * Source: TensorFlow's core/framework/graph.proto, node_def.proto and attr_value.proto.
 */

interface GraphNode {
  readonly name: string;
  readonly op: string;
  readonly inputs: readonly string[];
  readonly shape: readonly number[];
}

/** The tensors in what a module takes or gives. */
function* tensorsIn(value: unknown): Generator<Tensor> {
  if (value instanceof Tensor) yield value;
  else if (Array.isArray(value)) for (const item of value) yield* tensorsIn(item);
  else if (typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype) {
    for (const item of Object.values(value)) yield* tensorsIn(item);
  }
}

/** The functions behind tensors that no module has been found for yet. */
function* unassigned(tensors: Iterable<Tensor>, scopes: ReadonlyMap<Node, string>): Generator<Node> {
  const waiting = [...tensors].map(({ gradFn }) => gradFn);
  const seen = new Set<unknown>();
  for (let node = waiting.pop(); waiting.length > 0 || node !== undefined; node = waiting.pop()) {
    if (!(node instanceof Node) || seen.has(node) || scopes.has(node)) continue;
    seen.add(node);
    yield node;
    for (const input of node.inputs) if (input instanceof Node) waiting.push(input);
  }
}

type Forward = (...args: unknown[]) => unknown;

/** Calls a model, and says in which module each function was called. */
function traced(model: Module, inputs: readonly Tensor[]): { outputs: Tensor[]; scopes: Map<Node, string> } {
  const scopes = new Map<Node, string>();
  const root = model.constructor.name;
  const modules = [...model.namedModules()];
  for (const [name, module] of modules) {
    const scope = name === "" ? root : `${root}/${name.replaceAll(".", "/")}`;
    const forward = module.forward as Forward;
    const value = (...args: unknown[]) => {
      // What was there before the module was called isn't its own.
      const before = new Set([...tensorsIn(args)].flatMap((tensor) => [...unassigned([tensor], scopes)]));
      const result = forward.apply(module, args);
      for (const node of unassigned(tensorsIn(result), scopes)) if (!before.has(node)) scopes.set(node, scope);
      return result;
    };
    Object.defineProperty(module, "forward", { value, configurable: true, enumerable: false, writable: true });
  }
  try {
    const result = enableGrad(() => (model.forward as Forward)(...inputs));
    return { outputs: [...tensorsIn(result)], scopes };
  } finally {
    for (const [, module] of modules) delete (module as { forward?: unknown }).forward;
  }
}

/** `AddmmBackward0` is `Addmm`. */
function opOf(node: Node): string {
  return node.name.replace(/Backward\d*$/, "").replace(/^_/, "");
}

/**
 * The graph of a model's call.
 *
 * @param inputs what `forward` takes; floats among them are tracked, so that what is done to them first is seen
 * @throws Error for a call that gives nothing that was computed
 */
export function graphOf(model: Module, inputs: readonly Tensor[]): Message {
  const tracked = inputs.map((input) => (isFloat(input.dtype) ? input.detach().requiresGrad_() : input));
  const { outputs, scopes } = traced(model, tracked);
  const nodes: GraphNode[] = [];
  const names = new Map<object, string>();
  const counts = new Map<string, number>();
  const unique = (name: string): string => {
    const count = counts.get(name) ?? 0;
    counts.set(name, count + 1);
    return count === 0 ? name : `${name}_${count}`;
  };
  tracked.forEach((input, i) => {
    const name = `input/${i}`;
    names.set(input, name);
    nodes.push({ name, op: "IO Node", inputs: [], shape: input._shape });
  });
  const root = model.constructor.name;
  for (const [path, parameter] of model.namedParameters()) {
    const name = `${root}/${path.replaceAll(".", "/")}`;
    names.set(parameter, name);
    nodes.push({ name, op: "Parameter", inputs: [], shape: parameter._shape });
  }
  const all = [...unassigned(outputs, new Map())].sort((a, b) => a.sequence - b.sequence);
  if (all.length === 0)
    throw new Error("addGraph(): the model's call gives nothing that was computed from parameters or inputs");
  for (const node of all) {
    const name = unique(`${scopes.get(node) ?? root}/${opOf(node)}`);
    names.set(node, name);
    const from = node.inputs.flatMap((input) => (input === null ? [] : [names.get(input) ?? []])).flat();
    nodes.push({ name, op: opOf(node), inputs: from, shape: node.shape });
  }
  outputs.forEach((output, i) => {
    const from = output.gradFn === null ? [] : [names.get(output.gradFn)!];
    nodes.push({ name: `output/${i}`, op: "IO Node", inputs: from, shape: output._shape });
  });
  return new Message().blocks(1, nodes.map(nodeMessage)).block(4, new Message().integer(1, 22));
}

function nodeMessage({ name, op, inputs, shape }: GraphNode): Message {
  const sizes = new Message().blocks(
    2,
    shape.map((size) => new Message().integer(1, size)),
  );
  const list = new Message().block(1, new Message().block(7, sizes));
  const attribute = new Message().block(1, "_output_shapes").block(2, list);
  return new Message().block(1, name).block(2, op).blocks(3, inputs).block(5, attribute);
}
