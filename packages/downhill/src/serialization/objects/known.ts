import { type Dict, isDict, Tuple } from "../../python/containers.ts";
import { OBJECT_ADVICE } from "../advice.ts";
import { PickleProblem } from "../pickle/values.ts";
import { PythonName } from "../torch/objects.ts";
import { DateTime, PlainDate, PlainTime, TimeDelta, type TimeFields, TimeZone } from "./dates.ts";
import { NumpyArray, NumpyScalar } from "./numpy.ts";
import { NumpyDType, type NumpyField } from "./numpyDType.ts";
import { decodeElement } from "./numpyElements.ts";
import { get, type PythonObject } from "./pythonObject.ts";
import { Decimal, Path, type PathClass, Range, Slice } from "./values.ts";

/*
 * The classes of Python's standard library and of NumPy whose objects are read as plain values: what a pickle calls to make
 * one, and what becomes of it here. Nothing is called for it.
 */

type Decode = (object: PythonObject) => unknown;

function malformed(object: PythonObject): PickleProblem {
  return new PickleProblem("corrupt", `an object of ${object.className} has arguments or a state that it never has`);
}

function check(object: PythonObject, isRight: boolean): asserts isRight {
  if (!isRight) throw malformed(object);
}

/** What is made of the arguments alone. */
function withoutState(decode: (args: readonly unknown[], object: PythonObject) => unknown): Decode {
  return (object) => {
    check(object, object.state === undefined);
    return decode(object.args, object);
  };
}

function isInt(value: unknown): value is number | bigint {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}

function isSize(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

/** The pickled state of a date or time; Python 2 has it as a text. */
function stateBytes(object: PythonObject, length: number): Uint8Array {
  const [state] = object.args;
  const bytes = typeof state === "string" ? Uint8Array.from(state, (character) => character.charCodeAt(0)) : state;
  check(object, bytes instanceof Uint8Array && bytes.length === length);
  return bytes;
}

function timeFields(bytes: Uint8Array, fold: number, tzinfo: unknown): TimeFields {
  const [hour, minute, second, high, middle, low] = bytes;
  return { hour, minute, second, microsecond: (high << 16) | (middle << 8) | low, fold, tzinfo };
}

/** A first bit that is set tells the second of two equal times. */
function unfolded(byte: number): [value: number, fold: number] {
  return byte > 127 ? [byte - 128, 1] : [byte, 0];
}

const decodeDate: Decode = withoutState((args, object) => {
  check(object, args.length === 1);
  const [high, low, month, day] = stateBytes(object, 4);
  return new PlainDate(256 * high + low, month, day);
});

const decodeTime: Decode = withoutState(([, tzinfo = null], object) => {
  const bytes = stateBytes(object, 6);
  const [hour, fold] = unfolded(bytes[0]);
  return new PlainTime({ ...timeFields(bytes, fold, tzinfo), hour });
});

const decodeDateTime: Decode = withoutState(([, tzinfo = null], object) => {
  const bytes = stateBytes(object, 10);
  const [month, fold] = unfolded(bytes[2]);
  return new DateTime(256 * bytes[0] + bytes[1], month, bytes[3], timeFields(bytes.subarray(4), fold, tzinfo));
});

const decodeTimeDelta: Decode = withoutState((args, object) => {
  check(object, args.length <= 3 && args.every(isSafeInt));
  const [days = 0, seconds = 0, microseconds = 0] = args as number[];
  return new TimeDelta(days, seconds, microseconds);
});

function isSafeInt(value: unknown): boolean {
  return Number.isSafeInteger(value);
}

const decodeTimeZone: Decode = withoutState(([offset, name = null], object) => {
  check(object, offset instanceof TimeDelta && (name === null || typeof name === "string"));
  return new TimeZone(offset, name as string | null);
});

const decodeDecimal: Decode = withoutState(([text, ...others], object) => {
  check(object, typeof text === "string" && others.length === 0);
  return new Decimal(text);
});

const decodePath: Decode = withoutState((args, object) => {
  check(object, args.every((part) => typeof part === "string") && object.callable instanceof PythonName);
  return new Path(args as string[], object.callable.name as PathClass);
});

const decodeRange: Decode = withoutState((args, object) => {
  check(object, args.length === 3 && args.every(isInt));
  const [start, stop, step] = args as [number, number, number];
  return new Range(start, stop, step);
});

const decodeSlice: Decode = withoutState((args, object) => {
  check(object, args.length === 3);
  return new Slice(args[0], args[1], args[2]);
});

function toShape(object: PythonObject, value: unknown): number[] {
  check(object, value instanceof Tuple && value.length <= 64 && value.every(isSize));
  return [...(value as unknown as number[])];
}

function toFields(object: PythonObject, names: unknown, table: unknown): NumpyField[] | null {
  if (names === null) return null;
  check(object, names instanceof Tuple && isDict(table));
  return (names as unknown[]).map((name) => {
    check(object, typeof name === "string");
    const field = get(table as Dict, name);
    check(object, field instanceof Tuple && field[0] instanceof NumpyDType && isSize(field[1]));
    return { name, dtype: field[0], offset: field[1] };
  });
}

function toSubarray(object: PythonObject, value: unknown): NumpyDType["subarray"] {
  if (value === null) return null;
  check(object, value instanceof Tuple && value[0] instanceof NumpyDType);
  const [dtype, shape] = value as unknown as [NumpyDType, unknown];
  return { dtype, shape: toShape(object, isSize(shape) ? Tuple.of(shape) : shape) };
}

/** The unit of a date's type: `(metadata, (unit, count, denominator, events))`. */
function toUnit(object: PythonObject, value: unknown): NumpyDType["unit"] {
  if (value === undefined || value === null) return null;
  const unit = value instanceof Tuple ? value[1] : null;
  check(object, unit instanceof Tuple && unit[0] instanceof Uint8Array && unit[0].length < 20 && isSize(unit[1]));
  return { name: String.fromCharCode(...(unit[0] as Uint8Array)), count: unit[1] as number };
}

const DTYPE_CODE = /^([biufcSUVMmO])(\d{1,9})$/;
const BYTE_ORDERS = new Set<unknown>(["<", ">", "|"]);

const decodeDType: Decode = (object) => {
  const { args, state } = object;
  const match = typeof args[0] === "string" ? DTYPE_CODE.exec(args[0]) : null;
  if (match === null) throw new PickleProblem("unsupported", `the NumPy dtype ${String(args[0])}: ${OBJECT_ADVICE}`);
  check(object, state instanceof Tuple && state.length >= 8);
  const [, byteOrder, subarray, names, table, size, , , extra] = state as unknown as unknown[];
  check(object, BYTE_ORDERS.has(byteOrder));
  const [, kind, digits] = match;
  const isSized = "SUV".includes(kind);
  check(object, !isSized || isSize(size));
  const itemSize = isSized ? (size as number) : kind === "M" || kind === "m" ? 8 : Number(digits);
  check(object, kind !== "U" || itemSize % 4 === 0);
  return new NumpyDType(kind, itemSize, {
    byteOrder: byteOrder as "<" | ">" | "|",
    fields: toFields(object, names, table),
    subarray: toSubarray(object, subarray),
    unit: kind === "M" || kind === "m" ? toUnit(object, extra) : null,
  });
};

const decodeArray: Decode = (object) => {
  const { args, state } = object;
  const [type] = args;
  if (!(type instanceof PythonName) || `${type}` !== "numpy.ndarray") {
    throw new PickleProblem("unsupported", `a NumPy array of the class ${String(type)}: ${OBJECT_ADVICE}`);
  }
  check(object, state instanceof Tuple && state.length === 5);
  const [, shape, dtype, byColumns, elements] = state as unknown as unknown[];
  check(object, dtype instanceof NumpyDType && typeof byColumns === "boolean");
  check(object, elements instanceof Uint8Array || Array.isArray(elements));
  return new NumpyArray(dtype, toShape(object, shape), elements as Uint8Array | unknown[], { byColumns });
};

/** What protocol 5 makes an array of: `(bytes, dtype, shape, order)`. */
const decodeFromBuffer: Decode = withoutState((args, object) => {
  const [bytes, dtype, shape, order] = args;
  check(object, bytes instanceof Uint8Array && dtype instanceof NumpyDType && (order === "C" || order === "F"));
  return new NumpyArray(dtype, toShape(object, shape), Uint8Array.from(bytes), { byColumns: order === "F" });
});

const decodeScalar: Decode = withoutState(([dtype, bytes], object) => {
  check(object, dtype instanceof NumpyDType);
  if (dtype.kind === "O") throw new PickleProblem("unsupported", `a NumPy scalar of the type object: ${OBJECT_ADVICE}`);
  check(object, bytes instanceof Uint8Array && bytes.length === dtype.itemSize);
  return decodeElement(dtype, bytes) ?? new NumpyScalar(dtype, bytes);
});

const PATHS = ["PosixPath", "WindowsPath", "PurePosixPath", "PureWindowsPath"];

/** NumPy 2 has moved what it pickles by. */
const NUMPY = ["numpy.core", "numpy._core"];

const DECODERS: ReadonlyMap<string, Decode> = new Map([
  ["datetime.date", decodeDate],
  ["datetime.time", decodeTime],
  ["datetime.datetime", decodeDateTime],
  ["datetime.timedelta", decodeTimeDelta],
  ["datetime.timezone", decodeTimeZone],
  ["decimal.Decimal", decodeDecimal],
  ["builtins.range", decodeRange],
  ["builtins.slice", decodeSlice],
  ["numpy.dtype", decodeDType],
  ...NUMPY.flatMap((core): [string, Decode][] => [
    [`${core}.multiarray._reconstruct`, decodeArray],
    [`${core}.multiarray.scalar`, decodeScalar],
    [`${core}.numeric._frombuffer`, decodeFromBuffer],
  ]),
  // pathlib became a package in Python 3.13.
  ...["pathlib", "pathlib._local"].flatMap((module) =>
    PATHS.map((name): [string, Decode] => [`${module}.${name}`, decodePath]),
  ),
]);

/** Those that get a state, too. */
const WITH_STATE = /^numpy\.(dtype|_?core\.multiarray\._reconstruct)$/;

/** NumPy's types of scalars, and the class of its arrays: names that configurations and pickles of arrays hold. */
const NUMPY_TYPE =
  /^(ndarray|bool_?|u?int(8|16|32|64|c|p)|u?(long|longlong|short|byte)|float(16|32|64|96|128)|half|single|double|longdouble|complex(64|128|192|256)|c(single|double|longdouble)|(str|bytes|object)_|void|datetime64|timedelta64|generic|number|(signed|unsigned)?integer|inexact|floating|complexfloating|flexible|character)$/;

/** Whether what this function or class makes is read as a plain value. */
export function isKnown(module: string, name: string): boolean {
  return DECODERS.has(`${module}.${name}`);
}

/** Whether such a value is given a state after it was made. */
export function takesState(module: string, name: string): boolean {
  return WITH_STATE.test(`${module}.${name}`);
}

/** Whether a name is that of a type of NumPy's, which is only named. */
export function isNumpyType(module: string, name: string): boolean {
  return module === "numpy" && NUMPY_TYPE.test(name);
}

/**
 * The plain value that an object stands for, of a class that {@link isKnown}.
 * @throws PickleProblem when it is none that its class could have
 */
export function decodeKnown(object: PythonObject): unknown {
  const decode = DECODERS.get(object.className);
  check(object, decode !== undefined && object.how === "call" && object.items === null && object.entries === null);
  try {
    return decode(object);
  } catch (error) {
    if (error instanceof PickleProblem) throw error;
    throw new PickleProblem("corrupt", (error as Error).message);
  }
}
