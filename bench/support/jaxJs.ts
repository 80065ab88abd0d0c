import type { Contestant } from "./measure.ts";

type Jax = typeof import("@jax-js/jax");

/**
 * Training steps of a perceptron 784-256-10 with Adam on 128 rows by jax-js, jitted as a whole: loss, gradients, and the new
 * parameters. Null where the package isn't installed.
 */
export async function jaxMlp(name: string): Promise<Contestant | null> {
  // What it asks a browser for: how many cores there are.
  if (globalThis.navigator === undefined) {
    const { availableParallelism } = await import("node:os");
    Object.defineProperty(globalThis, "navigator", { value: { hardwareConcurrency: availableParallelism() } });
  }
  let jax: Jax;
  try {
    jax = await import("@jax-js/jax");
  } catch {
    return null;
  }
  await jax.init("wasm");
  jax.defaultDevice("wasm");
  const { blockUntilReady, jit, nn, numpy: np, random, tree, valueAndGrad } = jax;
  type Arrays = ReturnType<typeof np.zeros>[];

  const [b1, b2, lr, eps] = [0.9, 0.999, 0.001, 1e-8];
  const shapes = [[784, 256], [256], [256, 10], [10]];
  const key = (seed: number) => random.key(seed);
  const values = (scale: number, seed: number, shape: number[]) => random.normal(key(seed), shape).mul(scale);
  let params: Arrays = shapes.map((shape, i) => (shape.length === 1 ? np.zeros(shape) : values(0.05, i, shape)));
  let [means, squares]: Arrays[] = [0, 1].map(() => shapes.map((shape) => np.zeros(shape)));
  const x = values(1, 10, [128, 784]);
  const labels = Int32Array.from({ length: 128 }, (_, i) => (i * 7) % 10);
  const y = nn.oneHot(np.array(labels, { dtype: np.int32 }), 10);

  const loss = ([w1, c1, w2, c2]: Arrays, x: Arrays[0], y: Arrays[0]) => {
    const hidden = nn.relu(np.matmul(x, w1).add(c1));
    const scores = np.matmul(hidden, w2).add(c2);
    return nn
      .logSoftmax(scores, -1)
      .mul(y)
      .sum()
      .mul(-1 / 128);
  };
  const step = jit((params: Arrays, means: Arrays, squares: Arrays, rates: Arrays[0], x: Arrays[0], y: Arrays[0]) => {
    const [value, grads] = valueAndGrad(loss)(tree.ref(params), x, y);
    const newMeans = means.map((mean, i) => mean.mul(b1).add(grads[i].ref.mul(1 - b1)));
    const newSquares = squares.map((square, i) => square.mul(b2).add(np.square(grads[i]).mul(1 - b2)));
    const [first, second] = [rates.ref.slice(0), rates.slice(1)];
    const newParams = params.map((param, i) => {
      const root = np.sqrt(newSquares[i].ref.mul(second.ref)).add(eps);
      return param.sub(newMeans[i].ref.mul(first.ref).div(root));
    });
    tree.dispose([first, second]);
    return [value, newParams, newMeans, newSquares] as const;
  });

  let count = 0;
  const train = () => {
    count++;
    const rates = np.array(Float32Array.of(lr / (1 - b1 ** count), 1 / (1 - b2 ** count)));
    const [value, ...next] = step(params, means, squares, rates, x.ref, y.ref);
    [params, means, squares] = next as [Arrays, Arrays, Arrays];
    return value;
  };
  return {
    name,
    async time(steps) {
      const start = performance.now();
      for (let i = 0; i < steps; i++) {
        const value = train();
        if (i < steps - 1) value.dispose();
        else await value.data();
      }
      await blockUntilReady(tree.ref(params));
      return (performance.now() - start) / steps;
    },
  };
}
