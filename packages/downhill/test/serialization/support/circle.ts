/** Downhill's part of reference/circle.py: loads what PyTorch saved, trains on, saves. */
import { nn, noGrad, type optim, type Tensor, tensor } from "downhill";
import { load, save } from "downhill/node";
import { optimizers } from "downhill/registry";

const [folder, names, steps] = process.argv.slice(2);

interface Checkpoint {
  params: Tensor[];
  optimizer: optim.OptimizerStateDict;
}

/** The numbers of reference/circle.py: multiples of 1/1024 between -1 and 1. */
function numbers(shape: readonly number[], seed: number, dtype: Tensor["dtype"]): Tensor {
  const count = shape.reduce((product, size) => product * size, 1);
  const values = Array.from({ length: count }, (_, i) => (((i * 7919 + seed * 104729) % 2001) - 1000) / 1024);
  return tensor(values, { dtype }).reshape([...shape]);
}

for (const [i, name] of names.split(",").entries()) {
  const loaded = await load<Checkpoint>(`${folder}/${i}.pt`);
  const params = loaded.params.map((value) => new nn.Parameter(value.clone()));
  const optimizer = new (optimizers.get(name).optimizer)(params);
  optimizer.loadStateDict(loaded.optimizer);
  for (let step = Number(steps); step < 2 * Number(steps); step++) {
    for (const [k, param] of params.entries()) param.grad = numbers(param.shape, 1000 * step + k, param.dtype);
    optimizer.step();
  }
  const values = noGrad(() => params.map((param) => param.detach()));
  await save({ params: values, optimizer: optimizer.stateDict() }, `${folder}/${i}.downhill.pt`);
}
