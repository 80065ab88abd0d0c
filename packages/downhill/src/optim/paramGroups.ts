import { typeName as dtypeName } from "../tensor/promotion.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { WithNumbers } from "./hyperparameters.ts";

/** A tensor, or a tensor with its name. */
export type NamedParam = readonly [name: string, param: Tensor];

/**
 * What groups may carry beside options. At run time that is anything but misspelt options; the compiler knows of keys of
 * your own when they are declared:
 *
 *     declare module "downhill" {
 *       interface ParamGroupKeys {
 *         lrScale?: number;
 *       }
 *     }
 */
export interface ParamGroupKeys {
  /** What the group is called; for you alone. */
  name?: string;
  /** The learning rate that schedulers start from. */
  initialLr?: number;
}

/** A group as the user gives it: the parameters, and the options in which it differs from the defaults. */
export type ParamGroupInput<Options> = { params: Tensor | Iterable<Tensor> | Iterable<NamedParam> } & Partial<Options> &
  ParamGroupKeys;

/**
 * What an optimizer's constructor takes: tensors, named tensors, or groups. A tensor itself, which can be iterated over
 * too, is none of these: it has a dtype.
 */
export type Params<Options> = (Iterable<Tensor> | Iterable<NamedParam> | Iterable<ParamGroupInput<Options>>) & {
  readonly dtype?: never;
};

/**
 * A group as the optimizer holds it: every option has a value. What was given as a tensor, such as `lr`, is that tensor
 * here too; the type tells of numbers, which such options nearly always are.
 */
export type ParamGroup<Options> = WithNumbers<Required<Options>> &
  ParamGroupKeys & { params: Tensor[]; paramNames?: string[] };

/** PyTorch's name of a value's type, for messages. */
export function typeName(value: unknown): string {
  if (value === null || value === undefined) return "NoneType";
  if (value instanceof Tensor) return `torch.${dtypeName(value.dtype)}Tensor`;
  if (Array.isArray(value)) return "list";
  if (value instanceof Map) return "dict";
  if (value instanceof Set) return "set";
  if (typeof value === "object") {
    const { name = "Object" } = (value.constructor ?? Object) as { name?: string };
    return name === "Object" ? "dict" : name;
  }
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  const names: Record<string, string> = { string: "str", bigint: "int", boolean: "bool" };
  return names[typeof value] ?? typeof value;
}

/** Python's text for a value's class. */
function className(value: unknown): string {
  return `<class '${value instanceof Tensor ? "torch.Tensor" : typeName(value)}'>`;
}

/** Whether a value can be iterated over, as parameters are. */
export function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.iterator in value;
}

function isNamed(value: unknown): value is NamedParam {
  return Array.isArray(value) && value.length === 2 && typeof value[0] === "string";
}

/**
 * Splits a constructor's `params` into groups.
 *
 * @throws {TypeError} when it is a tensor or nothing that can be iterated over
 * @throws {RangeError} when it is empty
 */
export function toGroups<Options>(params: Params<Options>): ParamGroupInput<Options>[] {
  if (typeof params === "string") return [{ params } as unknown as ParamGroupInput<Options>];
  if (params instanceof Tensor || !isIterable(params)) {
    throw new TypeError(
      `params argument given to the optimizer should be an iterable of Tensors or dicts, but got ${typeName(params)}`,
    );
  }
  const list = [...params];
  if (list.length === 0) throw new RangeError("optimizer got an empty parameter list");
  const first: unknown = list[0];
  if (first instanceof Tensor || Array.isArray(first) || typeof first !== "object" || first === null) {
    return [{ params: list } as unknown as ParamGroupInput<Options>];
  }
  return list as ParamGroupInput<Options>[];
}

/**
 * Reads and checks one group: its parameters as a list, its names if it has them, and the options it sets.
 *
 * @param differentiable whether parameters may be results of other operations
 */
export function readGroup(
  group: unknown,
  differentiable: boolean,
): { params: Tensor[]; paramNames: string[] | null; options: [string, unknown][] } {
  if (typeof group !== "object" || group === null || group instanceof Tensor || Array.isArray(group)) {
    throw new TypeError(`param_group must be a dict, but got ${className(group)}`);
  }
  const { params: given } = group as { params?: unknown };
  if (given === undefined) throw new TypeError("param_group has no 'params'");
  if (given instanceof Set) {
    throw new TypeError(
      "optimizer parameters need to be organized in ordered collections, but the ordering of tensors in sets will " +
        "change between runs. Please use a list instead.",
    );
  }
  if (!(given instanceof Tensor) && !isIterable(given)) {
    throw new TypeError(`optimizer can only optimize Tensors, but one of the params is ${typeName(given)}`);
  }
  const list: unknown[] = given instanceof Tensor ? [given] : [...given];
  const named = list.filter(isNamed);
  if (named.length > 0 && named.length < list.length) {
    throw new RangeError("all optimizer params should be with/without names. Some param names are missing");
  }
  const params = named.length > 0 ? named.map(([, param]) => param) : list;
  for (const param of params) checkParam(param, differentiable);
  return {
    params: params as Tensor[],
    paramNames: named.length > 0 ? named.map(([name]) => name) : null,
    options: Object.entries(group),
  };
}

function checkParam(param: unknown, differentiable: boolean): asserts param is Tensor {
  if (!(param instanceof Tensor)) {
    throw new TypeError(`optimizer can only optimize Tensors, but one of the params is ${typeName(param)}`);
  }
  if (!param.isLeaf && !param.retainsGrad && !differentiable) throw new RangeError("can't optimize a non-leaf Tensor");
}
