import { optim, tensor } from "downhill";
import { schedulers } from "downhill/registry";
import { parseFormula } from "../formula/parse.ts";
import { evaluate } from "../formula/tensors.ts";
import type { Setting } from "../options/setting.ts";
import { makeScheduler, plannedOptions } from "./make.ts";
import { metricAt, type Schedule, type ScheduleCurve } from "./schedule.ts";

type AnyScheduler = optim.lrScheduler.LRScheduler;

/** The rates that a schedule gives an optimizer, step after step. */
export function scheduleCurve(schedule: Schedule, steps: number, lr: number): ScheduleCurve {
  const rates = new Float64Array(steps + 1).fill(Number.NaN);
  const momenta = new Float64Array(steps + 1).fill(Number.NaN);
  let parts: readonly Setting[] = schedule.parts;
  let error: string | null = null;
  try {
    const optimizer = new optim.SGD([tensor([0], { requiresGrad: true })], { lr, momentum: 0.9 });
    const [group] = optimizer.paramGroups;
    const made = makeSchedule(schedule, optimizer as unknown as optim.AnyOptimizer, steps, lr);
    parts = made.parts;
    const metric = schedule.kind === "single" && schedulers.get(parts[0].name).metric;
    for (let step = 0; step <= steps; step++) {
      rates[step] = Number(group.lr);
      momenta[step] = Number(group.momentum);
      if (step === steps) break;
      optimizer.step();
      if (metric) (made.scheduler as unknown as { step(metric: number): void }).step(metricAt(step, steps));
      else made.scheduler.step();
    }
  } catch (caught) {
    error = caught instanceof Error ? caught.message : String(caught);
  }
  return { rates, momenta, parts, error };
}

function makeSchedule(
  { kind, parts, milestones, formula }: Schedule,
  optimizer: optim.AnyOptimizer,
  steps: number,
  lr: number,
): { scheduler: AnyScheduler; parts: readonly Setting[] } {
  const complete = parts.map((part, i) => {
    const info = schedulers.get(part.name);
    // A part of a sequence is as long as the others leave it.
    const from = kind === "sequential" ? (milestones[i - 1] ?? 0) : 0;
    const to = kind === "sequential" ? (milestones[i] ?? steps) : steps;
    return { name: part.name, options: plannedOptions(info, part.options, Math.max(1, to - from), lr) };
  });
  const made = complete.map((part) => {
    const { lrLambda } = schedulers.get(part.name).options;
    const options = lrLambda === undefined ? part.options : { ...part.options, lrLambda: functionOf(formula) };
    return makeScheduler({ name: part.name, options }, optimizer, steps);
  });
  if (kind === "chained") return { scheduler: new optim.lrScheduler.ChainedScheduler(made), parts: complete };
  if (kind === "sequential") {
    return { scheduler: new optim.lrScheduler.SequentialLR(optimizer, made, [...milestones]), parts: complete };
  }
  return { scheduler: made[0], parts: complete };
}

/** A formula of the epoch, called x, as schedulers take functions. */
function functionOf(formula: string): (epoch: number) => number {
  const term = parseFormula(formula);
  const zero = tensor([0], { dtype: "float64" });
  return (epoch) => evaluate(term, tensor([epoch], { dtype: "float64" }), zero).item() as number;
}
