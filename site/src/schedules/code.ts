import { type Call, callOf, pythonValue, typeScriptValue } from "../code/settings.ts";
import type { Schedule, ScheduleCurve } from "./schedule.ts";

/** The program of a schedule, with an optimizer for it. */
export function scheduleCode(schedule: Schedule, { parts }: ScheduleCurve, lr: number, metric: boolean): Call {
  const optimizer: Call = { typeScript: "optimizer", python: "optimizer" };
  const calls = parts.map((part) => {
    const call = callOf(part, "new lrScheduler.", "lr_scheduler.", optimizer);
    if (part.name !== "LambdaLR" && part.name !== "MultiplicativeLR") return call;
    const [typeScript, python] = functionTexts(schedule.formula);
    return {
      typeScript: `new lrScheduler.${part.name}(optimizer, { lrLambda: (x) => ${typeScript} })`,
      python: `lr_scheduler.${part.name}(optimizer, lambda x: ${python})`,
    };
  });
  const list = (language: keyof Call, indent: string) =>
    `[\n${calls.map((call) => `${indent}${call[language]},`).join("\n")}\n]`;
  const combined: Record<Schedule["kind"], Call> = {
    single: calls[0],
    chained: {
      typeScript: `new lrScheduler.ChainedScheduler(${list("typeScript", "  ")})`,
      python: `lr_scheduler.ChainedScheduler(${list("python", "    ")})`,
    },
    sequential: {
      typeScript: `new lrScheduler.SequentialLR(optimizer, ${list("typeScript", "  ")}, ${typeScriptValue(schedule.milestones)})`,
      python: `lr_scheduler.SequentialLR(optimizer, ${list("python", "    ")}, milestones=${pythonValue(schedule.milestones).replace(/[()]/g, (sign) => (sign === "(" ? "[" : "]"))})`,
    },
  };
  const { typeScript, python } = combined[schedule.kind];
  return {
    typeScript: `import { optim } from "downhill";

const { lrScheduler } = optim;
const optimizer = new optim.SGD(model.parameters(), { lr: ${lr}, momentum: 0.9 });
const scheduler = ${typeScript};

for (let epoch = 0; epoch < epochs; epoch++) {
  trainOneEpoch(model, optimizer);
  scheduler.step(${metric ? "validationLoss" : ""});
}
`,
    python: `import torch
from torch.optim import lr_scheduler

optimizer = torch.optim.SGD(model.parameters(), lr=${lr}, momentum=0.9)
scheduler = ${python}

for epoch in range(epochs):
    train_one_epoch(model, optimizer)
    scheduler.step(${metric ? "validation_loss" : ""})
`,
  };
}

/** A formula of x as the two languages write it. */
function functionTexts(formula: string): [typeScript: string, python: string] {
  const plain = formula.replaceAll("^", "**").replaceAll("²", "**2").replaceAll("³", "**3").replaceAll("−", "-");
  const names = /\b(sin|cos|tan|exp|log|sqrt|abs|tanh|sinh|cosh|min|max)\b/g;
  const builtin = new Set(["abs", "min", "max"]);
  return [
    plain.replace(names, "Math.$1").replace(/\bpi\b/g, "Math.PI"),
    plain.replace(names, (name) => (builtin.has(name) ? name : `math.${name}`)).replace(/\bpi\b/g, "math.pi"),
  ];
}
