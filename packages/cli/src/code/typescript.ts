import { oneLine } from "../terminal/text.ts";
import type { Made, Program } from "./program.ts";
import { functionText, generatedRows, literal, options, tableRows } from "./typescriptData.ts";

/** The program in TypeScript, with Downhill. */
export function typescriptProgram(program: Program): string {
  const { data, seed, passes } = program;
  const parts = [
    head(program),
    `const seed = ${seed};\nconst passes = ${passes};`,
    ...(data.kind === "table" ? [tableRows(program, data)] : []),
    ...(data.kind === "parabola" || data.kind === "spirals" ? [generatedRows(data.kind)] : []),
    isFunction(program) ? functionText(program) : network(program),
    training(program),
  ];
  return `${parts.join("\n\n")}\n`;
}

/** Whether there is no network, but a function whose lowest point is sought. */
export function isFunction({ data }: Program): boolean {
  return data.kind === "rosenbrock" || data.kind === "quadratic";
}

/** A call of the optimizer, or of both. */
function optimize({ companion }: Program, call: string): string {
  return companion === null ? `optimizer.${call};` : `for (const optimizer of optimizers) optimizer.${call};`;
}

/** The same of schedulers. */
function schedule({ companion }: Program, argument: string): string {
  const call = `scheduler.step(${argument});`;
  return companion === null ? call : `for (const scheduler of schedulers) ${call}`;
}

function head({ about, data, fullBatch }: Program): string {
  const names = new Set(["manualSeed", "noGrad", "optim", "type Tensor"]);
  if (data.kind !== "rosenbrock" && data.kind !== "quadratic") names.add("nn");
  if (!fullBatch) for (const name of ["Generator", "randperm"]) names.add(name);
  const needs = {
    table: ["randperm", "tensor"],
    parabola: ["linspace", "randn"],
    spirals: ["arange", "rand", "randn", "stack"],
    rosenbrock: ["randn", "tensor"],
    quadratic: ["randn", "tensor"],
  };
  for (const name of needs[data.kind]) names.add(name);
  const bare = (name: string) => name.replace("type ", "");
  const list = [...names].sort((a, b) => (bare(a).toLowerCase() < bare(b).toLowerCase() ? -1 : 1)).join(", ");
  const files = data.kind === "table" ? ['import { readFileSync } from "node:fs";'] : [];
  const copied = data.kind === "table" && data.file.copy !== null ? [copyNote(data.file.path)] : [];
  return [
    ...[...about, ...copied, "Run it with: npx tsx winner.mts (from Node 22.18 on also: node winner.mts)"].map(
      (line) => `// ${oneLine(line)}`,
    ),
    ...files,
    `import { ${list} } from "downhill";`,
  ].join("\n");
}

/** What is said of a table's copy. */
export function copyNote(path: string): string {
  return `${path} is a copy of the table with plain numbers, less an origin where they lie close together.`;
}

function network({ sizes, task, classWeights, optimizer, companion, scheduler }: Program): string {
  const layers = sizes.slice(1).flatMap((size, i) => {
    const linear = `new nn.Linear(${sizes[i]}, ${size})`;
    return i === 0 ? [linear] : ["new nn.ReLU()", linear];
  });
  const weight = classWeights === null ? "" : `{ weight: tensor(${literal(classWeights)}) }`;
  const loss = task === "classification" ? `new nn.CrossEntropyLoss(${weight})` : "new nn.MSELoss()";
  const make = ({ name, settings }: Made, parameters: string) =>
    `new optim.${name}(${parameters}, ${options(settings)})`;
  const made =
    companion === null
      ? [make(optimizer, "model.parameters()")]
      : [
          make(optimizer, "parameters.filter(({ shape }) => shape.length === 2)"),
          make(companion, "parameters.filter(({ shape }) => shape.length !== 2)"),
        ];
  const lines = [
    "manualSeed(seed);",
    `const model = new nn.Sequential(${layers.join(", ")});`,
    `const criterion = ${loss};`,
    ...(companion === null
      ? [`const optimizer = ${made[0]};`]
      : [
          "const parameters = [...model.parameters()];",
          `// ${optimizer.name} takes matrices only: ${companion.name} trains the biases.`,
          `const optimizers = [\n  ${made.join(",\n  ")},\n];`,
        ]),
  ];
  if (scheduler !== null) {
    const one = `new optim.lrScheduler.${scheduler.name}(optimizer, ${options(scheduler.settings)})`;
    lines.push(
      companion === null ? `const scheduler = ${one};` : `const schedulers = optimizers.map((optimizer) => ${one});`,
    );
  }
  return lines.join("\n");
}

/** What a program calls the number that it makes small. */
export function lossName(program: Program): string {
  return isFunction(program) ? "value" : "validation loss";
}

/** The loss over all rows. */
function wholeLoss(program: Program): string {
  return isFunction(program) ? "f()" : "criterion.forward(model.forward(x), y)";
}

function training(program: Program): string {
  const what = lossName(program);
  const measuring = isFunction(program) ? "measure()" : "measure(xValidation, yValidation)";
  const { scheduler, patience, every, hasTest, passes, fullBatch } = program;
  const perStep = scheduler?.each === "step" ? [schedule(program, "")] : [];
  const metric = scheduler?.metric ? "loss" : "";
  const repeated = program.closure && fullBatch ? "for (let i = 0; i < fresh; i++) " : "";
  const perPass = scheduler?.each === "epoch" ? [`${repeated}${schedule(program, metric)}`] : [];
  const tested = hasTest ? `, test loss \${measure(xTest, yTest).toPrecision(4)}` : "";
  const report = [
    `const loss = ${measuring};`,
    "if (loss < best.loss) best = { pass, loss };",
    `console.log(\`pass \${pass}: ${what} \${loss.toPrecision(4)}${tested}\`);`,
  ];
  const measured =
    every === 1
      ? [...report, ...perPass]
      : [
          `if (pass % ${every} === 0 || pass === passes) {`,
          ...report.map((line) => `  ${line.replace("const loss", "loss")}`),
          "}",
          ...perPass,
        ];
  const stop = patience === null ? [] : [`if (pass - best.pass >= ${patience}) break;`];
  const steps = fullBatch ? wholeSteps(program, perStep) : batchSteps(program, perStep);
  const loop = [...steps, ...measured, ...stop].map((line) => `  ${line}`).join("\n");
  const start =
    fullBatch && program.closure
      ? "let pass = 0;\nwhile (pass < passes) {"
      : "for (let pass = 1; pass <= passes; pass++) {";
  const before = fullBatch
    ? program.closure
      ? closureFor(program)
      : ""
    : "const generator = new Generator().manualSeed(seed);\n";
  const later = every === 1 ? "" : "let loss = Number.NaN;\n";
  const measureText = isFunction(program)
    ? "function measure(): number {\n  return noGrad(f).item();\n}"
    : `function measure(inputs: Tensor, targets: Tensor): number {
  return noGrad(() => criterion.forward(model.forward(inputs), targets)).item();
}`;
  return `${measureText}

${before}${later}let best = { pass: 0, loss: ${measuring} };
${start}
${loop}
}
console.log(\`best: pass \${best.pass}, ${what} \${best.loss.toPrecision(4)} (of ${passes} passes)\`);`;
}

/** A pass by mini-batches. */
function batchSteps(program: Program, perStep: readonly string[]): string[] {
  const { batch, closure } = program;
  const gradient = [
    optimize(program, "zeroGrad()"),
    "const loss = criterion.forward(model.forward(x.index(batch)), y.index(batch));",
    "loss.backward();",
  ];
  const step = closure
    ? [
        "const closure = () => {",
        ...gradient.map((line) => `  ${line}`),
        "  return loss;",
        "};",
        optimize(program, "step(closure)"),
      ]
    : [...gradient, optimize(program, "step()")];
  return [
    `for (const batch of randperm(x.shape[0], { generator }).split(${batch})) {`,
    ...[...step, ...perStep].map((line) => `  ${line}`),
    "}",
  ];
}

/** A step on all rows. */
function wholeSteps(program: Program, perStep: readonly string[]): string[] {
  if (!program.closure) {
    return [
      optimize(program, "zeroGrad()"),
      `${wholeLoss(program)}.backward();`,
      optimize(program, "step()"),
      ...perStep,
    ];
  }
  return [
    "const before = evaluations;",
    optimize(program, "step(closure)"),
    "// A step begins where the last one has evaluated already, which a race doesn't count again.",
    "const fresh = evaluations - before - (before === 0 ? 0 : 1);",
    "if (fresh === 0) break;",
    "pass += fresh;",
    ...perStep.map((line) => `for (let i = 0; i < fresh; i++) ${line}`),
  ];
}

function closureFor(program: Program): string {
  return `let evaluations = 0;
function closure(): Tensor {
  evaluations++;
  ${optimize(program, "zeroGrad()")}
  const loss = ${wholeLoss(program)};
  loss.backward();
  return loss;
}

`;
}
