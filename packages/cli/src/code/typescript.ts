import { oneLine } from "../terminal/text.ts";
import type { Made, Program, ProgramData } from "./program.ts";

/** The program in TypeScript, with Downhill. */
export function typescriptProgram(program: Program): string {
  const { data, seed, passes } = program;
  const parts = [
    head(program),
    `const seed = ${seed};\nconst passes = ${passes};`,
    data.kind === "table" ? tableRows(program, data) : generatedRows(data.kind),
    network(program),
    training(program),
  ];
  return `${parts.join("\n\n")}\n`;
}

function literal(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(literal).join(", ")}]` : JSON.stringify(value);
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
  const names = new Set(["manualSeed", "nn", "noGrad", "optim", "type Tensor"]);
  if (!fullBatch) for (const name of ["Generator", "randperm"]) names.add(name);
  const needs = {
    table: ["randperm", "tensor"],
    parabola: ["linspace", "randn"],
    spirals: ["arange", "rand", "randn", "stack"],
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

function tableRows({ task, classes, testSeed, hasTest }: Program, data: ProgramData & { kind: "table" }): string {
  const { file, columns, target, scaling } = data;
  const lines = columns.map((encoding) => {
    const name = `name: ${literal(encoding.column)}`;
    const own =
      encoding.kind === "category"
        ? [`categories: ${literal(encoding.categories)}`]
        : encoding.scaling === null
          ? []
          : [`mean: ${encoding.scaling.mean}`, `deviation: ${encoding.scaling.scale}`];
    return `  { ${[name, ...own, `missing: ${encoding.missing}`].join(", ")} },`;
  });
  const url = file.path.split(/[\\/]/).map(encodeURIComponent).join("/");
  const goal = literal(target);
  const encoded =
    task === "classification"
      ? `/** The classes, in the order of the network's outputs. */
const classes = ${literal(classes)};
const targets = (rows: readonly Row[]) => tensor(Int32Array.from(rows, (row) => classes.indexOf(row.get(${goal})!)));`
      : `/** Standardized, so that a loss of 1 is as good as predicting the mean. */
const targets = (rows: readonly Row[]) =>
  tensor(Float32Array.from(rows, (row) => (Number(row.get(${goal})) - ${scaling.mean}) / ${scaling.scale})).unsqueeze(1);`;
  const groups = task === "classification" ? `row.get(${goal})!` : '""';
  const dealt =
    testSeed === null
      ? `const [training, validation] = deal(shuffled(rows, seed), 5);`
      : `// A fifth for the test, and of the others a quarter for validation.
const [others, test] = deal(shuffled(rows, ${testSeed}), 5);
const [training, validation] = deal(shuffled(others, seed), 4);`;
  return `type Row = ReadonlyMap<string, string>;

/** Cells that say nothing. */
const absent = new Set<string>(${literal(file.missing)});

/** The rows of a CSV file, by the names in its header. */
function readTable(url: URL): Row[] {
  const text = readFileSync(url, "utf8").replace(/^\\ufeff/, "");
  const cell = ${cellPattern(file.delimiter)};
  const lines: string[][] = [[]];
  for (const [, quoted, plain, end] of \`\${text.replace(/\\r\\n?/g, "\\n").trimEnd()}\\n\`.matchAll(cell)) {
    lines.at(-1)!.push((quoted?.replaceAll('""', '"') ?? plain ?? "").trim());
    if (end === "\\n") lines.push([]);
  }
  const [header, ...rows] = lines.filter((line) => line.length > 0);
  return rows.map((row) => new Map(row.map((text, i) => [header[i], text])));
}

/** How each column becomes inputs: numbers are standardized by the training rows, categories are one input each. */
const columns: readonly {
  name: string;
  mean?: number;
  deviation?: number;
  categories?: readonly string[];
  /** Whether an input says that it is missing. */
  missing: boolean;
}[] = [
${lines.join("\n")}
];

function encode(row: Row): number[] {
  return columns.flatMap(({ name, mean, deviation, categories = [], missing }) => {
    const cell = row.get(name) ?? "";
    const isMissing = absent.has(cell);
    const inputs = categories.map((category) => Number(cell === category && !isMissing));
    if (mean !== undefined) inputs.push(isMissing ? 0 : (Number(cell) - mean) / deviation!);
    return missing ? [...inputs, Number(isMissing)] : inputs;
  });
}

const inputs = (rows: readonly Row[]) => tensor(rows.map(encode));
${encoded}

function shuffled(rows: readonly Row[], seed: number): Row[] {
  manualSeed(seed);
  return Array.from(randperm(rows.length).toTypedArray(), Number).map((i) => rows[i]);
}

/** Takes one row of so many out, of each class its share. */
function deal(rows: readonly Row[], every: number): [rest: Row[], taken: Row[]] {
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const group = ${groups};
    const members = groups.get(group);
    if (members === undefined) groups.set(group, [row]);
    else members.push(row);
  }
  const members = [...groups.values()];
  const taken = new Set(members.flatMap((group) => group.slice(0, Math.floor(group.length / every))));
  // The classes that lose most by rounding down get the rows that are left over.
  const losers = members.filter(({ length }) => length > 1).sort((a, b) => (b.length % every) - (a.length % every));
  const left = Math.round(rows.length / every) - taken.size;
  for (const group of losers.slice(0, left)) taken.add(group[Math.floor(group.length / every)]);
  return [rows.filter((row) => !taken.has(row)), rows.filter((row) => taken.has(row))];
}

const rows = readTable(new URL(${literal(url)}, import.meta.url)).filter((row) => !absent.has(row.get(${goal}) ?? ""));
${dealt}
const [x, y] = [inputs(training), targets(training)];
const [xValidation, yValidation] = [inputs(validation), targets(validation)];${
    hasTest ? "\nconst [xTest, yTest] = [inputs(test), targets(test)];" : ""
  }`;
}

/** What matches a cell and what ends it. */
function cellPattern(delimiter: string): string {
  const mark = delimiter === "\t" ? "\\t" : delimiter;
  return `/(?:"((?:[^"]|"")*)"|([^"\\n${mark}]*))([\\n${mark}])/g`;
}

function generatedRows(kind: "parabola" | "spirals"): string {
  if (kind === "parabola") {
    return `manualSeed(seed);
const x = linspace(-1, 1, 1000).unsqueeze(1);
const y = x.square().add(randn([1000, 1]).mul(0.1));
const xValidation = linspace(-1, 1, 200).unsqueeze(1);
const yValidation = xValidation.square().add(randn([200, 1]).mul(0.1));
// The test is how near it comes to the curve itself.
const xTest = linspace(-1, 1, 200).unsqueeze(1);
const yTest = xTest.square();`;
  }
  return `/** Places on three spirals around one centre, and which one each is on. */
function places(count: number): [Tensor, Tensor] {
  const along = rand([count]).to("float64");
  const off = randn([count, 2]).mul(0.02);
  const arm = arange(count).remainder(3);
  const radius = along.sqrt();
  const angle = radius.mul(1.25).add(arm.to("float64").div(3)).mul(2 * Math.PI);
  const place = stack([radius.mul(angle.cos()), radius.mul(angle.sin())], 1).add(off.to("float64"));
  return [place.to("float32"), arm];
}

manualSeed(seed);
const [x, y] = places(600);
const [xValidation, yValidation] = places(300);
const [xTest, yTest] = places(300);`;
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

function options(settings: Made["settings"]): string {
  const entries = Object.entries(settings).map(([name, value]) => `${name}: ${literal(value)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

function training(program: Program): string {
  const { scheduler, patience, every, hasTest, passes, fullBatch } = program;
  const perStep = scheduler?.each === "step" ? [schedule(program, "")] : [];
  const metric = scheduler?.metric ? "loss" : "";
  const repeated = program.closure && fullBatch ? "for (let i = 0; i < fresh; i++) " : "";
  const perPass = scheduler?.each === "epoch" ? [`${repeated}${schedule(program, metric)}`] : [];
  const tested = hasTest ? `, test loss \${measure(xTest, yTest).toPrecision(4)}` : "";
  const report = [
    "const loss = measure(xValidation, yValidation);",
    "if (loss < best.loss) best = { pass, loss };",
    `console.log(\`pass \${pass}: validation loss \${loss.toPrecision(4)}${tested}\`);`,
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
  return `function measure(inputs: Tensor, targets: Tensor): number {
  return noGrad(() => criterion.forward(model.forward(inputs), targets)).item();
}

${before}${later}let best = { pass: 0, loss: measure(xValidation, yValidation) };
${start}
${loop}
}
console.log(\`best: pass \${best.pass}, validation loss \${best.loss.toPrecision(4)} (of ${passes} passes)\`);`;
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
      "criterion.forward(model.forward(x), y).backward();",
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
  const loss = criterion.forward(model.forward(x), y);
  loss.backward();
  return loss;
}

`;
}
