import { PassThrough } from "node:stream";
import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { rankRuns } from "../src/race/standings.ts";
import { createProgress } from "../src/terminal/progress.ts";
import { renderTable } from "../src/terminal/table.ts";
import { cut, oneLine, visible } from "../src/terminal/text.ts";
import { runOf } from "./runs.ts";

/** Something to write to that is no terminal. */
function pipe(columns?: number): NodeJS.WriteStream & { text(): string } {
  const stream = new PassThrough();
  const chunks: Buffer[] = [];
  stream.on("data", (chunk) => chunks.push(chunk));
  return Object.assign(stream, { columns, text: () => Buffer.concat(chunks).toString() }) as never;
}

describe("renderTable", () => {
  const runs = [
    runOf("sgd", [0.5, 0.4]),
    runOf("adam", [0.3, 0.2]),
    runOf("sparseadam", [0.6]),
    runOf("rprop", [0.9], { state: "diverged" }),
  ];

  test("has a line for each, with ranks, marks and notes, and no colours in a pipe", () => {
    const text = renderTable(rankRuns(runs), "regression", pipe());
    const lines = text.split("\n").map((line) => line.trim().split(/\s{2,}/));
    expect(lines[0]).toEqual(["optimizer", "settings", "final loss", "best loss", "R²", "epochs", "time/step"]);
    expect(lines[1]).toEqual(["to 0.4000"]);
    expect(lines[2]).toEqual(["1", "Adam", "lr 0.01", "0.2000", "0.2000", "0.800", "1", "1.50 ms"]);
    expect(lines[3]).toEqual(["2", "SGD", "lr 0.01, momentum 0.9", "0.4000", "0.4000", "0.600", "2", "1.50 ms"]);
    expect(lines[4]!.slice(0, 2)).toEqual(["–", "SparseAdam †"]);
    expect(lines[5]).toEqual(["–", "Rprop", "lr 0.01", "diverged", "0.9000", "–", "–", "1.50 ms"]);
    expect(text).toContain("† SparseAdam takes sparse gradients only");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours would be such
    expect(text).not.toMatch(/\u001b/);
  });

  test("has all columns in a pipe, however wide they are", () => {
    const text = renderTable(rankRuns([...runs, runOf("lbfgs", [0.95])]), "regression", pipe());
    expect(text).toContain("lineSearchFn strong_wolfe");
    expect(text).toContain("time/step");
  });

  test.each([32, 40, 60, 72, 80, 111])("has room in a terminal of %i columns", (columns) => {
    const text = renderTable(rankRuns(runs), "regression", pipe(columns));
    const [table, notes] = text.split("\n\n");
    for (const line of table!.split("\n")) expect(line.length, line).toBeLessThanOrEqual(columns);
    expect(table).toMatch(/1 +Adam .*0\.2000/);
    const words = notes!.replace(/\s+/g, " ");
    if (columns < 73) expect(words).toContain("A wider terminal has room for");
    else expect(words).not.toContain("wider");
    if (columns === 40) expect(words).toContain("room for lr, best loss, epochs to 0.4000, time/step.");
  });
});

describe("createProgress", () => {
  test("writes plain lines where there is no terminal, one for each epoch that all have run", () => {
    const stream = pipe();
    const runs = [runOf("sgd", []), runOf("adam", [])];
    const progress = createProgress(stream, runs, { epochs: 2, batchesPerEpoch: 4 }, false);
    const finish = (i: number, loss: number) => {
      runs[i]!.epochs.push({ trainingLoss: loss, validationLoss: null, score: 0 });
      progress.update(runs[i]!);
    };
    finish(0, 0.5);
    expect(stream.text()).toBe("");
    finish(1, 0.25);
    expect(stream.text()).toBe("epoch 1/2: SGD 0.5000, Adam 0.2500\n");
    finish(0, 0.4);
    runs[1]!.state = "diverged";
    progress.update(runs[1]!);
    progress.end();
    expect(stream.text().split("\n")[1]).toBe("epoch 2/2: SGD 0.4000, Adam diverged");
  });

  test("writes some twenty lines for a long race", () => {
    const stream = pipe();
    const runs = [runOf("sgd", [])];
    const progress = createProgress(stream, runs, { epochs: 1000, batchesPerEpoch: 1 }, false);
    for (let epoch = 0; epoch < 1000; epoch++) {
      runs[0]!.epochs.push({ trainingLoss: 1, validationLoss: null, score: 0 });
      progress.update(runs[0]!);
    }
    expect(stream.text().trim().split("\n").length).toBe(20);
    expect(stream.text()).toMatch(/epoch 1000\/1000: SGD 1.000\n$/);
  });

  test("draws a bar for each in a terminal", () => {
    const stream = Object.assign(pipe(100), {
      isTTY: true,
      rows: 24,
      hasColors: () => false,
      cursorTo() {},
      clearLine() {},
      moveCursor() {},
    });
    const runs = [runOf("sgd", [0.5]), runOf("adam", [])];
    const progress = createProgress(stream, runs, { epochs: 2, batchesPerEpoch: 4 }, false);
    for (const run of runs) progress.update(run);
    progress.end();
    expect(stream.text()).toMatch(/SGD +█+░+ 1\/2 loss 0\.5000/);
    expect(stream.text()).toMatch(/Adam +░+ 0\/2 loss –/);
  });

  test("draws bars that fit a narrow terminal", () => {
    const stream = Object.assign(pipe(40), {
      isTTY: true,
      rows: 24,
      hasColors: () => false,
      cursorTo() {},
      clearLine() {},
      moveCursor() {},
    });
    const runs = [runOf("sparseadam", [0.5]), runOf("adam", [1e-7])];
    const progress = createProgress(stream, runs, { epochs: 1000, batchesPerEpoch: 4 }, false);
    for (const run of runs) progress.update(run);
    progress.end();
    const lines = stripVTControlCharacters(stream.text()).split(/[\r\n]+/);
    for (const line of lines) expect(line.length, line).toBeLessThanOrEqual(40);
    expect(lines.some((line) => line.startsWith("SparseAdam"))).toBe(true);
  });

  test("is silent when told to be", () => {
    const stream = pipe();
    const run = runOf("sgd", [1, 1]);
    createProgress(stream, [run], { epochs: 2, batchesPerEpoch: 1 }, true).update(run);
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
