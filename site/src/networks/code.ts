import { type Call, callOf } from "../code/settings.ts";
import type { Contestant } from "../contestants/contestant.ts";
import type { DataShown, NetworkConfig } from "./config.ts";

/** The training that is on the screen, for one contestant. Data are left to the reader: a tensor of rows, one of targets. */
export function trainingCode(
  config: NetworkConfig,
  { layers, task }: DataShown,
  { optimizer, scheduler }: Contestant,
): Call {
  const made = callOf(optimizer, "new optim.", "torch.optim.", {
    typeScript: "model.parameters()",
    python: "model.parameters()",
  });
  const schedule =
    scheduler === null
      ? null
      : callOf(scheduler, "new optim.lrScheduler.", "torch.optim.lr_scheduler.", {
          typeScript: "optimizer",
          python: "optimizer",
        });
  const loss = task === "classification" ? "CrossEntropyLoss" : "MSELoss";
  const list = (language: "typeScript" | "python", indent: string) =>
    layers.map((layer) => `${indent}${layer[language]},`).join("\n");
  const closure = optimizer.name === "LBFGS";
  return {
    typeScript: `import { compile, manualSeed, nn, optim, randperm } from "downhill";

manualSeed(${config.seed});
const model = new nn.Sequential(
${list("typeScript", "  ")}
);
const criterion = new nn.${loss}();
const optimizer = ${made.typeScript};
${schedule === null ? "" : `const scheduler = ${schedule.typeScript};\n`}
const step = ${closure ? "" : "compile("}(xBatch, yBatch) => {
${closure ? "  return optimizer.step(() => {\n    optimizer.zeroGrad();\n    const loss = criterion.forward(model.forward(xBatch), yBatch);\n    loss.backward();\n    return loss.item();\n  });" : "  optimizer.zeroGrad();\n  const loss = criterion.forward(model.forward(xBatch), yBatch);\n  loss.backward();\n  optimizer.step();\n  return loss;"}
}${closure ? "" : ")"};

for (let epoch = 0; epoch < epochs; epoch++) {
  const order = randperm(x.shape[0]);
  for (let at = 0; at + ${config.batch} <= x.shape[0]; at += ${config.batch}) {
    const rows = order.narrow(0, at, ${config.batch});
    step(x.indexSelect(0, rows), y.indexSelect(0, rows));
  }
${schedule === null ? "" : "  scheduler.step();\n"}}
`,
    python: `import torch
from torch import nn

torch.manual_seed(${config.seed})
model = nn.Sequential(
${list("python", "    ")}
)
criterion = nn.${loss}()
optimizer = ${made.python}
${schedule === null ? "" : `scheduler = ${schedule.python}\n`}
for epoch in range(epochs):
    order = torch.randperm(len(x))
    for at in range(0, len(x) - ${config.batch} + 1, ${config.batch}):
        rows = order[at:at + ${config.batch}]
${closure ? "        def closure():\n            optimizer.zero_grad()\n            loss = criterion(model(x[rows]), y[rows])\n            loss.backward()\n            return loss\n\n        optimizer.step(closure)" : "        optimizer.zero_grad()\n        loss = criterion(model(x[rows]), y[rows])\n        loss.backward()\n        optimizer.step()"}
${schedule === null ? "" : "    scheduler.step()\n"}`,
  };
}
