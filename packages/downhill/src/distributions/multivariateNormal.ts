import { matmul } from "../autograd/functions/matmul.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { empty, eye } from "../tensor/factories.ts";
import { TENSOR } from "../tensor/kinds.ts";
import { broadcastShapes, type Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, lowerCholesky, positiveDefinite, realVector } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { type DistributionOptions, TENSOR_OR_NULL, VALIDATE } from "./parameters.ts";
import { cholesky, diagonalOf, solveLower } from "./triangular.ts";

/** Options of {@link MultivariateNormal}: one of three matrices. */
export interface MultivariateNormalOptions extends DistributionOptions {
  /** The covariances: symmetric and positive definite. */
  covarianceMatrix?: Tensor | null;
  /** The inverse of the covariances. */
  precisionMatrix?: Tensor | null;
  /** The lower triangular factor of the covariances, with a positive diagonal. */
  scaleTril?: Tensor | null;
}

type Given = "covariance_matrix" | "precision_matrix" | "scale_tril";

/**
 * The normal distribution of vectors.
 * @see https://docs.pytorch.org/docs/stable/distributions.html#multivariatenormal
 */
export class MultivariateNormal extends Distribution {
  /** @internal */
  static readonly signature = signature(
    "MultivariateNormal",
    {
      loc: TENSOR,
      covarianceMatrix: optional(TENSOR_OR_NULL, null),
      precisionMatrix: optional(TENSOR_OR_NULL, null),
      scaleTril: optional(TENSOR_OR_NULL, null),
    },
    VALIDATE,
  );

  readonly loc: Tensor;
  /** @internal Which matrix was given, and it itself, of the whole batch. */
  readonly given: Given;
  /** @internal */
  readonly matrix: Tensor;
  /** @internal The factor, of the batch that the matrix was given with. */
  readonly factor: Tensor;

  /**
   * @param loc the mean, along the last dimension
   * @param covarianceMatrix the covariances; or one of the two others
   * @throws RangeError unless one of the three matrices is given, for shapes that don't fit, and a matrix that is no such
   */
  constructor(
    loc: Tensor,
    covarianceMatrix?: Tensor | null,
    precisionMatrix?: Tensor | null,
    scaleTril?: Tensor | null,
    options?: DistributionOptions,
  );
  constructor(loc: Tensor, options: MultivariateNormalOptions);
  constructor(options: MultivariateNormalOptions & { loc: Tensor });
  constructor(...args: readonly unknown[]) {
    const { loc, covarianceMatrix, precisionMatrix, scaleTril, validateArgs } = MultivariateNormal.signature.read(args);
    if (loc._shape.length < 1) throw new RangeError("loc must be at least one-dimensional.");
    const matrices: [Given, Tensor | null][] = [
      ["covariance_matrix", covarianceMatrix],
      ["precision_matrix", precisionMatrix],
      ["scale_tril", scaleTril],
    ];
    const chosen = matrices.filter((entry): entry is [Given, Tensor] => entry[1] !== null);
    if (chosen.length !== 1) {
      throw new RangeError("Exactly one of covariance_matrix or precision_matrix or scale_tril may be specified.");
    }
    const [[given, matrix]] = chosen;
    if (matrix._shape.length < 2) {
      const name = given === "scale_tril" ? "scale_tril matrix" : given;
      throw new RangeError(`${name} must be at least two-dimensional, with optional leading batch dimensions`);
    }
    const batchShape = broadcastShapes(matrix._shape.slice(0, -2), loc._shape.slice(0, -1));
    const size = loc._shape.at(-1)!;
    if (matrix._shape.at(-1) !== size || matrix._shape.at(-2) !== size) {
      throw new RangeError(
        `${given} must be ${size} by ${size}, as loc is ${size} long, got [${matrix._shape.join(", ")}]`,
      );
    }
    super(batchShape, [size], validateArgs);
    this.loc = loc.expand([...batchShape, size]);
    this.given = given;
    this.matrix = matrix.expand([...batchShape, size, size]);
    this.checkParameters();
    this.factor = given === "scale_tril" ? matrix : given === "covariance_matrix" ? cholesky(matrix) : factorOf(matrix);
  }

  /** The lower triangular factor of the covariances. */
  get scaleTril(): Tensor {
    return this.given === "scale_tril" ? this.matrix : wide(this, this.factor);
  }

  get covarianceMatrix(): Tensor {
    if (this.given === "covariance_matrix") return this.matrix;
    return wide(this, matmul(this.factor, this.factor.transpose(-2, -1)));
  }

  /** The inverse of the covariances. */
  get precisionMatrix(): Tensor {
    if (this.given === "precision_matrix") return this.matrix;
    const [size] = this.eventShape;
    const inverse = solveLower(this.factor, eye(size, size, { dtype: this.loc.dtype }).expand(this.factor._shape));
    return wide(this, matmul(inverse.transpose(-2, -1), inverse));
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    const constraint = this.given === "scale_tril" ? lowerCholesky : positiveDefinite;
    return { loc: [this.loc, realVector], [this.given]: [this.matrix, constraint] };
  }

  get support(): Constraint {
    return realVector;
  }

  override get hasRsample(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    const [size] = this.eventShape;
    return this.with(batchShape, {
      loc: this.loc.expand([...batchShape, size]),
      matrix: this.matrix.expand([...batchShape, size, size]),
    });
  }

  get mean(): Tensor {
    return this.loc;
  }

  override get mode(): Tensor {
    return this.loc;
  }

  get variance(): Tensor {
    return this.factor
      .pow(2)
      .sum(-1)
      .expand([...this.batchShape, ...this.eventShape]);
  }

  override rsample(sampleShape: Shape = []): Tensor {
    const noise = empty(this.extended(sampleShape), { dtype: this.loc.dtype }).normal_();
    return this.loc.add(matmul(this.factor, noise.unsqueeze(-1)).squeeze(-1));
  }

  logProb(value: Tensor): Tensor {
    this.checkValue(value);
    const distance = solveLower(this.factor, value.sub(this.loc).unsqueeze(-1)).squeeze(-1).pow(2).sum(-1);
    const constant = this.eventShape[0] * Math.log(2 * Math.PI);
    return distance.add(constant).mul(-0.5).sub(halfLogDeterminant(this.factor));
  }

  override entropy(): Tensor {
    const constant = 0.5 * this.eventShape[0] * (1 + Math.log(2 * Math.PI));
    return halfLogDeterminant(this.factor).add(constant).expand(this.batchShape);
  }
}

publishDistribution(MultivariateNormal);

/** The lower factor of the inverse of a symmetric matrix. */
function factorOf(precision: Tensor): Tensor {
  const size = precision._shape.at(-1)!;
  const flipped = cholesky(precision.flip([-2, -1]));
  const inverse = flipped.flip([-2, -1]).transpose(-2, -1);
  return solveLower(inverse, eye(size, size, { dtype: precision.dtype }).expand(precision._shape));
}

function halfLogDeterminant(factor: Tensor): Tensor {
  return diagonalOf(factor).log().sum(-1);
}

/** A matrix for each of the batch. */
function wide({ batchShape, eventShape }: Distribution, matrix: Tensor): Tensor {
  return matrix.expand([...batchShape, ...eventShape, ...eventShape]);
}
