import fc from "fast-check";
import type { FloatName } from "./streams.ts";

/** Valid options for each elementwise optimizer. */

const lr = fc.double({ min: 0, max: 0.5, noNaN: true });
const decay = fc.oneof(fc.constant(0), fc.double({ min: 1e-4, max: 0.5, noNaN: true }));
const unit = fc.double({ min: 0, max: 0.9999, noNaN: true });
const eps = fc.double({ min: 1e-10, max: 0.1, noNaN: true });
const flag = fc.boolean();
const common = { lr, weightDecay: decay, maximize: flag };
const adam = { ...common, betas: fc.tuple(unit, unit), eps };
const partly = <T extends object>(record: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(record, { requiredKeys: [] }) as fc.Arbitrary<object>;

const OPTIONS: Readonly<Record<string, fc.Arbitrary<object>>> = {
  SGD: fc.oneof(
    partly({ ...common, momentum: unit, dampening: unit }),
    partly({ ...common, momentum: fc.constant(0.9) }).map((options) => ({ ...options, momentum: 0.9, nesterov: true })),
  ),
  Adam: partly({ ...adam, amsgrad: flag, decoupledWeightDecay: flag }),
  AdamW: partly({ ...adam, amsgrad: flag }),
  NAdam: partly({ ...adam, momentumDecay: decay, decoupledWeightDecay: flag, foreach: flag }),
  RAdam: partly({ ...adam, decoupledWeightDecay: flag, foreach: flag }),
  Adamax: partly(adam),
  Adagrad: partly({ ...common, lrDecay: decay, initialAccumulatorValue: decay, eps }),
  Adadelta: partly({ ...common, rho: unit, eps }),
  RMSprop: partly({ ...common, alpha: unit, eps, momentum: fc.oneof(fc.constant(0), unit), centered: flag }),
  Rprop: partly({
    lr,
    maximize: flag,
    etas: fc.tuple(fc.double({ min: 0.01, max: 0.99, noNaN: true }), fc.double({ min: 1.01, max: 3, noNaN: true })),
    stepSizes: fc.tuple(fc.constant(1e-6), fc.double({ min: 0.01, max: 50, noNaN: true })),
  }),
  ASGD: partly({ ...common, lambd: decay, alpha: unit, t0: fc.nat(10), foreach: flag }),
};

/** An elementwise optimizer with options. */
export const optimizers: fc.Arbitrary<{ name: string; options: object }> = fc.oneof(
  ...Object.entries(OPTIONS).map(([name, options]) =>
    fc.record({ name: fc.constant(name), options: options as fc.Arbitrary<object> }),
  ),
);

export const dtypes: fc.Arbitrary<FloatName> = fc.constantFrom("float32", "float64");

export const shapes: fc.Arbitrary<number[]> = fc.array(fc.integer({ min: 0, max: 6 }), { maxLength: 4 });
