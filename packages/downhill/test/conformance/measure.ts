import { optimizers } from "../../src/registry/optimizers.ts";
import { averagesFixture, compareAverage } from "../optim/support/averaging.ts";
import { clippedCases, compareClip } from "../optim/support/clipping.ts";
import type { Comparison } from "../optim/support/comparison.ts";
import { type Case, optimizerFixture, type PackedOptions } from "../optim/support/fixtures.ts";
import { compareLbfgs, lbfgsFixture } from "../optim/support/lbfgsReplay.ts";
import { compareMuon } from "../optim/support/muonReplay.ts";
import { Replay } from "../optim/support/replay.ts";
import { compareSchedule, replaySchedule, schedulerFixture } from "../optim/support/schedules.ts";
import type { FloatName } from "../optim/support/streams.ts";
import { suite } from "../optim/torchSuite/optimizerBench.ts";
import { type ModuleMeasure, measureModules } from "./modules.ts";

/** What the fixtures hold and how the library compares, for the page on conformance. */

export const DTYPES: readonly FloatName[] = ["float32", "float64"];

/** A largest difference per type; null where the library refused a case. */
export type Largest = Record<FloatName, number | null>;

/** Cases that differ in shapes and numbers only. */
export interface CaseGroup {
  readonly label: string;
  /** Whether it is one of the option sets of PyTorch's own table. */
  readonly fromTable: boolean;
  /** The options, where all the cases have the same. */
  options: PackedOptions | null;
  cases: number;
  /** Steps compared in each type, in all cases together. */
  steps: number;
  /** In units in the last place, or what the optimizer's tolerance counts. */
  readonly largest: Largest;
}

export interface OptimizerMeasure {
  readonly name: string;
  readonly groups: readonly CaseGroup[];
}

export interface SchedulerMeasure {
  readonly name: string;
  cases: number;
  steps: number;
  ulp: number;
}

export interface ClippingMeasure {
  /** Of the norm. */
  readonly order: number;
  cases: number;
  readonly ulp: Record<FloatName, number>;
}

export interface Measures {
  /** The elementwise optimizers, and Adafactor. */
  readonly exact: readonly OptimizerMeasure[];
  readonly lbfgs: OptimizerMeasure;
  /** Differences of parameters; those of momenta are `muonMomentum`. */
  readonly muon: OptimizerMeasure;
  readonly muonMomentum: number;
  readonly schedulers: readonly SchedulerMeasure[];
  readonly averages: { readonly ways: number; readonly cases: number; readonly updates: number; readonly ulp: number };
  readonly clipping: readonly ClippingMeasure[];
  readonly modules: readonly ModuleMeasure[];
}

/** What a case is shown under: its name without the size, and kinds of cases that are many under one name. */
function labelOf(name: string): { label: string; fromTable: boolean } {
  const fromTable = name.includes("optim_db: ");
  const plain = name.replace("optim_db: ", "");
  const kinds: readonly [RegExp, string][] = [
    [/^(sparse, )?drawn \d+/, "$1options drawn at random"],
    [/^numbers about 2\^.*/, "very small and very large numbers"],
    [/^nan, infinities, zeros, denormals.*/, "nan, infinities, zeros, denormals"],
    [/^the same parameter twice.*/, "the same parameter twice"],
    [/^shape \[.*/, "shapes"],
    [/^(.*), 100003$/, "100,003 elements: $1"],
  ];
  const kind = kinds.find(([pattern]) => pattern.test(plain));
  const named = kind === undefined ? plain.replace(/: \w+ \[.*\]$/, "") : plain.replace(...kind);
  return { label: named.replace(/, (\d+|\[[\d, ]*\])$/, ""), fromTable };
}

class Groups {
  readonly #byLabel = new Map<string, CaseGroup>();

  /** Adds a case whose types have each been compared, or refused (null). */
  add(of: { readonly name: string; readonly options: PackedOptions }, steps: number, largest: Largest): void {
    const { label, fromTable } = labelOf(of.name);
    const key = `${fromTable} ${label}`;
    let group = this.#byLabel.get(key);
    if (group === undefined) {
      group = { label, fromTable, options: of.options, cases: 0, steps: 0, largest: { float32: 0, float64: 0 } };
      this.#byLabel.set(key, group);
    }
    if (JSON.stringify(of.options) !== JSON.stringify(group.options)) group.options = null;
    group.cases++;
    group.steps += steps;
    for (const dtype of DTYPES) group.largest[dtype] = larger(group.largest[dtype], largest[dtype]);
  }

  get list(): CaseGroup[] {
    return [...this.#byLabel.values()];
  }
}

/** The larger of two differences; null, a refusal, is larger than any. */
export function larger(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : Math.max(a, b);
}

/** The largest difference over the types of a case; null for those that the optimizer refuses. */
function largestOf(
  of: { readonly results: Readonly<Record<string, unknown>> },
  compare: (dtype: FloatName) => number,
): Largest {
  const result: Largest = { float32: 0, float64: 0 };
  for (const dtype of DTYPES) if (dtype in of.results) result[dtype] = compare(dtype);
  return result;
}

const lastStep = ({ results }: Case) => Math.max(...Object.keys(Object.values(results)[0]).map(Number));

/** Whether the optimizer can be made with a case's options. */
function isSupported(of: Case, name: string): boolean {
  try {
    new Replay(optimizerFixtures.get(name)!, of, "float32");
    return true;
  } catch {
    return false;
  }
}

const EXACT = suite.optimizers.map(({ name }) => name).filter((name) => optimizers.get(name).exact);
const optimizerFixtures = new Map([...EXACT, "Muon"].map((name) => [name, optimizerFixture(name)] as const));

function measureExact(name: string, replayed: boolean): OptimizerMeasure {
  const fixture = optimizerFixtures.get(name)!;
  const groups = new Groups();
  for (const of of fixture.cases) {
    const steps = lastStep(of);
    if (!isSupported(of, name)) groups.add(of, steps, { float32: null, float64: null });
    else {
      const compare = (dtype: FloatName) =>
        new Replay(fixture, of, dtype, of.large === true ? "kept" : "new").compare(of.results[dtype]).ulp;
      groups.add(of, steps, largestOf(of, replayed ? compare : () => 0));
    }
  }
  return { name, groups: groups.list };
}

function measureLbfgs(): OptimizerMeasure {
  const groups = new Groups();
  for (const of of lbfgsFixture.cases) {
    let steps = 0;
    const largest = largestOf(of, (dtype) => {
      const { error, differences, ...rest } = compareLbfgs(of, dtype);
      steps = rest.steps;
      return differences.length > 0 ? Number.POSITIVE_INFINITY : error;
    });
    groups.add(of, steps, largest);
  }
  return { name: "LBFGS", groups: groups.list };
}

function measureMuon(): { muon: OptimizerMeasure; muonMomentum: number } {
  const fixture = optimizerFixtures.get("Muon")!;
  const groups = new Groups();
  let muonMomentum = 0;
  for (const of of fixture.cases) {
    const largest = largestOf(of, (dtype) => {
      const { error, ulp } = compareMuon(fixture, of, dtype);
      muonMomentum = Math.max(muonMomentum, ulp);
      return error;
    });
    groups.add(of, lastStep(of), largest);
  }
  return { muon: { name: "Muon", groups: groups.list }, muonMomentum };
}

function measureSchedulers(replayed: boolean): SchedulerMeasure[] {
  const byName = new Map<string, SchedulerMeasure>();
  for (const of of schedulerFixture.cases) {
    const measure = byName.get(of.name) ?? { name: of.name, cases: 0, steps: 0, ulp: 0 };
    byName.set(of.name, measure);
    measure.cases++;
    const { steps, ulp }: Pick<Comparison, "steps" | "ulp"> = replayed
      ? compareSchedule(of, replaySchedule(of).sequence)
      : { steps: of.epochs?.length ?? Math.max(...Object.keys(of.sampled).map(Number)), ulp: 0 };
    measure.steps += steps;
    measure.ulp = Math.max(measure.ulp, ulp);
  }
  return [...byName.values()];
}

function measureClipping(): ClippingMeasure[] {
  const byOrder = new Map<number, ClippingMeasure>();
  for (const of of clippedCases) {
    const order = Number(String(of.normType).replace("inf", "Infinity"));
    const measure = byOrder.get(order) ?? { order, cases: 0, ulp: { float32: 0, float64: 0 } };
    byOrder.set(order, measure);
    measure.cases++;
    measure.ulp[of.dtype] = Math.max(measure.ulp[of.dtype], compareClip(of).ulp);
  }
  return [...byOrder.values()].sort((a, b) => a.order - b.order);
}

/**
 * Compares the library with all fixtures of optimizers, schedulers, averages and modules.
 *
 * @param replayed whether to run also those cases that tests of their own allow no difference: false takes their word
 */
export function measure({ replayed }: { readonly replayed: boolean }): Measures {
  const { warn } = console;
  console.warn = () => {}; // duplicate parameters and deprecated arguments are among the cases
  try {
    const averages = averagesFixture.averaged.map(compareAverage);
    return {
      exact: EXACT.map((name) => measureExact(name, replayed)),
      lbfgs: measureLbfgs(),
      ...measureMuon(),
      schedulers: measureSchedulers(replayed),
      averages: {
        ways: new Set(averagesFixture.averaged.map(({ way }) => way)).size,
        cases: averages.length,
        updates: averages.reduce((sum, { steps }) => sum + steps, 0),
        ulp: Math.max(...averages.map(({ ulp }) => ulp)),
      },
      clipping: measureClipping(),
      modules: measureModules(replayed),
    };
  } finally {
    console.warn = warn;
  }
}
