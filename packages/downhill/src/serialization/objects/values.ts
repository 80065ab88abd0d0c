import { Tuple } from "../../python/containers.ts";
import { REPR, repr } from "../../python/repr.ts";
import { reprString } from "../../python/text.ts";
import { ANYTHING, ANYTHING_UNNAMED, type Kind, oneOf, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { signature } from "../../signatures/signature.ts";
import { NUMERIC } from "../../tensor/kinds.ts";
import { PythonName } from "../torch/objects.ts";
import { PythonObject, PythonValue } from "./pythonObject.ts";

/* Values of Python's standard library that JavaScript has no type for. */

const INSPECT = Symbol.for("nodejs.util.inspect.custom");

function call(module: string, name: string, ...args: unknown[]): PythonObject {
  return new PythonObject(new PythonName(module, name), Tuple.from(args));
}

const DECIMAL = /^[+-]?(?:\d+(?:\.\d*)?(?:[eE][+-]?\d+)?|\.\d+(?:[eE][+-]?\d+)?|s?nan\d*|inf(?:inity)?)$/i;

/** `decimal.Decimal`: a decimal number of any length, as its text. */
export class Decimal extends PythonValue {
  readonly text: string;

  /** @internal */
  static readonly signature = signature("Decimal", { text: STRING });

  /** @throws RangeError for a text that is no number */
  constructor(text: string);
  constructor(...args: readonly unknown[]) {
    super();
    const { text } = Decimal.signature.read(args);
    this.text = text;
    if (!DECIMAL.test(text)) throw new RangeError(`a Decimal must be a number, got ${reprString(text)}`);
  }

  protected override reduce(): PythonObject {
    return call("decimal", "Decimal", this.text);
  }

  /** The nearest double. */
  override valueOf(): number {
    if (/nan/i.test(this.text)) return Number.NaN;
    return Number(this.text.replace(/inf.*/i, "Infinity"));
  }

  override toString(): string {
    return this.text;
  }

  [REPR](): string {
    return `Decimal(${reprString(this.text)})`;
  }

  [INSPECT](): string {
    return this[REPR]();
  }
}

/** The classes of `pathlib`. */
export type PathClass = "PosixPath" | "WindowsPath" | "PurePosixPath" | "PureWindowsPath";

const TEXTS: Kind<readonly string[]> = {
  expected: "an array of strings",
  accepts: (value): value is readonly string[] => Array.isArray(value) && value.every(STRING.accepts),
};

/** A path of `pathlib`, in its parts; the first one is the root of an absolute path. */
export class Path extends PythonValue {
  readonly parts: readonly string[];
  readonly className: PathClass;

  /** @internal */
  static readonly signature = signature("Path", {
    parts: TEXTS,
    className: optional(oneOf("PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath"), "PosixPath"),
  });

  /** @param className default "PosixPath" */
  constructor(parts: readonly string[], className?: PathClass);
  constructor(...args: readonly unknown[]) {
    super();
    const { parts, className } = Path.signature.read(args);
    this.parts = [...parts];
    this.className = className;
  }

  protected override reduce(): PythonObject {
    return call("pathlib", this.className, ...this.parts);
  }

  /** The path as one text. */
  override toString(): string {
    const separator = this.className.endsWith("WindowsPath") ? "\\" : "/";
    const [first = ".", ...rest] = this.parts;
    const isRoot = first.endsWith(separator) && rest.length > 0;
    return isRoot ? first + rest.join(separator) : [first, ...rest].join(separator);
  }

  [REPR](): string {
    const text = this.className.endsWith("WindowsPath") ? this.toString().replaceAll("\\", "/") : this.toString();
    return `${this.className}(${reprString(text)})`;
  }

  [INSPECT](): string {
    return this[REPR]();
  }
}

/** `range`: integers from a start up to a stop, which is not among them. */
export class Range extends PythonValue {
  readonly start: number | bigint;
  readonly stop: number | bigint;
  readonly step: number | bigint;

  /** @internal */
  static readonly signature = signature("Range", {
    start: NUMERIC,
    stop: NUMERIC,
    step: optional(NUMERIC, 1),
  });

  /** @throws RangeError for a step of zero, or what is no integer */
  constructor(start: number | bigint, stop: number | bigint, step?: number | bigint);
  constructor(...args: readonly unknown[]) {
    super();
    const { start, stop, step } = Range.signature.read(args);
    for (const [name, value] of Object.entries({ start, stop, step })) {
      if (typeof value !== "bigint" && !Number.isSafeInteger(value)) {
        throw new RangeError(`${name} of a range must be an integer, got ${value}`);
      }
    }
    if (BigInt(step) === 0n) throw new RangeError("the step of a range must not be zero");
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  /** How many integers it has. */
  get length(): number {
    const [start, stop, step] = [this.start, this.stop, this.step].map(BigInt);
    const distance = step > 0n ? stop - start : start - stop;
    const size = step > 0n ? step : -step;
    return distance <= 0n ? 0 : Number((distance + size - 1n) / size);
  }

  /** The integers; those beyond 2^53 as bigints. */
  *[Symbol.iterator](): Generator<number | bigint, void, void> {
    const [stop, step] = [BigInt(this.stop), BigInt(this.step)];
    for (let x = BigInt(this.start); step > 0n ? x < stop : x > stop; x += step) {
      const number = Number(x);
      yield Number.isSafeInteger(number) ? number : x;
    }
  }

  protected override reduce(): PythonObject {
    return call("builtins", "range", this.start, this.stop, this.step);
  }

  override toString(): string {
    return `range(${this.start}, ${this.stop}${BigInt(this.step) === 1n ? "" : `, ${this.step}`})`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}

/** `slice`: the bounds and the step of a part, each of which may be anything, null mostly. */
export class Slice extends PythonValue {
  readonly start: unknown;
  readonly stop: unknown;
  readonly step: unknown;

  /** @internal */
  static readonly signature = signature("Slice", {
    start: ANYTHING,
    stop: ANYTHING,
    step: optional(ANYTHING_UNNAMED, null),
  });

  constructor(start: unknown, stop: unknown, step?: unknown);
  constructor(...args: readonly unknown[]) {
    super();
    const { start, stop, step } = Slice.signature.read(args);
    this.start = start;
    this.stop = stop;
    this.step = step;
  }

  protected override reduce(): PythonObject {
    return call("builtins", "slice", this.start, this.stop, this.step);
  }

  override toString(): string {
    return `slice(${[this.start, this.stop, this.step].map((part) => repr(part)).join(", ")})`;
  }

  [INSPECT](): string {
    return this.toString();
  }
}
