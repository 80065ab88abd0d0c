import { readFileSync } from "node:fs";
import { autograd, type FloatDType, linspace, manualSeed, ones, rand, type Tensor, tensor, zeros } from "downhill";
import * as d from "downhill/distributions";
import { describe, expect, it } from "vitest";

interface Plain {
  readonly shape: readonly number[];
  readonly values: readonly (number | string)[];
}

type Gradients = Readonly<Record<string, Plain | null>> | null;

interface Known {
  readonly name: keyof typeof CLASSES;
  readonly parameters: Readonly<Record<string, never>>;
  readonly dtype: FloatDType;
  readonly value: Plain;
  readonly text: string;
  readonly batch_shape: readonly number[];
  readonly event_shape: readonly number[];
  readonly has_rsample: boolean;
  readonly sample: Plain;
  readonly after: number;
  readonly one_sample: Plain;
  readonly rsample?: Plain;
  readonly rsample_gradients?: Gradients;
  readonly log_prob: Plain;
  readonly log_prob_gradients: Gradients;
  readonly mean: Plain;
  readonly variance: Plain;
  readonly stddev: Plain;
  readonly mode: Plain | null;
  readonly cdf: Plain | null;
  readonly icdf: Plain | null;
  readonly entropy: Plain | null;
  readonly enumerate_support: Plain | null;
  readonly expanded: Plain;
}

const fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/distributions.json", import.meta.url), "utf8"),
) as {
  known: readonly Known[];
  divergences: Readonly<Record<string, Plain | null>>;
  refusals: Readonly<Record<string, string>>;
};

const CLASSES = {
  ...{ Normal: d.Normal, Laplace: d.Laplace, Cauchy: d.Cauchy, Uniform: d.Uniform, Exponential: d.Exponential },
  ...{ Gamma: d.Gamma, Beta: d.Beta, Dirichlet: d.Dirichlet, Bernoulli: d.Bernoulli, Categorical: d.Categorical },
  ...{ OneHotCategorical: d.OneHotCategorical, Poisson: d.Poisson, Binomial: d.Binomial },
  ...{ Multinomial: d.Multinomial, MultivariateNormal: d.MultivariateNormal },
};

const asNumber = (value: number | string) =>
  typeof value === "number" ? value : Number(value.replace("inf", "Infinity"));
const camel = (name: string) => name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());

/** Compares a tensor with PyTorch's, within a relative difference. */
function same(found: Tensor, expected: Plain, tolerance: number, what: string): void {
  expect([...found.shape], what).toEqual(expected.shape);
  const values = Array.from(found.detach().to("float64").toTypedArray(), Number);
  values.forEach((value, i) => {
    const theirs = asNumber(expected.values[i]);
    if (Object.is(value, theirs) || value === theirs) return;
    const most = tolerance * Math.max(1, Math.abs(theirs));
    expect(Math.abs(value - theirs), `${what} ${i}: ${value}, PyTorch ${theirs}`).toBeLessThanOrEqual(most);
  });
}

function checkGradients(
  result: Tensor,
  leaves: Readonly<Record<string, Tensor>>,
  expected: Gradients,
  tolerance: number,
  what: string,
): void {
  if (expected === null) return;
  const weights = linspace(0.5, 1.5, result._numel, { dtype: result.dtype }).view([...result.shape]);
  const names = Object.keys(expected);
  const grads = autograd.grad(
    result.mul(weights).sum(),
    names.map((name) => leaves[name]),
    { allowUnused: true, retainGraph: true },
  );
  names.forEach((name, i) => {
    if (expected[name] === null) return;
    same(grads[i]!, expected[name], tolerance, `${what} by ${name}`);
  });
}

describe.each(fixture.known.map((one) => [`${one.name} ${JSON.stringify(one.parameters)} ${one.dtype}`, one] as const))(
  "%s",
  (_, known) => {
    const { dtype } = known;
    const single = dtype === "float32";
    const tolerance = single ? 1e-5 : 1e-10;
    const leaves: Record<string, Tensor> = {};
    const parameters = Object.fromEntries(
      Object.entries(known.parameters).map(([name, given]) => {
        if (typeof given === "number" && (name === "total_count" || known.name === "Normal"))
          return [camel(name), given];
        const leaf = tensor(given as number[], { dtype, requiresGrad: name !== "total_count" });
        leaves[name] = leaf;
        return [camel(name), leaf];
      }),
    );
    const one = new (CLASSES[known.name] as new (options: object) => d.Distribution)(parameters);
    const isInteger = known.name === "Categorical";
    const value = tensor(known.value.values as number[], { dtype: isInteger ? "int64" : dtype }).view([
      ...known.value.shape,
    ]);

    it("draws PyTorch's samples", () => {
      // What goes through sums and products in another order may end in another digit.
      const exact = known.name === "MultivariateNormal" ? tolerance : single ? 1e-6 : 1e-14;
      manualSeed(3);
      same(one.sample([4]), known.sample, exact, "sample");
      expect(rand([1]).item()).toBe(known.after);
      manualSeed(4);
      const sample = one.sample();
      same(sample, known.one_sample, exact, "sample");
      same(one.expand([5, ...one.batchShape]).logProb(sample), known.expanded, 4 * tolerance, "expanded");
      if (!known.has_rsample) {
        expect(() => one.rsample()).toThrow("does not implement rsample");
        return;
      }
      manualSeed(5);
      const moving = one.rsample([3]);
      same(moving, known.rsample!, exact, "rsample");
      checkGradients(moving, leaves, known.rsample_gradients!, single ? 2e-4 : 1e-9, "rsample");
    });

    it("knows what PyTorch knows", () => {
      expect([one.batchShape, one.eventShape]).toEqual([known.batch_shape, known.event_shape]);
      expect(one.hasRsample).toBe(known.has_rsample);
      const logProb = one.logProb(value);
      same(logProb, known.log_prob, 2 * tolerance, "logProb");
      checkGradients(logProb, leaves, known.log_prob_gradients, 4 * tolerance, "logProb");
      for (const name of ["mean", "variance", "stddev"] as const) same(one[name], known[name], tolerance, name);
      const quarter = tensor(
        Array.from({ length: one.batchShape.at(-1) ?? 1 }, () => 0.25),
        { dtype },
      );
      const optional = {
        mode: () => one.mode,
        cdf: () => one.cdf(value),
        icdf: () => one.icdf(quarter),
        entropy: () => one.entropy(),
        enumerate_support: () => one.enumerateSupport(),
      };
      for (const [name, of] of Object.entries(optional)) {
        const expected = known[name as keyof typeof optional];
        if (expected === null) expect(of, name).toThrow(/does not implement|not supported/);
        else same(of(), expected, 2 * tolerance, name);
      }
      if (known.enumerate_support !== null) expect(one.hasEnumerateSupport).toBe(true);
    });

    it("prints as PyTorch's", () => {
      const names = ["Multinomial", "OneHotCategorical"];
      if (!names.includes(known.name)) expect(String(one)).toBe(known.text);
    });
  },
);

/** As `make` in reference/distributions.py. */
function make(name: string, index: number): d.Distribution {
  const floats = (values: unknown) => tensor(values as number[], { dtype: "float64" });
  const a = floats(
    [
      [0.3, 1.5],
      [1.2, 0.4],
    ][index],
  );
  const b = floats(
    [
      [2, 0.7],
      [1.1, 3],
    ][index],
  );
  const lower = floats(
    [
      [
        [1, 0],
        [0.5, 2],
      ],
      [
        [0.7, 0],
        [-0.5, 1.5],
      ],
    ][index],
  );
  const probs = floats(
    [
      [0.2, 0.5, 0.3],
      [0.1, 0, 0.9],
    ][index],
  );
  const two = (first: number[], second: number[]) => floats([first, second][index]);
  const all: Record<string, () => d.Distribution> = {
    Normal: () => new d.Normal(a, b),
    Laplace: () => new d.Laplace(a, b),
    Cauchy: () => new d.Cauchy(a, b),
    Uniform: () => new d.Uniform(a.mul(index === 0 ? 0.3 : -1), a.add(b)),
    Exponential: () => new d.Exponential(a),
    Gamma: () => new d.Gamma(a, b),
    Beta: () => new d.Beta(a, b),
    Dirichlet: () => new d.Dirichlet(floats([a.toArray(), b.toArray()]).t()),
    Bernoulli: () => new d.Bernoulli(two([0.2, 0.5], [1, 0.6])),
    Categorical: () => new d.Categorical(probs),
    OneHotCategorical: () => new d.OneHotCategorical(probs),
    Poisson: () => new d.Poisson(a),
    Binomial: () => new d.Binomial(7, two([0.2, 0.5], [0.9, 0.6])),
    MultivariateNormal: () => new d.MultivariateNormal(a, { scaleTril: lower }),
    Independent: () => new d.Independent(new d.Normal(a, b), 1),
  };
  return all[name]();
}

describe("klDivergence", () => {
  it.each(Object.entries(fixture.divergences))("%s", (pair, expected) => {
    const [p, q] = pair.split(" ").map(make);
    if (expected === null) expect(() => d.klDivergence(p, q)).toThrow("No KL(p || q) is implemented");
    else same(d.klDivergence(p, q), expected, 1e-10, pair);
  });
});

describe("refusals", () => {
  const cases: Record<string, () => unknown> = {
    scale: () => new d.Normal(0, -1),
    scales: () => new d.Normal(zeros([2]), tensor([1, -1])),
    nan: () => new d.Normal(tensor([Number.NaN]), 1),
    range: () => new d.Uniform(tensor(1), tensor(0.5)),
    probs: () => new d.Bernoulli(tensor([0.5, 1.5])),
    both: () => new d.Bernoulli(tensor(0.5), tensor(0.5)),
    scalar: () => new d.Categorical(tensor(0.5)),
    simplex: () => new d.Categorical(tensor([0.5, -0.5, 1])),
    concentration: () => new d.Dirichlet(tensor([0.5, 0])),
    covariance: () =>
      new d.MultivariateNormal(
        zeros([2]),
        tensor([
          [1, 2],
          [2, 1],
        ]),
      ),
    triangle: () =>
      new d.MultivariateNormal(zeros([2]), {
        scaleTril: tensor([
          [1, 2],
          [2, 1],
        ]),
      }),
    none: () => new d.MultivariateNormal(zeros([2])),
    dims: () => new d.Independent(new d.Normal(0, 1), 1),
    support: () => new d.Exponential(1).logProb(tensor([-1])),
    integer: () => new d.Categorical(ones([3])).logProb(tensor([0.5])),
    category: () => new d.Categorical(ones([3])).logProb(tensor([3n])),
    interval: () => new d.Uniform(zeros([2]), ones([2])).logProb(tensor([0.5, 2])),
    event: () => new d.Dirichlet(ones([3])).logProb(tensor([0.5, 0.5])),
    batch: () => new d.Normal(zeros([2]), ones([2])).logProb(zeros([3])),
    pair: () => d.klDivergence(new d.Cauchy(0, 1), new d.Normal(0, 1)),
  };

  it.each(Object.entries(fixture.refusals))("%s is PyTorch's", (name, message) => {
    expect(cases[name]).toThrow(message);
  });

  it("can be switched off", () => {
    expect(() => new d.Normal(0, -1, { validateArgs: false })).not.toThrow();
    d.setDefaultValidateArgs(false);
    try {
      expect(() => new d.Normal(0, -1)).not.toThrow();
      expect(() => new d.Normal(0, -1, { validateArgs: true })).toThrow(RangeError);
    } finally {
      d.setDefaultValidateArgs(true);
    }
  });
});

it("gradients through samples reach the parameters", () => {
  const loc = tensor([0.5], { requiresGrad: true });
  new d.Independent(new d.Normal(loc, 1), 1).rsample([8]).sum().backward();
  expect(loc.grad?.item()).toBe(8);
  expect(new d.Normal(loc, 1).sample().requiresGrad).toBe(false);
  expect(new d.Categorical({ logits: zeros([3]).requiresGrad_() }).sample([2]).dtype).toBe("int64");
});
