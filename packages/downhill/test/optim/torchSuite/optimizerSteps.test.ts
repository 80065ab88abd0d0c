import { noGrad, ones, sparseCooTensor, Tensor, tensor, zeros, zerosLike } from "downhill";
import { describe, expect, it } from "vitest";
import { type AnyOptimizer, LBFGS, lrScheduler } from "../../../src/optim/index.ts";
import { unpackOptions } from "../support/fixtures.ts";
import {
  areClose,
  inputsOf,
  LeastSquares,
  make,
  makeScheduler,
  NETWORK_INPUT,
  network,
  type OptimizerInfo,
  optimizersOf,
  suite,
  toSparse,
} from "./optimizerBench.ts";

const FLAGS = ["foreach", "fused", "differentiable", "capturable"];

/** Every option set, and where there are several implementations, each of them. */
function variantsOf(info: OptimizerInfo): { desc: string; options: () => Record<string, unknown> }[] {
  const flags = info.impls.filter((impl) => impl === "fused");
  return inputsOf(info).flatMap(({ desc, options }) => [
    { desc, options },
    ...flags.map((flag) => ({ desc: `${desc}, ${flag}`, options: () => ({ ...options(), [flag]: true }) })),
  ]);
}

/** Twenty steps must lead down, or up with `maximize`. */
function expectDirection(
  problem: LeastSquares,
  optimizer: AnyOptimizer,
  schedulers: readonly lrScheduler.LRScheduler[],
  label: string,
): void {
  const before = problem.loss().item();
  for (let i = 0; i < 20; i++) {
    const loss = problem.step(optimizer);
    for (const scheduler of schedulers) {
      if (scheduler instanceof lrScheduler.ReduceLROnPlateau) scheduler.step(loss);
      else scheduler.step();
    }
  }
  const after = problem.loss().item();
  if (optimizer.defaults.maximize === true) expect(after, label).toBeGreaterThan(before);
  else expect(after, label).toBeLessThan(before);
}

describe("PyTorch's TestOptimRenewed: steps", () => {
  for (const info of optimizersOf("test_optim_infos_do_not_specify_global_cliquey_kwargs")) {
    it(`test_optim_infos_do_not_specify_global_cliquey_kwargs, ${info.name}`, () => {
      for (const { options } of info.inputs) for (const flag of FLAGS) expect(options).not.toHaveProperty(flag);
    });
  }

  for (const info of optimizersOf("test_forloop_goes_right_direction")) {
    for (const contiguous of [true, false]) {
      for (const scheduled of [true, false]) {
        const label = `${contiguous ? "contiguous" : "strided"}, ${scheduled ? "with" : "without"} schedulers`;
        it(`test_forloop_goes_right_direction, ${info.name}: ${label}`, () => {
          for (const { desc, options } of inputsOf(info)) {
            for (const specs of scheduled ? info.schedulers : [[]]) {
              const problem = new LeastSquares(info, contiguous);
              const forLoop = info.impls.includes("foreach") ? { foreach: false } : {};
              const optimizer = make(info, problem.params, { ...options(), ...forLoop });
              const schedulers = specs.map((spec) => makeScheduler(spec, optimizer));
              expectDirection(problem, optimizer, schedulers, desc);
            }
          }
        });
      }
    }
  }

  for (const info of optimizersOf("test_param_group_with_lrscheduler_goes_right_direction")) {
    it(`test_param_group_with_lrscheduler_goes_right_direction, ${info.name}`, () => {
      for (const specs of info.schedulers) {
        const problem = new LeastSquares(info);
        const [weight, bias] = problem.params;
        const optimizer = make(info, [{ params: [weight] }, { params: [bias], lr: 0.01 }], {});
        const schedulers = specs.map((spec) => makeScheduler(spec, optimizer));
        expectDirection(problem, optimizer, schedulers, JSON.stringify(specs));
      }
    });
  }

  for (const info of optimizersOf("test_tensor_lr")) {
    for (const shape of [[], [1], [1, 1]]) {
      it(`test_tensor_lr, ${info.name}: shape [${shape}]`, () => {
        for (const { desc, options } of variantsOf(info)) {
          const [problem, other] = [new LeastSquares(info), new LeastSquares(info)];
          const given = options();
          const value = given.lr instanceof Tensor ? given.lr.item() : ((given.lr as number | undefined) ?? 1e-3);
          const first = make(info, problem.params, { ...given, lr: value });
          const second = make(info, other.params, { ...given, lr: tensor(value).reshape([...shape]) });
          for (let i = 0; i < 5; i++) {
            problem.step(first);
            other.step(second);
            problem.params.forEach((param, k) => {
              expect(areClose(other.params[k], param), `${desc}, step ${i}`).toBe(true);
            });
          }
        }
      });
    }
  }

  for (const info of optimizersOf("test_rosenbrock_sparse")) {
    for (const scheduled of [true, false]) {
      it(`test_rosenbrock_sparse, ${info.name}: ${scheduled ? "with" : "without"} schedulers`, () => {
        const { options, schedulers: specs } = info.rosenbrock!;
        const start = [1.5, 1.5];
        const params = (info.onlySparse ? [true] : [true, false]).map((sparse) => {
          const param = tensor(start, { requiresGrad: true });
          const optimizer = make(info, [param], unpackOptions(options));
          const schedulers = scheduled ? specs.map((spec) => makeScheduler(spec, optimizer)) : [];
          return { param, optimizer, schedulers, sparse };
        });
        for (let i = 0; i < 1800; i++) {
          for (const { param, optimizer, schedulers, sparse } of params) {
            const [x, y] = param.toArray<number[]>();
            const slope = [-400 * x * (y - x * x) - 2 * (1 - x), 200 * (y - x * x)];
            const k = i % 2 === 1 ? 0 : 1; // one coordinate after the other
            const dense = zeros([2]);
            dense.narrow(0, k, 1).fill_(slope[k]);
            // The same coordinate twice: such gradients have to be summed first.
            const halves = tensor([slope[k] / 4, slope[k] - slope[k] / 4]);
            param.grad = sparse ? sparseCooTensor(tensor([[k, k]], { dtype: "int64" }), halves, [2]) : dense;
            optimizer.step();
            for (const scheduler of schedulers) {
              if (scheduler instanceof lrScheduler.ReduceLROnPlateau)
                scheduler.step((1 - x) ** 2 + 100 * (y - x * x) ** 2);
              else scheduler.step();
            }
          }
          if (params.length === 2) {
            const [a, b] = params.map(({ param }) => param.toArray<number[]>());
            a.forEach((value, k) => {
              expect(Math.abs(value - b[k]), `step ${i}`).toBeLessThanOrEqual(5e-6 + 5e-6 * Math.abs(b[k]));
            });
          }
        }
        const distance = ([x, y]: number[]) => Math.hypot(x - 1, y - 1);
        expect(distance(params[0].param.toArray<number[]>())).toBeLessThanOrEqual(distance(start));
      });
    }
  }
});

/** Steps two optimizers side by side: parameters and state stay equal. */
function expectTwins(
  info: OptimizerInfo,
  options: object,
  others: object,
  dtype: "float32" | "float64",
  label: string,
) {
  const twins = [options, others].map((chosen) => {
    const model = network();
    if (dtype === "float32") model.float();
    const params = [...model.parameters()];
    const scalar = tensor(1, { dtype }).requiresGrad_(); // one of no dimension beside them
    scalar.grad = tensor(1, { dtype });
    if (info.name !== "Muon") params.push(scalar as never);
    return { model, params, optimizer: make(info, params, chosen) };
  });
  for (let i = 0; i < 7; i++) {
    for (const { model, optimizer } of twins) {
      optimizer.zeroGrad();
      if (i === 3) (model.at(2) as { requiresGrad_(on: boolean): void }).requiresGrad_(false);
      if (i === 5) (model.at(2) as { requiresGrad_(on: boolean): void }).requiresGrad_(true);
      model.forward(NETWORK_INPUT.to(dtype)).sum().backward();
      if (i === 2) optimizer.zeroGrad(); // nothing to step on
      optimizer.step();
    }
    const [one, other] = twins;
    one.params.forEach((param, k) => {
      expect(areClose(other.params[k], param), `${label}, step ${i}, parameter ${k}`).toBe(true);
      const [state, otherState] = [one.optimizer.state.get(param), other.optimizer.state.get(other.params[k])];
      expect(Object.keys(otherState ?? {})).toEqual(Object.keys(state ?? {}));
      for (const [key, value] of Object.entries(state ?? {})) {
        const ok = areClose((otherState as Record<string, unknown>)[key], value);
        expect(ok, `${label}, step ${i}, ${key} of ${k}`).toBe(true);
      }
    });
  }
}

describe("PyTorch's TestOptimRenewed: implementations", () => {
  for (const info of optimizersOf("test_foreach_matches_forloop")) {
    it(`test_foreach_matches_forloop, ${info.name}`, () => {
      for (const { desc, options } of inputsOf(info)) {
        if (options().lr instanceof Tensor) continue; // PyTorch's own, too, takes numbers there
        expectTwins(info, { ...options(), foreach: false }, { ...options(), foreach: true }, "float64", desc);
      }
    });
  }

  for (const info of optimizersOf("test_fused_matches_forloop")) {
    for (const dtype of ["float64", "float32"] as const) {
      it(`test_fused_matches_forloop, ${info.name}: ${dtype}`, () => {
        for (const { desc, options } of inputsOf(info)) {
          expectTwins(info, { ...options(), fused: false }, { ...options(), fused: true }, dtype, desc);
        }
      });
    }
  }
});

describe("PyTorch's TestOptimRenewed: groups and gradients", () => {
  for (const info of optimizersOf("test_param_groups_weight_decay")) {
    it(`test_param_groups_weight_decay, ${info.name}`, () => {
      for (const { desc, options } of inputsOf(info)) {
        const problem = new LeastSquares(info);
        const [weight, bias] = problem.params;
        const groups = [{ params: [weight] }, { params: [bias], weightDecay: 0 }];
        const decay = "weightDecay" in make(info, [zeros([1, 1])], {}).defaults ? { weightDecay: 0.01 } : {};
        const optimizer = make(info, groups, { ...options(), ...decay, lr: 1e-3 });
        expectDirection(problem, optimizer, [], desc);
      }
    });
  }

  for (const info of optimizersOf("test_param_groups_lr")) {
    it(`test_param_groups_lr, ${info.name}`, () => {
      for (const { desc, options } of inputsOf(info)) {
        if (options().lr instanceof Tensor) continue;
        const problem = new LeastSquares(info);
        const [weight, bias] = problem.params;
        const still = ones([2, 2]).requiresGrad_();
        const groups = [{ params: [weight], lr: 1e-2 }, { params: [bias] }, { params: [still], lr: 1e-28 }];
        const optimizer = make(info, groups, { ...options(), lr: 1e-3 });
        still.grad = info.onlySparse ? toSparse(ones([2, 2])) : ones([2, 2]);
        // Rprop's first step is of its rate, and then of sizes between bounds.
        if (info.name === "Rprop") optimizer.paramGroups[2].stepSizes = [0, 1e-28];
        expectDirection(problem, optimizer, [], desc);
        expect(still.toArray(), desc).toEqual(ones([2, 2]).toArray());
      }
    });
  }

  for (const info of optimizersOf("test_step_is_noop_when_params_have_no_grad")) {
    it(`test_step_is_noop_when_params_have_no_grad, ${info.name}`, () => {
      for (const { desc, options } of variantsOf(info)) {
        const { params } = new LeastSquares(info);
        const before = params.map((param) => param.toArray());
        make(info, params, options()).step(() => tensor(1, { requiresGrad: true }));
        expect(
          params.map((param) => param.toArray()),
          desc,
        ).toEqual(before);
      }
    });
  }

  for (const info of optimizersOf("test_step_is_noop_for_zero_grads")) {
    it(`test_step_is_noop_for_zero_grads, ${info.name}`, () => {
      for (const { desc, options } of variantsOf(info)) {
        const { params } = new LeastSquares(info);
        const before = params.map((param) => param.toArray());
        const without = "weightDecay" in make(info, [zeros([1, 1])], {}).defaults ? { weightDecay: 0 } : {};
        const optimizer = make(info, params, { ...options(), ...without });
        const closure = () => {
          for (const param of params) param.grad = info.onlySparse ? toSparse(zerosLike(param)) : zerosLike(param);
          return tensor(1);
        };
        for (let i = 0; i < 3; i++) {
          closure();
          optimizer.step(closure);
        }
        expect(
          params.map((param) => param.toArray()),
          desc,
        ).toEqual(before);
      }
    });
  }

  for (const info of optimizersOf("test_second_order_optims_return_consistent_types")) {
    it(`test_second_order_optims_return_consistent_types, ${info.name}`, () => {
      for (const toleranceGrad of [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]) {
        const problem = new LeastSquares(info);
        const returned = new LBFGS(problem.params, { toleranceGrad }).step(() => problem.backward());
        expect(returned).toBeInstanceOf(Tensor);
      }
    });
  }

  for (const info of optimizersOf("test_non_empty_state")) {
    it(`test_non_empty_state, ${info.name}`, () => {
      for (const { desc, options } of variantsOf(info)) {
        const problem = new LeastSquares(info);
        const optimizer = make(info, problem.params, options());
        problem.step(optimizer);
        for (const entry of optimizer.state.values()) expect(Object.keys(entry).length, desc).toBeGreaterThan(0);
      }
    });
  }

  it("knows every optimizer of PyTorch's table", () => {
    for (const info of suite.optimizers) {
      const made = noGrad(() => make(info, [ones([1, 1]).requiresGrad_()], {}));
      expect(made.paramGroups).toHaveLength(1);
    }
  });
});
