import { cat, compile, nn, randn, setNumThreads, type Tensor, where } from "downhill";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";

afterEach(() => setNumThreads(2));

type DType = "float32" | "float64";

/** One line of a random program: what it does with tensors that are there already. */
interface Line {
  readonly kind: string;
  readonly picks: readonly number[];
}

const UNARY: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  neg: (x) => x.neg(),
  abs: (x) => x.abs(),
  relu: (x) => x.relu(),
  sigmoid: (x) => x.sigmoid(),
  tanh: (x) => x.tanh(),
  exp: (x) => x.clamp(-3, 3).exp(),
  gelu: (x) => nn.functional.gelu(x),
  scaled: (x) => x.mul(0.37).add(-0),
  root: (x) => x.abs().sqrt(),
  detached: (x) => x.detach(),
};

const BINARY: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  add: (x, y) => x.add(y),
  sub: (x, y) => x.sub(y, { alpha: 0.5 }),
  mul: (x, y) => x.mul(y),
  div: (x, y) => x.div(y),
  maximum: (x, y) => x.maximum(y),
  larger: (x, y) => where(x.gt(y), x, y.mul(0.1)),
  chosen: (x, y) => where(x.lt(0), -1, y),
  counted: (x, y) =>
    x
      .ge(y)
      .to(x.dtype as DType)
      .mul(x),
  lerp: (x, y) => x.lerp(y, 0.3),
};

/** Changes of the layout; all tensors of a program have the shape [n, m, m], or one that broadcasts to it. */
const VIEWS: Readonly<Record<string, (x: Tensor) => Tensor>> = {
  transposed: (x) => (x.ndim < 2 ? x : x.transpose(-1, -2)),
  copied: (x) => (x.ndim < 2 ? x : x.transpose(-1, -2).contiguous()),
  reshaped: (x) => x.reshape([-1]).mul(2).view(x.shape),
  joined: (x) => cat([x.narrow(0, 1, x.shape[0] - 1), x.narrow(0, 0, 1)], 0),
  parts: (x) => {
    const [a, b] = [x.narrow(-1, 0, 1), x.narrow(-1, 1, x.shape[x.ndim - 1] - 1)];
    return cat([b.mul(a), a.add(1)], -1);
  },
  sum: (x) => x.sum(-1, { keepdim: true }),
  mean: (x) => x.mean(0),
  softmax: (x) => x.softmax(-1),
};

/** Sums within loops: small products, with and without a bias, and reductions. */
const SUMS: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  linear: (x, y) => nn.functional.linear(x.select(0, 0), y.select(0, 1), y.select(0, 0).select(0, 0)).relu(),
  mm: (x, y) => x.select(0, 0).t().mm(y.select(0, 1)).mul(0.1),
  outer: (x, y) =>
    x
      .select(0, 0)
      .narrow(1, 0, 1)
      .mm(y.select(0, 0).narrow(0, 0, 1)),
  inner: (x, y) =>
    x
      .select(0, 0)
      .narrow(0, 0, 1)
      .mm(y.select(0, 0).narrow(1, 0, 1)),
  mv: (x, y) => x.select(0, 1).mv(y.select(0, 0).select(1, 0)),
  columns: (x) => x.transpose(0, 2).sum(0).mul(0.5).mean(1, { keepdim: true }),
  means: (x, y) => x.mean(0).add(y.mean(1, { keepdim: true })),
};

const IN_PLACE: Readonly<Record<string, (x: Tensor, y: Tensor) => Tensor>> = {
  add_: (x, y) => x.clone().add_(y),
  mul_: (x, y) => x.add(0.5).mul_(y).relu_(),
  copy_: (x, y) => {
    const base = x.mul(1.5);
    base.narrow(0, 0, 1).copy_(y.narrow(0, 0, 1));
    return base;
  },
  twice: (x, y) => x.mul(y).mul_(0.5).add_(x).sub_(y),
};

const KINDS = [UNARY, BINARY, VIEWS, SUMS, IN_PLACE].flatMap((table) => Object.keys(table));
const line = fc.record({
  kind: fc.constantFrom(...KINDS),
  picks: fc.array(fc.nat(), { minLength: 2, maxLength: 2 }),
});

/** Runs the lines on tensors, each of which sees those that were there before it. */
function run(lines: readonly Line[], inputs: readonly Tensor[]): Tensor[] {
  const known = [...inputs];
  const full = inputs[0].shape;
  for (const { kind, picks } of lines) {
    const [x, y] = picks.map((pick) => known[pick % known.length]);
    const wide = x.expand(full);
    if (kind in UNARY) known.push(UNARY[kind](x));
    else if (kind in BINARY) known.push(BINARY[kind](x, y));
    else if (kind in VIEWS) known.push(VIEWS[kind](wide));
    else known.push((kind in SUMS ? SUMS : IN_PLACE)[kind](wide, y.expand(full)));
  }
  return known.slice(inputs.length);
}

function bits(tensors: readonly Tensor[]): unknown {
  return tensors.map((x) => {
    const { buffer, byteOffset, byteLength } = x.contiguous().toTypedArray();
    return [x.shape, Buffer.from(buffer, byteOffset, byteLength).toString("hex")];
  });
}

describe("fused loops have the bits of the functions one by one", () => {
  it.each<[DType, number, readonly [number, number], number]>([
    ["float32", 1, [3, 5], 120],
    ["float32", 2, [2, 9], 60],
    ["float32", 2, [40, 33], 25],
    ["float64", 2, [3, 6], 40],
  ])("of random programs in %s, on %i threads, with sizes %j", (dtype, threads, [n, m], numRuns) => {
    setNumThreads(threads);
    const make = () => [randn([n, m, m]), randn([m]), randn([n, 1, m]), randn([m, m]).t()].map((x) => x.to(dtype));
    fc.assert(
      fc.property(
        fc.array(line, { minLength: 1, maxLength: 14 }),
        fc.array(fc.nat(), { maxLength: 3 }),
        (lines, kept) => {
          const program = (...inputs: Tensor[]) => {
            const all = run(lines, inputs);
            return [all[all.length - 1], ...kept.map((pick) => all[pick % all.length])];
          };
          const compiled = compile(program);
          for (let call = 0; call < 3; call++) {
            const inputs = make();
            expect(bits(compiled(...inputs))).toEqual(bits(program(...inputs)));
          }
          compiled[Symbol.dispose]();
        },
      ),
      { numRuns },
    );
  });

  it("of random programs' gradients", () => {
    fc.assert(
      fc.property(fc.array(line, { minLength: 1, maxLength: 10 }), (lines) => {
        const [a, b] = [randn([3, 4, 4]), randn([4])].map((x) => x.requiresGrad_());
        const step = (x: Tensor) => {
          a.grad = null;
          b.grad = null;
          const all = run(lines, [a.mul(x), b.mul(1), x]);
          const last = all[all.length - 1];
          const loss = last.mul(last).mean();
          if (loss.requiresGrad) loss.backward();
          return loss;
        };
        const compiled = compile(step);
        for (let call = 0; call < 3; call++) {
          const x = randn([3, 4, 4]);
          const grads = [step, compiled].map((run) => {
            const loss = run(x);
            return bits([loss.detach(), ...[a, b].flatMap(({ grad }) => (grad === null ? [] : [grad]))]);
          });
          expect(grads[1]).toEqual(grads[0]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it("where what is captured changes in place, also what an argument shows", () => {
    const captured = randn([6, 4]);
    const step = (x: Tensor, y: Tensor) => {
      captured.mul_(0.5).add_(x);
      x.add_(1);
      return captured.t().mul(y).add(x.t());
    };
    const compiled = compile(step);
    for (let call = 0; call < 4; call++) {
      const [x, y] = [randn([6, 4]), randn([4, 6])];
      const before = [captured.clone(), x.clone()];
      const wanted = bits([step(x, y), captured, x]);
      captured.copy_(before[0]);
      x.copy_(before[1]);
      expect(bits([compiled(x, y), captured, x])).toEqual(wanted);
    }
    const same = compile((x: Tensor, y: Tensor) => x.mul_(2).add(y));
    for (let call = 0; call < 3; call++) {
      const x = randn([5]);
      const wanted = bits([x.mul(2).add(x.mul(2))]);
      expect(bits([same(x, x)])).toEqual(wanted);
    }
  });

  it("where a captured tensor is given other elements between calls", () => {
    const captured = randn([4, 6]);
    const compiled = compile((x: Tensor) => x.mul(captured).relu());
    const x = randn([4, 6]);
    for (const next of [null, randn([4, 6]), randn([6, 4]).t(), randn([1, 6])]) {
      if (next !== null) captured.data = next;
      expect(bits([compiled(x)])).toEqual(bits([x.mul(captured).relu()]));
    }
  });
});
