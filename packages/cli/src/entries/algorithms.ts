import type { OptimizerInfo } from "downhill/registry";

/** What the letters in the formulas stand for. */
export const letters =
  "θ are the weights, f the loss and ∇f its gradient, g the gradient that is used, γ the learning rate, λ the weight decay, t the number of the step, ε a small number against division by zero; β, μ, ρ, α are decay rates of averages; m, v, u and b are remembered from step to step.";

/** What an algorithm does, as its own documentation says, and which batches it gets. */
export function describeAlgorithm({ name, description, fullBatch }: OptimizerInfo): string {
  const sentence = description.replace(new RegExp(`^${name.replace("LBFGS", "L-BFGS")}: `), "");
  const capital = sentence.charAt(0).toUpperCase() + sentence.slice(1);
  return fullBatch === null ? capital : `${capital} It gets full batches, since ${fullBatch}.`;
}
