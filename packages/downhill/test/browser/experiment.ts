import {
  compile,
  getNumThreads,
  linspace,
  manualSeed,
  nn,
  optim,
  randint,
  randn,
  randperm,
  setNumThreads,
  setWorkerUrl,
  type Tensor,
  threadsReady,
} from "downhill";
import { chunksDoneByWorkers } from "downhill/internal";

export interface Options {
  /** Default: what the library takes by itself. */
  readonly threads?: number;
  readonly workerUrl?: string;
}

export interface Result {
  /** Of the parameters and losses of the trained network. */
  readonly network: string;
  /** The same, trained by a compiled step. */
  readonly compiledNetwork: string;
  /** Of a parameter of a million elements and Adam's state for it. */
  readonly large: string;
  /** Of functions' values and gradients, where engines' own ones would differ. */
  readonly functions: string;
  /** Of a small convolutional network, trained by a step as it is, and by the same step compiled. */
  readonly convolutions: string;
  readonly compiled: string;
  readonly firstLoss: number;
  readonly lastLoss: number;
  readonly threads: number;
  readonly chunksDoneByWorkers: number;
  readonly isolated: boolean;
}

/** What is run alike in Node and on pages. The fingerprints tell whether all bits agree. */
export async function experiment({ threads, workerUrl }: Options): Promise<Result> {
  if (workerUrl !== undefined) setWorkerUrl(workerUrl);
  if (threads !== undefined) setNumThreads(threads);
  await threadsReady();
  const { tensors, losses } = trainNetwork(false);
  const compiled = trainNetwork(true);
  const large = stepLarge();
  return {
    network: await fingerprint([...tensors.map(bytes), new Float64Array(losses)]),
    compiledNetwork: await fingerprint([...compiled.tensors.map(bytes), new Float64Array(compiled.losses)]),
    large: await fingerprint(large.map(bytes)),
    functions: await fingerprint(applyFunctions().map(bytes)),
    convolutions: await fingerprint(trainConvolutions(false).map(bytes)),
    compiled: await fingerprint(trainConvolutions(true).map(bytes)),
    firstLoss: losses[0],
    lastLoss: losses[losses.length - 1],
    threads: getNumThreads(),
    chunksDoneByWorkers: chunksDoneByWorkers(),
    isolated: (globalThis as { crossOriginIsolated?: boolean }).crossOriginIsolated === true,
  };
}

/** The tutorial's curve and network. */
function trainNetwork(isCompiled: boolean) {
  manualSeed(0);
  const x = linspace(-1, 1, 1000).unsqueeze(1);
  const y = x.square().add(randn(x.shape).mul(0.1));
  const model = new nn.Sequential(new nn.Linear(1, 20), new nn.ReLU(), new nn.Linear(20, 1));
  const criterion = new nn.MSELoss();
  const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });
  const step = (inputs: Tensor, targets: Tensor) => {
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(inputs), targets);
    loss.backward();
    optimizer.step();
    return loss;
  };
  const run = isCompiled ? compile(step) : step;
  const losses: number[] = [];
  for (let epoch = 0; epoch < 4; epoch++) {
    const order = randperm(1000);
    for (let start = 0; start < 1000; start += 32) {
      const batch = order.narrow(0, start, Math.min(32, 1000 - start));
      losses.push(run(x.indexSelect(0, batch), y.indexSelect(0, batch)).item());
    }
  }
  return { tensors: [...model.parameters()], losses };
}

/** A small convolutional network with dropout; its parameters and losses. */
function trainConvolutions(isCompiled: boolean): Tensor[] {
  manualSeed(3);
  const model = new nn.Sequential(
    new nn.Conv2d(1, 8, 3, { padding: 1 }),
    new nn.BatchNorm2d(8),
    new nn.SiLU(),
    new nn.MaxPool2d(2),
    new nn.Flatten(),
    new nn.Dropout(0.2),
    new nn.Linear(8 * 36, 5),
  );
  const optimizer = new optim.AdamW(model.parameters(), { lr: 0.01 });
  const step = (x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const loss = nn.functional.crossEntropy(model.forward(x), y);
    loss.backward();
    optimizer.step();
    return loss;
  };
  const run = isCompiled ? compile(step) : step;
  const losses = Array.from({ length: 6 }, () => run(randn([16, 1, 12, 12]), randint(0, 5, [16])).detach());
  return [...model.parameters(), ...losses];
}

const FUNCTIONS: readonly ((x: Tensor) => Tensor)[] = [
  (x) => x.exp(),
  (x) => x.expm1(),
  (x) => x.abs().log(),
  (x) => x.abs().log1p(),
  (x) => x.sin(),
  (x) => x.cos(),
  (x) => x.tanh(),
  (x) => x.erf(),
  (x) => x.sigmoid(),
  (x) => x.gelu(),
  (x) => x.gelu({ approximate: "tanh" }),
  (x) => x.abs().pow(1.7),
  (x) => x.softmax(1),
  (x) => x.logSoftmax(0),
  (x) => x.logsumexp(1),
  (x) => nn.functional.layerNorm(x, [100]),
  (x) => nn.functional.batchNorm(x, null, null, { training: true }),
  (x) => nn.functional.binaryCrossEntropyWithLogits(x, x.detach().sigmoid()),
  (x) => nn.functional.conv2d(x.reshape([1, 4, 25, 60]), x.detach().flatten().narrow(0, 0, 216).reshape([6, 4, 3, 3])),
];

/** Values and gradients, on few elements and on many, of both types. */
function applyFunctions(): Tensor[] {
  manualSeed(2);
  return (["float32", "float64"] as const).flatMap((dtype) =>
    FUNCTIONS.flatMap((f) => {
      const x = randn([60, 100], { dtype }).mul(3).detach();
      x.requiresGrad = true;
      const value = f(x);
      value.sum().backward();
      return [value.detach(), x.grad as Tensor];
    }),
  );
}

/** Steps large enough to be shared among threads. */
function stepLarge(): Tensor[] {
  manualSeed(1);
  const weight = randn([1000, 1000], { requiresGrad: true });
  const optimizer = new optim.Adam([weight], { lr: 0.01, weightDecay: 0.1, amsgrad: true });
  for (let step = 0; step < 10; step++) {
    optimizer.zeroGrad();
    weight
      .mul(randn([1000, 1000]))
      .sum()
      .backward();
    optimizer.step();
  }
  const state = optimizer.state.get(weight);
  if (state?.maxExpAvgSq === undefined) throw new Error("Adam keeps no maximum");
  return [weight, state.expAvg, state.expAvgSq, state.maxExpAvgSq];
}

function bytes(tensor: Tensor): ArrayBufferView {
  return tensor.detach().toTypedArray();
}

async function fingerprint(parts: readonly ArrayBufferView[]): Promise<string> {
  const all = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let end = 0;
  for (const part of parts) {
    all.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), end);
    end += part.byteLength;
  }
  const digest = await crypto.subtle.digest("SHA-256", all);
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
