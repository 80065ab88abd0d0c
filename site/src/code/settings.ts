import { pythonName } from "../../../packages/cli/src/model/pythonNames.ts";
import type { Setting } from "../options/setting.ts";

/** A setting as the programs that visitors copy have it. `extra` are options that stand before those of the setting. */
export interface Call {
  readonly typeScript: string;
  readonly python: string;
}

/**
 * The calls that make the object of a setting.
 *
 * @param typeScript what stands before the name there: `new optim.`
 * @param python likewise: `torch.optim.`
 * @param first the argument before the options
 */
export function callOf({ name, options }: Setting, typeScript: string, python: string, first: Call): Call {
  const entries = Object.entries(options);
  const object = entries.map(([key, value]) => `${key}: ${typeScriptValue(value)}`).join(", ");
  const named = entries.map(([key, value]) => `, ${pythonName(key)}=${pythonValue(value)}`).join("");
  return {
    typeScript: `${typeScript}${name}(${first.typeScript}${object === "" ? "" : `, { ${object} }`})`,
    python: `${python}${name}(${first.python}${named})`,
  };
}

export function typeScriptValue(value: unknown): string {
  return Array.isArray(value) ? `[${value.map(typeScriptValue).join(", ")}]` : JSON.stringify(value);
}

export function pythonValue(value: unknown): string {
  if (value === null) return "None";
  if (typeof value === "boolean") return value ? "True" : "False";
  return Array.isArray(value) ? `(${value.map(pythonValue).join(", ")})` : JSON.stringify(value);
}
