import { link, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Problem } from "../src/race/problem.ts";
import { rankRuns } from "../src/race/standings.ts";
import { type Chart, renderChart } from "../src/report/chart.ts";
import { renderReport } from "../src/report/html.ts";
import { placeLabels } from "../src/report/labels.ts";
import { drawPlots, standalone } from "../src/report/plots.ts";
import type { Outcome } from "../src/report/results.ts";
import { drawReport, prepareFolder, writeReport } from "../src/report/write.ts";
import { runOf } from "./runs.ts";

const hostile = `<script>alert("x")</script> & 'y'`;
const grid = Float64Array.of(0, 1, 2);
const problem: Problem = {
  title: hostile,
  task: "regression",
  target: hostile,
  classes: [],
  features: [hostile],
  training: { rows: 64, inputs: new Float32Array(64), bins: new Int32Array(64), targets: new Float32Array(64) },
  validation: null,
  lookup: { columns: 1, entries: 2 },
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
    mean: 10,
    scale: 2,
  },
  lossName: "mean squared error",
  notes: [hostile],
};

function outcome(changes: Partial<Problem> = {}): Outcome {
  const runs = [
    runOf("sgd", [0.5, 0.4], { curve: Float32Array.of(1, 2, 3) }),
    runOf("adam", [0.3, 0.2]),
    runOf("lbfgs", [], { state: "diverged", steps: [1, 1e30, Number.NaN] }),
  ];
  return {
    job: {
      problem: { ...problem, ...changes },
      entries: runs.map(({ entry }) => entry),
      hidden: [20],
      epochs: 2,
      batch: 32,
      seed: 7,
    },
    standings: rankRuns(runs),
    interrupted: false,
    seconds: 1.5,
    environment: { downhill: "0.1.0", node: "20", platform: "linux", processor: "cpu", threads: 2, date: "2024-01-31" },
  };
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
    const svg = renderChart(chart({ yScale, series: [{ key: "sgd", name: "SGD", points, raw: points }] }));
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

describe("drawPlots", () => {
  test("a step on all rows stands where its epoch begins", () => {
    const plots = drawPlots({ ...problem, curve: null }, rankRuns([runOf("lbfgs", [2, 1], { steps: [2, 1] })]), 32);
    expect(plots.map(({ name }) => name)).toEqual([
      "loss-per-step-log",
      "loss-per-step",
      "loss-per-epoch-log",
      "loss-per-epoch",
    ]);
    expect(plots[1]!.svg).toContain('data-domain="1 33 ');
  });

  test("the fitted curve is in original units", () => {
    const fit = drawPlots(problem, outcome().standings, 2).find(({ name }) => name === "fit")!;
    // Predictions 1, 2, 3 with mean 10 and scale 2 are 12, 14, 16; the data end at 5, and at most half as much above.
    expect(fit.svg).toMatch(/data-domain="0 2 1 7/);
  });

  test("a file of its own has its style and background", () => {
    const [plot] = drawPlots(problem, outcome().standings, 2);
    expect(standalone(plot!)).toMatch(
      /^<\?xml[^>]*>\n<svg [^>]*><style>[\s\S]*--paper[\s\S]*<\/style>[\s\S]*<\/svg>\n$/,
    );
  });
});

describe("renderReport", () => {
  const html = renderReport(outcome(), drawPlots(problem, outcome().standings, 2));

  test("holds everything and loads nothing", () => {
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
    expect(html).not.toMatch(/@import|url\((?!#)/);
    expect(html.match(/https?:\/\/[^"'<\s]+/g)?.every((address) => address.startsWith("http://www.w3.org/"))).toBe(
      true,
    );
    expect(html).toContain("Content-Security-Policy");
  });

  test("lets no text from the data become part of the page", () => {
    expect(html).not.toContain("<script>alert");
    expect(html.match(/<script>/g)).toHaveLength(1);
    for (const { svg } of drawPlots(problem, outcome().standings, 2)) expect(svg).not.toContain("<script>");
  });

  test("has the table, the switch, the settings and the seed", () => {
    expect(html).toMatch(/<strong>Adam<\/strong> came first/);
    expect(html).toMatch(/<td class="rank">1<\/td><th scope="row">.*Adam /);
    expect(html).toMatch(/LBFGS.*diverged/);
    expect(html).toMatch(/<input type="checkbox" id="log" checked>/);
    expect(html).toContain("1-20-1 with ReLU");
    expect(html).toContain("7, which sets the initial weights");
  });

  test("its script is one the page can run", () => {
    const script = /<script>([\s\S]*)<\/script>/.exec(html)![1]!;
    expect(script).toMatch(/^\(function interact\(\) ?\{/);
    expect(script).not.toMatch(/__vite|import\(|require\(/);
  });
});

describe("writeReport", () => {
  test("writes the page, the results and each plot, and clears away an earlier race's", async () => {
    const folder = join(await mkdtemp(join(tmpdir(), "downhill-")), "a", "b");
    await prepareFolder(folder);
    await writeFile(join(folder, "notes.txt"), "mine");
    expect(await writeReport(folder, drawReport(outcome(), 2))).toBe(join(folder, "report.html"));
    expect((await readdir(folder)).sort()).toEqual([
      "fit.svg",
      "loss-per-epoch-log.svg",
      "loss-per-epoch.svg",
      "loss-per-step-log.svg",
      "loss-per-step.svg",
      "notes.txt",
      "report.html",
      "results.json",
    ]);
    const results = JSON.parse(await readFile(join(folder, "results.json"), "utf8"));
    expect(results).toMatchObject({ seed: 7, slowest: "sgd", threshold: 0.4, interrupted: false });
    expect(
      results.results.map(({ optimizer, rank }: { optimizer: string; rank: number }) => [optimizer, rank]),
    ).toEqual([
      ["adam", 1],
      ["sgd", 2],
      ["lbfgs", null],
    ]);
    expect(results.results[2]).toMatchObject({ state: "diverged", finalLoss: null, stepLosses: [1, 1e30, null] });
    await writeReport(folder, drawReport(outcome({ curve: null }), 2));
    expect(await readdir(folder)).not.toContain("fit.svg");
  });

  test("replaces files whole, so that whoever ends it in the middle leaves none that is cut", async () => {
    const folder = await mkdtemp(join(tmpdir(), "downhill-"));
    const files = ["report.html", "results.json", "fit.svg"];
    for (const name of files) {
      await writeFile(join(folder, name), "before");
      await link(join(folder, name), join(folder, `${name}.before`));
    }
    await writeReport(folder, drawReport(outcome(), 2));
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
