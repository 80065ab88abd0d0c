import type { Setting, Settings } from "./race/contestants.ts";

/** A loss with four significant digits; a dash where there is none. */
export function formatLoss(loss: number | null): string {
  if (loss === null) return "–";
  if (!Number.isFinite(loss)) return Number.isNaN(loss) ? "nan" : "inf";
  if (loss !== 0 && (Math.abs(loss) >= 1e5 || Math.abs(loss) < 1e-4)) return loss.toExponential(2);
  return loss.toPrecision(4);
}

/** Accuracy as a percentage, R² as a number. */
export function formatScore(score: number | null, task: "regression" | "classification"): string {
  if (score === null || Number.isNaN(score)) return "–";
  if (task === "classification") return `${(score * 100).toFixed(1)} %`;
  return score < -99 ? "< -99" : score.toFixed(3);
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
  if (typeof value === "object") return value.join("/");
  return String(value);
}
