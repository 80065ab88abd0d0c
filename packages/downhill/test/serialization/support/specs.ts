import { Counter, OrderedDict, Size, Tuple } from "../../../src/python/containers.ts";
import { markFloat } from "../../../src/python/floats.ts";
import { markFloatKey } from "../../../src/serialization/pickle/identity.ts";
import { ByteArray, Complex, Device, Layout, PythonName } from "../../../src/serialization/torch/objects.ts";
import { tensor } from "../../../src/tensor/factories.ts";

/** A value as `reference/savable.py` spells it: null, a boolean, or an object whose one entry names the type. */
export type Spec = null | boolean | { readonly [type: string]: unknown };

const tensors = [0, 1, 2].map((i) => tensor([i]));

/** The value of a spec; null where a `Map` or `Set` can't hold all that is in it. */
export function build(spec: Spec): { readonly value: unknown } | null {
  try {
    return { value: convert(spec) };
  } catch (error) {
    if (error instanceof Merged) return null;
    throw error;
  }
}

class Merged extends Error {}

const fromHex = (hex: string) => Uint8Array.from(Buffer.from(hex, "hex"));

function convert(spec: Spec): unknown {
  if (spec === null || typeof spec === "boolean") return spec;
  const [[type, body]] = Object.entries(spec);
  const text = body as string;
  switch (type) {
    case "int":
      return Number.isSafeInteger(Number(text)) ? Number(text) : BigInt(text);
    case "float":
      return Number(text.replace("inf", "Infinity"));
    case "str":
      return text;
    case "bytes":
      return fromHex(text);
    case "bytearray":
      return ByteArray.from(fromHex(text));
    case "complex":
      return new Complex(...(body as [number, number]));
    case "name":
      return new PythonName(text.slice(0, text.lastIndexOf(".")), text.slice(text.lastIndexOf(".") + 1));
    case "layout":
      return new Layout(text);
    case "device": {
      const [kind, index] = text.split(":");
      return new Device(kind, index === undefined ? null : Number(index));
    }
    case "tensor":
      return tensors[body as number];
    case "size":
      return Size.from(body as number[]);
    case "list":
      return sequence([], body as Spec[]);
    case "tuple":
      return sequence(new Tuple(), body as Spec[]);
    case "set":
      return filledSet(body as Spec[]);
    default: {
      const map = { dict: new Map(), OrderedDict: new OrderedDict<unknown>(), Counter: new Counter() }[type];
      return filledMap(map as Map<unknown, unknown>, body as [Spec, Spec][]);
    }
  }
}

function isFloat(spec: Spec): boolean {
  return typeof spec === "object" && spec !== null && "float" in spec;
}

function sequence(target: unknown[], specs: readonly Spec[]): unknown[] {
  for (const [i, spec] of specs.entries()) {
    target.push(convert(spec));
    if (isFloat(spec)) markFloat(target, i);
  }
  return target;
}

function filledSet(specs: readonly Spec[]): Set<unknown> {
  const target = new Set<unknown>();
  for (const spec of specs) {
    const item = convert(spec);
    if (target.has(item)) throw new Merged();
    target.add(item);
    if (isFloat(spec)) markFloat(target, item);
  }
  return target;
}

function filledMap(target: Map<unknown, unknown>, entries: readonly [Spec, Spec][]): Map<unknown, unknown> {
  for (const [keySpec, spec] of entries) {
    const key = convert(keySpec);
    if (target.has(key)) throw new Merged();
    target.set(key, convert(spec));
    if (isFloat(keySpec)) markFloatKey(target, key);
    if (isFloat(spec)) markFloat(target, key);
  }
  return target;
}
