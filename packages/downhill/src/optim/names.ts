import { snakeCase } from "../python/text.ts";

/** The one place where TypeScript's camelCase meets the snake_case of PyTorch's state dicts. */

/** Names whose capitals PyTorch keeps. */
const IRREGULAR: Readonly<Record<string, string>> = { hDiag: "H_diag" };
const IRREGULAR_BACK: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries(IRREGULAR).map(([camel, snake]) => [snake, camel]),
);

/** `expAvgSq` → `exp_avg_sq`. A name with an underscore is taken to be PyTorch's own already. */
export function toSnakeCase(name: string): string {
  if (Object.hasOwn(IRREGULAR, name)) return IRREGULAR[name];
  if (name.includes("_")) return name;
  return snakeCase(name);
}

/** `exp_avg_sq` → `expAvgSq`. A name that would not come back the same is left as it is. */
export function toCamelCase(name: string): string {
  if (Object.hasOwn(IRREGULAR_BACK, name)) return IRREGULAR_BACK[name];
  const camel = name.replace(/(?<=[^_])_([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return toSnakeCase(camel) === name ? camel : name;
}
