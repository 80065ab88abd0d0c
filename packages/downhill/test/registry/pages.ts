import {
  type LayerGroup,
  type LayerInfo,
  layers,
  type NumberRange,
  type OptimizerInfo,
  type OptionInfo,
  optimizers,
  type SchedulerInfo,
  schedulers,
} from "downhill/registry";

/** The pages of `docs/` that are made from the registries: `npm run docs` writes them. */

const WRITTEN = "<!-- Written by `npm run docs`, from doc comments and packages/downhill/src/registry. -->";

/** A number as programs write it, briefly. */
function numberText(value: number): string {
  const third = Math.abs(value - 1 / 3) < Number.EPSILON;
  return third
    ? "1/3"
    : value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
      ? value.toExponential()
      : String(value);
}

function valueText(value: unknown): string {
  if (typeof value === "number") return numberText(value).replace("e+", "e");
  if (Array.isArray(value)) return `[${value.map(valueText).join(", ")}]`;
  return JSON.stringify(value);
}

/** What values a number takes: `≥ 0`, `in [0, 1)`. */
function rangeText({ type, nullable, minimum, exclusiveMinimum, maximum, exclusiveMaximum }: NumberRange): string {
  const least = minimum ?? exclusiveMinimum;
  const most = maximum ?? exclusiveMaximum;
  const whole = type === "integer" ? "whole number" : "number";
  const bounds =
    least !== undefined && most !== undefined
      ? ` in ${minimum === undefined ? "(" : "["}${valueText(least)}, ${valueText(most)}${maximum === undefined ? ")" : "]"}`
      : least !== undefined
        ? ` ${minimum === undefined ? ">" : "≥"} ${valueText(least)}`
        : most !== undefined
          ? ` ${maximum === undefined ? "<" : "≤"} ${valueText(most)}`
          : "";
  return `${whole}${bounds}${nullable === true ? " or null" : ""}`;
}

/** How many numbers are taken in place of one. */
const COUNTS: Readonly<Record<number, string>> = {
  1: "",
  2: ", or two",
  3: ", or three",
  4: ", or four",
  6: ", or six",
};

function typeText(option: OptionInfo): string {
  const orNull = option.nullable === true ? " or null" : "";
  switch (option.type) {
    case "number":
    case "integer":
      return `${rangeText(option)}${option.count === undefined ? "" : COUNTS[option.count]}`;
    case "array":
      return new Set(option.items.map(rangeText)).size === 1
        ? `${option.items.length} of: ${rangeText(option.items[0])}`
        : option.items.map(rangeText).join("; ");
    case "numbers":
      return `list of: ${rangeText(option.each)}`;
    case "boolean":
      return `true or false${orNull}`;
    case "string":
      return `${(option.enum ?? []).map((text) => `\`"${text}"\``).join(", ")}${orNull}`;
    case "other":
      return `\`${option.typeScript}\``;
  }
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = (row: readonly string[]) => `| ${row.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
  return [cells(header), cells(header.map(() => "---")), ...rows.map(cells)].join("\n");
}

function optionsTable(options: Readonly<Record<string, OptionInfo>>): string[] {
  const rows = Object.entries(options).map(([name, option]) => {
    const usual = "default" in option && option.default !== undefined ? `\`${valueText(option.default)}\`` : "";
    return [`\`${name}\``, typeText(option), usual, option.description];
  });
  return rows.length === 0 ? [] : [table(["option", "takes", "default", "what it does"], rows)];
}

function stateText({ state }: OptimizerInfo): string[] {
  const entries = Object.entries(state).map(([name, what]) => `- \`${name}\`: ${what}`);
  return entries.length === 0 ? [] : [`For each parameter it remembers:\n\n${entries.join("\n")}`];
}

function sourceText({ name, source, url }: OptimizerInfo | SchedulerInfo): string {
  const twin = url === null ? "" : `[${name} in PyTorch](${url})`;
  return [source === null ? "" : `Source: ${source}.`, twin].filter((part) => part !== "").join(" ");
}

/** What an optimizer asks for that others don't. */
function needs({ gradients, parameters, closure, fullBatch }: OptimizerInfo): string[] {
  const sentences: string[] = [];
  if (gradients === "sparse") sentences.push("It takes sparse gradients only.");
  if (gradients === "both") sentences.push("It takes sparse gradients too.");
  if (parameters === "matrices") sentences.push("Its parameters are matrices.");
  if (closure) sentences.push("`step` takes a closure that evaluates the loss.");
  if (fullBatch !== null) sentences.push(`It wants the gradient of all the data: ${fullBatch}.`);
  return sentences.length === 0 ? [] : [sentences.join(" ")];
}

function optimizerSection(info: OptimizerInfo): string {
  const { name, description, formula, options } = info;
  return [
    `## ${name}`,
    description,
    ...(formula === null ? [] : [`    ${formula}`]),
    ...needs(info),
    ...optionsTable(options),
    ...stateText(info),
    sourceText(info),
  ].join("\n\n");
}

/** docs/optimizers.md */
export function optimizersPage(): string {
  const rows = Array.from(optimizers, ({ name, summary, elementwise, exact, url }) => [
    `[${name}](#${name.toLowerCase()})`,
    summary.replace(/^[\w-]+: /, ""),
    elementwise ? "yes" : "no",
    url === null ? "not PyTorch's" : exact ? "to the bit" : "within a tolerance",
  ]);
  return `${[
    "# Optimizers",
    WRITTEN,
    "All of PyTorch's, from `optim` of `downhill` or from `downhill/optim`: `new optim.AdamW(model.parameters(), { lr: 1e-3 })`.\n" +
      "Groups of parameters can differ in every option; LBFGS takes one group. Beside those below, all take PyTorch's choices of implementation\n" +
      "(`foreach`, `fused`, `differentiable`, `capturable`) where PyTorch's do. Programs find all of this in `optimizers` of\n" +
      "`downhill/registry`, where they can register further ones.",
    table(["optimizer", "what it does", "element by element", "PyTorch's numbers"], rows),
    "In the formulas θ are the parameters, ∇f or g their gradient, γ the learning rate, λ the weight decay, t the step.",
    ...Array.from(optimizers, optimizerSection),
  ].join("\n\n")}\n`;
}

function schedulerSection(info: SchedulerInfo): string {
  const { name, description, steps, metric, combines, options } = info;
  const sentences = [
    steps === "batch" ? "`step` is called after each batch." : "",
    metric ? "`step` is given the metric." : "",
    combines ? "It is made of other schedulers." : "",
  ].filter((sentence) => sentence !== "" && !description.includes("after each batch"));
  const remarks = sentences.length === 0 ? [] : [sentences.join(" ")];
  return [`## ${name}`, description, ...remarks, ...optionsTable(options), sourceText(info)].join("\n\n");
}

/** docs/schedulers.md */
export function schedulersPage(): string {
  const rows = Array.from(schedulers, ({ name, summary }) => [`[${name}](#${name.toLowerCase()})`, summary]);
  return `${[
    "# Learning-rate schedulers",
    WRITTEN,
    "All of PyTorch's, from `optim.lrScheduler` (`SWALR` from `optim.swaUtils`): `new optim.lrScheduler.StepLR(optimizer, {\n" +
      "stepSize: 10 })`, then `scheduler.step()` after each epoch. All take `lastEpoch` too, to go on from there. Programs find\n" +
      "all of this in `schedulers` of `downhill/registry`.",
    table(["scheduler", "what it does"], rows),
    ...Array.from(schedulers, schedulerSection),
  ].join("\n\n")}\n`;
}

const GROUPS: Readonly<Record<LayerGroup, string>> = {
  container: "Containers",
  convolution: "Convolutions",
  pooling: "Pooling",
  padding: "Padding",
  activation: "Activations",
  normalization: "Normalization",
  recurrent: "Recurrent layers",
  transformer: "Attention and transformers",
  linear: "Linear layers",
  dropout: "Dropout",
  sparse: "Embeddings",
  vision: "Images",
  distance: "Distances",
  utility: "Utilities",
  loss: "Losses",
};

function layerSection({ name, description, url, options, positional }: LayerInfo): string {
  const given = positional.map((one) => (options[one]?.default === undefined ? one : `${one}?`));
  const call = Object.keys(options).length > positional.length ? [...given, "options"] : given;
  const twin = url === null ? [] : [`[${name} in PyTorch](${url})`];
  return [`### ${name}`, `    new nn.${name}(${call.join(", ")})`, description, ...optionsTable(options), ...twin].join(
    "\n\n",
  );
}

/** docs/layers.md */
export function layersPage(): string {
  const groups = Object.entries(GROUPS).map(([group, title]) => {
    const members = Array.from(layers).filter((layer) => layer.group === group);
    return [`## ${title}`, ...members.map(layerSection)].join("\n\n");
  });
  const rows = Object.entries(GROUPS).map(([group, title]) => {
    const members = Array.from(layers).filter((layer) => layer.group === group);
    return [title, members.map(({ name }) => `[${name}](#${name.toLowerCase()})`).join(", ")];
  });
  return `${[
    "# Layers and losses",
    WRITTEN,
    "From `nn` of `downhill`, or from `downhill/nn`. What has no default must be given: by position, as shown, or by name among\n" +
      "the options. Layers with parameters take `dtype` too. Programs find all of this in `layers` of `downhill/registry`.",
    table(["", ""], rows),
    ...groups,
  ].join("\n\n")}\n`;
}

/** Every page by its path. */
export const PAGES: Readonly<Record<string, () => string>> = {
  "docs/optimizers.md": optimizersPage,
  "docs/schedulers.md": schedulersPage,
  "docs/layers.md": layersPage,
};
