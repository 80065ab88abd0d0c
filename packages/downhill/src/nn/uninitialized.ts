import { noGrad } from "../autograd/gradMode.ts";
import type { FloatDType } from "../memory/dtype.ts";
import { BOOLEAN } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { empty } from "../tensor/factories.ts";
import { SHAPE } from "../tensor/kinds.ts";
import type { Shape } from "../tensor/shape.ts";
import { Tensor } from "../tensor/tensor.ts";
import { FACTORY, type FactoryOptions } from "./factory.ts";
import { Parameter } from "./parameter.ts";

/*
 * What lazy modules hold before they have seen an input: tensors without sizes, which become ordinary ones in place.
 */

function refuse(): never {
  throw new Error(
    "Can't access the shape of an uninitialized parameter or buffer. This error usually happens in `load_state_dict` when " +
      "trying to load an uninitialized parameter into an initialized one. Call `forward` to initialize the parameters before " +
      "accessing their attributes.",
  );
}

function materialize(tensor: Tensor, become: object, shape: Shape, dtype: FloatDType | undefined): void {
  tensor.data = empty([...shape], { dtype: dtype ?? (tensor.dtype as FloatDType) });
  Object.setPrototypeOf(tensor, become);
}

/**
 * A parameter whose sizes are not known yet.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.UninitializedParameter.html
 */
export class UninitializedParameter extends Parameter {
  /** @internal */
  static override readonly signature = signature(
    "UninitializedParameter",
    { requiresGrad: optional(BOOLEAN, true) },
    FACTORY,
  ) as unknown as typeof Parameter.signature;

  /**
   * @param requiresGrad whether `backward` gives it a gradient; default true
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(requiresGrad?: boolean, options?: FactoryOptions);
  constructor(options: FactoryOptions & { requiresGrad?: boolean });
  constructor(...args: readonly unknown[]) {
    const { requiresGrad, dtype } = UninitializedParameter.signature.read(args) as {
      requiresGrad: boolean;
    } & FactoryOptions;
    super(empty([0], { dtype }), requiresGrad);
  }

  /** @throws Error always */
  override get shape(): Shape {
    return refuse();
  }

  /** @internal */
  override get _shape(): Shape {
    return refuse();
  }

  /** Makes it an ordinary parameter of a shape, in place; its elements may be anything. */
  materialize(shape: Shape, { dtype }: FactoryOptions = {}): void {
    materialize(this, Parameter.prototype, shape, dtype);
  }

  override toString(): string {
    return "<UninitializedParameter>";
  }
}

/**
 * A buffer whose sizes are not known yet.
 * Source: https://docs.pytorch.org/docs/stable/generated/torch.nn.parameter.UninitializedBuffer.html
 */
export class UninitializedBuffer extends Tensor {
  /** @internal */
  static readonly signature = signature("UninitializedBuffer", {}, FACTORY);

  /** @throws TypeError for arguments that it doesn't take */
  constructor(options?: FactoryOptions);
  constructor(...args: readonly unknown[]) {
    const { dtype } = UninitializedBuffer.signature.read(args);
    const data = empty([0], { dtype });
    super(data.storage, data._shape, data._strides, data.offset, data._numel, data._contiguous);
  }

  /** @throws Error always */
  override get shape(): Shape {
    return refuse();
  }

  /** @internal */
  override get _shape(): Shape {
    return refuse();
  }

  /** Makes it an ordinary tensor of a shape, in place; its elements may be anything. */
  materialize(shape: Shape, { dtype }: FactoryOptions = {}): void {
    materialize(this, Tensor.prototype, shape, dtype);
  }

  override toString(): string {
    return "<UninitializedBuffer>";
  }
}

publishMethods(UninitializedParameter.prototype, { materialize: signature("materialize", { shape: SHAPE }, FACTORY) });
publishMethods(UninitializedBuffer.prototype, { materialize: signature("materialize", { shape: SHAPE }, FACTORY) });

/** Whether a tensor's sizes are not known yet. */
export function isUninitialized(tensor: unknown): tensor is UninitializedParameter | UninitializedBuffer {
  return tensor instanceof UninitializedParameter || tensor instanceof UninitializedBuffer;
}

/** Copies elements into a tensor, which gets their shape if it has none yet. */
export function fill(tensor: Tensor, value: Tensor): void {
  if (isUninitialized(tensor)) {
    if (isUninitialized(value)) return;
    tensor.materialize(value.shape);
  }
  noGrad(() => tensor.copy_(value));
}
