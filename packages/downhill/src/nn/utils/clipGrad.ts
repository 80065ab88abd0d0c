import { add, clamp, div, mul } from "../../autograd/functions/index.ts";
import { stack } from "../../autograd/functions/joining.ts";
import { norm as normOf } from "../../autograd/functions/statistics.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { norm as laneNorm } from "../../kernels/norms.ts";
import { isFloat } from "../../memory/dtype.ts";
import { launch } from "../../memory/recording.ts";
import { reprFloat } from "../../python/text.ts";
import { setElement } from "../../tensor/elementwise.ts";
import { tensor as makeTensor } from "../../tensor/factories.ts";
import { Tensor } from "../../tensor/tensor.ts";

/** One tensor, or several. */
export type Tensors = Tensor | Iterable<Tensor>;

/** Options of the functions that take norms. */
export interface NormOptions {
  /** The order of the norm, infinities included. Default: 2. */
  normType?: number;
  /** Whether to throw for a norm that is NaN or infinite. Default: false. */
  errorIfNonfinite?: boolean;
  /** PyTorch's choice of implementation; the same numbers here, but other words for the largest of no elements. */
  foreach?: boolean | null;
}

/**
 * The norm of all tensors taken as one vector: the norm of their norms.
 *
 * @param tensors most often gradients
 * @returns a tensor without dimensions; 0 for no tensors
 * @throws {RangeError} for the infinite or a negative order of a tensor without elements
 * @throws {Error} with `errorIfNonfinite`, when the norm is NaN or infinite
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.get_total_norm.html
 */
export function getTotalNorm(
  tensors: Tensors,
  { normType = 2, errorIfNonfinite = false, foreach }: NormOptions = {},
): Tensor {
  const list = toList(tensors);
  if (list.length === 0) return makeTensor(0);
  if (normType === Number.POSITIVE_INFINITY && foreach !== false && list.some(({ _numel }) => _numel === 0)) {
    throw new RangeError(
      "_foreach_norm cannot compute the infinity norm on an empty tensor because the operation does not have an identity",
    );
  }
  const total = noGrad(() => {
    const norms = byType(list).map((item) => vectorNorm(item, normType));
    return vectorNorm(stack(norms), normType);
  });
  if (errorIfNonfinite && !Number.isFinite(total.item())) {
    throw new Error(
      `The total norm of order ${reprFloat(normType)} for gradients from \`parameters\` is non-finite, so it cannot be ` +
        "clipped. To disable this error and scale the gradients by the non-finite norm anyway, set " +
        "`error_if_nonfinite=False`",
    );
  }
  return total;
}

/**
 * Scales the gradients, in place, by `maxNorm / (totalNorm + 1e-6)` where that is below 1.
 *
 * @param totalNorm most often what `getTotalNorm` returned
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grads_with_norm_.html
 */
export function clipGradsWithNorm_(
  parameters: Tensors,
  maxNorm: number,
  totalNorm: Tensor,
  _options: Pick<NormOptions, "foreach"> = {},
): void {
  const grads = gradsOf(toList(parameters));
  if (grads.length === 0) return;
  noGrad(() => {
    // PyTorch divides a number by a tensor by way of the reciprocal, which rounds twice.
    const coefficient = clamp(mul(div(1, add(totalNorm, 1e-6)), maxNorm), undefined, 1);
    // Numbers without dimensions meet in the wider of their types.
    for (const grad of grads) grad.mul_(grad.ndim === 0 ? coefficient : coefficient.to(grad.dtype));
  });
}

/**
 * Scales the gradients, in place, so that their norm, taken together as one vector, is at most `maxNorm`.
 *
 * @returns the norm before, a tensor without dimensions
 * @throws {Error} with `errorIfNonfinite`, when the norm is NaN or infinite; the gradients are as they were then
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html
 */
export function clipGradNorm_(parameters: Tensors, maxNorm: number, options: NormOptions = {}): Tensor {
  const list = toList(parameters);
  if (list.length === 0 && isGenerator(parameters)) {
    console.warn("`parameters` is an empty generator, no gradient clipping will occur.");
  }
  const total = getTotalNorm(gradsOf(list), options);
  clipGradsWithNorm_(list, maxNorm, total);
  return total;
}

/**
 * Brings every element of the gradients, in place, into [-clipValue, clipValue]; NaN stays NaN.
 *
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_value_.html
 */
export function clipGradValue_(
  parameters: Tensors,
  clipValue: number,
  _options: Pick<NormOptions, "foreach"> = {},
): void {
  for (const grad of gradsOf(toList(parameters))) noGrad(() => grad.clamp_(-clipValue, clipValue));
}

function toList(tensors: Tensors): readonly Tensor[] {
  const list: readonly unknown[] = tensors instanceof Tensor ? [tensors] : [...tensors];
  for (const item of list) {
    if (!(item instanceof Tensor)) throw new TypeError(`expected torch.Tensor, but got: ${typeof item}`);
  }
  return list as readonly Tensor[];
}

function isGenerator(tensors: Tensors): boolean {
  return !(tensors instanceof Tensor) && typeof (tensors as { next?: unknown }).next === "function";
}

function gradsOf(parameters: readonly Tensor[]): Tensor[] {
  return parameters.flatMap(({ _grad: grad }) => (grad === null ? [] : [grad]));
}

/** PyTorch takes tensors type by type, the type that it saw last first; sums of norms depend on their order. */
function byType(list: readonly Tensor[]): Tensor[] {
  const types = [...new Set(list.map(({ dtype }) => dtype))].reverse();
  return types.flatMap((type) => list.filter(({ dtype }) => dtype === type));
}

/** The norm of all elements, the Euclidean one summed in PyTorch's order. */
function vectorNorm(input: Tensor, order: number): Tensor {
  if (order !== 2 || !isFloat(input.dtype) || input._numel <= 1) return normOf(input, order);
  const source = input.contiguous();
  const result = makeTensor(0, { dtype: input.dtype });
  launch("norm", () => setElement(result, 0, laneNorm(source.storage.data, source.offset, source._numel)));
  return result;
}
