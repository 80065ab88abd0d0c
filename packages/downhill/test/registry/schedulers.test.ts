import { ones, optim } from "downhill";
import { type OptionInfo, type SchedulerConstructor, type SchedulerInfo, schedulers } from "downhill/registry";
import { describe, expect, it } from "vitest";
import { torch } from "../signatures/torch.ts";
import { trials } from "./ranges.ts";

/** What the registry tells of schedulers is what they do. */

const { lrScheduler, swaUtils } = optim;
const optimizer = () => new optim.SGD([ones([1]).requiresGrad_()], { lr: 0.1, momentum: 0.9 });

/** A value that an option takes. */
function sample(option: OptionInfo): unknown {
  if (option.type === "number" || option.type === "integer") return option.search?.high;
  return option.type === "numbers" ? [2] : (_epoch: number) => 0.5;
}

/** The values of the options that must be given. */
function required({ name, options }: SchedulerInfo): Record<string, unknown> {
  if (name === "OneCycleLR") return { maxLr: 0.1, totalSteps: 10 };
  const needed = Object.entries(options).filter(([, option]) => !("default" in option));
  return Object.fromEntries(needed.map(([key, option]) => [key, sample(option)]));
}

function make(info: SchedulerInfo, options: object = {}): optim.lrScheduler.LRScheduler {
  if (info.combines) throw new Error(`${info.name} is made of others`);
  return new (info.scheduler as SchedulerConstructor)(optimizer(), { ...required(info), ...options } as never);
}

/** The properties that hold options under other names. */
const HIDDEN: readonly string[] = [
  "CyclicLR.baseLr",
  "CyclicLR.maxLr",
  "CyclicLR.stepSizeUp",
  "CyclicLR.stepSizeDown",
  "CyclicLR.scaleFn",
  "CyclicLR.scaleMode",
  "CyclicLR.baseMomentum",
  "CyclicLR.maxMomentum",
  "OneCycleLR.maxLr",
  "OneCycleLR.epochs",
  "OneCycleLR.stepsPerEpoch",
  "OneCycleLR.pctStart",
  "OneCycleLR.annealStrategy",
  "OneCycleLR.baseMomentum",
  "OneCycleLR.maxMomentum",
  "OneCycleLR.divFactor",
  "OneCycleLR.finalDivFactor",
  "OneCycleLR.threePhase",
  "ReduceLROnPlateau.minLr",
];

describe("the registry of schedulers", () => {
  it("has every class of lrScheduler and swaUtils, and no other", () => {
    const classes = Object.entries({ ...lrScheduler, ...swaUtils }).filter(
      ([, value]) => typeof value === "function" && value.prototype instanceof lrScheduler.LRScheduler,
    );
    expect([...schedulers.names].sort()).toEqual(classes.map(([name]) => name).sort());
    for (const [name, value] of classes) expect(schedulers.get(name).scheduler).toBe(value);
  });
});

for (const info of schedulers) {
  const { name, options } = info;

  describe(name, () => {
    it("is documented: a sentence, PyTorch's page, and what each option does", () => {
      expect(info.summary).toMatch(/^\p{Lu}.*\.$/u);
      const module = name === "SWALR" ? "swa_utils" : "lr_scheduler";
      const page = `https://docs.pytorch.org/docs/stable/generated/torch.optim.${module}.${name}.html`;
      const isTorchs = Object.hasOwn(torch.schedulers, name) || Object.hasOwn(torch.averages, name);
      expect(info.url).toBe(isTorchs ? page : null);
      for (const { description } of Object.values(options)) expect(description).toMatch(/^\S.*\S$/);
    });

    if (info.combines) return;

    it("takes no option that isn't told, and needs those that have no default", () => {
      const [first] = Object.keys(required(info));
      if (first !== undefined && name !== "OneCycleLR") expect(() => make(info, { [first]: undefined })).toThrow(first);
      expect(() => make(info, { surplus: 1 })).toThrow("surplus");
    });

    it("has the defaults that are told", () => {
      const scheduler = make(info) as unknown as Record<string, unknown>;
      for (const [option, of] of Object.entries(options)) {
        if (!("default" in of) || option === "totalSteps") continue; // which is needed without the other two
        // A default that is told changes nothing when it is given.
        const given = make(info, { [option]: of.default }) as optim.lrScheduler.LRScheduler;
        expect(given.stateDict(), option).toEqual(make(info).stateDict());
        if (!HIDDEN.includes(`${name}.${option}`)) expect(scheduler[option], option).toEqual(of.default);
      }
    });

    it("takes values within the ranges that are told, and none outside", () => {
      for (const { option, inside, outside } of trials(options)) {
        // The one takes the other two's place.
        const along =
          option === "epochs" || option === "stepsPerEpoch" ? { totalSteps: null, epochs: 2, stepsPerEpoch: 2 } : {};
        for (const value of inside) {
          expect(() => make(info, { ...along, [option]: value }), `${option}: ${value}`).not.toThrow();
        }
        for (const value of outside) {
          expect(() => make(info, { ...along, [option]: value }), `${option}: ${value}`).toThrow(RangeError);
        }
      }
    });

    it("takes true and false, null and the texts that are told", () => {
      for (const [option, of] of Object.entries(options)) {
        const values: unknown[] =
          of.type === "boolean" ? [true, false] : of.type === "string" ? [...(of.enum ?? [])] : [];
        for (const value of values) expect(() => make(info, { [option]: value })).not.toThrow();
        // PyTorch takes any text for this one.
        if (of.type === "string" && option !== "scaleMode") expect(() => make(info, { [option]: "another" })).toThrow();
        if (of.nullable !== true && of.type !== "other")
          expect(() => make(info, { [option]: null }), option).toThrow(TypeError);
      }
    });

    it("steps without, or with the metric that it asks for", () => {
      const scheduler = make(info) as optim.lrScheduler.ReduceLROnPlateau;
      scheduler.optimizer.step();
      if (info.metric) {
        expect(() => scheduler.step(undefined as never)).toThrow(TypeError);
        scheduler.step(1);
      } else (scheduler as optim.lrScheduler.LRScheduler).step();
      expect(scheduler.getLastLr()[0]).toBeGreaterThanOrEqual(0);
    });

    if (info.length !== null) {
      it("ends where its length says", () => {
        const run = make(info, { [info.length as string]: 10 });
        const rates = Array.from({ length: 9 }, () => {
          run.optimizer.step();
          run.step();
          return run.getLastLr()[0];
        });
        expect(new Set(rates).size).toBe(9);
      });
    }
  });
}
