import { cos, exp, log, log1p, sin } from "../../math/real.ts";
import { countChange } from "../../memory/recording.ts";
import { copyOf } from "../../tensor/copy.ts";
import type { DrawOptions } from "../../tensor/methods/random.ts";
import { normalOfSize, type RandomOptions } from "../../tensor/random/factories.ts";
import { fillBernoulli, fillBernoulliScalar, fillEach, fillNormal, fillUniform } from "../../tensor/random/fill.ts";
import { checkedGenerator, type Generator } from "../../tensor/random/generator.ts";
import { drawNormal } from "../../tensor/random/normal.ts";
import { broadcastShapes, type Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { noGrad } from "../gradMode.ts";
import { type Definition, define, record, tracks, tracksAny } from "../graph.ts";
import { changeInPlace, checkInPlace, recordsInPlace } from "../inPlace.ts";
import { add, mul } from "./arithmetic.ts";
import { to } from "./conversion.ts";
import { add_, mul_ } from "./inPlace.ts";
import { checkNumber, checkTensor } from "./operands.ts";
import { expand } from "./sum.ts";

const nothing = () => null;
/** PyTorch lets no gradient through a sample, yet gives the parameters of its distribution zeros. */
const zeros = (grad: Tensor) => Tensor.like(grad, grad.dtype);

const uniformBackward = define("UniformBackward0", nothing);
const normalBackward = define("NormalBackward0", nothing);
const bernoulliBackward = define("BernoulliBackward0", zeros);
const bernoulliTensorBackward = define("BernoulliBackward1", nothing);
const bernoulliScalarBackward = define("BernoulliBackward2", nothing);
const normalMeanBackward = define("NormalBackward1", zeros);
const normalStdBackward = define("NormalBackward2", zeros);
const normalBothBackward = define("NormalBackward3", zeros);

/** Fills the elements; the former ones matter neither for the values nor for the gradients. */
function drawInto(
  target: Tensor,
  options: DrawOptions | undefined,
  definition: Definition<undefined>,
  fill: (target: Tensor, generator: Generator) => void,
): Tensor {
  const generator = checkedGenerator(options?.generator);
  if (!recordsInPlace(target, null)) {
    checkInPlace(target, false);
    fill(target, generator);
    countChange(target.storage);
    return target;
  }
  return changeInPlace(target, true, (before) => {
    // In the target's own layout, which decides the order of drawing.
    fill(target, generator);
    return record(copyOf(target), definition, [before]);
  });
}

/** Fills a tensor with uniform numbers in [from, to). */
export function uniform_(target: Tensor, from = 0, to = 1, options?: DrawOptions): Tensor {
  return drawInto(target, options, uniformBackward, (into, generator) => fillUniform(into, from, to, generator));
}

/** Fills a tensor with normal numbers. */
export function normal_(target: Tensor, mean = 0, std = 1, options?: DrawOptions): Tensor {
  return drawInto(target, options, normalBackward, (into, generator) => fillNormal(into, mean, std, generator));
}

const exponentialBackward = define("ExponentialBackward0", nothing);
const cauchyBackward = define("CauchyBackward0", nothing);
const geometricBackward = define("GeometricBackward0", nothing);
const logNormalBackward = define("LogNormalBackward0", nothing);

/** Fills a tensor with numbers of the exponential distribution. */
export function exponential_(target: Tensor, lambd = 1, options?: DrawOptions): Tensor {
  if (!(lambd > 0)) throw new RangeError(`exponential_ expects lambda > 0.0, but found lambda=${lambd}`);
  return drawInto(target, options, exponentialBackward, (into, generator) =>
    fillEach(into, "exponential", generator, ({ engine }) => -log1p(-engine.uniform64()) / lambd),
  );
}

/** Fills a tensor with numbers of the Cauchy distribution. */
export function cauchy_(target: Tensor, median = 0, sigma = 1, options?: DrawOptions): Tensor {
  if (!(sigma > 0)) throw new RangeError(`cauchy_ expects sigma > 0.0, but found sigma=${sigma}`);
  return drawInto(target, options, cauchyBackward, (into, generator) =>
    fillEach(into, "cauchy", generator, ({ engine }) => {
      const angle = Math.PI * (engine.uniform64() - 0.5);
      return median + (sigma * sin(angle)) / cos(angle);
    }),
  );
}

/** Fills a tensor with how many trials of probability `p` it takes until one succeeds. */
export function geometric_(target: Tensor, p: number, options?: DrawOptions): Tensor {
  if (!(p > 0 && p < 1)) throw new RangeError(`geometric_ expects p to be in (0, 1), but got p=${p}`);
  const failing = log1p(-p);
  const draw = ({ engine }: Generator) => Math.ceil(log(engine.uniform64()) / failing);
  return drawInto(target, options, geometricBackward, (into, generator) =>
    fillEach(into, "geometric", generator, draw, true),
  );
}

/** Fills a tensor with numbers whose logarithms are normal. */
export function logNormal_(target: Tensor, mean = 1, std = 2, options?: DrawOptions): Tensor {
  if (!(std > 0)) throw new RangeError(`log_normal_ expects std > 0.0, but found std=${std}`);
  return drawInto(target, options, logNormalBackward, (into, generator) =>
    fillEach(into, "log_normal", generator, (source) => exp(drawNormal(mean, std, source))),
  );
}

/** Fills a tensor with ones of probability `p`, else zeros. */
export function bernoulli_(target: Tensor, p: number | Tensor = 0.5, options?: DrawOptions): Tensor {
  if (!(p instanceof Tensor)) {
    return drawInto(target, options, bernoulliScalarBackward, (into, generator) =>
      fillBernoulliScalar(into, p, generator),
    );
  }
  const probabilities = noGrad(() => expand(p, target._shape));
  return drawInto(target, options, bernoulliTensorBackward, (into, generator) =>
    fillBernoulli(into, probabilities, generator),
  );
}

/**
 * Ones with the probabilities that a tensor gives, else zeros, of the same shape and dtype.
 * @throws TypeError for integer probabilities, RangeError for those outside of [0, 1].
 * @see https://docs.pytorch.org/docs/stable/generated/torch.bernoulli.html
 */
export function bernoulli(input: Tensor, options?: DrawOptions): Tensor {
  checkTensor(input, "bernoulli", "input");
  const generator = checkedGenerator(options?.generator);
  const out = Tensor.like(input, input.dtype);
  fillBernoulli(out, input, generator);
  return tracks(input) ? record(out, bernoulliBackward, [input]) : out;
}

/**
 * Normal numbers whose mean and deviation are given by numbers (then with a size) or by tensors that broadcast.
 * @throws RangeError for a negative deviation, TypeError for tensors that are no floats.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.normal.html
 */
export function normal(mean: number, std: number, size: Shape, options?: RandomOptions): Tensor;
export function normal(mean: Tensor, std?: number | Tensor, options?: DrawOptions): Tensor;
export function normal(mean: number | Tensor, std: Tensor, options?: DrawOptions): Tensor;
export function normal(mean: number | Tensor, std: number | Tensor = 1, ...rest: unknown[]): Tensor {
  if (typeof mean === "number" && typeof std === "number") {
    if (!Array.isArray(rest[0])) throw new TypeError("normal() of numbers takes a size: normal(mean, std, size)");
    return normalOfSize(mean, std, rest[0], rest[1] as RandomOptions | undefined);
  }
  const generator = checkedGenerator((rest[0] as DrawOptions | undefined)?.generator);
  if (!(mean instanceof Tensor)) {
    checkNumber(mean, "normal", "mean");
    return scaledNoise(mean, std as Tensor, generator);
  }
  if (std instanceof Tensor) return shiftedScaledNoise(mean, std, generator);
  const out = Tensor.like(mean, mean.dtype);
  fillNormal(out, 0, std, generator);
  noGrad(() => add_(out, mean));
  return tracks(mean) ? record(out, normalMeanBackward, [mean]) : out;
}

function scaledNoise(mean: number, std: Tensor, generator: Generator): Tensor {
  checkDeviations(std);
  const noise = Tensor.like(std, std.dtype);
  fillNormal(noise, 0, 1, generator);
  const out = noGrad(() => add(mul(noise, std), mean));
  return tracks(std) ? record(out, normalStdBackward, [std]) : out;
}

function shiftedScaledNoise(mean: Tensor, std: Tensor, generator: Generator): Tensor {
  checkDeviations(std);
  const noise = Tensor.allocate(mean.dtype, broadcastShapes(mean._shape, std._shape));
  fillNormal(noise, 0, 1, generator);
  const out = noGrad(() => add_(mul_(noise, std), mean));
  return tracksAny(mean, std) ? record(out, normalBothBackward, [mean, std]) : out;
}

function checkDeviations(std: Tensor): void {
  checkTensor(std, "normal", "std");
  const values = to(std.detach(), "float64").toTypedArray();
  if (values.some((value) => !(Number(value) >= 0))) throw new RangeError("normal expects all elements of std >= 0.0");
}
