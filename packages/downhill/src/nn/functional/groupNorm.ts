import { checkTensor } from "../../autograd/functions/operands.ts";
import { noGrad } from "../../autograd/gradMode.ts";
import { isFloat } from "../../memory/dtype.ts";
import { typeName } from "../../tensor/promotion.ts";
import { formatShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { avgPool2d, avgPool3d } from "./averagePooling.ts";
import { batchNorm } from "./batchNorm.ts";
import { layerNorm } from "./normalization.ts";
import { pad } from "./padding.ts";

/*
 * Norms that are made of others.
 */

/** Options of {@link groupNorm}. */
export interface GroupNormOptions {
  /** [channels], multiplied in. Default none. */
  weight?: Tensor | null;
  /** [channels], added. Default none. */
  bias?: Tensor | null;
  /** Added to the variance. Default 1e-5. */
  eps?: number;
}

const sizeText = ({ _shape }: Tensor) => `torch.Size(${formatShape(_shape)})`;

/**
 * Shifts and scales the channels of each sample, by groups of neighbours, to mean 0 and variance 1, then each channel by a
 * weight and a bias, where given.
 *
 * @param input [batch, channels, ...places]
 * @param numGroups divides the channels
 * @throws RangeError for shapes that don't fit, or a single value per group; TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.group_norm.html
 */
export function groupNorm(
  input: Tensor,
  numGroups: number,
  { weight = null, bias = null, eps = 1e-5 }: GroupNormOptions = {},
): Tensor {
  checkTensor(input, "groupNorm", "input");
  if (input.ndim < 2) {
    throw new RangeError(`Expected at least 2 dimensions for input tensor but received ${input.ndim}`);
  }
  const { _shape: shape } = input;
  const [batch, channels, ...rest] = shape;
  const places = rest.reduce((product, size) => product * size, 1);
  if (!(numGroups > 0)) throw new RangeError(`Expected num groups to be greater than 0, got ${numGroups}`);
  if (Math.floor((batch * channels) / numGroups) * places === 1) {
    const sizes = [Math.floor((batch * channels) / numGroups), numGroups, ...rest];
    throw new RangeError(`Expected more than 1 value per channel when training, got input size ${formatShape(sizes)}`);
  }
  if (channels % numGroups !== 0) {
    throw new RangeError(
      "Expected number of channels in input to be divisible by num_groups, but got input of shape " +
        `${formatShape(shape)} and num_groups=${numGroups}`,
    );
  }
  for (const [name, tensor] of [
    ["weight", weight],
    ["bias", bias],
  ] as const) {
    if (tensor === null || (tensor.ndim === 1 && tensor._numel === channels)) continue;
    throw new RangeError(
      `Expected ${name} to be a vector of size equal to the number of channels in input, but got ${name} of shape ` +
        `${formatShape(tensor._shape)} and input of shape ${formatShape(shape)}`,
    );
  }
  if (!isFloat(input.dtype))
    throw new TypeError(`"GroupNormKernelImpl" not implemented for '${typeName(input.dtype)}'`);
  const size = (channels / numGroups) * places;
  const scores = layerNorm(input.reshape([batch * numGroups, size]), [size], { eps }).reshape([...shape]);
  const along = (values: Tensor) => values.reshape([channels, ...rest.map(() => 1)]);
  const weighed = weight === null ? scores : scores.mul(along(weight));
  return bias === null ? weighed : weighed.add(along(bias));
}

/** Options of {@link instanceNorm}. */
export interface InstanceNormOptions extends GroupNormOptions {
  /** [channels]: updated where the input's own statistics are used, else used themselves. Default none. */
  runningMean?: Tensor | null;
  /** [channels], likewise. Default none. */
  runningVar?: Tensor | null;
  /** Whether to normalize by the input's own mean and variance. Default true. */
  useInputStats?: boolean;
  /** How much of the input's statistics the running ones take on. Default 0.1. */
  momentum?: number;
}

/**
 * Shifts and scales each channel of each sample, over all places, to mean 0 and variance 1, then multiplies by a weight and
 * adds a bias, where given.
 *
 * @param input [batch, channels, ...places]
 * @throws RangeError for shapes that don't fit, or a single value per channel; TypeError for dtypes
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.instance_norm.html
 */
export function instanceNorm(
  input: Tensor,
  {
    runningMean = null,
    runningVar = null,
    weight = null,
    bias = null,
    useInputStats = true,
    momentum = 0.1,
    eps = 1e-5,
  }: InstanceNormOptions = {},
): Tensor {
  checkTensor(input, "instanceNorm", "input");
  const { _shape: shape } = input;
  const [batch, channels, ...rest] = shape;
  if (useInputStats && rest.reduce((product, size) => product * size, 1) === 1) {
    throw new RangeError(`Expected more than 1 spatial element when training, got input size ${sizeText(input)}`);
  }
  if (!useInputStats && (runningMean === null || runningVar === null)) {
    throw new TypeError("Expected running_mean and running_var to be defined when use_input_stats is false");
  }
  const repeated = (values: Tensor | null) => values?.repeat([batch]) ?? null;
  const kept = [runningMean, runningVar].map((values) => noGrad(() => repeated(values)));
  const options = { weight: repeated(weight), bias: repeated(bias), training: useInputStats, momentum, eps };
  const flat = input.reshape([1, batch * channels, ...rest]);
  const result = batchNorm(flat, kept[0], kept[1], options).reshape([...shape]);
  if (useInputStats) {
    noGrad(() => {
      // The mean of what each sample would have made of them.
      [runningMean, runningVar].forEach((values, i) => {
        values?.copy_((kept[i] as Tensor).reshape([batch, channels]).mean(0));
      });
    });
  }
  return result;
}

/** Options of {@link localResponseNorm}. */
export interface LocalResponseNormOptions {
  /** The factor of the mean of the squares. Default 1e-4. */
  alpha?: number;
  /** The power that the sum is taken to. Default 0.75. */
  beta?: number;
  /** Added to the mean of the squares. Default 1. */
  k?: number;
}

/**
 * Divides each element by (k + alpha · the mean of the squares of neighbouring channels)^beta.
 *
 * @param input [batch, channels, ...places], with at least one dimension of places
 * @param size how many channels are neighbours, the own included
 * @throws RangeError for fewer than three dimensions
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.local_response_norm.html
 */
export function localResponseNorm(
  input: Tensor,
  size: number,
  { alpha = 1e-4, beta = 0.75, k = 1 }: LocalResponseNormOptions = {},
): Tensor {
  checkTensor(input, "localResponseNorm", "input");
  const { ndim, _shape: shape } = input;
  if (ndim < 3) {
    throw new RangeError(
      `Expected 3D or higher dimensionality                          input (got ${ndim} dimensions)`,
    );
  }
  if (input._numel === 0) return input;
  const [before, after] = [Math.floor(size / 2), Math.floor((size - 1) / 2)];
  const squares = input.mul(input);
  let means: Tensor;
  if (ndim === 3) {
    const padded = pad(squares.unsqueeze(1), [0, 0, before, after]);
    means = avgPool2d(padded, [size, 1], { stride: 1 }).squeeze(1);
  } else {
    const planes = squares.reshape([shape[0], 1, shape[1], shape[2], -1]);
    const padded = pad(planes, [0, 0, 0, 0, before, after]);
    means = avgPool3d(padded, [size, 1, 1], { stride: 1 })
      .squeeze(1)
      .reshape([...shape]);
  }
  return input.div(means.mul(alpha).add(k).pow(beta));
}
