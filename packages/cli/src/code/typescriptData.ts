import type { Made, Program, ProgramData } from "./program.ts";

/** A value as JavaScript writes it. */
export function literal(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(literal).join(", ")}]` : JSON.stringify(value);
}

/** A class's options as JavaScript writes them. */
export function options(settings: Made["settings"]): string {
  const entries = Object.entries(settings).map(([name, value]) => `${name}: ${literal(value)}`);
  return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
}

/** The rows of a table: read, split and encoded. */
export function tableRows(
  { task, classes, testSeed, hasTest }: Program,
  data: ProgramData & { kind: "table" },
): string {
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

/** Rows that are made up. */
export function generatedRows(kind: "parabola" | "spirals"): string {
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

/** The function, its starting point, and what moves it. */
export function functionText({ data, optimizer, scheduler }: Program): string {
  const point =
    data.kind === "rosenbrock"
      ? `// The seed moves the starting point a little.
manualSeed(seed);
const x = tensor([[-1.2, 1]], { dtype: "float64" }).add(randn([1, 2]).mul(0.1)).to("float32").requiresGrad_();

/** Rosenbrock's valley. */
function f(): Tensor {
  const [a, b] = [x.select(1, 0), x.select(1, 1)];
  return a.sub(1).square().add(b.sub(a.square()).square().mul(100)).sum();
}`
      : `/** Gram and Schmidt's: vectors of length 1, at right angles to one another. */
function orthogonal(vectors: readonly (readonly number[])[]): number[][] {
  const dot = (a: readonly number[], b: readonly number[]) => a.reduce((sum, value, i) => sum + value * b[i], 0);
  const axes: number[][] = [];
  for (const vector of vectors) {
    let rest = [...vector];
    // Twice, since the first time leaves rounding behind.
    for (const axis of [...axes, ...axes]) {
      const along = dot(rest, axis);
      rest = rest.map((value, i) => value - along * axis[i]);
    }
    const length = Math.sqrt(dot(rest, rest));
    axes.push(rest.map((value) => value / length));
  }
  return axes;
}

// A thousand times as steep in one direction as in another; the seed turns it.
manualSeed(seed);
const axes = orthogonal(randn([20, 20], { dtype: "float64" }).toArray() as number[][]);
const curvatures = axes.map((_, k) => 1000 ** (-k / 19));
const index = Array.from({ length: 20 }, (_, i) => i);
const bowl = tensor(
  index.map((i) => index.map((j) => axes.reduce((sum, axis, k) => sum + curvatures[k] * axis[i] * axis[j], 0))),
);
const x = randn([20]).reshape([4, 5]).requiresGrad_();

function f(): Tensor {
  const row = x.reshape([1, 20]);
  return row.matmul(bowl).mul(row).sum().mul(0.5);
}`;
  const made = [`const optimizer = new optim.${optimizer.name}([x], ${options(optimizer.settings)});`];
  if (scheduler !== null) {
    made.push(`const scheduler = new optim.lrScheduler.${scheduler.name}(optimizer, ${options(scheduler.settings)});`);
  }
  return `${point}

${made.join("\n")}`;
}
