import { noGrad, sparseCooTensor, Tensor, tensor } from "downhill";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { AnyOptimizer } from "../../src/optim/index.ts";
import { dtypes, optimizers, shapes } from "./support/arbitraries.ts";
import { packArray } from "./support/fixtures.ts";
import { type Layout, layouts, leafOf } from "./support/layouts.ts";
import { elements, optimizerClass } from "./support/replay.ts";
import { type FloatName, noise } from "./support/streams.ts";

/** What holds for every elementwise optimizer, whatever its options. */

const count = (shape: readonly number[]) => shape.reduce((product, size) => product * size, 1);

/** Parameters and all state, in one comparable value. */
function snapshot(optimizer: AnyOptimizer): unknown {
  const params: Tensor[] = optimizer.paramGroups.flatMap((group) => group.params);
  return params.map((param) => {
    const state = Object.entries(optimizer.state.get(param) ?? {}).map(([name, value]) => [
      name,
      value instanceof Tensor ? packArray(elements(value)) : value,
    ]);
    return [packArray(elements(param)), ...state];
  });
}

function make(name: string, params: readonly Tensor[], options: object): AnyOptimizer {
  return new (optimizerClass(name))(params, options);
}

function leaf(dtype: FloatName, shape: readonly number[], stream: number, layout: Layout = "dense"): Tensor {
  return leafOf(noise(dtype, count(shape), stream, 0), shape, layout).requiresGrad_();
}

/** Gradients from the streams, coupled to nothing. */
function step(optimizer: AnyOptimizer, t: number, layout: Layout = "dense"): void {
  const params: Tensor[] = optimizer.paramGroups.flatMap((group) => group.params);
  params.forEach((param, stream) => {
    param.grad = leafOf(noise(param.dtype as FloatName, count(param.shape), stream, t), param.shape, layout);
  });
  optimizer.step();
}

/** Loading puts numbers kept in float32, NAdam's product of momenta and ASGD's rates, in the parameter's dtype. */
function widenNumbers(optimizer: AnyOptimizer, name: string, dtype: FloatName): void {
  if (dtype === "float64" && (name === "NAdam" || name === "ASGD")) optimizer.loadStateDict(optimizer.stateDict());
}

describe("any elementwise optimizer", () => {
  it("makes the same of elements wherever they lie", () => {
    fc.assert(
      fc.property(optimizers, dtypes, shapes, layouts, layouts, ({ name, options }, dtype, shape, where, gradWhere) => {
        const dense = make(name, [leaf(dtype, shape, 0), leaf(dtype, [3], 1)], options);
        const other = make(name, [leaf(dtype, shape, 0, where), leaf(dtype, [3], 1)], options);
        for (let t = 1; t <= 4; t++) {
          step(dense, t);
          step(other, t, gradWhere);
        }
        expect(snapshot(other)).toEqual(snapshot(dense));
      }),
    );
  });

  it("makes the same of a parameter as of its pieces", () => {
    fc.assert(
      fc.property(optimizers, dtypes, fc.nat(40), fc.nat(40), ({ name, options }, dtype, first, second) => {
        const values = noise(dtype, first + second, 0, 0);
        const whole = tensor(values).requiresGrad_();
        const pieces = [tensor(values.slice(0, first)), tensor(values.slice(first))];
        for (const piece of pieces) piece.requiresGrad_();
        const a = make(name, [whole], options);
        const b = make(name, pieces, options);
        for (let t = 1; t <= 4; t++) {
          const grad = noise(dtype, first + second, 0, t);
          whole.grad = tensor(grad);
          pieces[0].grad = tensor(grad.slice(0, first));
          pieces[1].grad = tensor(grad.slice(first));
          a.step();
          b.step();
        }
        expect(pieces.flatMap((piece) => Array.from(elements(piece)))).toEqual(Array.from(elements(whole)));
      }),
    );
  });

  it("goes on from a state dict as if nothing had happened", () => {
    fc.assert(
      fc.property(optimizers, dtypes, shapes, fc.nat(4), ({ name, options }, dtype, shape, steps) => {
        const optimizer = make(name, [leaf(dtype, shape, 0), leaf(dtype, [2], 1)], options);
        for (let t = 1; t <= steps; t++) step(optimizer, t);
        widenNumbers(optimizer, name, dtype);
        const params: Tensor[] = optimizer.paramGroups[0].params;
        const copies = params.map((param) => param.detach().clone().requiresGrad_());
        const resumed = make(name, copies, {});
        resumed.loadStateDict(optimizer.stateDict());
        expect(snapshot(resumed)).toEqual(snapshot(optimizer));
        for (let t = steps + 1; t <= steps + 3; t++) {
          step(optimizer, t);
          step(resumed, t);
        }
        expect(snapshot(resumed)).toEqual(snapshot(optimizer));
      }),
    );
  });

  it("takes gradients from backward as it takes assigned ones", () => {
    fc.assert(
      fc.property(optimizers, dtypes, layouts, ({ name, options }, dtype, where) => {
        const shape = [4, 3];
        const a = make(name, [leaf(dtype, shape, 0, where)], options);
        const b = make(name, [leaf(dtype, shape, 0)], options);
        for (let t = 1; t <= 4; t++) {
          const weights = tensor(noise(dtype, count(shape), 0, t)).reshape(shape);
          a.zeroGrad();
          a.paramGroups[0].params[0].mul(weights).sum().backward();
          b.paramGroups[0].params[0].grad = weights;
          a.step();
          b.step();
        }
        expect(snapshot(a)).toEqual(snapshot(b));
      }),
    );
  });

  it("leaves gradients as they are", () => {
    fc.assert(
      fc.property(optimizers, dtypes, layouts, ({ name, options }, dtype, where) => {
        const optimizer = make(name, [leaf(dtype, [2, 5], 0)], options);
        const values = noise(dtype, 10, 0, 1);
        const grad = leafOf(values, [2, 5], where);
        optimizer.paramGroups[0].params[0].grad = grad;
        for (let t = 1; t <= 3; t++) optimizer.step();
        expect(elements(grad)).toEqual(values);
      }),
    );
  });

  it("leaves parameters without a gradient as they are, and gives them no state", () => {
    fc.assert(
      fc.property(optimizers, dtypes, ({ name, options }, dtype) => {
        const [still, moved] = [leaf(dtype, [5], 0), leaf(dtype, [5], 1)];
        const optimizer = make(name, [still, moved], options);
        const before = elements(still);
        moved.grad = tensor(noise(dtype, 5, 1, 1));
        optimizer.step();
        expect(elements(still)).toEqual(before);
        // Adagrad alone makes its state with the group.
        expect((optimizer.state.get(still) as { step?: number } | undefined)?.step ?? 0).toBe(0);
      }),
    );
  });

  it("changes nothing when a gradient is refused", () => {
    fc.assert(
      fc.property(optimizers, dtypes, ({ name, options }, dtype) => {
        fc.pre(name !== "SGD" && name !== "Adagrad"); // they take sparse gradients
        const [first, second] = [leaf(dtype, [4], 0), leaf(dtype, [4], 1)];
        const optimizer = make(name, [first], options);
        optimizer.addParamGroup({ params: second });
        step(optimizer, 1);
        const before = snapshot(optimizer);
        first.grad = tensor(noise(dtype, 4, 0, 2));
        second.grad = sparse(dtype);
        expect(() => optimizer.step()).toThrow("does not support sparse gradients");
        expect(snapshot(optimizer)).toEqual(before);
      }),
    );
  });

  it("sees what the user writes into parameters, gradients and options between steps", () => {
    fc.assert(
      fc.property(optimizers, dtypes, ({ name, options }, dtype) => {
        const shape = [7];
        const a = make(name, [leaf(dtype, shape, 0)], options);
        step(a, 1);
        widenNumbers(a, name, dtype);
        const b = make(name, [a.paramGroups[0].params[0].detach().clone().requiresGrad_()], {});
        b.loadStateDict(a.stateDict());
        const drawn = tensor(noise(dtype, 7, 5, 5));
        for (const [optimizer, inPlace] of [
          [a, true],
          [b, false],
        ] as const) {
          const param: Tensor = optimizer.paramGroups[0].params[0];
          noGrad(() => {
            if (inPlace) param.copy_(drawn);
            else param.data = drawn.clone();
          });
          if (inPlace && param.grad !== null) param.grad.copy_(drawn);
          else param.grad = drawn.clone();
          optimizer.paramGroups[0].lr = 0.25;
          optimizer.step();
        }
        expect(snapshot(b)).toEqual(snapshot(a));
      }),
    );
  });
});

function sparse(dtype: FloatName): Tensor {
  return sparseCooTensor(tensor([[0, 2]], { dtype: "int64" }), tensor([1, 2], { dtype }), [4]);
}
