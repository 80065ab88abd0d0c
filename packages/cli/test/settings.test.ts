import { describe, expect, test } from "vitest";
import { UsageError } from "../src/errors.ts";
import { contestants } from "../src/race/contestants.ts";
import { parseOptimizers, resolveSettings } from "../src/race/settings.ts";

const resolve = (names: string | null, rates: string[] = [], assignments: string[] = []) =>
  Object.fromEntries(
    resolveSettings(parseOptimizers(names), rates, assignments).map(({ contestant, settings }) => [
      contestant.key,
      settings,
    ]),
  );

describe("parseOptimizers", () => {
  test("all eleven are in the race by default", () => {
    expect(parseOptimizers(null).length).toBe(11);
    expect(new Set(contestants.map(({ key }) => key)).size).toBe(11);
  });

  test("names may be spelled as anybody does, and twice is once", () => {
    const names = parseOptimizers("RMSprop, adam,rms-prop,Sparse_Adam").map(({ key }) => key);
    expect(names).toEqual(["adam", "sparseadam", "rmsprop"]);
  });

  test.each([
    ["adma", /^no optimizer "adma"; there are sgd, adam, .*lbfgs, did you mean "adam"\?$/],
    ["adam,", /^--optimizers wants names separated by commas/],
    ["", /^--optimizers wants names/],
    ["toString", /^no optimizer "toString"/],
  ])("refuses %j", (text, message) => {
    expect(() => parseOptimizers(text)).toThrow(UsageError);
    expect(() => parseOptimizers(text)).toThrow(message);
  });
});

describe("resolveSettings", () => {
  test("every option that has a setting is one the user may set", () => {
    for (const { settings, options } of contestants) {
      expect(Object.keys(options)).toEqual(expect.arrayContaining(Object.keys(settings)));
      expect(options.lr).toBe("number");
    }
  });

  test("a rate for all, then by name, then --set", () => {
    const settings = resolve("sgd,adam,lbfgs", ["adam=0.1", "0.5", "sgd=1e-2"], ["lbfgs.lr=2"]);
    expect(settings).toMatchObject({ sgd: { lr: 0.01, momentum: 0.9 }, adam: { lr: 0.1 }, lbfgs: { lr: 2 } });
  });

  test("the table of contestants is not changed", () => {
    resolve("sgd", ["7"]);
    expect(resolve("sgd").sgd!.lr).toBe(0.01);
  });

  test.each([
    ["sgd.momentum=0.5", "sgd", { momentum: 0.5 }],
    ["SGD.weight_decay=1e-4", "sgd", { weightDecay: 1e-4 }],
    ["sgd.nesterov=true", "sgd", { nesterov: true }],
    ["sgd.nesterov=no", "sgd", { nesterov: false }],
    ["adam.betas=0.9,0.99", "adam", { betas: [0.9, 0.99] }],
    ["rprop.step-sizes=(1e-6, 50)", "rprop", { stepSizes: [1e-6, 50] }],
    ["lbfgs.maxIter=5", "lbfgs", { maxIter: 5 }],
    ["lbfgs.line_search_fn=none", "lbfgs", { lineSearchFn: null }],
    ["lbfgs.lineSearchFn=strong_wolfe", "lbfgs", { lineSearchFn: "strong_wolfe" }],
  ])("--set %s", (assignment, key, expected) => {
    expect(resolve(null, [], [assignment])[key]).toMatchObject(expected);
  });

  test.each([
    [["abc"], [], /^--lr wants a learning rate .* not "abc"$/],
    [["-1"], [], /^--lr wants a learning rate/],
    [["sgd=fast"], [], /^--lr wants .* not "sgd=fast"$/],
    [["0x10"], [], /^--lr wants/],
    [[""], [], /^--lr wants/],
    [["sdg=0.1"], [], /^no optimizer "sdg"; .*did you mean "sgd"\?$/],
    [[], ["sgd"], /^--set wants OPTIMIZER\.OPTION=VALUE, such as sgd\.momentum=0\.9, not "sgd"$/],
    [[], ["sgd.momentum"], /^--set wants/],
    [[], ["momentum=0.9"], /^--set wants/],
    [[], ["sgd.momentun=0.9"], /^sgd has no option "momentun"; it has lr, momentum, .*did you mean "momentum"\?$/],
    [[], ["adam.constructor=1"], /^adam has no option "constructor"/],
    [[], ["sgd.momentum=high"], /^--set sgd\.momentum=high: expected a number, not "high"$/],
    [[], ["sgd.momentum=1e999"], /expected a number/],
    [[], ["sgd.nesterov=maybe"], /expected true or false/],
    [[], ["adam.betas=0.9"], /expected two numbers such as 0\.9,0\.999/],
    [[], ["adam.betas=0.9,0.99,0.999"], /expected two numbers/],
    [[], ["lbfgs.maxIter=2.5"], /expected a whole number/],
    [[], ["lbfgs.lineSearchFn=armijo"], /expected strong_wolfe or none, not "armijo"/],
  ])("refuses %j %j", (rates, assignments, message) => {
    expect(() => resolve(null, rates, assignments)).toThrow(UsageError);
    expect(() => resolve(null, rates, assignments)).toThrow(message);
  });

  test("refuses settings for who doesn't take part", () => {
    expect(() => resolve("adam", ["sgd=0.1"])).toThrow(
      '"sgd" is given a setting, but --optimizers leaves it out of the race',
    );
  });
});
