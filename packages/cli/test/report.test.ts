import { createHash } from "node:crypto";
import { link, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { optimizers } from "downhill/registry";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Dataset } from "../src/data/dataset.ts";
import type { Entry } from "../src/entries/entries.ts";
import type { RaceJob } from "../src/race/job.ts";
import type { Outcome } from "../src/race/outcome.ts";
import { rankRuns } from "../src/race/standings.ts";
import { renderBars } from "../src/report/bars.ts";
import { type Chart, renderChart as renderChartWith } from "../src/report/chart.ts";
import { renderReport } from "../src/report/html.ts";
import { placeLabels } from "../src/report/labels.ts";
import { narrow } from "../src/report/layout.ts";
import { looksOf } from "../src/report/palette.ts";
import { standalone } from "../src/report/plot.ts";
import { allPlots, drawPlots, plotNames } from "../src/report/plots.ts";
import { drawReport, prepareFolder, writeReport } from "../src/report/write.ts";
import type { ClassificationMeasures } from "../src/training/assessment.ts";
import type { DataProblem, FunctionProblem } from "../src/training/problem.ts";
import { entriesOf, runOf } from "./runs.ts";

const looks = looksOf(entriesOf("sgd", "adam", "asgd"));
const renderChart = (chart: Chart) => renderChartWith(chart, looks);

const hostile = `<script>alert("x")</script> & 'y'`;
const grid = Float64Array.of(0, 1, 2);
const rows = { rows: 64, inputs: new Float32Array(64), bins: new Int32Array(64), targets: new Float32Array(64) };
const problem: DataProblem = {
  kind: "data",
  title: hostile,
  task: "regression",
  target: hostile,
  classes: [],
  features: [hostile],
  encodings: null,
  training: rows,
  validation: rows,
  test: null,
  lookup: { columns: 1, entries: 2 },
  classWeights: null,
  scaling: { mean: 10, scale: 2 },
  curve: {
    xLabel: hostile,
    yLabel: "y",
    points: [
      [0, 1],
      [2, 5],
    ],
    grid,
    inputs: Float32Array.from(grid),
    bins: new Int32Array(3),
  },
  lossName: "mean squared error",
  heldOut: "the validation rows",
  notes: [hostile],
};

function jobOf(entries: readonly Entry[], changes: Partial<DataProblem> | FunctionProblem = {}): RaceJob {
  return {
    source: { kind: "parabola" },
    problem: changes.kind === "function" ? changes : { ...problem, ...changes },
    entries,
    hidden: [20],
    passes: 2,
    batch: 32,
    seeds: [7, 8],
    seed: 7,
    patience: null,
    classWeights: null,
    tune: null,
    workers: 2,
  };
}

const environment = {
  downhill: "0.1.0",
  node: "20",
  platform: "linux",
  processor: "cpu",
  cores: 2,
  workers: 2,
  date: "2024-01-31",
};

function outcome(changes: Partial<DataProblem> = {}, more: Partial<Outcome> = {}): Outcome {
  const fit = Float64Array.of(12, 14, 16);
  const [sgd, adam, lbfgs, sparse] = entriesOf("sgd", "adam", "lbfgs", "sparseadam");
  const runs = [
    runOf(sgd!, [
      [9, 0.5, 0.4],
      [9, 0.5, 0.45],
    ]),
    runOf(adam!, [
      [9, 0.3, 0.2],
      [9, 0.3, 0.21],
    ]),
    runOf(lbfgs!, [[9, 1e30], []], { seed: { state: "diverged" } }),
    runOf(sparse!, [
      [9, 1, 1.5],
      [9, 1, 1.5],
    ]),
  ];
  for (const { seeds } of runs) {
    for (const seed of seeds) {
      seed.baseline = {
        loss: 1,
        measures: { kind: "regression", rSquared: 0, rootMeanSquaredError: 2, meanAbsoluteError: 1 },
      };
      seed.legacy = { ...seed.legacy!, fit };
    }
  }
  return {
    job: jobOf(
      runs.map(({ entry }) => entry),
      changes,
    ),
    tunings: [],
    standings: rankRuns(runs, 2),
    importances: null,
    interrupted: false,
    seconds: 1.5,
    environment,
    ...more,
  };
}

const measures = (share: number): ClassificationMeasures => ({
  kind: "classification",
  logLoss: 0.3,
  accuracy: 0.9,
  balancedAccuracy: 0.8,
  f1: 0.7,
  areaUnderCurve: 0.95,
  confusion: [
    [8, 2],
    [1, 9],
  ],
  calibration: Array.from({ length: 10 }, (_, i) => ({
    count: i,
    predicted: i * (i / 10 + 0.05),
    happened: i * share,
  })),
});

/** A classification that was tuned, with everything that there can be. */
function tunedOutcome(): Outcome {
  const entries = entriesOf("sgd", "adam(lr=0.1)", "adam(lr=0.2)");
  const runs = entries.map((entry, i) => runOf(entry, [[3, 2 - i / 10]], { measures: measures(0.5), baseline: 1 }));
  const job = jobOf(entries, { task: "classification", classes: [hostile, "b"], features: ["a", "b"], curve: null });
  return {
    ...outcome(),
    job: { ...job, seeds: [8], passes: 1, tune: { tuned: "rate", trials: 3, seeds: [0] } },
    standings: rankRuns(runs, 1),
    tunings: entries.map((entry) => ({
      entry,
      trials: 3,
      done: 3,
      results: [
        { settings: { lr: 0.01 }, score: 2 },
        { settings: { lr: 0.1 }, score: 1 },
        { settings: { lr: 1 }, score: Number.POSITIVE_INFINITY },
      ],
    })),
    importances: [
      [
        { column: hostile, increases: [0.5, 0.6] },
        { column: "b", increases: [-0.01, 0.01] },
      ],
    ],
  };
}

/** A function of two dimensions. */
function functionOutcome(): Outcome {
  const entries = entriesOf("sgd", "rprop");
  const runs = entries.map((entry) =>
    runOf(entry, [[4, 1, 0.1]], {
      points: () => ({ validation: null, score: null }),
      seed: {
        places: [
          [-1, 1],
          [0, 0],
          [0.9, 0.8],
        ],
        legacy: null,
      },
    }),
  );
  const valley: FunctionProblem = {
    kind: "function",
    title: "a valley",
    start: Float32Array.of(-1, 1),
    shape: [1, 2],
    evaluate: (x) => x.square().sum(),
    lossName: "value of the function",
    heldOut: "the function itself",
    notes: [],
  };
  return { ...outcome(), job: { ...jobOf(entries, valley), seeds: [0] }, standings: rankRuns(runs, 2) };
}

describe("placeLabels", () => {
  test("leaves labels where they are if there is room", () => {
    expect(placeLabels([50, 10, 90], 15, 0, 100)).toEqual([50, 10, 90]);
  });

  test("spreads labels around where they would overlap", () => {
    expect(placeLabels([50, 50, 51], 10, 0, 100)).toEqual([
      expect.closeTo(40.33, 1),
      expect.closeTo(50.33, 1),
      expect.closeTo(60.33, 1),
    ]);
  });

  test("keeps the order, the distance and the borders", () => {
    const places = fc.array(fc.double({ min: 0, max: 400, noNaN: true }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(places, (wanted) => {
        const placed = placeLabels(wanted, 15, 0, 400);
        const gap = Math.min(15, 400 / Math.max(1, wanted.length - 1));
        const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
        for (let i = 0; i < order.length; i++) {
          const at = placed[order[i]!]!;
          expect(at).toBeGreaterThanOrEqual(-1e-9);
          expect(at).toBeLessThanOrEqual(400 + 1e-9);
          if (i > 0) expect(at - placed[order[i - 1]!]!).toBeGreaterThanOrEqual(gap - 1e-9);
        }
      }),
    );
  });
});

describe("renderChart", () => {
  const chart = (more: Partial<Chart>): Chart => ({
    title: "Loss",
    xLabel: "step",
    yLabel: "loss",
    yScale: "linear",
    series: [],
    ...more,
  });
  const path = (svg: string, key: string) =>
    new RegExp(`data-key="${key}"><path class="line" d="([^"]*)"`).exec(svg)?.[1];

  test("puts the largest value of a log scale at the top and decades at equal distances", () => {
    const svg = renderChart(
      chart({
        yScale: "log",
        series: [
          {
            key: "sgd",
            name: "SGD",
            points: [
              [0, 100],
              [1, 10],
              [2, 1],
            ],
          },
        ],
      }),
    );
    const ys = [...path(svg, "sgd")!.matchAll(/,([\d.]+)/g)].map((match) => Number(match[1]));
    expect(ys[1]! - ys[0]!).toBeCloseTo(ys[2]! - ys[1]!, 0);
    expect(ys[0]!).toBeLessThan(ys[2]!);
  });

  test.each(["linear", "log"] as const)("writes numbers that fit beside the axis on a %s scale", (yScale) => {
    for (const scale of [1e-9, 1e-5, 1, 1e9]) {
      const points = [0, 1, 2, 3].map((i): [number, number] => [i, scale * 10 ** -i]);
      const svg = renderChart(chart({ yScale, series: [{ key: "sgd", name: "SGD", points }] }));
      const labels = [...svg.matchAll(/text-anchor="end">([^<]+)</g)].map(([, label]) => label!);
      expect(labels.length).toBeGreaterThan(2);
      for (const label of labels) expect(label.length).toBeLessThanOrEqual(7);
    }
  });

  test.each(["linear", "log"] as const)("draws nothing that is not a number on a %s scale", (yScale) => {
    const points = [
      [0, 1],
      [1, Number.NaN],
      [2, Number.POSITIVE_INFINITY],
      [3, 0],
      [4, -1],
      [5, 1e300],
      [6, 2],
    ] as const;
    const svg = renderChart(
      chart({
        yScale,
        series: [{ key: "sgd", name: "SGD", points, band: points.map(([x, y]) => [x, y, y] as const) }],
      }),
    );
    expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    expect(svg).toContain("SGD");
  });

  test("a run that explodes doesn't squash the others", () => {
    const calm = (level: number) => Array.from({ length: 10 }, (_, i) => [i, level - i * 0.01] as const);
    const svg = renderChart(
      chart({
        fromZero: true,
        series: [
          { key: "sgd", name: "SGD", points: calm(1) },
          { key: "adam", name: "Adam", points: calm(0.9) },
          {
            key: "asgd",
            name: "ASGD",
            points: [
              [0, 1],
              [1, 1e9],
            ],
          },
        ],
      }),
    );
    const [, , , top] = /data-domain="([^"]*)"/.exec(svg)![1]!.split(" ").map(Number) as number[];
    expect(top).toBeLessThan(10);
  });

  test.each([
    [],
    [[0, 1]],
    [
      [3, 0.5],
      [3, 0.5],
    ],
  ] as const)("copes with the points %j", (...points) => {
    for (const yScale of ["linear", "log"] as const) {
      const svg = renderChart(chart({ yScale, series: [{ key: "sgd", name: "SGD", points: points as never }] }));
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

describe("renderChart's other parts", () => {
  const series = [
    {
      key: "sgd",
      name: "SGD",
      points: [
        [0.001, 1],
        [0.01, 0.5],
        [0.1, 0.7],
      ] as const,
    },
  ];
  const base: Chart = { title: "T", xLabel: "x", yLabel: "y", yScale: "log", series };

  test("decades of a logarithmic x axis are at equal distances", () => {
    const svg = renderChart({ ...base, xScale: "log" });
    const xs = [.../path class="line" d="M([\d.]+),[\d.]+L([\d.]+),[\d.]+L([\d.]+),/.exec(svg)!].slice(1).map(Number);
    expect(xs[1]! - xs[0]!).toBeCloseTo(xs[2]! - xs[1]!, 0);
    expect(svg).toContain('data-x-scale="log"');
  });

  test("a line to compare with has its name, and a chosen point a ring", () => {
    const reference = {
      label: "the mean",
      points: [
        [0.001, 0.8],
        [0.1, 0.8],
      ] as const,
    };
    const svg = renderChart({ ...base, reference, series: [{ ...series[0]!, mark: [0.01, 0.5] }] });
    expect(svg).toMatch(/class="reference"><path d="M[^"]+"\/><text[^>]*>the mean</);
    expect(svg.match(/class="mark"/g)).toHaveLength(1);
    // Outside of the axis it isn't named.
    expect(
      renderChart({
        ...base,
        reference: {
          label: "far",
          points: [
            [0, 1e9],
            [1, 1e9],
          ],
        },
      }),
    ).not.toContain("far");
  });

  test("long names are shortened in the margin", () => {
    const svg = renderChart({ ...base, series: [{ ...series[0]!, name: "SGD momentum 0.9, scheduler constant" }] });
    expect(svg).toContain("SGD momentum 0.…<");
  });

  test("bars show values and spreads, negative ones too", () => {
    const svg = renderBars({
      title: hostile,
      label: "loss",
      bars: [
        { name: hostile, value: 2, spread: 0.5 },
        { name: "b", value: -0.1, spread: 0 },
      ],
    });
    expect(svg).not.toContain("<script>");
    expect(svg.match(/class="bar"/g)).toHaveLength(2);
    for (const width of svg.matchAll(/width="([^"]+)"/g)) expect(Number(width[1])).toBeGreaterThanOrEqual(0);
    expect(renderBars({ title: "", label: "", bars: [] })).not.toMatch(/NaN/);
  });
});

describe("looks", () => {
  test("no two optimizers share dashes and symbol, so that colours aren't needed to tell them apart", () => {
    const all = [...looksOf(entriesOf(...optimizers.names)).values()];
    expect(all.length).toBeGreaterThanOrEqual(15);
    expect(new Set(all.map(({ dash, symbol }) => `${dash} ${symbol}`)).size).toBe(all.length);
    expect(new Set(all.map(({ light, dash }) => `${light} ${dash}`)).size).toBe(all.length);
  });

  test("lines that lie on each other have their symbols at different places", () => {
    const points = Array.from({ length: 51 }, (_, i) => [i, 1 / (i + 1)] as const);
    const series = ["sgd", "adam"].map((key) => ({ key, name: key, points }));
    const svg = renderChart({ title: "", xLabel: "", yLabel: "", yScale: "linear", series });
    const places = [...svg.matchAll(/class="symbol" transform="translate\(([\d.]+),/g)].map(([, x]) => x);
    // Seven on each line, and one beside each name.
    expect(places).toHaveLength(16);
    expect(new Set(places).size).toBe(15);
  });

  test("a narrow chart has its texts inside, and fewer points", () => {
    const points = Array.from({ length: 400 }, (_, i) => [i, 1 / (i + 1)] as const);
    const title = "A title that is much too long for the line above such a chart";
    const chart: Chart = {
      title,
      xLabel: hostile,
      yLabel: "y".repeat(200),
      yScale: "log",
      series: [{ key: "sgd", name: "SGD", points }],
    };
    const svg = renderChartWith(chart, looks, narrow);
    expect(svg.match(/class="title"/g)!.length).toBeGreaterThan(1);
    for (const [, line] of svg.matchAll(/<text[^>]*>(y+)(?:, log scale)?</g)) expect(line!.length).toBeLessThan(55);
    const drawn = /class="line" d="([^"]*)"/.exec(svg)![1]!.split("L");
    expect(drawn.length).toBeLessThanOrEqual(narrow.mostPoints + 1);
    expect(drawn.at(-1)).toMatch(/^308,/);
    expect(svg).not.toContain('class="name"');
  });
});

describe("drawPlots", () => {
  const names = (one: Outcome) => allPlots(drawPlots(one)).map(({ name }) => name);
  const four = (name: string) => ["passes", "seconds"].flatMap((x) => [`${name}-by-${x}-log`, `${name}-by-${x}`]);

  test("draws losses over passes and over seconds, on both scales, and what the problem has besides", () => {
    expect(names(outcome())).toEqual([...four("loss"), ...four("training-loss"), "fit", ...four("embedding-loss")]);
    expect(names(tunedOutcome())).toEqual([
      ...four("loss"),
      ...four("training-loss"),
      "importance",
      "calibration",
      "learning-rates",
    ]);
    expect(names(functionOutcome())).toEqual([...four("loss"), "path"]);
    for (const one of [outcome(), tunedOutcome(), functionOutcome()]) {
      for (const name of names(one)) expect(plotNames).toContain(name);
      for (const { svg } of allPlots(drawPlots(one))) expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });

  test("a curve is the mean of the seeds, with the spread behind it and the line to beat across", () => {
    const [, linear] = drawPlots(outcome()).curves;
    expect(linear!.svg).toMatch(/class="series s-adam" data-key="adam"><path class="band" d="M/);
    expect(linear!.svg).toContain(">mean</text>");
    expect(linear!.svg).toMatch(/data-domain="0 2 0 /);
  });

  test("the seconds are those of the passes", () => {
    const plots = drawPlots(outcome()).curves;
    const seconds = plots.find(({ name }) => name === "loss-by-seconds")!;
    expect(seconds.svg).toMatch(/data-domain="0 0\.002 /);
    expect(seconds.svg).toContain("seconds of training");
  });

  test("the fitted curve is in original units", () => {
    const fit = drawPlots(outcome()).curves.find(({ name }) => name === "fit")!;
    // The fits reach 16; the data end at 5, and at most half as much above.
    expect(fit.svg).toMatch(/data-domain="0 2 1 7/);
  });

  test("the losses of learning rates end where training diverged", () => {
    const { svg } = drawPlots(tunedOutcome()).tuning[0]!;
    const lines = [...svg.matchAll(/class="line" d="M[\d.]+,[\d.]+L[\d.]+,[\d.]+"/g)];
    expect(lines).toHaveLength(3);
    expect(svg.match(/class="mark"/g)).toHaveLength(3);
  });

  test("ways to a function's lowest point are drawn whole, and their passes are values of the function", () => {
    const [loss, , , , way] = drawPlots(functionOutcome()).curves;
    expect(loss!.svg).toContain("passes, each a value of the function and its gradient");
    const [, , low, high] = /data-domain="([^"]*)"/.exec(way!.svg)![1]!.split(" ").map(Number);
    expect(low).toBeLessThanOrEqual(0);
    expect(high).toBeGreaterThanOrEqual(1);
  });

  test("a file of its own has its style and background", () => {
    const [plot] = allPlots(drawPlots(outcome()));
    expect(standalone(plot!, outcome().job.entries)).toMatch(
      /^<\?xml[^>]*>\n<svg [^>]*><style>[\s\S]*--paper[\s\S]*<\/style>[\s\S]*<\/svg>\n$/,
    );
  });
});

const emptyDataset: Dataset = {
  name: "table",
  columns: [],
  target: {
    name: "y",
    task: "regression",
    classes: [],
    values: Float64Array.of(),
    origin: "0",
    unit: "",
    reason: "",
  },
  leftOut: [],
  rows: [],
  notes: [],
};

describe("renderReport", () => {
  const page = (one: Outcome) => renderReport(one, drawPlots(one));
  const html = page(outcome());

  test.each([
    ["a regression", outcome],
    ["a classification that was tuned", tunedOutcome],
    ["a function", functionOutcome],
  ])("of %s holds everything, loads nothing and lets no text from the data become part of the page", (_, make) => {
    const text = page(make());
    expect(text).not.toMatch(/(src|href)="(?!data:)/);
    expect(text).not.toMatch(/@import|url\((?!#)/);
    const addresses = text.match(/https?:\/\/[^"'<\s]+/g) ?? [];
    expect(addresses.every((address) => address.startsWith("http://www.w3.org/"))).toBe(true);
    expect(text).toContain("Content-Security-Policy");
    expect(text).not.toContain("<script>alert");
    expect(text.match(/<script>/g)).toHaveLength(1);
    expect(/\bNaN\b|\bnan\b|undefined|\[object/.exec(text)).toBeNull();
    const ids = [...text.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test("has the table with the line to beat, the switches, the settings and the seeds", () => {
    expect(html).toMatch(/<strong>Adam<\/strong> came first/);
    expect(html).toMatch(
      /<tr role="row" class="first"><td role="cell" class="rank" [^>]*>1<\/td><th [^>]*>.*Adam<\/th>/,
    );
    expect(html).toMatch(/LBFGS ‡<\/th>.*diverged/);
    const order = [...html.matchAll(/<th role="rowheader"[^>]*>(?:<svg.*?<\/svg>)?([^<]+)<\/th>/g)].map(
      ([, name]) => name,
    );
    expect(order.slice(0, 6)).toEqual([
      "Adam",
      "SGD",
      "the mean, always",
      "LBFGS ‡",
      "the mean, always",
      "SparseAdam ▽",
    ]);
    expect(html).toMatch(/<input type="checkbox" id="log" checked>/);
    expect(html).toMatch(/<input type="checkbox" id="seconds">/);
    expect(html).toContain("1-20-1 with ReLU");
    expect(html).toContain("7, 8: each sets the first weights");
  });

  test("explains every column, every optimizer with a sentence and a formula, and the embedding by itself", () => {
    for (const head of ["#", "score", "best (pass)", "R²", "time/pass"]) expect(html).toContain(`<dt>${head}</dt><dd>`);
    expect(html).toMatch(/<dt>Adam<\/dt>\n<dd>Running averages.*<span class="formula">g ← ∇f/);
    expect(html).toMatch(/<dt>LBFGS<\/dt>\n<dd>A quasi-Newton method.*It gets full batches, since/);
    expect(html).toContain("An embedding instead of a network");
    expect(html).toMatch(/SparseAdam takes sparse gradients only/);
  });

  test("of a function marks nobody for batches, which it doesn't have", () => {
    const text = page(functionOutcome());
    expect(text).toContain("Rprop</th>");
    expect(text).not.toContain("‡");
  });

  test("shows what the winner takes for what, and how well it finds each class", () => {
    const text = page(tunedOutcome());
    expect(text).toMatch(/<td class="right" style="--share:80%">8<\/td><td class="wrong" style="--share:20%">2<\/td>/);
    expect(text).toContain("<td>80.0 %</td><td>88.9 %</td><td>0.842</td>");
  });

  test("has the winner's training as programs, whose texts are no part of the page", () => {
    expect(html).toContain("<summary>TypeScript, winner.mts</summary>");
    expect(html).toContain("const optimizer = new optim.Adam(model.parameters(), { lr: 0.01 });");
    expect(html).toContain("optimizer = torch.optim.Adam(model.parameters(), lr=0.01)");
    expect(html).toContain("const x = linspace(-1, 1, 1000)");
    const job = { ...outcome().job, source: { kind: "table", dataset: emptyDataset } as const };
    expect(page({ ...outcome(), job })).not.toContain("winner.mts");
    const file = { path: "<b>.csv", delimiter: ",", missing: [], copy: null };
    const text = page({ ...outcome(), job: { ...job, file } });
    expect(text).toContain("new URL(&#34;%3Cb%3E.csv&#34;, import.meta.url)");
    expect(text).toContain("&#60;b&#62;.csv");
    expect(text).not.toContain("<b>.csv");
  });

  test("says that there is no winner where the spread doesn't support one", () => {
    const runs = entriesOf("sgd", "adam").map((entry, i) =>
      runOf(entry, [
        [9, 1 + i],
        [9, 2 - i],
      ]),
    );
    expect(page({ ...outcome(), standings: rankRuns(runs, 1) })).toContain("No optimizer is ahead");
  });

  test("its script is one the page can run", () => {
    const script = /<script>([\s\S]*)<\/script>/.exec(html)![1]!;
    expect(script.match(/^\(function \w+\(\) ?\{$/gm)).toHaveLength(3);
    expect(script).not.toMatch(/__vite|import\(|require\(/);
    const hash = createHash("sha256").update(script).digest("base64");
    expect(html).toContain(`script-src 'sha256-${hash}'`);
  });
});

describe("writeReport", () => {
  test("writes the page, the results and each plot, and clears away an earlier race's", async () => {
    const folder = join(await mkdtemp(join(tmpdir(), "downhill-")), "a", "b");
    await prepareFolder(folder);
    await writeFile(join(folder, "notes.txt"), "mine");
    await writeFile(join(folder, "loss-per-step.svg"), "of another version");
    expect(await writeReport(folder, drawReport(outcome()))).toBe(join(folder, "report.html"));
    const plots = allPlots(drawPlots(outcome())).map(({ name }) => `${name}.svg`);
    expect((await readdir(folder)).sort()).toEqual([...plots, "notes.txt", "report.html", "results.json"].sort());
    const results = JSON.parse(await readFile(join(folder, "results.json"), "utf8"));
    expect(results).toMatchObject({
      seed: 7,
      seeds: [7, 8],
      passes: 2,
      interrupted: false,
      baseline: { loss: { mean: 1 } },
    });
    expect(
      results.results.map(({ optimizer, rank }: { optimizer: string; rank: number }) => [optimizer, rank]),
    ).toEqual([
      ["adam", 1],
      ["sgd", 2],
      ["lbfgs", null],
      ["sparseadam", null],
    ]);
    expect(results.results[0]).toMatchObject({
      score: { mean: expect.closeTo(0.205) },
      finalLoss: expect.closeTo(0.205),
      state: "finished",
      tied: false,
    });
    expect(results.results[2]).toMatchObject({ state: "diverged", finalLoss: null, score: null, diverged: 2 });
    expect(results.results[0].seeds[0].curve).toMatchObject({ passes: [0, 1, 2], validationLoss: [9, 0.3, 0.2] });
    await writeReport(folder, drawReport(outcome({ curve: null })));
    expect(await readdir(folder)).not.toContain("fit.svg");
  });

  test("replaces files whole, so that whoever ends it in the middle leaves none that is cut", async () => {
    const folder = await mkdtemp(join(tmpdir(), "downhill-"));
    const files = ["report.html", "results.json", "fit.svg"];
    for (const name of files) {
      await writeFile(join(folder, name), "before");
      await link(join(folder, name), join(folder, `${name}.before`));
    }
    await writeReport(folder, drawReport(outcome()));
    for (const name of files) {
      expect(await readFile(join(folder, name), "utf8")).not.toBe("before");
      // What is written in place is seen under both names.
      expect(await readFile(join(folder, `${name}.before`), "utf8")).toBe("before");
    }
  });

  test("says why it can't write", async () => {
    const file = join(await mkdtemp(join(tmpdir(), "downhill-")), "file");
    await writeFile(file, "");
    await expect(prepareFolder(file)).rejects.toThrow(
      `can't write the report to "${file}": it is a file, not a directory`,
    );
    await expect(prepareFolder(join(file, "deeper"))).rejects.toThrow("a part of the path is a file, not a directory");
  });
});
