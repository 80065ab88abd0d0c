import { optimizers } from "downhill/registry";
import { describe, expect, test } from "vitest";
import { raceHelp } from "../src/commands/raceHelp.ts";
import { published } from "../src/entries/published.ts";
import { type Defaults, parseOptimizers, resolveEntries, schedulerNames } from "../src/entries/settings.ts";
import { UsageError } from "../src/errors.ts";
import { choosableSchedulers } from "../src/training/schedule.ts";

const entries = (names: string[], rates: string[] = [], assignments: string[] = [], defaults?: Defaults) =>
  resolveEntries(parseOptimizers(names), rates, assignments, defaults);
const resolve = (...args: Parameters<typeof entries>) =>
  Object.fromEntries(entries(...args).map(({ key, choice }) => [key, choice.settings]));

describe("parseOptimizers", () => {
  test("all that are registered take part by default, and by name", () => {
    const keys = Object.keys(resolve([]));
    expect(keys).toEqual(optimizers.names.map((name) => name.toLowerCase()));
    expect(keys.length).toBeGreaterThanOrEqual(15);
    expect(Object.keys(resolve(["all"]))).toEqual(keys);
    expect(Object.keys(resolve(["all", "sgd(lr=7)"]))).toEqual([...keys, "sgd-2"]);
  });

  test("names may be spelled as anybody does, and twice is once", () => {
    expect(Object.keys(resolve(["RMSprop, adam,rms-prop", "Sparse_Adam"]))).toEqual(["rmsprop", "adam", "sparseadam"]);
  });

  test("what stands in parentheses counts as it is, and what doesn't is PyTorch's", () => {
    expect(resolve(["sgd(lr=0.1, momentum=0.9)", "sgd(lr=0.01)", "sgd", "adam( betas = (0.9, 0.99) ),rprop"])).toEqual({
      sgd: { lr: 0.1, momentum: 0.9 },
      "sgd-2": { lr: 0.01 },
      "sgd-3": { lr: 0.01, momentum: 0.9 },
      adam: { lr: 0.001, betas: [0.9, 0.99] },
      rprop: { lr: 0.01 },
    });
  });

  test("those of one optimizer are called by what tells them apart", () => {
    const names = entries(["sgd(lr=0.1, momentum=0.9)", "sgd(lr=0.1)", "sgd(lr=0.1,scheduler=cosine)", "adam"]);
    expect(names.map(({ name }) => name)).toEqual([
      "SGD momentum 0.9, scheduler constant",
      "SGD momentum 0, scheduler constant",
      "SGD momentum 0, scheduler CosineAnnealingLR",
      "Adam",
    ]);
  });

  test("a scheduler alone leaves the settings that there would be", () => {
    const [sgd, adam] = entries(["sgd(scheduler=cosine)", "adam(lr=0.1, scheduler=step(step_size=10, gamma=0.5))"]);
    expect(sgd!.choice).toEqual({
      name: "SGD",
      settings: { lr: 0.01, momentum: 0.9 },
      scheduler: { name: "CosineAnnealingLR", settings: {} },
    });
    expect(adam!.choice).toEqual({
      name: "Adam",
      settings: { lr: 0.1 },
      scheduler: { name: "StepLR", settings: { stepSize: 10, gamma: 0.5 } },
    });
  });

  test.each([
    ["cosine", "CosineAnnealingLR"],
    ["CosineAnnealingLR", "CosineAnnealingLR"],
    ["restarts", "CosineAnnealingWarmRestarts"],
    ["one_cycle", "OneCycleLR"],
    ["plateau", "ReduceLROnPlateau"],
    ["multistep(milestones=[3,5])", "MultiStepLR"],
    ["polynomial", "PolynomialLR"],
  ])("the scheduler %s", (text, name) => {
    expect(entries([`sgd(scheduler=${text})`])[0]!.choice.scheduler!.name).toBe(name);
  });

  test.each([
    ["adma", /^no optimizer "adma"; there are adadelta, .*sgd, did you mean "adam"\?$/],
    ["adam,", /^--optimizers wants names separated by commas/],
    ["", /^--optimizers wants names/],
    ["toString", /^no optimizer "toString"/],
    ["sgd(lr=0.1", /^--optimizers wants names/],
    ["sgd(lr=0.1))", /^--optimizers wants names/],
    ["sgd(lr)", /^expected a name and options, such as "sgd\(lr=0\.1, momentum=0\.9\)", not "sgd\(lr\)"$/],
    ["sgd()x", /^expected a name and options/],
    ["sgd(lr=fast)", /^sgd\(lr=fast\): expected a number, not "fast"$/],
    ["sgd(momentun=0.9)", /^sgd has no option "momentun"; it has lr, momentum, .*did you mean "momentum"\?$/],
    ["sgd(maximize=true)", /^sgd has no option "maximize"/],
    ["sgd(scheduler=cosin)", /^no scheduler "cosin"; there are cosine, .*did you mean "cosine"\?$/],
    ["sgd(scheduler=multistep(milestones=[a,b]))", /expected numbers such as \[10,20\]/],
  ])("refuses %j", (text, message) => {
    expect(() => entries([text])).toThrow(UsageError);
    expect(() => entries([text])).toThrow(message);
  });
});

describe("resolveEntries", () => {
  test("published settings are options that can be set, of optimizers that there are", () => {
    for (const [name, { settings }] of Object.entries(published)) {
      expect(Object.keys(optimizers.get(name).options)).toEqual(expect.arrayContaining(Object.keys(settings)));
    }
    for (const name of optimizers.names) expect(published).toHaveProperty(name);
  });

  test("PyTorch's defaults for all", () => {
    expect(resolve(["sgd,adam,lbfgs"], [], [], "pytorch")).toEqual({
      sgd: { lr: 0.001 },
      adam: { lr: 0.001 },
      lbfgs: { lr: 1 },
    });
  });

  test("says where settings are from", () => {
    const sources = entries(["adam", "sgd(lr=1)", "rprop"], [], ["rprop.etas=0.4,1.1"]).map(({ source }) => source);
    expect(sources).toEqual([
      published.Adam!.source,
      "the command line, else PyTorch's defaults",
      "the command line, else PyTorch's default",
    ]);
  });

  test("a rate for all, then by name, then --set, then what is in parentheses", () => {
    const settings = resolve(["sgd,adam,lbfgs,adam(lr=3)"], ["adam=0.1", "0.5", "sgd=1e-2"], ["lbfgs.lr=2"]);
    expect(settings).toMatchObject({
      sgd: { lr: 0.01, momentum: 0.9 },
      adam: { lr: 0.1 },
      lbfgs: { lr: 2 },
      "adam-2": { lr: 3 },
    });
  });

  test("the table of published settings is not changed", () => {
    resolve(["sgd"], ["7"]);
    expect(resolve(["sgd"]).sgd!.lr).toBe(0.01);
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
    ["adafactor.eps=none,0.01", "adafactor", { eps: [null, 0.01] }],
    ["muon.nsCoefficients=3,-4,2", "muon", { nsCoefficients: [3, -4, 2] }],
  ])("--set %s", (assignment, key, expected) => {
    expect(resolve([], [], [assignment])[key]).toMatchObject(expected);
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
    expect(() => entries([], rates, assignments)).toThrow(UsageError);
    expect(() => entries([], rates, assignments)).toThrow(message);
  });

  test("refuses settings for who doesn't take part", () => {
    expect(() => entries(["adam"], ["sgd=0.1"])).toThrow(
      '"sgd" is given a setting, but --optimizers leaves it out of the race',
    );
  });
});

describe("the help", () => {
  test("names every optimizer with its settings, and every scheduler that can be chosen by a name that is understood", () => {
    for (const name of optimizers.names) expect(raceHelp).toMatch(new RegExp(`^  ${name.toLowerCase()} +lr `, "m"));
    for (const name of schedulerNames()) {
      expect(raceHelp).toMatch(new RegExp(`[ ,]${name}(,|$)`, "m"));
      expect(entries([`sgd(scheduler=${name})`])[0]?.choice.scheduler).not.toBeNull();
    }
    expect(schedulerNames()).toHaveLength(choosableSchedulers().length);
  });
});
