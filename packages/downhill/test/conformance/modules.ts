import { readFileSync } from "node:fs";
import { nn } from "downhill";
import { compareCase, moduleFixtures } from "../nn/moduleCases.ts";
import { compareSequence, sequenceFixtures } from "../nn/sequenceCases.ts";
import { count, paragraph, table } from "./markdown.ts";

/** The modules of PyTorch's own table of them, `module_db`, and those besides it that training scripts use. */

const { table: samplesOf, besides } = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/module-table.json", import.meta.url), "utf8"),
) as {
  readonly table: readonly { readonly name: string; readonly samples: number }[];
  readonly besides: readonly string[];
};

/** Modules that the recorded samples don't try, but other tests do. */
const ELSEWHERE: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    ["ModuleDict", "ParameterList", "ParameterDict"].map((name) => [
      name,
      "[dictionaries.test.ts](../packages/downhill/test/nn/dictionaries.test.ts)",
    ]),
  ),
  Flatten: "[layers.test.ts](../packages/downhill/test/nn/layers.test.ts)",
};

interface Tally {
  tried: number;
  equal: number;
}

export interface ModuleMeasure {
  readonly name: string;
  /** How many samples PyTorch's table has; null for what isn't in it. */
  readonly samples: number | null;
  readonly isThere: boolean;
  readonly table: Tally;
  readonly more: Tally;
}

/** Whether a comparison ends without a difference. */
function isEqual(compare: () => readonly string[]): boolean {
  try {
    return compare().length === 0;
  } catch {
    return false;
  }
}

/** @param replayed whether to run the cases once more: false takes the word of their own test, which allows no difference */
export function measureModules(replayed: boolean): ModuleMeasure[] {
  const found = new Map<string, ModuleMeasure>();
  const add = (name: string, samples: number | null) => {
    const tally = () => ({ tried: 0, equal: 0 });
    found.set(name, { name, samples, isThere: Object.hasOwn(nn, name), table: tally(), more: tally() });
  };
  for (const { name, samples } of samplesOf) add(name, samples);
  for (const name of besides) add(name, null);
  const tell = (one: { readonly module: string; readonly table: boolean }, compare: () => readonly string[]) => {
    const measure = found.get(one.module);
    if (measure === undefined) throw new Error(`module-table.json has no ${one.module}`);
    const tally = one.table ? measure.table : measure.more;
    tally.tried++;
    if (!replayed || isEqual(compare)) tally.equal++;
  };
  for (const one of moduleFixtures().flatMap(({ cases }) => cases)) tell(one, () => compareCase(one));
  for (const one of sequenceFixtures().flatMap(({ cases }) => cases)) tell(one, () => compareSequence(one));
  return [...found.values()];
}

const tallied = ({ tried, equal }: Tally) =>
  tried === 0 ? "" : tried === equal ? count(tried) : `${equal} of ${tried}`;

function remark({ name, isThere, table: tried, more }: ModuleMeasure): string {
  if (!isThere) return "not there";
  if (tried.tried + more.tried > 0) return "";
  return ELSEWHERE[name] === undefined ? "there, not compared here" : `compared in ${ELSEWHERE[name]}`;
}

/** A sentence of the whole. */
export function modulesSummary(measures: readonly ModuleMeasure[]): string {
  const table = measures.filter(({ samples }) => samples !== null);
  const others = measures.filter(({ samples }) => samples === null);
  const there = (all: readonly ModuleMeasure[]) => all.filter(({ isThere }) => isThere).length;
  const tried = measures.reduce((sum, { table, more }) => sum + table.tried + more.tried, 0);
  const equal = measures.reduce((sum, { table, more }) => sum + table.equal + more.equal, 0);
  return (
    `**Modules.** Of the ${table.length} modules of PyTorch's own table (\`module_db\`) ${there(table)} are there, of ` +
    `${others.length} others that training scripts use ${there(others)}. [Module by module](#modules) ${count(tried)} ` +
    `samples are tried, of which ${tried === equal ? "all" : count(equal)} agree.`
  );
}

export function modulesSection(measures: readonly ModuleMeasure[]): string {
  const fromTable = measures.filter(({ samples }) => samples !== null);
  const others = measures.filter(({ samples }) => samples === null);
  return [
    "## Modules",
    paragraph(
      "The state that a module starts with for a seed, what it prints, its output, its gradients by inputs and parameters, in " +
        "float32 and float64, while training and while evaluating; in float64 second derivatives too, wherever PyTorch has them. " +
        "Equal are numbers within 1e-5 in float32 and 1e-10 in float64, relative to their size or to a tenth of the largest " +
        "(in float32 at least of 1, in float64 of 0.1); whole numbers and what is random are exactly PyTorch's. Where PyTorch has " +
        "many samples, some are recorded here; `npm run conformance:modules` compares all. Each sample also runs compiled, to the same bits " +
        "([modules.test.ts](../packages/downhill/test/nn/modules.test.ts), and for sequences " +
        "[sequences.test.ts](../packages/downhill/test/nn/sequences.test.ts)), and refusals are PyTorch's in its words.",
    ),
    table(
      ["module", "PyTorch's samples:", "of them equal:", "ours equal:", ""],
      fromTable.map((one) => [one.name, one.samples ?? 0, tallied(one.table), tallied(one.more), remark(one)]),
    ),
    "Besides the table:",
    table(
      ["module", "ours equal:", ""],
      others.map((one) => [one.name, tallied(one.more), remark(one)]),
    ),
  ].join("\n\n");
}
