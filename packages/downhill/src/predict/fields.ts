import { FileFormatError, quoted } from "../serialization/errors.ts";
import { PyDict, PyFloat, PyList, PyString, PyTuple, type PyValue, typeName } from "../serialization/pickle/values.ts";

/** A value in a model's file at a place that messages name: whatever it isn't, it says. */
export class Field {
  readonly value: PyValue | undefined;
  /** Such as `columns[2]["mean"]`. */
  readonly place: string;

  constructor(value: PyValue | undefined, place: string) {
    this.value = value;
    this.place = place;
  }

  /** What a dict has under a key. */
  get(key: string): Field {
    const { value, place } = this;
    if (!(value instanceof PyDict)) throw this.misfit("a dict");
    const path = place === "" ? key : `${place}[${quoted(key)}]`;
    const found = value.get(key);
    if (found === undefined) throw new FileFormatError("corrupt", `the file is no whole model: it has no ${path}`);
    return new Field(found, path);
  }

  get isNull(): boolean {
    return this.value === null;
  }

  /** The items of a list, or a tuple. */
  list(least: number, most: number): Field[] {
    const { value, place } = this;
    if (!(value instanceof PyList || value instanceof PyTuple)) throw this.misfit("a list");
    const { length } = value.items;
    if (length < least || length > most) throw this.misfit(`a list of ${least} to ${most} items`, `${length} of them`);
    return value.items.map((item, i) => new Field(item, `${place}[${i}]`));
  }

  text(longest: number): string {
    const { value } = this;
    if (!(value instanceof PyString)) throw this.misfit("a text");
    if (value.value.length > longest) {
      throw this.misfit(`a text of at most ${longest} characters`, `${value.value.length} of them`);
    }
    return value.value;
  }

  /** One of some texts. */
  choice<T extends string>(...choices: readonly T[]): T {
    const { value } = this;
    const found = choices.find((choice) => value instanceof PyString && value.value === choice);
    if (found === undefined) throw this.misfit(choices.map((choice) => `"${choice}"`).join(" or "));
    return found;
  }

  flag(): boolean {
    if (typeof this.value !== "boolean") throw this.misfit("True or False");
    return this.value;
  }

  /** A finite number. */
  number(): number {
    const { value } = this;
    const number = value instanceof PyFloat ? value.value : value;
    if (typeof number !== "number" || !Number.isFinite(number)) throw this.misfit("a finite number");
    return number;
  }

  positive(): number {
    const number = this.number();
    if (number <= 0) throw this.misfit("a number above 0");
    return number;
  }

  /** A whole number of things. */
  count(most: number): number {
    const number = this.number();
    if (!Number.isInteger(number) || number < 1 || number > most) throw this.misfit(`a whole number from 1 to ${most}`);
    return number;
  }

  /** Texts of which no two are the same. */
  names(least: number, most: number, longest: number): string[] {
    const seen = new Set<string>();
    for (const field of this.list(least, most)) {
      const name = field.text(longest);
      if (seen.has(name)) throw new FileFormatError("corrupt", `${field.place} is there twice: ${quoted(name)}`);
      seen.add(name);
    }
    return [...seen];
  }

  misfit(expected: string, got = describe(this.value)): FileFormatError {
    return new FileFormatError("corrupt", `${this.place || "the file"} must be ${expected}, got ${got}`);
  }
}

function describe(value: PyValue | undefined): string {
  if (value instanceof PyString) return quoted(value.value);
  if (value instanceof PyFloat) return Number.isNaN(value.value) ? "nan" : String(value.value);
  if (typeof value === "number" || typeof value === "bigint") return String(value).slice(0, 40);
  return value === undefined ? "nothing" : typeName(value);
}
