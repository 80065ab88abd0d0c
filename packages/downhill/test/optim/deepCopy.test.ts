import {
  type Copier,
  deepCopy,
  deepCopyOf,
  nn,
  noGrad,
  OrderedDict,
  ones,
  sparseCooTensor,
  type Tensor,
  tensor,
} from "downhill";
import { describe, expect, it } from "vitest";

const values = (tensors: Iterable<Tensor>) => [...tensors].map((one) => one.toArray());

class Tied extends nn.Module {
  encoder = new nn.Linear(3, 3, { bias: false });
  decoder = new nn.Linear(3, 3);
  readonly layers = [new nn.Linear(1, 1)];
  readonly names = new Map([["a", { depth: 1 }]]);
  readonly since = new Date(0);
  constructor() {
    super();
    this.decoder.weight = this.encoder.weight;
    this.registerBuffer("seen", tensor([1, 2]), { persistent: false });
  }
  forward(x: Tensor): Tensor {
    return this.decoder.forward(this.encoder.forward(x));
  }
}

describe("deepCopy", () => {
  it("copies modules with shared parameters, buffers, modes and fields of one's own", () => {
    const model = new Tied();
    model.eval();
    model.encoder.weight.requiresGrad = false;
    const copy = deepCopy(model);
    expect(copy).toBeInstanceOf(Tied);
    expect(copy.training).toBe(false);
    expect(copy.decoder.weight).toBe(copy.encoder.weight);
    expect(copy.encoder.weight).toBeInstanceOf(nn.Parameter);
    expect(copy.encoder.weight.requiresGrad).toBe(false);
    expect(copy.encoder.weight).not.toBe(model.encoder.weight);
    expect(values(copy.parameters())).toEqual(values(model.parameters()));
    expect([...copy.stateDict().keys()]).toEqual([...model.stateDict().keys()]);
    expect([...copy.namedBuffers()].map(([name]) => name)).toEqual(["seen"]);
    expect(copy.layers[0]).not.toBe(model.layers[0]);
    expect(copy.names).toEqual(model.names);
    expect(copy.names.get("a")).not.toBe(model.names.get("a"));
    noGrad(() => copy.encoder.weight.zero_());
    expect(model.encoder.weight.abs().sum().item()).toBeGreaterThan(0);
    expect(`${copy}`).toBe(`${model}`);
  });

  it("keeps what is shared, cycles and views of one storage", () => {
    const base = tensor([1, 2, 3, 4]);
    const cyclic: Record<string, unknown> = { base, row: base.reshape([2, 2]).select(0, 1) };
    cyclic.self = cyclic;
    const copy = deepCopy(cyclic) as { base: Tensor; row: Tensor; self: unknown };
    expect(copy.self).toBe(copy);
    copy.base.zero_();
    expect(copy.row.toArray()).toEqual([0, 0]);
    expect(base.toArray()).toEqual([1, 2, 3, 4]);
  });

  it("copies every kind of tensor and container", () => {
    const dict = new OrderedDict<string, Tensor>([["a", ones([2])]]);
    dict.attributes.set("_metadata", { version: 1 });
    const copy = deepCopy(dict);
    expect(copy).toBeInstanceOf(OrderedDict);
    expect(copy.attributes.get("_metadata")).toEqual({ version: 1 });
    expect(
      deepCopy(ones([2]).to("float16"))
        .to("float32")
        .toArray(),
    ).toEqual([1, 1]);
    const sparse = sparseCooTensor([[1]], [2], [3]);
    expect(deepCopy(sparse).toDense().toArray()).toEqual([0, 2, 0]);
    expect(deepCopy(tensor([1n], { dtype: "int64" })).dtype).toBe("int64");
    const leaf = ones([2], { requiresGrad: true });
    leaf.grad = ones([2]);
    const other = deepCopy(leaf);
    expect(other.grad?.toArray()).toEqual([1, 1]);
    expect(other.grad).not.toBe(leaf.grad);
  });

  it("asks a class that knows better", () => {
    class Secret {
      #data: Tensor;
      constructor(data: Tensor) {
        this.#data = data;
      }
      get data(): Tensor {
        return this.#data;
      }
      [deepCopyOf](copy: Copier): Secret {
        return new Secret(copy(this.#data));
      }
    }
    const data = ones([1]);
    const copy = deepCopy({ data, secret: new Secret(data) });
    expect(copy.secret.data).toBe(copy.data);
    expect(copy.data).not.toBe(data);
  });
});
