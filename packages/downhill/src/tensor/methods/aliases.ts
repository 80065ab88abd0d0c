import type { MethodWithNames } from "../../signatures/named.ts";
import type { Scalar } from "../scalar.ts";

/** PyTorch's second names of methods. */
export interface AliasMethods<T> {
  /** Another name of `abs`. */
  absolute(): T;
  /** Another name of `abs`, in place. */
  absolute_(): T;
  /** Another name of `neg`. */
  negative(): T;
  /** Another name of `neg`, in place. */
  negative_(): T;
  /** Another name of `trunc`. */
  fix(): T;
  /** Another name of `trunc`, in place. */
  fix_(): T;
  /** Another name of `sub`. */
  subtract: MethodWithNames<(other: T | Scalar, options?: { alpha?: number | bigint }) => T, ["other"]>;
  /** Another name of `sub`, in place. */
  subtract_: MethodWithNames<(other: T | Scalar, options?: { alpha?: number | bigint }) => T, ["other"]>;
  /** Another name of `mul`. */
  multiply: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** Another name of `mul`, in place. */
  multiply_: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** Another name of `ne`. */
  notEqual: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** Another name of `lt`. */
  less: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** Another name of `le`. */
  lessEqual: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** Another name of `gt`. */
  greater: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** Another name of `ge`. */
  greaterEqual: MethodWithNames<(other: T | Scalar) => T, ["other"]>;
  /** Another name of `outer`. */
  ger: MethodWithNames<(vec2: T) => T, ["vec2"]>;
}
