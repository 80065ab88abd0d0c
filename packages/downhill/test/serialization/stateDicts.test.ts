import { describe, expect, it } from "vitest";
import "../../src/autograd/methods.ts";
import { Embedding, LayerNorm, Linear, ReLU, Sequential } from "../../src/nn/index.ts";
import { Parameter } from "../../src/nn/parameter.ts";
import type * as optim from "../../src/optim/index.ts";
import { toCamelCase } from "../../src/optim/names.ts";
import { optimizers } from "../../src/registry/optimizers.ts";
import { deserialize } from "../../src/serialization/load.ts";
import { serialize } from "../../src/serialization/save.ts";
import { bytesSource } from "../../src/serialization/source.ts";
import { ZipReader } from "../../src/serialization/zip/reader.ts";
import { arange, tensor } from "../../src/tensor/factories.ts";
import { type SparseTensor, sparseCooTensor } from "../../src/tensor/sparse.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";
import { fileName, fixture, index, type OptimizerCase } from "./support/fixtures.ts";

/** The parameters of reference/files.py. */
function makeParameters(): Parameter[] {
  return [
    new Parameter(arange(6, { dtype: "float32" }).reshape([2, 3]).div(8).sub(0.25)),
    new Parameter(tensor([0.5, -0.75])),
    new Parameter(tensor([[1.25]])),
  ];
}

function setGradients(params: readonly Tensor[], step: number): void {
  for (const [k, param] of params.entries()) {
    const values = Array.from({ length: param.numel() }, (_, i) => (((7 * i + 3 * k + 5 * step) % 9) - 4) / 4);
    param.grad = tensor(values).reshape([...param.shape]);
  }
}

function camel(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).map(([key, value]) => [toCamelCase(key), value]));
}

function build(run: OptimizerCase, params: Parameter[]): optim.AnyOptimizer {
  const Optimizer = optimizers.get(run.optimizer).optimizer;
  const options = camel(run.options);
  if (run.optimizer === "Muon") return new Optimizer(params.slice(0, 1), options);
  if (run.groups) {
    const groups = run.groups.map(({ params: chosen, ...rest }) => ({
      ...camel(rest),
      params: chosen.map((i) => params[i]),
    }));
    return new Optimizer(groups, options);
  }
  if (run.named) {
    const names = ["net.weight", "net.bias", "eps"];
    return new Optimizer(
      params.map((param, i) => [names[i], param] as const),
      options,
    );
  }
  return new Optimizer(params, options);
}

/** Sets the gradients of the script's quadratic function and gives its value. */
function closure(params: readonly Tensor[]): number {
  let loss = 0;
  for (const [k, param] of params.entries()) {
    const values = param
      .detach()
      .sub(0.5)
      .mul(k + 1);
    param.grad = values.clone();
    loss += values.mul(values).sum().item() / (2 * (k + 1));
  }
  return loss;
}

/** `to_sparse(1)`: the rows that aren't all zero. */
function toSparse(dense: Tensor): SparseTensor {
  const rows = Array.from({ length: dense.shape[0] }, (_, i) => dense.select(0, i));
  const kept = rows.flatMap((row, i) => (row.abs().sum().item() === 0 ? [] : [i]));
  const values = kept.flatMap((i) => Array.from(rows[i].toTypedArray(), Number));
  return sparseCooTensor(
    tensor([kept], { dtype: "int64" }),
    tensor(values).reshape([kept.length, ...dense.shape.slice(1)]),
    [...dense.shape],
  );
}

function train(run: OptimizerCase, params: readonly Tensor[], optimizer: optim.AnyOptimizer): void {
  for (let step = 0; step < run.steps; step++) {
    if (run.optimizer === "LBFGS") optimizer.step(() => closure(params));
    else {
      setGradients(params, step);
      if (run.optimizer === "SparseAdam") for (const param of params) param.grad = toSparse(param.grad as Tensor);
      optimizer.step();
    }
  }
}

/** The pickle without the numbers in it, as text, and the names and sizes of all records. */
async function structure(bytes: Uint8Array): Promise<unknown> {
  const reader = await ZipReader.open(bytesSource(bytes));
  const [pickle, ...rest] = await Promise.all(
    [...reader.entries.keys()].map(async (name) => ({ name, data: await reader.read(name, 1e9) })),
  );
  const text = Buffer.from(pickle.data).toString("latin1");
  return [text.replace(/G[\s\S]{8}/g, "G"), ...rest.map(({ name, data }) => `${name} ${data.length}`)];
}

const known = index.optimizers.filter(({ optimizer }) => optimizers.has(optimizer));
const exact = known.filter(({ optimizer }) => optimizers.get(optimizer).exact);
const close = known.filter(({ optimizer }) => !optimizers.get(optimizer).exact);

describe("the state dict of an optimizer", () => {
  it.each(exact)("made here is PyTorch's to the byte: $file", (run) => {
    const params = makeParameters();
    const optimizer = build(run, params);
    train(run, params, optimizer);
    const bytes = serialize(optimizer.stateDict(), { fileName: fileName(run.file) });
    expect(Buffer.from(bytes).equals(fixture(run.file))).toBe(true);
  });

  it.each(close)("made here has PyTorch's structure to the byte: $file", async (run) => {
    const params = makeParameters();
    const optimizer = build(run, params);
    train(run, params, optimizer);
    const bytes = serialize(optimizer.stateDict(), { fileName: fileName(run.file) });
    expect(await structure(bytes)).toEqual(await structure(fixture(run.file)));
  });

  it.each(known)("resumed from a file is PyTorch's to the byte: $file", async (run) => {
    const optimizer = build(run, makeParameters());
    optimizer.loadStateDict(await deserialize(fixture(run.file)));
    const bytes = serialize(optimizer.stateDict(), { fileName: fileName(run.file) });
    expect(Buffer.from(bytes).equals(fixture(run.file))).toBe(true);
  });
});

describe("the state dict of a module", () => {
  const table = {
    linear: () => new Linear(2, 3),
    sequential: () => new Sequential(new Linear(2, 3), new ReLU(), new Linear(3, 1, { bias: false })),
    embedding: () => new Embedding(3, 2),
    normalized: () => new Sequential({ norm: new LayerNorm([3]), out: new Linear(3, 1) }),
    deep: () => new Sequential(...Array.from({ length: 12 }, () => new Sequential(new Linear(1, 1)))),
  };

  it.each(index.modules)("is PyTorch's to the byte: %s", async (name) => {
    const module = table[name as keyof typeof table]();
    module.loadStateDict(await deserialize(fixture(`modules/${name}`)));
    const bytes = serialize(module.stateDict(), { fileName: `${name}.pt` });
    expect(Buffer.from(bytes).equals(fixture(`modules/${name}`))).toBe(true);
  });
});
