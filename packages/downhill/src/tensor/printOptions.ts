/** How tensors are printed. */
export interface PrintOptions {
  /** Digits after the point. Default 4. */
  precision: number;
  /** Tensors of more elements are summarized. Default 1000. */
  threshold: number;
  /** How many elements a summary shows at either end of each dimension. Default 3. */
  edgeitems: number;
  /** The width at which lines are broken. Default 80. */
  linewidth: number;
  /** Whether to print with exponents; null decides by the values. Default null. */
  sciMode: boolean | null;
}

/** What {@link setPrintOptions} takes: options, or a profile to start from, or both. */
export interface PrintOptionsUpdate extends Partial<PrintOptions> {
  /** `default`, `short` (two digits, two edge items) or `full` (never summarizes). */
  profile?: "default" | "short" | "full";
}

const PROFILES: Readonly<Record<string, Omit<PrintOptions, "sciMode">>> = {
  default: { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80 },
  short: { precision: 2, threshold: 1000, edgeitems: 2, linewidth: 80 },
  full: { precision: 4, threshold: Number.POSITIVE_INFINITY, edgeitems: 3, linewidth: 80 },
};

let current: PrintOptions = { ...PROFILES.default, sciMode: null };

/** The present options of printing tensors. */
export function getPrintOptions(): PrintOptions {
  return { ...current };
}

/**
 * Sets how tensors are printed. What is not given stays, except `sciMode`, which goes back to null, as in PyTorch.
 * @throws TypeError or RangeError naming an option that is not of its kind; nothing is changed then
 * @see https://docs.pytorch.org/docs/stable/generated/torch.set_printoptions.html
 */
export function setPrintOptions(options: PrintOptionsUpdate = {}): void {
  const { profile, ...given } = options;
  if (profile !== undefined && !Object.hasOwn(PROFILES, profile)) {
    throw new RangeError(`profile must be "default", "short" or "full", got ${JSON.stringify(profile)}`);
  }
  const next: PrintOptions = { ...current, ...(profile === undefined ? {} : PROFILES[profile]), sciMode: null };
  for (const [name, value] of Object.entries(given)) {
    if (value !== undefined) Object.assign(next, { [name]: checked(name, value) });
  }
  current = next;
}

/** Runs `body` with other options, and sets the present ones again afterwards. Returns the result of `body`. */
export function printOptions<T>(options: PrintOptionsUpdate, body: () => T): T {
  const before = current;
  setPrintOptions(options);
  try {
    return body();
  } finally {
    current = before;
  }
}

function checked(name: string, value: unknown): unknown {
  if (name === "sciMode") {
    if (value !== null && typeof value !== "boolean") throw new TypeError(`sciMode must be true, false or null`);
    return value;
  }
  if (!Object.hasOwn(PROFILES.default, name)) throw new TypeError(`unknown print option "${name}"`);
  if (typeof value !== "number" || !(Number.isInteger(value) || (name === "threshold" && value === Infinity))) {
    throw new TypeError(`${name} must be an integer, got ${String(value)}`);
  }
  if (value < 0 || (name === "precision" && value > 100)) {
    throw new RangeError(`${name} must be ${name === "precision" ? "from 0 to 100" : "non-negative"}, got ${value}`);
  }
  return value;
}
