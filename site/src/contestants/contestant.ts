import type { Described } from "../options/described.ts";
import { readSetting, type Setting, settingText } from "../options/setting.ts";

/** Who takes part: an optimizer, and a scheduler of its learning rate. */
export interface Contestant {
  readonly optimizer: Setting;
  readonly scheduler: Setting | null;
}

/** A contestant as addresses have it: `Adam;lr=0.1|StepLR;stepSize=10`. */
export function contestantText({ optimizer, scheduler }: Contestant): string {
  return [optimizer, ...(scheduler === null ? [] : [scheduler])].map(settingText).join("|");
}

/** Reads what `contestantText` wrote, and leaves out who isn't registered. */
export function readContestants(texts: readonly string[], described: Described): Contestant[] {
  const optionsOf = (kind: keyof Described) => (name: string) =>
    described[kind].find((one) => one.name === name)?.options ?? null;
  return texts.flatMap((text) => {
    const [first, second] = text.split("|");
    const optimizer = readSetting(first, optionsOf("optimizers"));
    if (optimizer === null) return [];
    return [{ optimizer, scheduler: second === undefined ? null : readSetting(second, optionsOf("schedulers")) }];
  });
}
