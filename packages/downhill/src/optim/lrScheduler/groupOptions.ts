import { noGrad } from "../../autograd/gradMode.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Hyperparameter, toNumber } from "../hyperparameters.ts";
import type { AnyOptimizer } from "../optimizer.ts";
import { rememberFloat } from "../pythonTypes.ts";

/** A group's option as a number, also when it is a tensor of one element. */
export function getOption(group: Readonly<Record<string, unknown>>, name: string): number {
  return toNumber(group[name] as Hyperparameter);
}

/** Sets a group's option; a tensor stays the same tensor and is filled. */
export function setOption(group: Record<string, unknown>, name: string, value: number): void {
  const present = group[name];
  if (present instanceof Tensor) noGrad(() => present.fill_(value));
  else group[name] = value;
}

/** The momentum of a group: `momentum`, or the first of its `betas`. */
export function setMomentum(group: Record<string, unknown>, value: number): void {
  if (Array.isArray(group.betas)) {
    group.betas = [value, ...group.betas.slice(1)];
  } else {
    setOption(group, "momentum", value);
    rememberFloat(group, "momentum", value);
  }
}

/** Does what may change the options of an optimizer's groups; if it throws, they are as they were. */
export function changeGroups({ paramGroups }: AnyOptimizer, change: () => void): void {
  const before = paramGroups.map((group) =>
    Object.entries(group).map(([name, value]) => ({
      name,
      value,
      filled: value instanceof Tensor ? value.detach().clone() : null,
    })),
  );
  try {
    change();
  } catch (error) {
    paramGroups.forEach((group, i) => {
      const kept = new Set(before[i].map(({ name }) => name));
      for (const name of Object.keys(group)) if (!kept.has(name)) delete group[name];
      for (const { name, value, filled } of before[i]) {
        (group as Record<string, unknown>)[name] = value;
        if (filled !== null) noGrad(() => (value as Tensor).copy_(filled));
      }
    });
    throw error;
  }
}
