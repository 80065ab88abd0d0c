/**
 * A tour of an optimizer's interface. It prints, character for character, what PyTorch prints for the same program:
 * see reference/optimizer_tour.py.
 *
 *     npx tsx examples/optimizer-tour.ts
 */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { manualSeed, ones, optim, randn, repr, Tensor } from "downhill";
import { load, save } from "downhill/node";

manualSeed(1);

const weight = randn([2, 2], { requiresGrad: true });
weight.grad = ones([2, 2]);
console.log(`weight before the step:\n${weight.data}`);
console.log(`its gradient:\n${weight.grad}`);

const optimizer = new optim.SGD([weight], { lr: 0.1, momentum: 0.9 });
optimizer.step();
console.log(`weight after the step:\n${weight.data}`);
console.log(`its gradient:\n${weight.grad}`);

optimizer.zeroGrad();
console.log(`its gradient after zero_grad:\n${repr(weight.grad)}`);

console.log(`optimizer:\n${optimizer}`);
console.log(`param_groups:\n${python(optimizer.paramGroups)}`);
console.log(`the optimizer holds the same tensor: ${repr(optimizer.paramGroups[0].params[0] === weight)}`);

// A second group, with options of its own.
const weight2 = randn([3, 3], { requiresGrad: true });
optimizer.addParamGroup({ params: weight2, lr: 0.0001, nesterov: true });
console.log(`param_groups with a second group:\n${python(optimizer.paramGroups)}`);

console.log(`state_dict:\n${repr(optimizer.stateDict())}`);
for (let i = 0; i < 50; i++) optimizer.step();
console.log(`state_dict after 50 steps:\n${repr(optimizer.stateDict())}`);

const folder = await mkdtemp(join(tmpdir(), "downhill-"));
const path = join(folder, "optimizer.pt");
await save(optimizer.stateDict(), path);
const stateDict = (await load(path)) as optim.OptimizerStateDict;
await rm(folder, { recursive: true });
optimizer.loadStateDict(stateDict);
console.log(`state_dict loaded:\n${repr(stateDict)}`);

console.log(`defaults:\n${python(optimizer.defaults)}`);
console.log(`state:\ndefaultdict(<class 'dict'>, ${python(optimizer.state)})`);
console.log(`param_groups:\n${python(optimizer.paramGroups)}`);

/** An optimizer's own objects as Python prints them: under PyTorch's names. */
function python(value: unknown): string {
  return repr(renamed(value));
}

function renamed(value: unknown): unknown {
  if (value instanceof Tensor || typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(renamed);
  if (value instanceof Map) return new Map([...value].map(([key, entry]) => [key, renamed(entry)]));
  const snakeCase = (name: string) => name.replace(/[A-Z]/g, (capital) => `_${capital.toLowerCase()}`);
  return Object.fromEntries(Object.entries(value).map(([name, entry]) => [snakeCase(name), renamed(entry)]));
}
