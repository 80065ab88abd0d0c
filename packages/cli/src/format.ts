import type { OptimizerChoice, SchedulerChoice, Setting, Settings } from "./training/plan.ts";

/** A loss with four significant digits; a dash where there is none. */
export function formatLoss(loss: number | null): string {
  if (loss === null) return "–";
  if (!Number.isFinite(loss)) return Number.isNaN(loss) ? "nan" : "inf";
  if (loss !== 0 && (Math.abs(loss) >= 1e5 || Math.abs(loss) < 1e-4)) return loss.toExponential(2);
  return loss.toPrecision(4);
}

/** A number with its spread over the seeds, if there is one. */
export function formatSample(
  sample: { readonly mean: number; readonly spread: number | null } | null,
  format: (value: number) => string,
): string {
  if (sample === null) return "–";
  return !sample.spread ? format(sample.mean) : `${format(sample.mean)} ± ${formatSpread(sample.spread)}`;
}

/** A spread needs no more than two digits. */
function formatSpread(spread: number): string {
  if (spread !== 0 && (spread >= 1e5 || spread < 1e-4)) return spread.toExponential(1);
  return spread >= 99.5 ? spread.toFixed(0) : spread.toPrecision(2);
}

/** A share as a percentage. */
export function formatPercent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}

/** A number of any size, with at most four significant digits. */
export function formatNumber(value: number): string {
  return Number.isInteger(value) && Math.abs(value) < 1e6 ? String(value) : formatLoss(value);
}

/** A duration in its fitting unit, with about three digits. */
export function formatSeconds(seconds: number | null): string {
  if (seconds === null) return "–";
  if (seconds < 0.9995e-3) return `${digits(seconds * 1e6)} µs`;
  if (seconds < 0.9995) return `${digits(seconds * 1e3)} ms`;
  if (seconds < 120) return `${digits(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** `lr 0.01, momentum 0.9`, in the library's spelling. */
export function formatSettings(settings: Settings): string {
  return Object.entries(settings)
    .map(([name, value]) => `${name} ${formatSetting(value)}`)
    .join(", ");
}

export function formatSetting(value: Setting): string {
  if (value === null) return "none";
  if (typeof value === "number") return String(Number(value.toPrecision(4)));
  if (typeof value === "object") return value.map(formatSetting).join("/");
  return String(value);
}

/** `StepLR (stepSize 10)`, or `constant`. */
export function formatScheduler(scheduler: SchedulerChoice | null): string {
  if (scheduler === null) return "constant";
  const settings = formatSettings(scheduler.settings);
  return settings === "" ? scheduler.name : `${scheduler.name} (${settings})`;
}

/** The settings with the scheduler, if there is one. */
export function formatChoiceSettings({ settings, scheduler }: OptimizerChoice): string {
  return scheduler === null ? formatSettings(settings) : `${formatSettings(settings)}, ${formatScheduler(scheduler)}`;
}

/** An optimizer with its settings, such as `SGD lr 0.1, momentum 0.9`. */
export function formatChoice(choice: OptimizerChoice): string {
  return `${choice.name} ${formatChoiceSettings(choice)}`;
}
