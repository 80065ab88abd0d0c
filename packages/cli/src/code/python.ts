import { pythonName } from "../model/pythonNames.ts";
import { oneLine } from "../terminal/text.ts";
import type { Setting } from "../training/plan.ts";
import type { Made, Program, ProgramData } from "./program.ts";
import { copyNote, isFunction, lossName } from "./typescript.ts";

/** The program in Python, with PyTorch. */
export function pythonProgram(program: Program): string {
  const { data, seed, passes } = program;
  const parts = [
    head(program),
    `seed = ${seed}\npasses = ${passes}`,
    ...(data.kind === "table" ? [tableRows(program, data)] : []),
    ...(data.kind === "parabola" || data.kind === "spirals" ? [generatedRows(data.kind)] : []),
    isFunction(program) ? functionText(program) : network(program),
    training(program),
  ];
  return `${parts.join("\n\n").replace(/\n{4,}/g, "\n\n\n")}\n`;
}

/** A value as Python writes it; texts as JSON does, which Python reads alike. */
function literal(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return Array.isArray(value) ? `[${value.map(literal).join(", ")}]` : JSON.stringify(value);
}

/** A call of the optimizer, or of both; the same of schedulers. */
function call({ companion }: Program, name: "optimizer" | "scheduler", what: string): string[] {
  return companion === null ? [`${name}.${what}`] : [`for ${name} in ${name}s:`, `    ${name}.${what}`];
}

function head(program: Program): string {
  const { about, data } = program;
  const copied = data.kind === "table" && data.file.copy !== null ? [copyNote(data.file.path)] : [];
  const comments = [...about, ...copied, "Run it with: python winner.py"].map((line) => `# ${oneLine(line)}`);
  const own = data.kind === "table" ? ["import csv", "from pathlib import Path", ""] : [];
  const math = data.kind === "spirals" || data.kind === "quadratic" ? ["import math", ""] : [];
  return [...comments, ...own, ...math, "import torch", ...(isFunction(program) ? [] : ["from torch import nn"])].join(
    "\n",
  );
}

function tableRows({ task, classes, testSeed, hasTest }: Program, data: ProgramData & { kind: "table" }): string {
  const { file, columns, target, scaling } = data;
  const lines = columns.map((encoding) => {
    const name = `"name": ${literal(encoding.column)}`;
    const own =
      encoding.kind === "category"
        ? [`"categories": ${literal(encoding.categories)}`]
        : encoding.scaling === null
          ? []
          : [`"mean": ${encoding.scaling.mean}`, `"deviation": ${encoding.scaling.scale}`];
    return `    {${[name, ...own, `"missing": ${literal(encoding.missing)}`].join(", ")}},`;
  });
  const goal = literal(target);
  const path = literal(file.path.replaceAll("\\", "/"));
  const targets =
    task === "classification"
      ? `# The classes, in the order of the network's outputs.
classes = ${literal(classes)}


def targets(rows):
    return torch.tensor([classes.index(row[${goal}]) for row in rows])`
      : `def targets(rows):
    # Standardized, so that a loss of 1 is as good as predicting the mean.
    return torch.tensor([[(float(row[${goal}]) - ${scaling.mean}) / ${scaling.scale}] for row in rows])`;
  const group = task === "classification" ? `row[${goal}]` : '""';
  const dealt =
    testSeed === null
      ? "training, validation = deal(shuffled(rows, seed), 5)"
      : `# A fifth for the test, and of the others a quarter for validation.
others, test = deal(shuffled(rows, ${testSeed}), 5)
training, validation = deal(shuffled(others, seed), 4)`;
  return `# Cells that say nothing.
absent = ${file.missing.length === 0 ? "set()" : `{${file.missing.map(literal).join(", ")}}`}


def read_table(path):
    """The rows of a CSV file, by the names in its header."""
    with open(path, encoding="utf-8-sig", newline="") as file:
        lines = [[cell.strip() for cell in line] for line in csv.reader(file, delimiter=${literal(file.delimiter)}) if line]
    header, *rows = lines
    return [dict(zip(header, row)) for row in rows]


# How each column becomes inputs: numbers are standardized by the training rows, categories are one input each;
# "missing" is whether one more input says that there is nothing.
columns = [
${lines.join("\n")}
]


def encode(row):
    for column in columns:
        cell = row[column["name"]]
        is_missing = cell in absent
        for category in column.get("categories", []):
            yield float(cell == category and not is_missing)
        if "mean" in column:
            yield 0.0 if is_missing else (float(cell) - column["mean"]) / column["deviation"]
        if column["missing"]:
            yield float(is_missing)


def inputs(rows):
    return torch.tensor([list(encode(row)) for row in rows])


${targets}


def shuffled(rows, seed):
    torch.manual_seed(seed)
    return [rows[i] for i in torch.randperm(len(rows)).tolist()]


def deal(rows, every):
    """Takes one row of so many out, of each class its share."""
    groups = {}
    for row in rows:
        groups.setdefault(${group}, []).append(row)
    taken = {id(row) for group in groups.values() for row in group[: len(group) // every]}
    # The classes that lose most by rounding down get the rows that are left over.
    losers = sorted((group for group in groups.values() if len(group) > 1), key=lambda group: -(len(group) % every))
    left = int(len(rows) / every + 0.5) - len(taken)
    taken |= {id(group[len(group) // every]) for group in losers[:left]}
    return [row for row in rows if id(row) not in taken], [row for row in rows if id(row) in taken]


rows = [row for row in read_table(Path(__file__).parent / ${path}) if row[${goal}] not in absent]
${dealt}
x, y = inputs(training), targets(training)
x_validation, y_validation = inputs(validation), targets(validation)${hasTest ? "\nx_test, y_test = inputs(test), targets(test)" : ""}`;
}

function generatedRows(kind: "parabola" | "spirals"): string {
  if (kind === "parabola") {
    return `torch.manual_seed(seed)
x = torch.linspace(-1, 1, 1000).unsqueeze(1)
y = x.square() + torch.randn(1000, 1) * 0.1
x_validation = torch.linspace(-1, 1, 200).unsqueeze(1)
y_validation = x_validation.square() + torch.randn(200, 1) * 0.1
# The test is how near it comes to the curve itself.
x_test = torch.linspace(-1, 1, 200).unsqueeze(1)
y_test = x_test.square()`;
  }
  return `

def places(count):
    """Places on three spirals around one centre, and which one each is on."""
    along = torch.rand(count).double()
    off = torch.randn(count, 2) * 0.02
    arm = torch.arange(count) % 3
    radius = along.sqrt()
    angle = 2 * math.pi * (1.25 * radius + arm.double() / 3)
    place = torch.stack([radius * angle.cos(), radius * angle.sin()], 1) + off.double()
    return place.float(), arm


torch.manual_seed(seed)
x, y = places(600)
x_validation, y_validation = places(300)
x_test, y_test = places(300)`;
}

/** The function, its starting point, and what moves it. */
function functionText({ data, optimizer, scheduler }: Program): string {
  const point =
    data.kind === "rosenbrock"
      ? `# The seed moves the starting point a little.
torch.manual_seed(seed)
x = (torch.tensor([[-1.2, 1]], dtype=torch.float64) + torch.randn(1, 2) * 0.1).float().requires_grad_()


def f():
    """Rosenbrock's valley."""
    a, b = x[:, 0], x[:, 1]
    return ((a - 1).square() + 100 * (b - a.square()).square()).sum()

`
      : `

def orthogonal(vectors):
    """Gram and Schmidt's: vectors of length 1, at right angles to one another."""
    axes = []
    for rest in vectors:
        # Twice, since the first time leaves rounding behind.
        for axis in [*axes, *axes]:
            along = sum(a * b for a, b in zip(rest, axis))
            rest = [value - along * other for value, other in zip(rest, axis)]
        length = math.sqrt(sum(value * value for value in rest))
        axes.append([value / length for value in rest])
    return axes


# A thousand times as steep in one direction as in another; the seed turns it.
torch.manual_seed(seed)
axes = torch.tensor(orthogonal(torch.randn(20, 20, dtype=torch.float64).tolist()), dtype=torch.float64)
curvatures = 1000 ** (-torch.arange(20, dtype=torch.float64) / 19)
bowl = (axes.T @ (curvatures[:, None] * axes)).float()
x = torch.randn(20).reshape(4, 5).requires_grad_()


def f():
    row = x.reshape(1, 20)
    return (row @ bowl * row).sum() * 0.5

`;
  const made = [`optimizer = torch.optim.${optimizer.name}(${["[x]", ...options(optimizer.settings)].join(", ")})`];
  if (scheduler !== null) {
    const all = ["optimizer", ...options(scheduler.settings)].join(", ");
    made.push(`scheduler = torch.optim.lr_scheduler.${scheduler.name}(${all})`);
  }
  return `${point}
${made.join("\n")}`;
}

function network({ sizes, task, classWeights, optimizer, companion, scheduler }: Program): string {
  const layers = sizes.slice(1).flatMap((size, i) => {
    const linear = `nn.Linear(${sizes[i]}, ${size})`;
    return i === 0 ? [linear] : ["nn.ReLU()", linear];
  });
  const weight = classWeights === null ? "" : `weight=torch.tensor(${literal(classWeights)})`;
  const make = ({ name, settings }: Made, parameters: string) =>
    `torch.optim.${name}(${[parameters, ...options(settings)].join(", ")})`;
  const made =
    companion === null
      ? [`optimizer = ${make(optimizer, "model.parameters()")}`]
      : [
          `# ${optimizer.name} takes matrices only: ${companion.name} trains the biases.`,
          "optimizers = [",
          `    ${make(optimizer, "[p for p in model.parameters() if p.dim() == 2]")},`,
          `    ${make(companion, "[p for p in model.parameters() if p.dim() != 2]")},`,
          "]",
        ];
  const lines = [
    "torch.manual_seed(seed)",
    `model = nn.Sequential(${layers.join(", ")})`,
    `criterion = ${task === "classification" ? `nn.CrossEntropyLoss(${weight})` : "nn.MSELoss()"}`,
    ...made,
  ];
  if (scheduler !== null) {
    const one = `torch.optim.lr_scheduler.${scheduler.name}(${["optimizer", ...options(scheduler.settings)].join(", ")})`;
    lines.push(companion === null ? `scheduler = ${one}` : `schedulers = [${one} for optimizer in optimizers]`);
  }
  return lines.join("\n");
}

function options(settings: Made["settings"]): string[] {
  return Object.entries(settings).map(([name, value]) => `${pythonName(name)}=${option(name, value)}`);
}

/** A pair, such as betas, is a tuple; milestones are a list. */
function option(name: string, value: Setting): string {
  if (!Array.isArray(value) || name === "milestones") return literal(value);
  return `(${value.map(literal).join(", ")}${value.length === 1 ? "," : ""})`;
}

function training(program: Program): string {
  const { scheduler, patience, every, hasTest, passes, fullBatch, closure, batch } = program;
  const repeated = closure && fullBatch;
  const what = lossName(program);
  const measuring = isFunction(program) ? "measure()" : "measure(x_validation, y_validation)";
  const each = (what: string) => call(program, "scheduler", `step(${what})`);
  const perStep = scheduler?.each === "step" ? each("") : [];
  const perPass = scheduler?.each === "epoch" ? each(scheduler.metric ? "loss" : "") : [];
  const times = (lines: readonly string[]) =>
    repeated && lines.length > 0 ? ["for _ in range(fresh):", ...indent(lines)] : [...lines];
  const tested = hasTest ? ", test loss {measure(x_test, y_test):.4g}" : "";
  const report = [
    `loss = ${measuring}`,
    "if loss < best_loss:",
    "    best_loss, best_pass = loss, epoch",
    `print(f"pass {epoch}: ${what} {loss:.4g}${tested}")`,
  ];
  const measured = every === 1 ? report : [`if epoch % ${every} == 0 or epoch == passes:`, ...indent(report)];
  const stop = patience === null ? [] : [`if epoch - best_pass >= ${patience}:`, "    break"];
  const gradient = (rows: string) => [
    ...call(program, "optimizer", "zero_grad()"),
    isFunction(program) ? "loss = f()" : `loss = criterion(model(x${rows}), y${rows})`,
    "loss.backward()",
  ];
  const step = call(program, "optimizer", "step()");
  const steps = repeated
    ? [
        "before = evaluations",
        ...call(program, "optimizer", "step(closure)"),
        "# A step begins where the last one has evaluated already, which a race doesn't count again.",
        "fresh = evaluations - before - (0 if before == 0 else 1)",
        "if fresh == 0:",
        "    break",
        "epoch += fresh",
        ...times(perStep),
      ]
    : fullBatch
      ? [...gradient(""), ...step, ...perStep]
      : [
          `for batch in torch.randperm(len(x), generator=generator).split(${batch}):`,
          ...indent([...gradient("[batch]"), ...step, ...perStep]),
        ];
  const before = repeated
    ? [
        "evaluations = 0",
        "",
        "",
        "def closure():",
        "    global evaluations",
        "    evaluations += 1",
        ...indent(gradient("")),
        "    return loss",
        "",
        "",
        "epoch = 0",
      ]
    : fullBatch
      ? []
      : ["generator = torch.Generator().manual_seed(seed)"];
  const loop = repeated ? "while epoch < passes:" : "for epoch in range(1, passes + 1):";
  return `

def measure(${isFunction(program) ? "" : "inputs, targets"}):
    with torch.no_grad():
        return ${isFunction(program) ? "f()" : "criterion(model(inputs), targets)"}.item()


${[...before, `best_loss, best_pass = ${measuring}, 0`, loop, ...indent([...steps, ...measured, ...times(perPass), ...stop])].join("\n")}
print(f"best: pass {best_pass}, ${what} {best_loss:.4g} (of ${passes} passes)")`;
}

function indent(lines: readonly string[]): string[] {
  return lines.map((line) => (line === "" ? "" : `    ${line}`));
}
