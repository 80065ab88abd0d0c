import { type Code, call, int, join, named, pickle, reduce, repeated, text, tuple } from "../pickles.ts";
import { torchFile } from "../zips.ts";
import { collidingFloats } from "./keys.ts";
import type { Hostile } from "./types.ts";

function bytes(values: string): Uint8Array {
  return call("_codecs", "encode", text(values), text("latin1"));
}

/** A type of NumPy's; a state is given where it is not the usual one. */
function dtype(code: string, ...state: readonly Code[]): Uint8Array {
  const usual = [int(3), text("<"), "N", "N", "N", int(-1), int(-1), int(0)];
  const parts = usual.map((part, i) => state[i] ?? part);
  return join(call("numpy", "dtype", text(code), [0x89], [0x88]), tuple(...parts), "b");
}

const F8 = dtype("f8");
const OBJECTS = dtype("O8", int(3), text("|"));
const EMPTY = call("numpy._core.multiarray", "_reconstruct", named("numpy", "ndarray"), tuple(int(0)), bytes("b"));

function array(...state: readonly Code[]): Uint8Array {
  return join(EMPTY, tuple(...state), "b");
}

function scalar(type: Code, values: string): Uint8Array {
  return call("numpy._core.multiarray", "scalar", type, bytes(values));
}

function double(type: Code, value: number): Uint8Array {
  return scalar(type, String.fromCharCode(...new Uint8Array(new Float64Array([value]).buffer)));
}

const NEVER = /arguments or a state that it never has/;

function arrays(): [string, Uint8Array, RegExp][] {
  const one = tuple(int(1));
  const itself = join(EMPTY, "q\x00", tuple(int(1), one, OBJECTS, [0x89], "]h\x00a"), "b");
  return [
    ["2^40 elements", array(int(1), tuple(int(2 ** 40)), F8, [0x89], bytes("\0")), /needs \d+ bytes, got 1/],
    ["no elements", array(int(1), tuple(int(3)), F8, [0x89], bytes("")), /needs 24 bytes, got 0/],
    ["a negative size", array(int(1), tuple(int(-1)), F8, [0x89], bytes("")), NEVER],
    ["a hundred dimensions", array(int(1), tuple(...Array(100).fill(int(1))), F8, [0x89], bytes("")), NEVER],
    ["a text for a type", array(int(1), one, text("f8"), [0x89], bytes("\0".repeat(8))), NEVER],
    ["a text for elements", array(int(1), one, F8, [0x89], text("a")), NEVER],
    ["a list for elements", array(int(1), one, F8, [0x89], "]"), /needs 8 bytes, got 0/],
    ["four parts", array(int(1), one, F8, [0x89]), NEVER],
    ["two states", join(array(int(1), tuple(int(0)), F8, [0x89], bytes("")), ")b"), /set the state of a numpy/],
    ["no state", EMPTY, NEVER],
    ["bytes for objects", array(int(1), one, OBJECTS, [0x89], bytes("abcdefgh")), /needs 1 objects/],
    ["itself", itself, /contain themselves/],
    [
      "another class",
      call("numpy._core.multiarray", "_reconstruct", named("numpy", "generic"), ")", bytes("b")),
      /a NumPy array of the class numpy\.generic/,
    ],
  ];
}

function types(): [string, Uint8Array, RegExp][] {
  const fields = (table: Code) => dtype("V8", int(3), text("|"), "N", tuple(text("a")), table, int(8));
  return [
    ["of 10^9 bytes", scalar(dtype("f999999999"), "\0"), NEVER],
    ["of no kind", dtype("Q8"), /the NumPy dtype Q8/],
    ["of a program", dtype("f8; rm -rf /"), /the NumPy dtype f8; rm/],
    ["in no order", dtype("f8", int(3), text("?")), NEVER],
    ["with a field that is missing", fields("}"), NEVER],
    ["with fields that are a list", fields("]"), NEVER],
    ["of texts of three bytes", dtype("U1", int(3), text("<"), "N", "N", "N", int(3)), NEVER],
    ["of arrays of numbers", dtype("V8", int(3), text("|"), tuple(int(1), int(2))), NEVER],
    ["with a number of too few bytes", scalar(F8, "abc"), NEVER],
    ["with a number of a text", call("numpy._core.multiarray", "scalar", F8, text("abcdefgh")), NEVER],
    ["that is a text", call("numpy._core.multiarray", "scalar", text("f8"), bytes("abcdefgh")), NEVER],
    ["of objects with a number", scalar(OBJECTS, "a"), /a NumPy scalar of the type object/],
  ];
}

function dates(): [string, Uint8Array, RegExp][] {
  return [
    ["three bytes", call("datetime", "date", bytes("abc")), NEVER],
    ["the 31st of February", call("datetime", "date", bytes("\x07\xd0\x02\x1f")), /day must be from 1 to 29, got 31/],
    ["the 13th month", call("datetime", "datetime", bytes("\x07\xd0\x0d\x01\0\0\0\0\0\0")), /month must be from 1/],
    ["the 25th hour", call("datetime", "time", bytes("\x19\0\0\0\0\0")), /hour must be from 0 to 23/],
    ["a list", call("datetime", "date", "]"), NEVER],
    ["2^31 seconds", call("datetime", "timedelta", int(1), int(2 ** 31 - 1), int(0)), /seconds must be from 0/],
    ["texts", call("datetime", "timedelta", text("1")), NEVER],
    ["a number for a zone", call("datetime", "timezone", int(1)), NEVER],
    [
      "a call of one",
      reduce(call("datetime", "date", bytes("\x07\xd0\x02\x01")), int(1)),
      /nothing that may be called/,
    ],
  ];
}

function others(): [string, Uint8Array, RegExp][] {
  const path = call("pathlib", "PosixPath", text("a"));
  const floats = collidingFloats().map((value) => double("h\x00", value));
  return [
    ["a decimal that is none", call("decimal", "Decimal", text("__import__('os')")), /a Decimal must be a number/],
    ["a decimal of a number", call("decimal", "Decimal", int(1)), NEVER],
    ["a path of numbers", call("pathlib", "PosixPath", int(1)), NEVER],
    ["a path made as an object", join(named("pathlib", "PosixPath"), tuple(text("a")), [0x81]), NEVER],
    ["a path with items", join(path, int(1), "a"), NEVER],
    ["a path with entries", join(path, text("a"), int(1), "s"), NEVER],
    ["a path with a state", join(path, "}b"), /set the state of a pathlib\.PosixPath/],
    ["a range in steps of nothing", call("builtins", "range", int(0), int(1), int(0)), /step of a range must not/],
    ["a range of texts", call("builtins", "range", text("a"), int(1), int(1)), NEVER],
    ["a slice of one", call("builtins", "slice", int(1)), NEVER],
    ["a slice as a key", join("}", call("builtins", "slice", "N", "N", "N"), int(1), "s"), /unhashable type: 'slice'/],
    [
      "an array as a key",
      join("}", array(int(1), tuple(int(0)), F8, [0x89], bytes("")), "Ns"),
      /unhashable type: 'numpy/,
    ],
    [
      "NumPy's numbers as keys that collide",
      join(F8, "q\x000", "}(", ...floats.map((key) => join(key, "N")), "u"),
      /chosen to collide/,
    ],
  ];
}

/** What claims to be a date, a path or an array, and is none. */
export function plainValues(): Hostile[] {
  const titled = (what: string, list: readonly [string, Uint8Array, RegExp][]) =>
    list.map(([name, codes, message]): Hostile => [`${what}${name}`, torchFile(pickle(codes)), message]);
  return [
    ...titled("an array of NumPy's of ", arrays()),
    ...titled("a type of NumPy's ", types()),
    ...titled("a date of ", dates()),
    ...titled("", others()),
  ];
}

/** Objects of unknown classes that would take for ever, or all memory, even if they are kept. */
export function endlessObjects(): Hostile[] {
  const file = (...codes: readonly Code[]) => torchFile(pickle(...codes));
  const inflated = (...codes: readonly Code[]) => torchFile(pickle(...codes), { "data.pkl": { deflate: true } });
  const model = join(named("a", "B"), ")", [0x81]);
  // Each object has the one before for its state, twice.
  const laughs = join(
    model,
    "q\x00",
    ...Array.from({ length: 40 }, (_, i) => join("0", model, "(h", [i], "h", [i], "tb", "q", [i + 1])),
  );
  const deep = (count: number) => join(repeated(join(named("a", "B"), "("), count), "N", repeated("tR", count));
  return [
    ["objects that laugh", file(laughs), /share their parts/],
    ["objects 100,000 deep", file(deep(100_000)), /nested more than 500 deep/],
    [
      "a million objects",
      inflated(named("a", "B"), "q\x00", "](", "h\x00)R".repeat(1_000_000), "e"),
      /bytes it may take/,
    ],
    [
      "a million states",
      inflated("](", repeated(join(named("a", "B"), "q\x010h\x01)R}b"), 150_000), "e"),
      /bytes it may take/,
    ],
    [
      "a list in a tuple in itself, beside an object",
      file("]q\x01(", named("a", "B"), ")Rh\x01ta"),
      /contain themselves/,
    ],
    ["arguments that are no tuple", file(named("a", "B"), "]R"), /are no tuple/],
    ["a call of a date", file(reduce(call("datetime", "date", bytes("\x07\xd0\x02\x01")), int(1))), /which nobody can/],
    ["two states", file(named("a", "B"), ")R}b}b"), /set the state of a a\.B/],
  ];
}
