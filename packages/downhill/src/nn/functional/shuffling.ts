import { permute } from "../../autograd/functions/dims.ts";
import { checkTensor } from "../../autograd/functions/operands.ts";
import { reshape } from "../../autograd/functions/views.ts";
import { define, recordWith, tracks } from "../../autograd/graph.ts";
import { copyOf } from "../../tensor/copy.ts";
import { formatShape, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";

/** A copy of a tensor whose elements are seen in one shape, their dimensions put in another order, and seen in a third. */
function rearranged(input: Tensor, apart: Shape, order: readonly number[], together: Shape): Tensor {
  return reshape(copyOf(permute(reshape(input.alias(), apart), order)), together);
}

function checkImages(input: Tensor, name: string, factorName: string, factor: number): void {
  checkTensor(input, name, "input");
  if (input.ndim < 3) {
    throw new RangeError(
      `${name} expects input to have at least 3 dimensions, but got input with ${input.ndim} dimension(s)`,
    );
  }
  if (factor <= 0) throw new RangeError(`${name} expects a positive ${factorName}, but got ${factor}`);
}

const SHUFFLE = define<number>("PixelShuffleBackward0", (grad, { extra }) => pixelUnshuffle(grad, extra));
const UNSHUFFLE = define<number>("PixelUnshuffleBackward0", (grad, { extra }) => pixelShuffle(grad, extra));

/**
 * Makes larger images of fewer channels: [..., channels * r^2, height, width] becomes [..., channels, height * r, width * r].
 * @throws RangeError for a shape or a factor that don't fit
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pixel_shuffle.html
 */
export function pixelShuffle(input: Tensor, upscaleFactor: number): Tensor {
  checkImages(input, "pixel_shuffle", "upscale_factor", upscaleFactor);
  const r = upscaleFactor;
  const front = input._shape.slice(0, -3);
  const [channels, height, width] = input._shape.slice(-3);
  if (channels % (r * r) !== 0) {
    throw new RangeError(
      "pixel_shuffle expects its input's 'channel' dimension to be divisible by the square of upscale_factor, but " +
        `input.size(-3)=${channels} is not divisible by ${r * r}`,
    );
  }
  const made = channels / (r * r);
  const n = front.length;
  const order = [...front.keys(), n, n + 3, n + 1, n + 4, n + 2];
  const apart = [...front, made, r, r, height, width];
  const result = rearranged(input, apart, order, [...front, made, height * r, width * r]);
  return tracks(input) ? recordWith(result, SHUFFLE, [input], [], r) : result;
}

/**
 * Undoes {@link pixelShuffle}: [..., channels, height * r, width * r] becomes [..., channels * r^2, height, width].
 * @throws RangeError for a shape or a factor that don't fit
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.pixel_unshuffle.html
 */
export function pixelUnshuffle(input: Tensor, downscaleFactor: number): Tensor {
  checkImages(input, "pixel_unshuffle", "downscale_factor", downscaleFactor);
  const r = downscaleFactor;
  const front = input._shape.slice(0, -3);
  const [channels, height, width] = input._shape.slice(-3);
  for (const [name, dim, size] of [["height", -2, height] as const, ["width", -1, width] as const]) {
    if (size % r === 0) continue;
    throw new RangeError(
      `pixel_unshuffle expects ${name} to be divisible by downscale_factor, but input.size(${dim})=${size} is not ` +
        `divisible by ${r}`,
    );
  }
  const n = front.length;
  const order = [...front.keys(), n, n + 2, n + 4, n + 1, n + 3];
  const apart = [...front, channels, height / r, r, width / r, r];
  const result = rearranged(input, apart, order, [...front, channels * r * r, height / r, width / r]);
  return tracks(input) ? recordWith(result, UNSHUFFLE, [input], [], r) : result;
}

const SHUFFLE_CHANNELS = define<number>("ChannelShuffleBackward0", (grad, { extra }) =>
  shuffledChannels(grad, grad._shape[1] / extra),
);

/**
 * Deals the channels anew: those of each group come to lie one in each of the new groups.
 * @param input [batch, channels, ...]
 * @throws RangeError for a shape or a number of groups that don't fit
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.channel_shuffle.html
 */
export function channelShuffle(input: Tensor, groups: number): Tensor {
  checkTensor(input, "channelShuffle", "input");
  if (input.ndim < 3) {
    throw new RangeError(
      `channel_shuffle expects input with > 2 dims, but got input with sizes ${formatShape(input._shape)}`,
    );
  }
  if (groups <= 0) {
    throw new RangeError(`Number of groups to divide channels in must be positive. Value of groups:${groups}`);
  }
  if (input._shape[1] % groups !== 0) {
    throw new RangeError(
      `Number of channels must be divisible by groups. Got ${input._shape[1]} channels and ${groups} groups.`,
    );
  }
  return shuffledChannels(input, groups);
}

function shuffledChannels(input: Tensor, groups: number): Tensor {
  const [batch, channels, ...sizes] = input._shape;
  const order = [0, 2, 1, ...sizes.map((_, d) => d + 3)];
  const result = rearranged(input, [batch, groups, channels / groups, ...sizes], order, input._shape);
  return tracks(input) ? recordWith(result, SHUFFLE_CHANNELS, [input], [], groups) : result;
}
