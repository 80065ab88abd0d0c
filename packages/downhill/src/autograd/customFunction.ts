import { isFloat } from "../memory/dtype.ts";
import { countChange } from "../memory/recording.ts";
import { zeros } from "../tensor/factories.ts";
import { formatShape, type Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { gradEnabled, swapGradMode } from "./gradMode.ts";
import { define, edgeOf, Joint, Node } from "./graph.ts";

/** What a function's forward tells its backward. */
export class FunctionContextBase {
  /** Which of the arguments of forward want a gradient. */
  readonly needsInputGrad: readonly boolean[];
  /** What is to be kept, until the node keeps it. */
  #toSave: readonly Tensor[] = [];
  #count = 0;
  #fixed = new Set<Tensor>();
  #dirty = new Set<Tensor>();
  #materialize = true;
  #node: Node<null> | null = null;

  /** @internal */
  constructor(needsInputGrad: readonly boolean[]) {
    this.needsInputGrad = needsInputGrad;
  }

  /**
   * Keeps tensors for backward: arguments, results, or others. They are let go when gradients have flowed.
   * @throws TypeError for what is no tensor: keep that as a property of the context
   */
  saveForBackward(...tensors: readonly Tensor[]): void {
    const wrong = tensors.findIndex((tensor) => !(tensor instanceof Tensor));
    if (wrong >= 0) {
      throw new TypeError(
        `save_for_backward can only save variables, but argument ${wrong} is of type ${typeof tensors[wrong]}`,
      );
    }
    this.#toSave = [...tensors];
  }

  /**
   * What was kept by `saveForBackward`.
   * @throws Error when it was let go by an earlier backward, or changed in place since
   */
  get savedTensors(): readonly Tensor[] {
    const node = this.#node;
    return node === null ? this.#toSave : Array.from({ length: this.#count }, (_, i) => node.saved(i));
  }

  /** Says which results have no gradient, such as indices. */
  markNonDifferentiable(...tensors: readonly Tensor[]): void {
    this.#fixed = new Set(tensors);
  }

  /** Says which arguments forward changed in place; each has to be a result, too. */
  markDirty(...tensors: readonly Tensor[]): void {
    this.#dirty = new Set(tensors);
  }

  /** Sets whether backward gets zeros for results that played no part, instead of null. Default true. */
  setMaterializeGrads(value: boolean): void {
    this.#materialize = value;
  }

  /** @internal What was said, for whoever records the function. */
  _close(record: (saved: readonly Tensor[]) => Node<null>): void {
    this.#node = record(this.#toSave);
    this.#count = this.#toSave.length;
    this.#toSave = [];
  }

  /** @internal */
  get _marks(): {
    readonly fixed: ReadonlySet<Tensor>;
    readonly dirty: ReadonlySet<Tensor>;
    readonly materialize: boolean;
  } {
    return { fixed: this.#fixed, dirty: this.#dirty, materialize: this.#materialize };
  }
}

/** What a function's forward tells its backward, with properties of one's own. */
export type FunctionContext<Own extends object = Record<string, unknown>> = FunctionContextBase & Own;

type Loose = (...args: readonly unknown[]) => unknown;

/** What a class of a function of one's own has. */
interface Definition {
  readonly name: string;
  readonly forward?: Loose;
  readonly backward?: Loose;
  readonly setupContext?: Loose;
}

interface Output {
  readonly shape: Shape;
  readonly dtype: Tensor["dtype"];
}

/** One application of a function of one's own. */
class CustomNode extends Joint {
  readonly outputs: number;
  readonly #function: Definition;
  readonly #context: FunctionContextBase;
  readonly #results: readonly (Output | null)[];
  readonly #arguments: readonly (Shape | null)[];

  constructor(
    definition: Definition,
    context: FunctionContextBase,
    inputs: readonly (Node | Tensor | null)[],
    args: readonly unknown[],
    results: readonly unknown[],
    saved: readonly Tensor[],
  ) {
    super(define(`${definition.name}Backward`), { _shape: [], dtype: "float32" }, inputs, saved, null);
    this.#function = definition;
    this.#context = context;
    this.outputs = results.length;
    this.#results = results.map((one) => (one instanceof Tensor ? { shape: one._shape, dtype: one.dtype } : null));
    this.#arguments = args.map((one) => (one instanceof Tensor ? one._shape : null));
  }

  deriveAll(gradients: readonly (Tensor | null)[]): readonly (Tensor | null)[] {
    const { materialize } = this.#context._marks;
    const given = gradients.map((gradient, i) => {
      const result = this.#results[i];
      if (gradient !== null || result === null || !materialize) return gradient;
      return zeros(result.shape, { dtype: result.dtype });
    });
    const { backward } = this.#function;
    if (backward === undefined) throw new Error(NO_BACKWARD);
    const found = backward.call(this.#function, this.#context, ...given);
    return this.#checked(Array.isArray(found) ? found : [found]);
  }

  #checked(found: readonly unknown[]): readonly (Tensor | null)[] {
    const expected = this.#arguments.length;
    const isWrong = found.length < expected || found.slice(expected).some((one) => one !== null && one !== undefined);
    if (isWrong) {
      throw new RangeError(
        `function ${this.name} returned an incorrect number of gradients (expected ${expected}, got ${found.length})`,
      );
    }
    return this.#arguments.map((shape, i) => {
      const gradient = found[i] ?? null;
      if (gradient === null) return null;
      if (!(gradient instanceof Tensor)) throw new TypeError(`expected Tensor or null (got ${typeof gradient})`);
      if (shape === null) {
        throw new TypeError(
          `function ${this.name} returned a gradient different from null at position ${i + 1}, but the corresponding ` +
            "forward input was not a Tensor",
        );
      }
      if (!isExpandableTo(shape, gradient._shape)) {
        throw new RangeError(
          `Function ${this.name} returned an invalid gradient at index ${i} - got ${formatShape(gradient._shape)} but ` +
            `expected shape compatible with ${formatShape(shape)}`,
        );
      }
      return gradient;
    });
  }
}

/** Whether a shape can be broadcast to another. */
function isExpandableTo(shape: Shape, target: Shape): boolean {
  const more = target.length - shape.length;
  return more >= 0 && shape.every((size, d) => size === 1 || size === target[d + more]);
}

const NO_BACKWARD =
  "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.";

function apply(definition: Definition, args: readonly unknown[]): unknown {
  if (definition.forward === undefined) {
    throw new Error("You must implement the forward function for custom autograd.Function.");
  }
  const wants = args.map((one) => one instanceof Tensor && one.requiresGrad);
  const isRecorded = gradEnabled && wants.includes(true);
  const edges = args.map((one) => (one instanceof Tensor && isRecorded ? edgeOf(one) : null));
  const context = new FunctionContextBase(wants);
  const before = swapGradMode(false);
  let made: unknown;
  try {
    if (definition.setupContext === undefined) made = definition.forward(context, ...args);
    else {
      made = definition.forward(...args);
      definition.setupContext(context, args, made);
    }
  } finally {
    swapGradMode(before);
  }
  const isOne = !Array.isArray(made);
  const { fixed, dirty } = context._marks;
  const list = isOne ? [made] : (made as unknown[]);
  const results = list.map((one) => {
    if (!(one instanceof Tensor) || !args.includes(one)) return one;
    if (!dirty.has(one)) return one.alias();
    checkDirty(one, isRecorded);
    countChange(one.storage);
    return one;
  });
  if (isRecorded) {
    context._close((saved) => {
      const node = new CustomNode(definition, context, edges, args, results, saved);
      results.forEach((one, i) => {
        if (one instanceof Tensor && isFloat(one.dtype) && !fixed.has(list[i] as Tensor)) {
          node.tellMaker(saved, one, attach(one, node, i));
        }
      });
      return node;
    });
  }
  return isOne ? results[0] : results;
}

/** @throws Error for a leaf that was changed in place, whose gradient would be that of what it was */
function checkDirty(tensor: Tensor, isRecorded: boolean): void {
  if (isRecorded && tensor.requiresGrad && tensor.gradFn === null) {
    throw new Error("a leaf Variable that requires grad has been used in an in-place operation.");
  }
}

/** Makes a tensor the i-th result of a recorded function. */
function attach(result: Tensor, joint: CustomNode, index: number): Node {
  const node = new Node(define(joint.name), result, [joint], [], undefined);
  node.outputIndex = index;
  result._gradFn = node;
  result._requiresGrad = true;
  return node;
}

/**
 * The base of differentiable functions of one's own: a class with two static methods, which is never instantiated.
 *
 * ```ts
 * class Exp extends autograd.Function {
 *   static forward(ctx: autograd.FunctionContext, x: Tensor) {
 *     const y = x.exp();
 *     ctx.saveForBackward(y);
 *     return y;
 *   }
 *   static backward(ctx: autograd.FunctionContext, grad: Tensor) {
 *     const [y] = ctx.savedTensors;
 *     return grad.mul(y);
 *   }
 * }
 * const y = Exp.apply(x);
 * ```
 *
 * `forward` is not recorded. `backward` gets the gradient of each result and returns one for each argument, null for those
 * that have none; it is recorded where gradients are to be differentiated. With a static `setupContext(ctx, inputs, output)`
 * `forward` gets no context.
 * Source: https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.Function
 */
// biome-ignore lint/complexity/noStaticOnlyClass: PyTorch's way to say what belongs together, as users derive it
export abstract class AutogradFunction {
  /**
   * Calls `forward`, and records it where an argument requires a gradient.
   * @throws Error unless there is a `forward`
   */
  static apply<Args extends readonly unknown[], Result>(
    this: {
      forward(...args: Args): Result;
      setupContext(ctx: FunctionContextBase, inputs: Args, output: Result): void;
    },
    ...args: Args
  ): Result;
  static apply<Args extends readonly unknown[], Result>(
    this: { forward(ctx: FunctionContextBase, ...args: Args): Result },
    ...args: Args
  ): Result;
  static apply(this: unknown, ...args: readonly unknown[]): unknown {
    // biome-ignore lint/complexity/noThisInStatic: the class that was derived
    return apply(this as Definition, args);
  }
}
