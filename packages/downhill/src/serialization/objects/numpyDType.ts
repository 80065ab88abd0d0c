import type { DType } from "../../memory/dtype.ts";
import { type Dict, dict, Tuple } from "../../python/containers.ts";
import { REPR } from "../../python/repr.ts";
import { reprString } from "../../python/text.ts";
import { INTEGER, isOptions, type Kind, listOf, NUMBERS, oneOf, orNull, STRING } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DTYPE } from "../../tensor/kinds.ts";
import { PythonName } from "../torch/objects.ts";
import { PythonObject, PythonValue } from "./pythonObject.ts";

/** NumPy's kinds of types by their letters, as their names have them. */
const KINDS: Readonly<Record<string, string>> = {
  b: "bool",
  i: "int",
  u: "uint",
  f: "float",
  c: "complex",
  S: "bytes",
  U: "str",
  V: "void",
  M: "datetime64",
  m: "timedelta64",
  O: "object",
};

/** The tensors' types of the same elements. */
const TORCH: Readonly<Record<string, DType>> = {
  b1: "bool",
  i1: "int8",
  i2: "int16",
  i4: "int32",
  i8: "int64",
  u1: "uint8",
  u2: "uint16",
  u4: "uint32",
  u8: "uint64",
  f2: "float16",
  f4: "float32",
  f8: "float64",
  c8: "complex64",
  c16: "complex128",
};

/** A field of a structured type. */
export interface NumpyField {
  readonly name: string;
  readonly dtype: NumpyDType;
  /** In bytes from the element's start. */
  readonly offset: number;
}

/** What a type has beyond its kind and size. */
export interface NumpyDTypeParts {
  /** `<` (the usual one), `>`, or `|` for types of single bytes, texts of bytes and objects. */
  readonly byteOrder?: "<" | ">" | "|";
  /** Of a structured type. */
  readonly fields?: readonly NumpyField[] | null;
  /** Of `datetime64` and `timedelta64`: the unit, and how many of it an element counts in. */
  readonly unit?: { readonly name: string; readonly count: number } | null;
  /** Of a type whose elements are arrays of another type. */
  readonly subarray?: { readonly dtype: NumpyDType; readonly shape: readonly number[] } | null;
}

const UNIT: Kind<{ readonly name: string; readonly count: number }> = {
  expected: "an object of a name and a count",
  accepts: (value): value is { readonly name: string; readonly count: number } =>
    isOptions(value) && typeof value.name === "string" && typeof value.count === "number",
};

const SUBARRAY: Kind<{ readonly dtype: NumpyDType; readonly shape: readonly number[] }> = {
  expected: "an object of a dtype and a shape",
  accepts: (value): value is { readonly dtype: NumpyDType; readonly shape: readonly number[] } =>
    isOptions(value) && value.dtype instanceof NumpyDType && NUMBERS.accepts(value.shape),
};

/** `numpy.dtype`: what the elements of an array are. */
export class NumpyDType extends PythonValue {
  /** The letter of its kind: `f`, `i`, `u`, `b`, `c`, `S`, `U`, `V`, `M`, `m` or `O`. */
  readonly kind: string;
  /** Bytes of an element. */
  readonly itemSize: number;
  readonly byteOrder: "<" | ">" | "|";
  readonly fields: readonly NumpyField[] | null;
  readonly unit: { readonly name: string; readonly count: number } | null;
  readonly subarray: { readonly dtype: NumpyDType; readonly shape: readonly number[] } | null;

  /** @internal */
  static readonly signature = signature(
    "NumpyDType",
    { kind: STRING, itemSize: INTEGER },
    {},
    {
      byteOrder: oneOf("<", ">", "|"),
      fields: optional(orNull(listOf<NumpyField>("fields")), null),
      unit: optional(orNull(UNIT), null),
      subarray: optional(orNull(SUBARRAY), null),
    },
  );

  /** @throws RangeError for a kind that NumPy does not have */
  constructor(kind: string, itemSize: number, parts?: NumpyDTypeParts);
  constructor(...args: readonly unknown[]) {
    super();
    const { kind, itemSize, ...parts } = NumpyDType.signature.read(args);
    if (!Object.hasOwn(KINDS, kind))
      throw new RangeError(`the kind of a dtype must be a letter of NumPy's, got ${kind}`);
    const isOrdered = itemSize > 1 && !"SVO".includes(kind);
    const { byteOrder = isOrdered ? "<" : "|", fields, unit, subarray } = parts;
    this.kind = kind;
    this.itemSize = itemSize;
    this.byteOrder = byteOrder;
    this.fields = fields;
    this.unit = unit;
    this.subarray = subarray;
  }

  /** NumPy's type for the elements of tensors of a type; null if it has none. */
  static of(dtype: DType): NumpyDType | null {
    const code = Object.keys(TORCH).find((key) => TORCH[key] === dtype);
    return code === undefined ? null : new NumpyDType(code[0], Number(code.slice(1)));
  }

  /** NumPy's name: `float64`, `datetime64[ns]`, `<U5`. */
  get name(): string {
    if (this.unit !== null) return KINDS[this.kind] + this.#unitText();
    if (this.kind === "b") return "bool";
    if ("SU".includes(this.kind)) return this.text;
    if (this.kind === "O") return "object";
    return this.kind === "V" ? `void${8 * this.itemSize}` : `${KINDS[this.kind]}${8 * this.itemSize}`;
  }

  /** The type of tensors with the same elements, in whatever order of bytes; null if there is none. */
  get torch(): DType | null {
    return TORCH[this.kind + this.itemSize] ?? null;
  }

  /** NumPy's short text: `<f8`, `|S5`, `<M8[ns]`. */
  get text(): string {
    return `${this.byteOrder}${this.#code()}${this.unit === null ? "" : this.#unitText()}`;
  }

  #unitText(): string {
    const { name, count } = this.unit ?? { name: "generic", count: 1 };
    if (name === "generic") return "";
    return `[${count === 1 ? "" : count}${name}]`;
  }

  /** The kind and how many bytes an element has, of texts how many characters. */
  #code(): string {
    return this.kind === "U" ? `U${this.itemSize / 4}` : `${this.kind}${this.itemSize}`;
  }

  /** What `numpy.dtype.__reduce__` gives. */
  protected override reduce(): PythonObject {
    const isSized = "SUV".includes(this.kind);
    const hasObjects = this.kind === "O";
    const state: unknown[] = [
      this.unit === null ? 3 : 4,
      this.byteOrder,
      this.subarray === null ? null : Tuple.of<unknown>(this.subarray.dtype, Tuple.from(this.subarray.shape)),
      this.fields === null ? null : Tuple.from(this.fields.map(({ name }) => name)),
      this.fields === null ? null : this.#fieldTable(this.fields),
      isSized ? this.itemSize : -1,
      isSized ? (this.kind === "U" ? 4 : 1) : -1,
      hasObjects ? 63 : this.fields !== null ? 16 : this.kind === "U" ? 8 : 0,
    ];
    if (this.unit !== null) {
      const { name, count } = this.unit;
      state.push(Tuple.of<unknown>(null, Tuple.of<unknown>(new TextEncoder().encode(name), count, 1, 1)));
    }
    const args = Tuple.of<unknown>(this.#code(), false, true);
    return new PythonObject(new PythonName("numpy", "dtype"), args, { state: Tuple.from(state) });
  }

  #fieldTable(fields: readonly NumpyField[]): Dict {
    return dict(fields.map(({ name, dtype, offset }) => [name, Tuple.of<unknown>(dtype, offset)] as const));
  }

  /** NumPy's name of it. */
  override toString(): string {
    return this.name;
  }

  [REPR](): string {
    if (this.fields !== null) {
      return `dtype([${this.fields.map(fieldText).join(", ")}])`;
    }
    if (this.kind === "O") return "dtype('O')";
    const isPlain = !"SUVMm".includes(this.kind) && this.byteOrder !== ">";
    return `dtype(${reprString(isPlain ? this.name : this.text.replace("|", ""))})`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this[REPR]();
  }
}

publishMethods(NumpyDType, { of: signature("of", { dtype: DTYPE }) });

function fieldText({ name, dtype }: NumpyField): string {
  const { dtype: inner, shape } = dtype.subarray ?? { dtype, shape: [] };
  const sizes = shape.length === 0 ? "" : `, (${shape.join(", ")}${shape.length === 1 ? "," : ""})`;
  return `(${reprString(name)}, ${reprString(inner.text)}${sizes})`;
}
