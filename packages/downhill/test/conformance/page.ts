import { camelCase, type PackedOption, type PackedOptions } from "../optim/support/fixtures.ts";
import { LBFGS_TOLERANCE } from "../optim/support/lbfgsReplay.ts";
import { UPDATE_ERROR } from "../optim/support/muonReplay.ts";
import { suite } from "../optim/torchSuite/optimizerBench.ts";
import { functionsSection, functionsSummary } from "./functions.ts";
import { type CoveredClass, type CoveredErrors, coverage, errorCoverage } from "./mapping.ts";
import { capital, code, count, list, paragraph, table } from "./markdown.ts";
import { type CaseGroup, DTYPES, type Largest, larger, type Measures, type OptimizerMeasure } from "./measure.ts";
import { modulesSection, modulesSummary } from "./modules.ts";
import type { OurTest } from "./ourTests.ts";
import type { TorchTest } from "./torchTests.ts";

/** The page on conformance, `docs/conformance.md`. */

function optionText(value: PackedOption): string {
  if (Array.isArray(value)) return `[${value.map(optionText).join(", ")}]`;
  if (typeof value === "object" && value !== null) {
    const { tensor, dtype } = value as { tensor: number | readonly number[]; dtype: string };
    const text = Array.isArray(tensor) ? `[${tensor.map(rounded).join(", ")}]` : rounded(tensor as number);
    return dtype === "float32" ? `tensor(${text})` : `tensor(${text}, { dtype: "${dtype}" })`;
  }
  return typeof value === "string" && !/^-?inf$|^nan$/.test(value) ? `"${value}"` : String(value);
}

/** What was written: 0.001 and not the nearest float32's digits. */
const rounded = (value: number) => String(Number(value.toPrecision(7)));

function optionsText(options: PackedOptions | null): string {
  if (options === null) return "various";
  const entries = Object.entries(options).map(([key, value]) => `${camelCase(key)}: ${optionText(value)}`);
  return code(entries.join(", "));
}

function ulpText(ulp: number | null): string {
  if (ulp === null) return "not supported";
  return Number.isFinite(ulp) ? count(ulp) : "differs, by hash";
}

function errorText(error: number | null): string {
  if (error === null) return "not supported";
  if (!Number.isFinite(error)) return "differs in its counts";
  return error === 0 ? "0" : error.toExponential(1);
}

const sumOf = <T>(items: readonly T[], value: (item: T) => number) => items.reduce((sum, item) => sum + value(item), 0);

function totals(groups: readonly CaseGroup[]): { cases: number; steps: number; largest: Largest } {
  const largest: Largest = { float32: 0, float64: 0 };
  for (const group of groups) for (const dtype of DTYPES) largest[dtype] = larger(largest[dtype], group.largest[dtype]);
  return { cases: sumOf(groups, ({ cases }) => cases), steps: sumOf(groups, ({ steps }) => steps), largest };
}

const anchor = (title: string) =>
  `[${title}](#${title
    .toLowerCase()
    .replace(/[^a-z0-9 -]/g, "")
    .replaceAll(" ", "-")})`;

/** One row per optimizer, each type's steps counted once. */
function optimizerSummary(measures: Measures): string {
  const row = ({ name, groups }: OptimizerMeasure, text: (value: number | null) => string, unit: string) => {
    const { cases, steps, largest } = totals(groups);
    const table = groups.filter(({ fromTable }) => fromTable).length;
    return [
      anchor(name),
      table,
      groups.length - table,
      count(cases),
      count(2 * steps),
      ...DTYPES.map((dtype) => text(largest[dtype]) + (largest[dtype] === null ? "" : unit)),
    ];
  };
  const percent = (value: number | null) =>
    value === null ? errorText(null) : `${((100 * value) / UPDATE_ERROR).toFixed(0)} %`;
  return table(
    ["optimizer", "PyTorch's option sets:", "further sets:", "cases:", "steps:", "float32:", "float64:"],
    [
      ...measures.exact.map((one) => row(one, ulpText, " ulp")),
      row(measures.lbfgs, errorText, " relative"),
      row(measures.muon, percent, " of what is allowed"),
    ],
  );
}

function suiteSummary(classes: readonly CoveredClass[], errors: readonly CoveredErrors[]): string {
  const rows = classes.map(({ of, tests, total, satisfied, skipped, without }) => [
    anchor(of.name),
    of.about,
    tests.length,
    total,
    satisfied,
    skipped,
    without,
  ]);
  const inputs = errors.flatMap((one) => one.inputs);
  const covered = inputs.filter(({ isCovered }) => isCovered).length;
  rows.push([
    anchor("Error inputs"),
    "what `test_errors` expects to be refused",
    "",
    inputs.length,
    covered,
    0,
    inputs.length - covered,
  ]);
  return table(
    ["PyTorch's tests", "of", "functions:", "instances:", "satisfied:", "skipped by PyTorch too:", "not there:"],
    rows,
  );
}

/** Sets that are named after their options need no second telling of them. */
function labelText(label: string): string {
  return label.replace(/(\w+=.*|\{.*\})$/, "of our choice");
}

function optimizerSection(
  { name, groups }: OptimizerMeasure,
  about: string,
  text: (value: number | null) => string,
): string {
  const rows = groups.map(({ label, fromTable, options, cases, steps, largest }) => [
    fromTable ? `**${label}**` : labelText(label),
    optionsText(options),
    cases,
    count(steps),
    ...DTYPES.map((dtype) => text(largest[dtype])),
  ]);
  const header = ["option set", "options", "cases:", "steps:", "float32:", "float64:"];
  return [`### ${name}`, ...(about === "" ? [] : [about]), table(header, rows)].join("\n\n");
}

function schedulerSection({ schedulers }: Measures): string {
  const rows = schedulers.map(({ name, cases, steps, ulp }) => [name, cases, count(steps), ulpText(ulp)]);
  const all = [
    "**all**",
    sumOf(schedulers, ({ cases }) => cases),
    count(sumOf(schedulers, ({ steps }) => steps)),
    ulpText(Math.max(...schedulers.map(({ ulp }) => ulp))),
  ];
  return [
    "## Schedulers",
    "Rates, and momenta where they cycle, of every group after each step, in units in the last place of a double (of a " +
      "float32, where the rate is a tensor of that type). State dicts, and what is refused, are compared as text in " +
      "[schedulers.test.ts](../packages/downhill/test/optim/schedulers.test.ts).",
    table(["scheduler", "cases:", "steps:", "largest difference, in ulp:"], [...rows, all]),
  ].join("\n\n");
}

function averagesSection({ averages, clipping }: Measures): string {
  const rows = clipping.map(({ order, cases, ulp }) => [
    String(order).replace("Infinity", "∞"),
    cases,
    ...DTYPES.map((dtype) => ulpText(ulp[dtype])),
  ]);
  return [
    "## Averages and gradient clipping",
    `\`AveragedModel\`, averaging in ${averages.ways} ways (of SWA and EMA, by the functions for one parameter and for ` +
      `several): ${averages.cases} cases, ${count(averages.updates)} updates, largest difference ${ulpText(averages.ulp)} ` +
      "ulp. `SWALR` is among the schedulers.",
    "`clipGradNorm_`, by the order of the norm: largest difference of the norm, in ulp. Where there is none, the clipped " +
      "gradients are PyTorch's to the bit too.",
    table(["order:", "cases:", "float32:", "float64:"], rows),
  ].join("\n\n");
}

const fileName = (file: string) => file.replace(/^.*\//, "");

/** Why not all instances are satisfied. */
function theRest({ instances, without, reason, skipped }: TorchTest): string {
  const parts = [
    ...(without > 0 ? [`${without === instances ? "" : `${without} `}not there: ${reason}`] : []),
    ...(skipped.length > 0 ? [`skipped by PyTorch too: ${skipped.join("; ")}`] : []),
  ];
  return parts.join("; ");
}

function classSection({ of, tests, total, satisfied, skipped, without }: CoveredClass): string {
  const rows = tests.map(({ test, ours, satisfied: good }) => [
    code(test.name),
    test.instances,
    test.ours === null ? "" : `${ours} in [${fileName(test.ours.file)}]`,
    good,
    theRest(test),
  ]);
  const rest = [
    ...(skipped > 0 ? [`${skipped} ${skipped === 1 ? "is" : "are"} skipped by PyTorch too`] : []),
    ...(without > 0 ? [`${without} ${without === 1 ? "is" : "are"} not there`] : []),
  ];
  return [
    `### ${of.name}`,
    paragraph(
      `${capital(of.about)}. Of ${total} instances, ${satisfied === total ? "all" : satisfied === 0 ? "none" : satisfied} ` +
        `${satisfied === 1 ? "is" : "are"} satisfied${rest.length > 0 ? `; ${list(rest)}` : ""}.`,
    ),
    table(["test", "instances:", "ours", "satisfied:", "the rest"], rows),
  ].join("\n\n");
}

function errorSection(errors: readonly CoveredErrors[]): string {
  const rows = errors.map(({ optimizer, inputs }) => [
    optimizer,
    inputs.length,
    inputs.filter(({ isCovered }) => isCovered).length,
    inputs
      .slice(6)
      .map(({ desc, isCovered }) => (isCovered ? desc : `${desc} (not there)`))
      .join("; "),
  ]);
  const common = errors[0].inputs.slice(0, 6).map(({ desc }) => desc);
  return [
    "### Error inputs",
    `Every optimizer has six in common: ${common.join("; ").replaceAll(".;", ";").replace(/\.$/, "")}. Each is refused for ` +
      "the same reason, with an error of the corresponding class and words that match PyTorch's pattern.",
    table(["optimizer", "inputs:", "refused alike:", "its own"], rows),
  ].join("\n\n");
}

function absences(classes: readonly CoveredClass[], errors: readonly CoveredErrors[]): string {
  const reasons = new Map<string, string[]>();
  const add = (reason: string, text: string) => reasons.set(reason, [...(reasons.get(reason) ?? []), text]);
  for (const { of, tests, total, without } of classes) {
    const [{ test: first }] = tests;
    if (without === total && first.reason !== null) add(first.reason, `all ${total} of ${of.name}`);
    else {
      for (const { test } of tests) {
        if (test.reason === null) continue;
        const some = test.without === test.instances ? "" : ` (${test.without} of ${test.instances})`;
        add(test.reason, `${code(test.name)}${some}`);
      }
    }
  }
  const refused = errors.flatMap(({ inputs }) => inputs).filter(({ isCovered }) => !isCovered).length;
  if (refused > 0) add("refused in words of their own", `${refused} of the error inputs`);
  const items = [...reasons].map(([reason, tests]) => paragraph(`- ${capital(list(tests))}: ${reason}.`, "  "));
  return ["## What is not there", items.join("\n")].join("\n\n");
}

const WRITTEN = "<!-- Written by `npm run conformance`: don't edit it by hand. -->";

/** Writes the page. */
export function renderPage(measures: Measures, ours: readonly OurTest[]): string {
  const classes = coverage(ours);
  const errors = errorCoverage(ours);
  const compared = [...measures.exact, measures.lbfgs, measures.muon];
  const all = totals(compared.flatMap(({ groups }) => groups));
  const files = [
    ...new Set(classes.flatMap(({ of }) => of.tests.flatMap(({ ours: one }) => (one === null ? [] : [one.file])))),
  ];
  const sections = [
    "# Conformance",
    WRITTEN,
    `How Downhill is compared with PyTorch ${suite.torch.replace(/\+.*/, "")}, and how it comes out. \`npm run conformance\` ` +
      "writes this page: it steps through all of the recorded runs (in `reference/fixtures`, made by PyTorch) with the library, " +
      "and looks up each of PyTorch's own tests among ours. A test fails when the page no longer tells what is there.",
    "## In short",
    `**Optimizers.** Parameters and all state after up to 100 steps: ${count(all.cases)} cases, ` +
      `${count(2 * all.steps)} steps, in float32 and in float64. Differences are counted in units in the last place (ulp): 0 ` +
      "means the same bits. The numbers compared with are those of PyTorch's portable build, in which every operation is " +
      "rounded by itself ([architecture](architecture.md#numbers) says why). L-BFGS and Muon are held to tolerances, which their " +
      "sections tell.",
    optimizerSummary(measures),
    "**PyTorch's own tests.** Each function of its test classes, as often as it is instantiated on a CPU, with ours beside it.",
    suiteSummary(classes, errors),
    modulesSummary(measures.modules),
    functionsSummary(),
    "## Optimizers",
    "Option sets in bold are those of PyTorch's own table of optimizers (`optim_db`), by its names for them. A case is a run " +
      "with parameters of some shapes; its steps are made once in each type.",
    ...measures.exact.map((one) => optimizerSection(one, "", ulpText)),
    optimizerSection(
      measures.lbfgs,
      "Iterations and evaluations of every step are PyTorch's. Differences are those of losses and parameters, relative to " +
        "their size, or to 1 if they are smaller: in float32 sums are made in the order of PyTorch's, in float64 they are not, and " +
        `${LBFGS_TOLERANCE.float64} is allowed.`,
      errorText,
    ),
    optimizerSection(
      measures.muon,
      `Momenta differ by ${ulpText(measures.muonMomentum)} ulp. Updates are products of matrices in bfloat16, whose last bits ` +
        "differ from processor to processor in PyTorch too. Differences are those of parameters, in lengths of a step times the " +
        `root of the number of steps; ${UPDATE_ERROR} is allowed, two units in the last place of bfloat16.`,
      errorText,
    ),
    schedulerSection(measures),
    averagesSection(measures),
    modulesSection(measures.modules),
    functionsSection(),
    "## PyTorch's own tests",
    "`ours` counts the tests of Downhill that go under the same name, or that an entry of " +
      "[torchTests.ts](../packages/downhill/test/conformance/torchTests.ts) names; one of ours may loop over several of " +
      "PyTorch's instances, or the other way round.",
    ...classes.map(classSection),
    errorSection(errors),
    absences(classes, errors),
    files.map((file) => `[${fileName(file)}]: ../${file}`).join("\n"),
  ];
  const blocks = sections.flatMap((section) => section.split("\n\n"));
  return `${blocks.map((block) => (/^([|#<[-]|.*\n)/.test(block) ? block : paragraph(block))).join("\n\n")}\n`;
}
