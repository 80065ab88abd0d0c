import { softplus } from "../autograd/functions/activation.ts";
import { xlogy } from "../autograd/functions/pairs.ts";
import { where } from "../autograd/functions/where.ts";
import { instanceOf, type Kind } from "../signatures/kinds.ts";
import type { WithNames } from "../signatures/named.ts";
import { publish } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";
import { fullLike } from "../tensor/factories.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Bernoulli } from "./bernoulli.ts";
import { Beta } from "./beta.ts";
import { Binomial } from "./binomial.ts";
import { Categorical } from "./categorical.ts";
import { Cauchy } from "./cauchy.ts";
import { Dirichlet } from "./dirichlet.ts";
import { Distribution } from "./distribution.ts";
import { Exponential } from "./exponential.ts";
import { Gamma } from "./gamma.ts";
import { Independent } from "./independent.ts";
import { Laplace } from "./laplace.ts";
import { MultivariateNormal } from "./multivariateNormal.ts";
import { Normal } from "./normal.ts";
import { OneHotCategorical } from "./oneHotCategorical.ts";
import { sumRightmost } from "./parameters.ts";
import { Poisson } from "./poisson.ts";
import { diagonalOf, solveLower } from "./triangular.ts";
import { Uniform } from "./uniform.ts";

type Class<D extends Distribution> = abstract new (...args: never[]) => D;

interface Entry {
  readonly p: Class<Distribution>;
  readonly q: Class<Distribution>;
  readonly divergence: (p: never, q: never) => Tensor;
}

function entry<P extends Distribution, Q extends Distribution>(
  p: Class<P>,
  q: Class<Q>,
  divergence: (p: P, q: Q) => Tensor,
): Entry {
  return { p, q, divergence };
}

const EULER = 0.5772156649015329;

const infinite = (like: Tensor) => fullLike(like, Number.POSITIVE_INFINITY);
const infiniteWhere = (condition: Tensor, other: Tensor) => where(condition, Number.POSITIVE_INFINITY, other);
const oneMinus = (x: Tensor) => x.neg().add(1);
const xlogx = (x: Tensor) => xlogy(x, x);

/** By PyTorch's formulas, in the order of its source. */
const DIVERGENCES: readonly Entry[] = [
  entry(Bernoulli, Bernoulli, (p, q) => {
    const up = p.probs.mul(softplus(q.logits.neg()).sub(softplus(p.logits.neg())));
    const down = oneMinus(p.probs).mul(softplus(q.logits).sub(softplus(p.logits)));
    const ups = where(p.probs.eq(0), 0, infiniteWhere(q.probs.eq(0), up));
    const downs = where(p.probs.eq(1), 0, infiniteWhere(q.probs.eq(1), down));
    return ups.add(downs);
  }),
  entry(Beta, Beta, (p, q) => {
    const [a, b, c, d] = [p.concentration1, p.concentration0, q.concentration1, q.concentration0];
    const [sumP, sumQ] = [a.add(b), c.add(d)];
    const first = c.lgamma().add(d.lgamma()).add(sumP.lgamma());
    const second = a.lgamma().add(b.lgamma()).add(sumQ.lgamma());
    return first
      .sub(second)
      .add(a.sub(c).mul(a.digamma()))
      .add(b.sub(d).mul(b.digamma()))
      .add(sumQ.sub(sumP).mul(sumP.digamma()));
  }),
  entry(Binomial, Binomial, (p, q) => {
    if (p.totalCount.lt(q.totalCount).any().item() === 1) {
      throw new Error("KL between Binomials where q.total_count > p.total_count is not implemented");
    }
    const trial = p.probs.mul(p.logits.sub(q.logits)).add(p.probs.neg().log1p()).sub(q.probs.neg().log1p());
    return infiniteWhere(p.totalCount.gt(q.totalCount), p.totalCount.mul(trial));
  }),
  entry(Categorical, Categorical, categoricals),
  entry(Dirichlet, Dirichlet, (p, q) => {
    const [a, b] = [p.concentration, q.concentration];
    const sumP = a.sum(-1);
    const first = sumP.lgamma().sub(b.sum(-1).lgamma());
    const second = a.lgamma().sub(b.lgamma()).sum(-1);
    const third = a.sub(b).mul(a.digamma().sub(sumP.digamma().unsqueeze(-1)));
    return first.sub(second).add(third.sum(-1));
  }),
  entry(Exponential, Exponential, (p, q) => {
    const ratio = q.rate.div(p.rate);
    return ratio.log().neg().add(ratio).sub(1);
  }),
  entry(Gamma, Gamma, (p, q) => {
    const [a, b] = [p.concentration, q.concentration];
    return b
      .mul(p.rate.div(q.rate).log())
      .add(b.lgamma().sub(a.lgamma()))
      .add(a.sub(b).mul(a.digamma()))
      .add(q.rate.sub(p.rate).mul(a.div(p.rate)));
  }),
  entry(Laplace, Laplace, (p, q) => {
    const ratio = p.scale.div(q.scale);
    const distance = p.loc.sub(q.loc).abs();
    return ratio
      .log()
      .neg()
      .add(distance.div(q.scale))
      .add(ratio.mul(distance.neg().div(p.scale).exp()))
      .sub(1);
  }),
  entry(MultivariateNormal, MultivariateNormal, (p, q) => {
    if (p.eventShape[0] !== q.eventShape[0]) {
      throw new RangeError(
        "KL-divergence between two Multivariate Normals with different event shapes cannot be computed",
      );
    }
    const logs = diagonalOf(q.factor).log().sum(-1).sub(diagonalOf(p.factor).log().sum(-1));
    const spread = solveLower(q.factor, p.factor).pow(2).sum([-2, -1]);
    const distance = solveLower(q.factor, q.loc.sub(p.loc).unsqueeze(-1)).pow(2).sum([-2, -1]);
    return logs.add(spread.add(distance).sub(p.eventShape[0]).mul(0.5));
  }),
  entry(Normal, Normal, (p, q) => {
    const ratio = p.scale.div(q.scale).pow(2);
    const distance = p.loc.sub(q.loc).div(q.scale).pow(2);
    return ratio.add(distance).sub(1).sub(ratio.log()).mul(0.5);
  }),
  entry(OneHotCategorical, OneHotCategorical, (p, q) => categoricals(p.categorical, q.categorical)),
  entry(Poisson, Poisson, (p, q) => p.rate.mul(p.rate.log().sub(q.rate.log())).sub(p.rate.sub(q.rate))),
  entry(Uniform, Uniform, (p, q) =>
    infiniteWhere(q.low.gt(p.low).logicalOr(q.high.lt(p.high)), q.high.sub(q.low).div(p.high.sub(p.low)).log()),
  ),
  entry(Independent, Independent, (p, q) => {
    if (p.reinterpretedBatchNdims !== q.reinterpretedBatchNdims) throw missing(p, q);
    return sumRightmost(divergenceOf(p.baseDist, q.baseDist), p.reinterpretedBatchNdims);
  }),
  entry(Cauchy, Cauchy, (p, q) =>
    p.scale.add(q.scale).pow(2).add(p.loc.sub(q.loc).pow(2)).log().sub(p.scale.mul(4).mul(q.scale).log()),
  ),

  entry(Bernoulli, Poisson, (p, q) => p.entropy().neg().sub(p.probs.mul(q.rate.log()).sub(q.rate))),
  entry(Beta, Exponential, (p, q) => p.entropy().neg().sub(q.rate.log()).add(q.rate.mul(p.mean))),
  entry(Beta, Gamma, (p, q) => {
    const total = p.concentration1.add(p.concentration0);
    return p
      .entropy()
      .neg()
      .add(q.concentration.lgamma().sub(q.concentration.mul(q.rate.log())))
      .sub(q.concentration.sub(1).mul(p.concentration1.digamma().sub(total.digamma())))
      .add(q.rate.mul(p.concentration1).div(total));
  }),
  entry(Beta, Normal, (p, q) => {
    const variance = q.scale.pow(2);
    const square = p.variance.add(p.mean.pow(2)).mul(0.5);
    const moments = square.sub(q.loc.mul(p.mean)).add(q.loc.pow(2).mul(0.5));
    return p
      .entropy()
      .neg()
      .add(
        variance
          .mul(2 * Math.PI)
          .log()
          .mul(0.5),
      )
      .add(moments.div(variance));
  }),
  entry(Beta, Uniform, (p, q) =>
    infiniteWhere(q.low.gt(0).logicalOr(q.high.lt(1)), p.entropy().neg().add(q.high.sub(q.low).log())),
  ),
  entry(Exponential, Beta, (p) => infinite(p.rate)),
  entry(Exponential, Uniform, (p) => infinite(p.rate)),
  entry(Exponential, Gamma, (p, q) => {
    const ratio = q.rate.div(p.rate);
    return q.concentration
      .neg()
      .mul(ratio.log())
      .add(ratio)
      .add(q.concentration.lgamma())
      .add(q.concentration.mul(EULER))
      .sub(1 + EULER);
  }),
  entry(Exponential, Normal, (p, q) => {
    const variance = q.scale.pow(2);
    const square = p.rate.pow(2);
    const moments = square.reciprocal().sub(q.loc.div(p.rate)).add(q.loc.pow(2).mul(0.5));
    return square
      .mul(variance)
      .mul(2 * Math.PI)
      .log()
      .mul(0.5)
      .sub(1)
      .add(moments.div(variance));
  }),
  entry(Gamma, Beta, (p) => infinite(p.concentration)),
  entry(Gamma, Uniform, (p) => infinite(p.concentration)),
  entry(Gamma, Exponential, (p, q) => p.entropy().neg().sub(q.rate.log()).add(q.rate.mul(p.concentration).div(p.rate))),
  entry(Gamma, Normal, (p, q) => {
    const variance = q.scale.pow(2);
    const square = p.rate.pow(2);
    const a = p.concentration;
    const moments = a.pow(2).add(a).mul(0.5).div(square).sub(q.loc.mul(a).div(p.rate)).add(q.loc.pow(2).mul(0.5));
    return square
      .mul(variance)
      .mul(2 * Math.PI)
      .log()
      .mul(0.5)
      .sub(a)
      .sub(a.lgamma())
      .add(a.sub(1).mul(a.digamma()))
      .add(moments.div(variance));
  }),
  ...[Beta, Exponential, Gamma, Uniform].map((q) => entry(Laplace, q as Class<Distribution>, (p) => infinite(p.loc))),
  entry(Laplace, Normal, (p, q) => {
    const variance = q.scale.pow(2);
    const ratio = p.scale.pow(2).div(variance);
    const moments = p.loc.pow(2).mul(0.5).sub(p.loc.mul(q.loc)).add(q.loc.pow(2).mul(0.5));
    return ratio
      .mul(2 / Math.PI)
      .log()
      .mul(-0.5)
      .add(ratio)
      .add(moments.div(variance))
      .sub(1);
  }),
  ...[Beta, Exponential, Gamma, Uniform].map((q) => entry(Normal, q as Class<Distribution>, (p) => infinite(p.loc))),
  entry(Normal, Laplace, (p, q) => {
    const distance = p.loc.sub(q.loc);
    const ratio = distance.div(p.scale);
    const first = p.scale.mul(Math.sqrt(2 / Math.PI)).mul(ratio.pow(2).mul(-0.5).exp());
    const second = distance.mul(ratio.mul(Math.SQRT1_2).erf());
    return p.scale
      .div(q.scale)
      .log()
      .neg()
      .add(first.add(second).div(q.scale))
      .sub(0.5 * (1 + Math.log(0.5 * Math.PI)));
  }),
  entry(Poisson, Bernoulli, (p) => infinite(p.rate)),
  entry(Poisson, Binomial, (p) => infinite(p.rate)),
  entry(Uniform, Beta, (p, q) => {
    const [a, b] = [q.concentration1, q.concentration0];
    const range = p.high.sub(p.low);
    const logs = xlogx(p.high).sub(xlogx(p.low)).sub(range).div(range);
    const [above, below] = [xlogx(oneMinus(p.high)), xlogx(oneMinus(p.low))];
    const others = above.sub(below).add(range).div(range);
    const result = b
      .sub(1)
      .mul(others)
      .add(a.lgamma().add(b.lgamma()).sub(a.add(b).lgamma()))
      .sub(range.log())
      .sub(a.sub(1).mul(logs));
    return infiniteWhere(p.high.gt(1).logicalOr(p.low.lt(0)), result);
  }),
  entry(Uniform, Exponential, (p, q) => {
    const mean = q.rate.mul(p.high.add(p.low)).div(2);
    return infiniteWhere(p.low.lt(0), mean.sub(p.high.sub(p.low).mul(q.rate).log()));
  }),
  entry(Uniform, Gamma, (p, q) => {
    const range = p.high.sub(p.low);
    const logs = xlogx(p.high).sub(xlogx(p.low)).sub(range).div(range);
    const result = range
      .log()
      .neg()
      .add(q.concentration.lgamma().sub(q.concentration.mul(q.rate.log())))
      .add(oneMinus(q.concentration).mul(logs))
      .add(q.rate.mul(p.high.add(p.low)).div(2));
    return infiniteWhere(p.low.lt(0), result);
  }),
  entry(Uniform, Normal, (p, q) => {
    const range = p.high.sub(p.low);
    const distance = p.high.add(p.low).sub(q.loc.mul(2)).div(2).pow(2);
    const spread = range.pow(2).div(12).add(distance).mul(0.5).div(q.scale.pow(2));
    return q.scale
      .mul(Math.sqrt(Math.PI * 2))
      .div(range)
      .log()
      .add(spread);
  }),
];

function categoricals(p: Categorical, q: Categorical): Tensor {
  const terms = p.probs.mul(p.logits.sub(q.logits));
  return where(p.probs.eq(0), 0, infiniteWhere(q.probs.eq(0), terms)).sum(-1);
}

function missing(p: Distribution, q: Distribution): Error {
  return new Error(`No KL(p || q) is implemented for p type ${p.constructor.name} and q type ${q.constructor.name}`);
}

function divergenceOf(p: Distribution, q: Distribution): Tensor {
  const found = DIVERGENCES.find((one) => p instanceof one.p && q instanceof one.q);
  if (found === undefined) throw missing(p, q);
  return (found.divergence as (p: Distribution, q: Distribution) => Tensor)(p, q);
}

const DISTRIBUTION = instanceOf(Distribution as never) as Kind<Distribution>;

/**
 * The Kullback-Leibler divergence KL(p || q), in nats, for each of the batch.
 * @throws Error for two distributions for which there is no formula
 * @see https://docs.pytorch.org/docs/stable/distributions.html#torch.distributions.kl.kl_divergence
 */
export const klDivergence: WithNames<typeof divergenceOf, ["q"]> = publish(
  signature("klDivergence", { p: DISTRIBUTION, q: DISTRIBUTION }),
  divergenceOf,
);
