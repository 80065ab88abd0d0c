import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test, vi } from "vitest";
import { raceHelp } from "../src/commands/raceHelp.ts";
import { resultColumns } from "../src/race/columns.ts";
import type { RaceJob } from "../src/race/job.ts";
import type { Outcome } from "../src/race/outcome.ts";
import { newRun, type Run } from "../src/race/run.ts";
import { rankRuns } from "../src/race/standings.ts";
import { createProgress } from "../src/terminal/progress.ts";
import { renderTable } from "../src/terminal/table.ts";
import { cut, oneLine, visible } from "../src/terminal/text.ts";
import { line } from "./line.ts";
import { entriesOf, entryOf, pointsOf, runOf } from "./runs.ts";

/** Something to write to that is no terminal. */
function pipe(columns?: number): NodeJS.WriteStream & { text(): string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  return Object.assign(stream, { columns, text: () => Buffer.concat(chunks).toString() }) as never;
}

function jobOf(runs: readonly Run[], more: Partial<RaceJob> = {}): RaceJob {
  return {
    source: { kind: "parabola" },
    problem: line(10),
    entries: runs.map(({ entry }) => entry),
    hidden: [20],
    passes: 2,
    batch: 32,
    seeds: [0, 1],
    seed: 0,
    patience: null,
    classWeights: null,
    tune: null,
    workers: 2,
    ...more,
  };
}

function outcomeOf(runs: readonly Run[], more: Partial<RaceJob> = {}): Outcome {
  return {
    job: jobOf(runs, more),
    tunings: [],
    standings: rankRuns(runs, 2),
    importances: null,
    interrupted: false,
    seconds: 1,
    environment: { downhill: "1", node: "20", platform: "", processor: "", cores: 2, workers: 2, date: "" },
  };
}

describe("renderTable", () => {
  const baseline = 0.3;
  const [sgd, adam, sparse, rprop] = entriesOf("sgd", "adam", "sparseadam", "rprop");
  const runs = [
    runOf(
      sgd!,
      [
        [9, 0.5, 0.4],
        [9, 0.5, 0.42],
      ],
      { baseline },
    ),
    runOf(
      adam!,
      [
        [9, 0.3, 0.2],
        [9, 0.3, 0.21],
      ],
      { baseline },
    ),
    runOf(
      sparse!,
      [
        [9, 0.6, 0.25],
        [9, 0.6, 0.25],
      ],
      { baseline },
    ),
    runOf(rprop!, [[9], [9]], { baseline, seed: { state: "diverged" } }),
  ];

  test("has a line for each, with ranks, marks, the line to beat and notes, and no colours in a pipe", () => {
    const text = renderTable(outcomeOf(runs), pipe());
    const lines = text.split("\n").map((line) => line.trim().split(/\s{2,}/));
    expect(lines[0]).toEqual(["#", "optimizer", "settings", "score", "best (pass)", "R²", "RMSE", "MAE", "time/pass"]);
    expect(lines[1]).toEqual(["1", "Adam", "lr 0.01", "0.2050 ± 0.0071", "0.2050 (2)", "0.500", "2", "1", "1.00 ms"]);
    expect(lines[2]).toEqual(["the mean, always", "0.3000", "0.500", "2", "1"]);
    expect(lines[3]!.slice(0, 4)).toEqual(["2", "SGD ▽", "lr 0.01, momentum 0.9", "0.4100 ± 0.014"]);
    expect(lines[4]!.slice(0, 4)).toEqual(["–", "Rprop ‡", "lr 0.01", "diverged"]);
    const words = text.replace(/\s+/g, " ");
    expect(words).toContain(
      "‡ Takes all training rows in each step, with the same number of passes as the others: Rprop",
    );
    expect(words).toContain("▽ No better than always predicting the mean (0.3000): SGD.");
    expect(words).toContain("Diverged, the loss no longer a finite number, and so not ranked: Rprop (2 of 2) seeds.");
    expect(words).toContain("SparseAdam takes sparse gradients only");
    expect(words).toMatch(/– SparseAdam lr 0\.01 0\.2500/);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours would be such
    expect(text).not.toMatch(/\u001b/);
  });

  test("has all columns in a pipe, however wide they are", () => {
    const text = renderTable(outcomeOf([...runs, runOf("lbfgs", [[0.95], [0.95]])]), pipe());
    expect(text).toContain("lineSearchFn strong_wolfe");
    expect(text).toContain("time/pass");
  });

  test.each([32, 40, 60, 72, 80, 111])("has room in a terminal of %i columns", (columns) => {
    const text = renderTable(outcomeOf(runs), pipe(columns));
    const [table, notes] = text.split("\n\n");
    for (const line of table!.split("\n")) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(table).toMatch(/1 +Adam .*0\.2050/);
    const words = notes!.replace(/\s+/g, " ");
    if (columns < 100) expect(words).toContain("A wider terminal has room for");
    if (columns === 60) expect(words).toMatch(/room for .*RMSE, MAE, time\/pass; the report shows all\./);
  });

  test("says what the first looks at, the most important column first", () => {
    const importances = [
      [
        { column: "a", increases: [0.1, 0.3] },
        { column: "b", increases: [2, 4] },
      ],
      [
        { column: "a", increases: [0.2] },
        { column: "b", increases: [3] },
      ],
    ];
    const words = renderTable({ ...outcomeOf(runs), importances }, pipe()).replace(/\s+/g, " ");
    expect(words).toContain("What Adam looks at, by how much the loss grows when a column is shuffled: b 3, a 0.2000.");
  });

  test("says how far a race got that was stopped, and that one seed tells little", () => {
    const stopped = [
      runOf("sgd", [[9, 0.5, 0.4], [9]]),
      runOf("adam", [
        [9, 0.3, 0.2],
        [9, 0.3],
      ]),
    ];
    for (const { seeds } of stopped) seeds[1]!.state = "stopped";
    expect(renderTable(outcomeOf(stopped), pipe())).toContain("Compared are 1 of 2 seeds, which all have behind them.");
    const one = [runOf("sgd", [[9, 1, 1]]), runOf("adam", [[9, 2, 2]])];
    expect(renderTable(outcomeOf(one, { seeds: [0] }), pipe())).toContain("One seed tells little");
  });

  test("says that settings are ranked, unless each has its best", () => {
    const words = (more: Partial<RaceJob>) => renderTable(outcomeOf(runs, more), pipe()).replace(/\s+/g, " ");
    expect(words({})).toContain("with another learning rate an optimizer may have another rank. --tune finds");
    const tune = { tuned: "rate", trials: 2, seeds: [0] } as const;
    const problem = { ...line(10), encodings: [], test: line(7).training };
    expect(words({ tune, problem })).not.toContain("another rank");
    expect(words({ tune, problem })).toContain("All seeds are measured on the same 7 test rows");
  });
});

describe("the race's help", () => {
  test("explains every column that a table can have", () => {
    const heads = (["regression", "classification"] as const).flatMap((task) =>
      resultColumns(line(10, task)).map(({ head }) => head),
    );
    expect(heads.length).toBeGreaterThan(12);
    const explained = raceHelp
      .split("\n")
      .flatMap((text) => /^ {2,4}(\S.*?) {2,}\S/.exec(text)?.[1]?.split(", ") ?? []);
    for (const head of heads) if (head !== "optimizer") expect(explained, head).toContain(head);
  });
});

describe("createProgress", () => {
  const terminal = (columns: number) =>
    Object.assign(pipe(columns), {
      isTTY: true,
      rows: 24,
      hasColors: () => false,
      cursorTo() {},
      clearLine() {},
      moveCursor() {},
    });
  const running = { state: "running" } as const;

  test("writes plain lines where there is no terminal, one for each seed that all have finished", () => {
    const stream = pipe();
    const runs = [runOf("sgd", [[], []], { seed: running }), runOf("adam", [[], []], { seed: running })];
    const progress = createProgress(stream, jobOf(runs), false);
    progress.start(runs);
    const finish = (run: number, seed: number, loss: number, state: "finished" | "diverged" = "finished") => {
      const one = runs[run]!.seeds[seed]!;
      Object.assign(one, { state, points: runOf("sgd", [[9, loss]]).seeds[0]!.points });
      progress.update(runs[run]!);
    };
    finish(0, 0, 0.5);
    expect(stream.text()).toBe("");
    finish(1, 0, 0.25);
    expect(stream.text()).toBe("seed 0 (1/2): SGD 0.5000, Adam 0.2500\n");
    finish(0, 1, 0.4);
    finish(1, 1, 0.4, "diverged");
    progress.end();
    expect(stream.text().split("\n")[1]).toBe("seed 1 (2/2): SGD 0.4000, Adam diverged");
  });

  test("tells the best of each one's trials", () => {
    const stream = pipe();
    const entry = entryOf("adam");
    const job = jobOf([runOf(entry, [[1]])], { tune: { tuned: "rate", trials: 2, seeds: [0] } });
    const progress = createProgress(stream, job, false);
    const results = [
      { settings: { lr: 0.1 }, score: 0.5 },
      { settings: { lr: 1 }, score: Number.POSITIVE_INFINITY },
    ];
    progress.trial({ entry, results: results.slice(0, 1), trials: 2, done: 1.5 });
    progress.trial({ entry, results, trials: 2, done: 2 });
    progress.trial({ entry, results, trials: 2, done: 2 });
    expect(stream.text()).toBe("Adam: the best of 2 trials is lr 0.1, loss 0.5000\n");
  });

  test("draws a bar for each in a terminal", () => {
    const stream = terminal(100);
    const runs = [runOf("sgd", [[0.6, 0.5], []]), runOf("adam", [[], []], { seed: running })];
    Object.assign(runs[0]!.seeds[1]!, { state: "running", passes: 1.9 });
    const progress = createProgress(stream, jobOf(runs), false);
    progress.start(runs);
    for (const run of runs) progress.update(run);
    progress.end();
    expect(stream.text()).toMatch(/SGD +█+░+ 3\/4 passes loss 0\.5000/);
    expect(stream.text()).toMatch(/Adam +░+ 0\/4 passes loss –/);
  });

  test("counts on from the passes that an earlier race has made", () => {
    const entry = entryOf("adam");
    const job = { ...jobOf([runOf(entry, [[1], [1]])]), passes: 50, resume: { folder: "", passes: 25 } };
    const run = newRun(entry, job.seeds, 25);
    const bars = terminal(100);
    const drawn = createProgress(bars, job, false);
    drawn.start([run]);
    drawn.end();
    expect(bars.text()).toMatch(/Adam +█+░+ 50\/100 passes/);

    const stream = pipe();
    const lines = createProgress(stream, job, false);
    lines.start([run]);
    run.seeds[0]!.points.push(...pointsOf([0.5]));
    const now = vi.spyOn(performance, "now").mockReturnValue(performance.now() + 60_000);
    lines.update(run);
    now.mockRestore();
    expect(stream.text()).toMatch(/^50 %: Adam is at a loss of 0\.5000/);
  });

  test("draws bars that fit a narrow terminal", () => {
    const stream = terminal(52);
    const runs = [runOf("sparseadam", [[0.5]]), runOf("adam", [[1e-7]])];
    const job = jobOf(runs, { tune: { tuned: "rate", trials: 12, seeds: [0] }, seeds: [0] });
    const progress = createProgress(stream, job, false);
    progress.trial({ entry: runs[0]!.entry, results: [{ settings: { lr: 0.1 }, score: 0.5 }], trials: 12, done: 1 });
    progress.start(runs);
    for (const run of runs) progress.update(run);
    progress.end();
    const lines = stripVTControlCharacters(stream.text()).split(/[\r\n]+/);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(52);
    expect(lines.some((line) => line.startsWith("SparseAdam"))).toBe(true);
  });

  test("is silent when told to be", () => {
    const stream = pipe();
    const run = runOf("sgd", [[1, 1]]);
    const progress = createProgress(stream, jobOf([run]), true);
    progress.start([run]);
    progress.update(run);
    expect(stream.text()).toBe("");
  });
});

describe("text from files", () => {
  test("stays on one line and can't command the terminal", () => {
    expect(oneLine("a\r\n  b\u001b[31mc\u0007")).toBe("a b\\u001b[31mc\\u0007");
  });

  test("is seen as what it is", () => {
    const unseen = [
      ["\u009b", "a C1 control character"],
      ["\u202e", "an override of the direction"],
      ["\u2067", "an isolate"],
      ["\u061c", "an Arabic letter mark"],
      ["\u200b", "a space without width"],
      ["\u200d", "a joiner"],
      ["\ufeff", "a byte order mark"],
      ["\u00ad", "a soft hyphen"],
      ["\u2028", "a line separator"],
      ["\u3164", "a filler"],
      ["\ufe0f", "a variation selector"],
      ["\ud800", "half a character"],
      ["\u{e0041}", "a tag"],
    ];
    for (const [character, what] of unseen) {
      const text = visible(`a${character}b`);
      expect(text, what).toMatch(/^a(\\u[0-9a-f]{4})+b$/);
      expect(JSON.parse(visible(JSON.stringify(`a${character}b`)))).toBe(`a${character}b`);
    }
    for (const seen of ["größe", "數據", "عمر", "🙂", "e\u0301", "a b"]) expect(visible(seen)).toBe(seen);
  });

  test("takes time in proportion to its length, whatever is in it", () => {
    for (const part of [" ", "\n", " \n", "\r", "\u202e", "\\", "\t "]) {
      const start = performance.now();
      expect(oneLine(`x${part.repeat(500_000)}x`)).toMatch(/^x/);
      expect(performance.now() - start, JSON.stringify(part)).toBeLessThan(2000);
    }
    expect(cut("x".repeat(1e6)).length).toBe(71);
  });
});
