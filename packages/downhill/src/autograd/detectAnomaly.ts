import { swapAnomaly } from "./anomaly.ts";

/** Options of {@link setDetectAnomaly} and {@link detectAnomaly}. */
export interface AnomalyOptions {
  /** Whether gradients that are NaN are errors. Default true. */
  checkNan?: boolean;
}

/**
 * Looks for anomalies while gradients flow, from now on, or while `body` runs, whose result it returns then. Functions that
 * are recorded meanwhile remember the line that called them: where a derivative fails or gives NaN, it is told. This takes
 * time: turn it on to search only.
 *
 * @throws TypeError when `body` is asynchronous
 * @see https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.set_detect_anomaly
 */
export function setDetectAnomaly(mode: boolean, options?: AnomalyOptions): void;
export function setDetectAnomaly<T>(mode: boolean, body: () => T, options?: AnomalyOptions): T;
export function setDetectAnomaly<T>(
  mode: boolean,
  second?: (() => T) | AnomalyOptions,
  third: AnomalyOptions = {},
): T | void {
  const body = typeof second === "function" ? second : null;
  const { checkNan = true } = typeof second === "object" ? second : third;
  const before = swapAnomaly(mode ? { checkNan } : null);
  if (body === null) return;
  let result: T;
  try {
    result = body();
  } finally {
    swapAnomaly(before);
  }
  if (typeof (result as PromiseLike<unknown> | null)?.then === "function") {
    throw new TypeError("setDetectAnomaly takes a synchronous function, but it returned a promise");
  }
  return result;
}

/**
 * Runs `body` while anomalies are looked for, and returns its result: see {@link setDetectAnomaly}.
 * @throws TypeError when `body` is asynchronous
 * @see https://docs.pytorch.org/docs/stable/autograd.html#torch.autograd.detect_anomaly
 */
export function detectAnomaly<T>(body: () => T, options?: AnomalyOptions): T {
  return setDetectAnomaly(true, body, options);
}
