import { mul, sub } from "../../autograd/functions/arithmetic.ts";
import { sum } from "../../autograd/functions/sum.ts";
import { define, record, tracks } from "../../autograd/graph.ts";
import { log1p } from "../../math/log.ts";
import { cos, sin } from "../../math/trigonometry.ts";
import { launch } from "../../memory/recording.ts";
import { convert, rowMajor } from "../../tensor/copy.ts";
import { defaultGenerator, type Generator } from "../../tensor/random/generator.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { drawBinomial, drawPoisson } from "./counts.ts";
import { drawGamma } from "./gamma.ts";
import { dirichletGradient, gammaGradient } from "./gradients.ts";

/* Random tensors that PyTorch has functions of their own for. All draw from the generator that `manualSeed` seeds. */

type Floats = Float32Array | Float64Array;

/** The smallest positive normal number of a tensor's type. */
export function tiny(tensor: Tensor): number {
  return tensor.dtype === "float64" ? 2 ** -1022 : 2 ** -126;
}

const isSingle = (tensor: Tensor) => tensor.dtype === "float32";

/** A new tensor like another, each of whose elements is made of the other's, in the order of its rows. */
function drawEach(
  name: string,
  parameters: readonly Tensor[],
  draw: (values: readonly number[], generator: Generator) => number,
): Tensor {
  const sources = parameters.map(rowMajor);
  const out = Tensor.like(sources[0], sources[0].dtype);
  launch(name, () => {
    const arrays = sources.map(({ storage }) => storage.data as Floats);
    const target = out.storage.data as Floats;
    const values: number[] = sources.map(() => 0);
    for (let i = 0; i < out._numel; i++) {
      for (let k = 0; k < sources.length; k++) values[k] = arrays[k][sources[k].offset + i];
      target[i] = draw(values, defaultGenerator);
    }
  });
  return out;
}

const standardGammaBackward = define("StandardGammaBackward0", (grad, node) => {
  const [alpha, sample] = [node.saved(0), node.saved(1)];
  return mul(
    grad,
    mapEach("standardGammaGradient", [alpha, sample], ([a, x]) => gammaGradient(a, x)),
  );
});

/** Numbers that are made of others of the same shape, without a record. */
function mapEach(name: string, tensors: readonly Tensor[], map: (values: readonly number[]) => number): Tensor {
  return drawEach(
    name,
    tensors.map((tensor) => tensor.detach()),
    map,
  );
}

/** Numbers of gamma distributions of rate 1, which move with their shapes. */
export function standardGamma(alpha: Tensor): Tensor {
  const least = tiny(alpha);
  const single = isSingle(alpha);
  const round = single ? Math.fround : (x: number) => x;
  const sample = drawEach("standardGamma", [alpha], ([a], generator) =>
    Math.max(least, round(drawGamma(a, single, generator))),
  );
  return tracks(alpha) ? record(sample, standardGammaBackward, [alpha], [alpha, sample]) : sample;
}

const dirichletBackward = define("_DirichletBackward", (grad, node) => {
  const [concentration, sample] = [node.saved(0), node.saved(1)];
  const total = sum(concentration.detach(), -1, { keepdim: true }).expand(concentration._shape);
  const slope = mapEach("dirichletGradient", [sample, concentration, total], ([x, a, t]) => dirichletGradient(x, a, t));
  return mul(slope, sub(grad, sum(mul(sample, grad), -1, { keepdim: true })));
});

/** Shares of Dirichlet distributions along the last dimension, which move with their concentrations. */
export function sampleDirichlet(concentration: Tensor): Tensor {
  const shares = concentration._shape[concentration._shape.length - 1];
  const source = rowMajor(concentration);
  const out = Tensor.like(source, source.dtype);
  const round = isSingle(source) ? Math.fround : (x: number) => x;
  const least = tiny(source);
  const most = isSingle(source) ? 1 - 2 ** -24 : 1 - 2 ** -53;
  launch("dirichlet", () => {
    const from = source.storage.data as Floats;
    const to = out.storage.data as Floats;
    // In double precision, and all before the first is divided.
    const gammas = new Float64Array(out._numel);
    for (let i = 0; i < gammas.length; i++) {
      gammas[i] = Math.max(2 ** -1022, drawGamma(from[source.offset + i], false, defaultGenerator));
    }
    for (let start = 0; start < gammas.length; start += shares) {
      const row = gammas.subarray(start, start + shares);
      const total = row.reduce((sum, value) => sum + value, 0);
      for (let i = 0; i < shares; i++) to[start + i] = Math.min(most, Math.max(least, round(row[i] / total)));
    }
  });
  return tracks(concentration) ? record(out, dirichletBackward, [concentration], [concentration, out]) : out;
}

/** Numbers of exponential distributions of rate 1, in the shape and type of another tensor. */
export function standardExponential(like: Tensor): Tensor {
  return drawEach("exponential", [like.detach()], (_, { engine }) => -log1p(-engine.uniform64()));
}

/** Numbers of Cauchy distributions of scale 1 about 0, in the shape and type of another tensor. */
export function standardCauchy(like: Tensor): Tensor {
  return drawEach("cauchy", [like.detach()], (_, { engine }) => {
    const angle = Math.PI * (engine.uniform64() - 0.5);
    return sin(angle) / cos(angle);
  });
}

/** How many events happen at rates. @throws RangeError for a negative rate */
export function poisson(rate: Tensor): Tensor {
  return drawEach("poisson", [rate.detach()], ([r], { engine }) => drawPoisson(r, engine));
}

/** How many of numbers of trials succeed. */
export function binomial(count: Tensor, probs: Tensor): Tensor {
  const round = isSingle(count) ? Math.fround : (x: number) => x;
  return drawEach("binomial", [count.detach(), convert(probs.detach(), count.dtype)], ([n, p], { engine }) =>
    drawBinomial(n, p, round, engine),
  );
}
