import type { OptionInfo } from "downhill/registry";

/** A class by its name, with the options that differ from their defaults: an optimizer or a scheduler. */
export interface Setting {
  readonly name: string;
  readonly options: Readonly<Record<string, unknown>>;
}

/** Numbers in an address stand as people write them; lists have their items between underscores. */
const SEPARATOR = ";";

/** A setting as a short text for addresses: `Adam;lr=0.1;betas=0.9_0.99`. */
export function settingText({ name, options }: Setting): string {
  const texts = Object.entries(options).map(([key, value]) => `${key}=${valueText(value)}`);
  return [name, ...texts].join(SEPARATOR);
}

function valueText(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join("_") : String(value);
}

/** Reads what `settingText` wrote; what no option of that name and type takes is left out. */
export function readSetting(
  text: string,
  optionsOf: (name: string) => Readonly<Record<string, OptionInfo>> | null,
): Setting | null {
  const [name, ...parts] = text.split(SEPARATOR);
  const known = optionsOf(name);
  if (known === null) return null;
  const options: Record<string, unknown> = {};
  for (const part of parts) {
    const [key, ...rest] = part.split("=");
    if (!Object.hasOwn(known, key)) continue;
    const value = readValue(rest.join("="), known[key]);
    if (value !== undefined) options[key] = value;
  }
  return { name, options };
}

function readValue(text: string, info: OptionInfo): unknown {
  if (text === "null") return info.nullable === true || info.type === "array" ? null : undefined;
  switch (info.type) {
    case "boolean":
      return text === "true" ? true : text === "false" ? false : undefined;
    case "number":
    case "integer":
      return readNumber(text);
    case "array": {
      const values = text.split("_").map((item) => (item === "null" ? null : readNumber(item)));
      return values.length === info.items.length && !values.includes(undefined) ? values : undefined;
    }
    case "numbers": {
      const values = text === "" ? [] : text.split("_").map(readNumber);
      return values.includes(undefined) ? undefined : values;
    }
    case "string":
      return info.enum === undefined || info.enum.includes(text) ? text : undefined;
    case "other":
      return undefined;
  }
}

function readNumber(text: string): number | undefined {
  const value = Number(text);
  return text.trim() === "" || !Number.isFinite(value) ? undefined : value;
}

/** A setting as people read it: `Adam(lr: 0.1)`. */
export function settingLabel({ name, options }: Setting): string {
  const texts = Object.entries(options).map(
    ([key, value]) => `${key} ${Array.isArray(value) ? value.join(", ") : value}`,
  );
  return texts.length === 0 ? name : `${name} (${texts.join("; ")})`;
}
