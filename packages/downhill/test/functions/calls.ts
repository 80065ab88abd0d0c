import * as downhill from "downhill";
import { Tensor } from "downhill";
import { isOptions } from "../../src/signatures/kinds.ts";
import { callableOf } from "../../src/signatures/publish.ts";
import { Refusal } from "../../src/signatures/refusals.ts";
import { camel } from "../signatures/torch.ts";

/* How the calls of PyTorch's table are made here: by the same names, in camelCase. */

type Loose = (...args: readonly unknown[]) => unknown;

/** A call as PyTorch's table has it: what comes first, then the rest. */
export interface Given {
  readonly input: unknown;
  readonly args: readonly unknown[];
  readonly kwargs: Readonly<Record<string, unknown>>;
}

/** Functions whose name is another one here. */
const RENAMED: Readonly<Record<string, string>> = {
  var: "variance",
  rand_like: "randn_like", // which is what the table calls under that name
};

/** What the table calls as methods only, and their names. */
const METHODS: Readonly<Record<string, string>> = {
  slice: "slice",
  to: "to",
  exponential: "exponential_",
  uniform: "uniform_",
  "normal in_place": "normal_",
};

/** Calls that the table makes of its arguments in another order. */
const REARRANGED: Readonly<Record<string, (given: Given) => Given>> = {
  where: ({ input, args: [condition, ...others], kwargs }) => ({ input: condition, args: [input, ...others], kwargs }),
  "normal number_mean": ({ input, args: [mean, ...rest], kwargs }) => ({ input: mean, args: [input, ...rest], kwargs }),
  "linalg.pinv singular": ({ input, args: [other] }) => ({
    input: (input as Tensor).matmul((other as Tensor).transpose(-2, -1)),
    args: [],
    kwargs: {},
  }),
  "nn.functional.embedding": weightFirst,
  "nn.functional.embedding_bag": weightFirst,
  einsum: ({ input, args: [equation], kwargs }) => ({ input: equation, args: [input], kwargs }),
};

/** The table of rows stands first there, as in older versions. */
function weightFirst({ input, args: [indices, ...rest], kwargs }: Given): Given {
  return { input: indices, args: [input, ...rest], kwargs };
}

/** What takes tensors one after the other, which are a list in the table or begin one. */
const VARIADIC = new Set(["block_diag", "broadcast_tensors", "cartesian_prod", "meshgrid"]);

/** A public function by PyTorch's name, or null. */
export function functionNamed(name: string): Loose | null {
  let found: unknown = downhill;
  for (const part of (RENAMED[name] ?? name).split(".")) {
    found = (found as Readonly<Record<string, unknown>> | undefined)?.[ourName(part)];
  }
  return typeof found === "function" ? (found as Loose) : null;
}

function ourName(part: string): string {
  const plain = /^[A-Z]|^mT$/.test(part) ? part : camel(part);
  return part.endsWith("_") && !plain.endsWith("_") ? `${plain}_` : plain;
}

/** Whether tensors have a method or a property of the name. */
export function hasMethod(name: string): boolean {
  return ourName(name) in Tensor.prototype;
}

/** Calls a method, or reads a property, by PyTorch's name. */
export function callMethod(name: string, { input, args, kwargs }: Given): unknown {
  const found = (input as Readonly<Record<string, unknown>>)[ourName(name)];
  return typeof found === "function" ? Reflect.apply(found, input, bound(found as Loose, args, kwargs)) : found;
}

/** How an entry of the table is called here, or null where there is no such function. */
export function caller(name: string, variant: string): ((given: Given) => unknown) | null {
  const method = METHODS[`${name} ${variant}`] ?? METHODS[name];
  const found = method === undefined ? functionNamed(name) : null;
  if (found === null) {
    const named = method ?? name;
    return hasMethod(named) ? (given) => callMethod(named, given) : null;
  }
  return (given) => {
    const { input, args, kwargs } = (REARRANGED[`${name} ${variant}`] ?? REARRANGED[name])?.(given) ?? given;
    const values = [input, ...args];
    return found(...bound(found, VARIADIC.has(name) ? values.flat() : values, kwargs));
  };
}

/**
 * PyTorch's arguments as a function takes them here: those that it takes by position there and by name here go by name,
 * and names are in camelCase.
 */
function bound(run: Loose, args: readonly unknown[], kwargs: Readonly<Record<string, unknown>>): readonly unknown[] {
  const callable = callableOf(run);
  const named = Object.fromEntries(
    Object.entries(kwargs)
      .filter(([, value]) => value !== undefined)
      .map(([name, value]) => [camel(name), value]),
  );
  if (callable === null) return Object.keys(named).length === 0 ? args : [...args, named];
  const tries = callable.signatures.flatMap(({ places, further }) => {
    const isGathered = places.some(({ kind }) => kind.isGathered === true);
    if (!isGathered && args.length > places.length + further.length) return [];
    const count = isGathered ? Math.max(places.length, args.length - further.length) : places.length;
    const byName = further
      .map((name, i) => [name, args[count + i]] as const)
      .filter(([, value]) => value !== undefined);
    const options = { ...Object.fromEntries(byName), ...named };
    const list = args.slice(0, count);
    return [Object.keys(options).length === 0 || isOptions(list.at(-1)) ? list : [...list, options]];
  });
  const fits = tries.filter((list) => !(callable.bind(list) instanceof Refusal));
  return fits[0] ?? tries[0] ?? args;
}
