import { noGrad } from "../autograd/gradMode.ts";
import { BOOLEAN } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { publish, publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { TENSOR } from "../tensor/kinds.ts";
import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, formatted } from "./constraints.ts";
import { SAMPLE_SHAPE } from "./parameters.ts";

let validatesByDefault = true;

/**
 * Whether distributions check their parameters and the values that they are asked about, unless they are told: they do
 * at first.
 */
export const setDefaultValidateArgs = publish(
  signature("setDefaultValidateArgs", { value: BOOLEAN }),
  (value: boolean): void => {
    validatesByDefault = value;
  },
);

/** `(2, 3)`, `(2,)`, `()` */
function tuple(shape: Shape): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(", ")})`;
}

/** `torch.Size([2, 3])` */
function size(shape: Shape): string {
  return `torch.Size([${shape.join(", ")}])`;
}

/** What a check found, and what it was of. */
function foundInvalid(value: Tensor): string {
  return `but found invalid values:\n${formatted(value)}`;
}

/** What is said of something that a distribution hasn't got. */
export function notImplemented(distribution: object, what: string): Error {
  return new Error(`${distribution.constructor.name} does not implement ${what}`);
}

/**
 * A distribution, or a batch of them: what can be drawn from it, and what is known of it. `batchShape` are the
 * dimensions of distributions beside one another, `eventShape` those of one sample of one of them; a sample of
 * `sample([n])` has the shape `[n, ...batchShape, ...eventShape]`.
 *
 * @see https://docs.pytorch.org/docs/stable/distributions.html
 */
export abstract class Distribution {
  readonly batchShape: Shape;
  readonly eventShape: Shape;
  /** Whether parameters and values are checked. */
  readonly validateArgs: boolean;

  /**
   * For classes of one's own, which call `checkParameters` once their parameters are there.
   * @param validateArgs null for what `setDefaultValidateArgs` says
   */
  constructor(batchShape: Shape, eventShape: Shape, validateArgs: boolean | null) {
    this.batchShape = batchShape;
    this.eventShape = eventShape;
    this.validateArgs = validateArgs ?? validatesByDefault;
  }

  /** Whether `rsample` gives samples that move with the parameters, so that gradients reach these. */
  get hasRsample(): boolean {
    return false;
  }

  /** Whether `enumerateSupport` gives all values there are. */
  get hasEnumerateSupport(): boolean {
    return false;
  }

  /** The parameters as they were given, by PyTorch's names, and what they must be; null where that is not checked. */
  abstract get parameters(): Readonly<Record<string, readonly [value: Tensor, constraint: Constraint | null]>>;

  /** What samples are. */
  abstract get support(): Constraint;

  /** @throws RangeError for parameters that don't fulfil their constraints */
  protected checkParameters(): void {
    if (!this.validateArgs) return;
    for (const [name, [value, constraint]] of Object.entries(this.parameters)) {
      if (constraint === null || holds(constraint, value)) continue;
      throw new RangeError(
        `Expected parameter ${name} (${value.constructor.name} of shape ${tuple(value._shape)}) of distribution ${this} ` +
          `to satisfy the constraint ${constraint.name}, ${foundInvalid(value)}`,
      );
    }
  }

  /** @throws RangeError for values that can't be samples, if that is checked */
  protected checkValue(value: Tensor): void {
    if (!this.validateArgs) return;
    const { _shape: shape } = value;
    const start = shape.length - this.eventShape.length;
    if (start < 0 || this.eventShape.some((length, i) => shape[start + i] !== length)) {
      throw new RangeError(
        `The right-most size of value must match event_shape: ${size(shape)} vs ${size(this.eventShape)}.`,
      );
    }
    const expected = [...this.batchShape, ...this.eventShape];
    for (let i = 1; i <= Math.min(shape.length, expected.length); i++) {
      const [a, b] = [shape.at(-i), expected.at(-i)];
      if (a === 1 || b === 1 || a === b) continue;
      throw new RangeError(
        `Value is not broadcastable with batch_shape+event_shape: ${size(shape)} vs ${size(expected)}.`,
      );
    }
    const { support } = this;
    if (holds(support, value)) return;
    throw new RangeError(
      `Expected value argument (${value.constructor.name} of shape ${tuple(shape)}) to be within the support ` +
        `(${support.name}) of the distribution ${this}, ${foundInvalid(value)}`,
    );
  }

  /** The same distribution with other fields, and without a check: for `expand`. */
  protected with(batchShape: Shape, fields: object): this {
    const copy = Object.create(Object.getPrototypeOf(this) as object) as this;
    return Object.assign(copy, this, fields, { batchShape });
  }

  /** The shape of samples. */
  protected extended(sampleShape: Shape): number[] {
    return [...sampleShape, ...this.batchShape, ...this.eventShape];
  }

  /** The expected value; NaN where there is none. */
  abstract get mean(): Tensor;

  /** The value with the largest probability or density. @throws Error where that isn't implemented */
  get mode(): Tensor {
    throw notImplemented(this, "mode");
  }

  abstract get variance(): Tensor;

  /** The standard deviation. */
  get stddev(): Tensor {
    return this.variance.sqrt();
  }

  /**
   * The same distribution for more batches.
   * @param batchShape the shape to expand to
   * @throws RangeError for a shape that the parameters don't expand to
   */
  abstract expand(batchShape: Shape): this;

  /** Samples, through which no gradient passes. @param sampleShape how many, in any shape; default one */
  sample(sampleShape: Shape = []): Tensor {
    return noGrad(() => this.rsample(sampleShape));
  }

  /**
   * Samples that move with the parameters: gradients pass through them.
   * @throws Error for distributions that have none: see `hasRsample`
   */
  rsample(_sampleShape: Shape = []): Tensor {
    throw notImplemented(this, "rsample");
  }

  /** The logarithm of the probability or density of values. @throws RangeError for values that can't be samples */
  abstract logProb(value: Tensor): Tensor;

  /** The probability of values up to a given one. @throws Error where that isn't implemented */
  cdf(_value: Tensor): Tensor {
    throw notImplemented(this, "cdf");
  }

  /** The inverse of `cdf`. @throws Error where that isn't implemented */
  icdf(_value: Tensor): Tensor {
    throw notImplemented(this, "icdf");
  }

  /** The entropy, in nats, for each of the batch. @throws Error where that isn't implemented */
  entropy(): Tensor {
    throw notImplemented(this, "entropy");
  }

  /** The exponential of the entropy. */
  perplexity(): Tensor {
    return this.entropy().exp();
  }

  /**
   * All values that a discrete distribution has, along a new first dimension.
   * @param expand whether to repeat them for each of the batch. Default true.
   * @throws Error where they can't be counted
   */
  enumerateSupport(_expand = true): Tensor {
    throw notImplemented(this, "enumerateSupport");
  }

  /** As PyTorch prints it: `Normal(loc: 0.0, scale: 1.0)`. */
  toString(): string {
    const parts = Object.entries(this.parameters).map(([name, [value]]) => {
      if (value._numel !== 1) return `${name}: ${size(value._shape)}`;
      return `${name}: ${formatted(value)}`;
    });
    return `${this.constructor.name}(${parts.join(", ")})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

function holds(constraint: Constraint, value: Tensor): boolean {
  return noGrad(() => constraint.check(value.detach()).all().item()) === 1;
}

const VALUE = { value: TENSOR };

/** The public forms of a class's own methods. */
export function publishDistribution(Class: { readonly prototype: Distribution }): void {
  const signatures = {
    expand: signature("expand", { batchShape: SAMPLE_SHAPE }),
    sample: signature("sample", { sampleShape: optional(SAMPLE_SHAPE) }),
    rsample: signature("rsample", { sampleShape: optional(SAMPLE_SHAPE) }),
    logProb: signature("logProb", VALUE),
    cdf: signature("cdf", VALUE),
    icdf: signature("icdf", VALUE),
    entropy: signature("entropy", {}),
    perplexity: signature("perplexity", {}),
    enumerateSupport: signature("enumerateSupport", { expand: optional(BOOLEAN) }),
  };
  const own = Object.entries(signatures).filter(([name]) => Object.hasOwn(Class.prototype, name));
  publishMethods(Class.prototype, Object.fromEntries(own));
}

publishDistribution(Distribution);
