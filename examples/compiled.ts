/**
 * A whole training step as one compiled function: it is recorded once and run again from then on, with the same numbers.
 *
 *     npx tsx examples/compiled.ts
 */

import { compile, manualSeed, nn, optim, randint, randn, type Tensor } from "downhill";

const STEPS = 200;

/** Trains a classifier on its noise, and returns its last losses and the time of a step in milliseconds. */
function train(isCompiled: boolean): { losses: number[]; time: number; explain: string } {
  manualSeed(1);
  const model = new nn.Sequential(
    new nn.Linear(64, 128),
    new nn.LayerNorm(128),
    new nn.GELU(),
    new nn.Dropout(0.1),
    new nn.Linear(128, 10),
  );
  const optimizer = new optim.AdamW(model.parameters(), { lr: 1e-3 });
  const criterion = new nn.CrossEntropyLoss();

  const step = (x: Tensor, y: Tensor) => {
    optimizer.zeroGrad();
    const loss = criterion.forward(model.forward(x), y);
    loss.backward();
    nn.utils.clipGradNorm_(model.parameters(), 1);
    optimizer.step();
    return loss;
  };
  const compiled = compile(step);
  const run = isCompiled ? compiled : step;

  const batches = Array.from({ length: 10 }, () => [randn([64, 64]), randint(0, 10, [64])] as const);
  const losses: number[] = [];
  const start = performance.now();
  for (let i = 0; i < STEPS; i++) losses.push(run(...batches[i % batches.length]).item());
  return { losses, time: (performance.now() - start) / STEPS, explain: compiled.explain() };
}

const eager = train(false);
const compiled = train(true);
console.log(`loss after ${STEPS} steps: ${eager.losses.at(-1)} eager, ${compiled.losses.at(-1)} compiled`);
console.log(`the same losses, to the bit: ${eager.losses.every((loss, i) => Object.is(loss, compiled.losses[i]))}`);
console.log(`${eager.time.toFixed(3)} ms a step, ${compiled.time.toFixed(3)} ms compiled`);
console.log(compiled.explain);
