import { repr } from "./repr.ts";

/**
 * Several values with names, of which a function of Python returns a named tuple: `result.values`, and by position
 * `result[0]` and `const [values, indices] = result`.
 */
export type NamedTuple<T, Names extends readonly string[]> = {
  readonly [Name in Names[number]]: T;
} & { readonly [Index in keyof Names & `${number}`]: T } & {
  readonly length: Names["length"];
  toString(): string;
} & Iterable<T>;

/** A class of named tuples. */
export interface NamedTupleClass<T, Names extends readonly string[]> {
  new (...values: { [Index in keyof Names]: T }): NamedTuple<T, Names>;
}

/**
 * Makes a class of named tuples.
 *
 * @param type the type's name, which their text begins with: `torch.return_types.max`
 * @param names of the values, which become the tuples' own properties
 */
export function namedTuple<T, const Names extends readonly string[]>(
  type: string,
  names: Names,
): NamedTupleClass<T, Names> {
  class Result {
    constructor(...values: readonly T[]) {
      names.forEach((name, i) => {
        (this as Record<string, unknown>)[name] = values[i];
      });
    }

    get length(): number {
      return names.length;
    }

    [Symbol.iterator](): IterableIterator<T> {
      return valuesOf<T>(this, names)[Symbol.iterator]();
    }

    /** PyTorch's text. */
    toString(): string {
      const lines = valuesOf(this, names).map((value, i) => `\n${names[i]}=${repr(value)}`);
      return `${type}(${lines.join(",")})`;
    }

    [Symbol.for("nodejs.util.inspect.custom")](): string {
      return this.toString();
    }
  }
  names.forEach((name, i) => {
    Object.defineProperty(Result.prototype, i, {
      get(this: Record<string, unknown>) {
        return this[name];
      },
    });
  });
  return Result as unknown as NamedTupleClass<T, Names>;
}

function valuesOf<T>(tuple: object, names: readonly string[]): T[] {
  return names.map((name) => (tuple as Record<string, T>)[name]);
}
