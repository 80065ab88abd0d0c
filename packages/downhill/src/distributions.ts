/// <reference lib="esnext.disposable" preserve="true" />
/** `downhill/distributions`: what can be drawn at random, and what is known of it. */
import "./autograd/methods.ts";

export { Bernoulli, type BernoulliOptions } from "./distributions/bernoulli.ts";
export { Beta } from "./distributions/beta.ts";
export { Binomial } from "./distributions/binomial.ts";
export { Categorical, type CategoricalOptions } from "./distributions/categorical.ts";
export { Cauchy } from "./distributions/cauchy.ts";
export type { Constraint } from "./distributions/constraints.ts";
export { Dirichlet } from "./distributions/dirichlet.ts";
export { Distribution, setDefaultValidateArgs } from "./distributions/distribution.ts";
export { Exponential } from "./distributions/exponential.ts";
export { Gamma } from "./distributions/gamma.ts";
export { Independent } from "./distributions/independent.ts";
export { klDivergence } from "./distributions/kl.ts";
export { Laplace } from "./distributions/laplace.ts";
export type { LocationScale } from "./distributions/locationScale.ts";
export { Multinomial } from "./distributions/multinomial.ts";
export { MultivariateNormal, type MultivariateNormalOptions } from "./distributions/multivariateNormal.ts";
export { Normal } from "./distributions/normal.ts";
export { OneHotCategorical } from "./distributions/oneHotCategorical.ts";
export type { DistributionOptions, Parameter } from "./distributions/parameters.ts";
export { Poisson } from "./distributions/poisson.ts";
export { Uniform } from "./distributions/uniform.ts";
