import type { DType } from "../memory/dtype.ts";
import { typeName } from "../tensor/promotion.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import type { GradHook, GradNode, Tensor } from "../tensor/tensor.ts";
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
  private tensors: readonly Tensor[] | null;
  private readonly versions: readonly number[];

  constructor(
    definition: Definition<Extra>,
    output: Tensor,
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
    this.tensors = saved;
    this.versions = saved.length === 0 ? NO_VERSIONS : saved.map(versionOf);
  }

  get name(): string {
    return this.definition.name;
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
    if (tensor.version !== this.versions[index]) {
      const maker =
        tensor.gradFn === null ? "" : `, which is output 0 of ${tensor.gradFn.name.replace(/Backward\d*$/, "")},`;
      throw new Error(
        "one of the variables needed for gradient computation has been modified by an inplace operation: " +
          `[torch.${typeName(tensor.dtype)}Tensor ${formatShape(tensor._shape)}]${maker} is at version ` +
          `${tensor.version}; expected version ${this.versions[index]} instead.`,
      );
    }
    return tensor;
  }

  /** Lets go of the saved tensors. */
  release(): void {
    if (this.tensors !== null && this.tensors.length > 0) this.tensors = null;
  }
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
