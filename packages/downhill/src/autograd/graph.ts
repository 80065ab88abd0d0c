import type { DType } from "../memory/dtype.ts";
import { typeName } from "../tensor/promotion.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import type { GradHook, GradNode, Tensor } from "../tensor/tensor.ts";
import { anomaly, traceback } from "./anomaly.ts";
import { gradEnabled } from "./gradMode.ts";

/**
 * The derivative of a function by its input number `index`: from the gradient of the output to that of the input, or
 * null when there is none. It is written with the public functions, so that it can be differentiated again. Its result
 * may have the shape the inputs broadcast to: the engine sums it to the input's shape and converts it to its dtype.
 */
export type Derivative<Extra = unknown> = {
  // As a method, whose parameters compare both ways, so that a node of any kind is a node.
  derive(grad: Tensor, node: Node<Extra>, index: number): Tensor | null;
}["derive"];

/** A differentiable function: its name in the graph and one derivative per input; the last serves all further inputs. */
export interface Definition<Extra = unknown> {
  readonly name: string;
  readonly derivatives: readonly Derivative<Extra>[];
}

/** Defines the nodes of a differentiable function. `name` is PyTorch's, such as `MulBackward0`. */
/* @__NO_SIDE_EFFECTS__ */
export function define<Extra = undefined>(name: string, ...derivatives: Derivative<Extra>[]): Definition<Extra> {
  return { name, derivatives };
}

let nodes = 0;

const SECOND_TIME =
  "Trying to backward through the graph a second time (or directly access saved tensors after they have already been " +
  "freed). Saved intermediate values of the graph are freed when you call .backward() or autograd.grad(). Specify " +
  "retainGraph: true if you need to backward through the graph a second time or if you need to access saved tensors " +
  "after calling backward.";

const SEARCH =
  "Hint: enable anomaly detection to find the operation that failed to compute its gradient, with " +
  "autograd.setDetectAnomaly(true, { checkNan: false }).";
const FOUND =
  "Hint: the backtrace further above shows the operation that failed to compute its gradient. The variable in question " +
  "was changed in there or anywhere later. Good luck!";

/** Saved tensors of a node that are kept in another way than as they are, such as computing them again. */
export interface Keeping {
  /** The tensors that are kept as they are; null in place of those that aren't. */
  readonly tensors: readonly (Tensor | null)[];
  /** One of the others. */
  find(index: number): Tensor;
  /** Tells the node that makes one of the others, where that wasn't known when it was saved: a result of the function. */
  madeBy(index: number, node: Node): void;
  /** Called when the node lets go of its tensors. */
  release(): void;
}

/** What keeps the saved tensors of nodes that are made at the moment; null where they are kept as they are. */
export type Keeper = (saved: readonly Tensor[]) => Keeping | null;

let keeper: Keeper | null = null;

/** Sets what keeps saved tensors and returns what did before; the caller restores it. */
export function swapKeeper(next: Keeper | null): Keeper | null {
  const before = keeper;
  keeper = next;
  return before;
}

/** Where a gradient goes: the node that made an input, an input that is a leaf, or nowhere. */
export type Edge = Node | Tensor | null;

/** One application of a differentiable function, as the graph remembers it. */
export class Node<Extra = unknown> implements GradNode {
  readonly definition: Definition<Extra>;
  /** Nodes are numbered as they are made: an input's node always has a smaller number. */
  readonly sequence: number;
  /** Where the inputs' gradients go. */
  readonly inputs: readonly Edge[];
  /** The shape and dtype of the output, and so of its gradient. */
  readonly shape: Shape;
  readonly dtype: DType;
  /** What the derivatives need to know besides tensors. */
  readonly extra: Extra;
  /** Hooks on the output's gradient. */
  hooks: GradHook[] | null = null;
  /** The output, if it asked to keep its gradient. */
  retained: Tensor | null = null;
  /** Which of its function's outputs the node made. */
  outputIndex = 0;
  /** Where the function was called, if anomalies are being looked for. */
  readonly traceback: string | null;
  private tensors: readonly (Tensor | null)[] | null;
  private readonly versions: readonly number[];
  private readonly keeping: Keeping | null;

  constructor(
    definition: Definition<Extra>,
    output: Pick<Tensor, "_shape" | "dtype">,
    inputs: readonly Edge[],
    saved: readonly Tensor[],
    extra: Extra,
  ) {
    this.definition = definition;
    this.sequence = nodes++;
    this.inputs = inputs;
    this.shape = output._shape;
    this.dtype = output.dtype;
    this.extra = extra;
    this.traceback = anomaly === null ? null : traceback();
    this.keeping = keeper === null || saved.length === 0 ? null : keeper(saved);
    this.tensors = this.keeping === null ? saved : this.keeping.tensors;
    if (this.keeping !== null) this.tellMaker(saved, output, this);
    this.versions = saved.length === 0 ? NO_VERSIONS : saved.map(versionOf);
  }

  get name(): string {
    return this.definition.name;
  }

  /** Whether deriving runs code of the user's, who may keep what that sees. */
  get isOpen(): boolean {
    return this.keeping !== null;
  }

  /** The gradient of input `index`. */
  derive(grad: Tensor, index: number): Tensor | null {
    const { derivatives } = this.definition;
    return derivatives[Math.min(index, derivatives.length - 1)](grad, this, index);
  }

  /**
   * A tensor kept for the derivatives.
   * @throws Error when it was released by an earlier backward, or changed in place since.
   */
  saved(index: number): Tensor {
    if (this.tensors === null) throw new Error(SECOND_TIME);
    const tensor = this.tensors[index];
    if (tensor === null) return this.keeping!.find(index);
    if (tensor.version !== this.versions[index]) throw changedInPlace(tensor, this.versions[index]);
    return tensor;
  }

  /** Tells what keeps the saved tensors of a node which of them are its result. */
  tellMaker(saved: readonly Tensor[], result: unknown, maker: Node): void {
    saved.forEach((tensor, i) => {
      if (tensor === result) this.keeping?.madeBy(i, maker);
    });
  }

  /** Lets go of the saved tensors. */
  release(): void {
    if (this.tensors === null || this.tensors.length === 0) return;
    this.tensors = null;
    this.keeping?.release();
  }
}

/** The error of a saved tensor that was changed since. */
export function changedInPlace(tensor: Tensor, expected: number): Error {
  const { gradFn } = tensor;
  const maker = gradFn === null ? "" : `, which is output 0 of ${gradFn.name.replace(/Backward\d*$/, "")},`;
  return new Error(
    "one of the variables needed for gradient computation has been modified by an inplace operation: " +
      `[torch.${typeName(tensor.dtype)}Tensor ${formatShape(tensor._shape)}]${maker} is at version ${tensor.version}; ` +
      `expected version ${expected} instead. ${anomaly === null ? SEARCH : FOUND}`,
  );
}

/**
 * A function of which the gradients of all outputs are needed at once to find those of the inputs. Each output has a node
 * of its own, whose only input this is, and whose `outputIndex` tells which it is.
 */
export abstract class Joint extends Node<null> {
  /** How many outputs there are. */
  abstract readonly outputs: number;

  override get isOpen(): boolean {
    return true;
  }

  /** The gradients of the inputs; those of outputs that play no part are null. */
  abstract deriveAll(gradients: readonly (Tensor | null)[]): readonly (Tensor | null)[];
}

const NO_VERSIONS: readonly number[] = [];
const NO_TENSORS: readonly Tensor[] = [];

function versionOf(tensor: Tensor): number {
  return tensor.version;
}

/**
 * Where the gradient of an input goes: nowhere for one that requires a gradient only because it is a view of a tensor
 * that does.
 */
export function edgeOf(input: Tensor): Edge {
  if (!input.requiresGrad) return null;
  return (input.gradFn as Node | null) ?? (input._requiresGrad ? input : null);
}

/** Whether a function of one tensor is to be recorded. */
export function tracks(a: Tensor): boolean {
  return gradEnabled && a.requiresGrad;
}

/** Whether a function of two tensors is to be recorded. */
export function tracksAny(a: Tensor, b: Tensor): boolean {
  return gradEnabled && (a.requiresGrad || b.requiresGrad);
}

/** Makes `output` the result of a recorded function of `inputs`, and returns it. */
export function record(
  output: Tensor,
  definition: Definition<undefined>,
  inputs: readonly Tensor[],
  saved: readonly Tensor[] = NO_TENSORS,
): Tensor {
  return recordWith(output, definition, inputs, saved, undefined);
}

/** `record` for functions whose derivatives need more than tensors. */
export function recordWith<Extra>(
  output: Tensor,
  definition: Definition<Extra>,
  inputs: readonly Tensor[],
  saved: readonly Tensor[],
  extra: Extra,
): Tensor {
  output._gradFn = new Node(definition, output, inputs.map(edgeOf), saved, extra);
  output._requiresGrad = true;
  return output;
}
