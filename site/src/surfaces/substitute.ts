import { shortNumber } from "../shared/numbers.ts";
import type { Trace } from "./trace.ts";

/** A part of an update's formula: as it is written, with a step's numbers put in, and what comes out, if that is known. */
export interface Line {
  readonly formula: string;
  readonly numbers: string;
  readonly result: string | null;
}

/** Which options the formulas' letters stand for, the first that an optimizer has. */
const OPTIONS: Readonly<Record<string, readonly string[]>> = {
  λ: ["weightDecay", "lambd"],
  ε: ["eps"],
  ρ: ["rho"],
  α: ["alpha"],
  η: ["lrDecay"],
  μ: ["momentum"],
  τ: ["dampening"],
  ψ: ["momentumDecay"],
};

/** Which entries of the state they stand for. */
const STATE: Readonly<Record<string, readonly string[]>> = {
  m: ["expAvg"],
  v: ["expAvgSq", "squareAvg"],
  v̂: ["squareAvg"],
  u: ["accDelta", "expInf"],
  s: ["sum", "stepSize"],
  b: ["momentumBuffer"],
  a: ["gradAvg", "ax"],
};

const TOKEN = /∇f|v̂|[β][₁₂]|[A-Za-z]+|\d+(?:\.\d+)?|[₀-₉ₜ₊₁]+|[\u0370-\u03ff]|./gu;

/**
 * The formula of an update with the numbers of one step and one coordinate put in.
 *
 * @param formula as the registry has it: parts between semicolons
 * @param step after how many steps the update is made
 * @param axis 0 for x, 1 for y
 */
export function substitute(formula: string, trace: Trace, step: number, axis: 0 | 1): Line[] {
  const lines: Line[] = [];
  /** What was computed before in the same step has its new value. */
  const updated = new Set<string>();
  const { gradients, positions, rates, options } = trace;
  const gradient = gradients[2 * step + axis];
  const theta = positions[2 * step + axis];
  const coupled = formula.includes("∇f + λθ") ? Number(options.weightDecay ?? 0) : 0;
  const sign = options.maximize === true ? -1 : 1;

  const lookUp = (symbol: string): number | undefined => {
    switch (symbol) {
      case "∇f":
        return sign * gradient;
      case "g":
        return sign * gradient + coupled * theta;
      case "θ":
        return theta;
      case "γ":
        return rates[step];
      case "t":
        return step + 1;
      case "β₁":
      case "β₂":
        return (options.betas as readonly number[] | undefined)?.[symbol === "β₁" ? 0 : 1];
    }
    for (const name of OPTIONS[symbol] ?? []) if (typeof options[name] === "number") return options[name];
    const entry = STATE[symbol]?.find((name) => trace.state[name] !== undefined);
    if (entry !== undefined) {
      const value = trace.state[entry][2 * (step + (updated.has(symbol) ? 1 : 0)) + axis];
      // Before the first step nothing is remembered yet.
      return Number.isNaN(value) && step === 0 && !updated.has(symbol)
        ? Number(options.initialAccumulatorValue ?? 0)
        : value;
    }
    return symbol === "b" && trace.state.momentumBuffer === undefined ? lookUp("g") : undefined;
  };

  for (const part of partsOf(formula, options)) {
    const assigned = /^(\S+) ← (.*)$/su.exec(part);
    const right = assigned?.[2] ?? part;
    const numbers = withNumbers(right, lookUp);
    const left = assigned?.[1] ?? null;
    if (left !== null) updated.add(left);
    const after = left === null ? undefined : left === "θ" ? positions[2 * (step + 1) + axis] : lookUp(left);
    lines.push({
      formula: part,
      numbers,
      result: after === undefined || Number.isNaN(after) ? null : shortNumber(after),
    });
  }
  return lines;
}

/** The parts of a formula that are computed with these options: some have another form with a flag. */
function partsOf(formula: string, options: Trace["options"]): string[] {
  return formula.split(";").flatMap((text) => {
    const part = text.trim().replace(/ \(at first [^)]*\)/, "");
    if (part.startsWith("centered: "))
      return options.centered === true ? part.slice("centered: ".length).split(", ") : [];
    const [plain, nesterov] = part.split(", with Nesterov ");
    return [nesterov !== undefined && options.nesterov === true ? nesterov : plain];
  });
}

function withNumbers(text: string, lookUp: (symbol: string) => number | undefined): string {
  let result = "";
  /** Whether what was written last is a factor, so that another one needs a sign between. */
  let factor = false;
  for (const [token] of text.matchAll(TOKEN)) {
    const value = lookUp(token);
    if (value !== undefined && !Number.isNaN(value)) {
      const number = shortNumber(value);
      result += `${factor ? "·" : ""}${value < 0 || Object.is(value, -0) || number.includes("e") ? `(${number})` : number}`;
      factor = true;
    } else if (token === "ᵗ") result += `^${shortNumber(lookUp("t") ?? Number.NaN)}`;
    else {
      if (factor && /^[(√|A-Za-z]/u.test(token) && !/^(at|with|or|once)$/.test(token) && !result.endsWith(" "))
        result += "·";
      result += token;
      factor = token === ")" || token === "²" || (factor && /^[²³₁₂ₜ₊₁]$/u.test(token));
    }
  }
  return result;
}
