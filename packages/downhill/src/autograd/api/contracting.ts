import { type Kind, STRING } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { optional } from "../../signatures/parameters.ts";
import { methods, publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { DIM_OR_NULL, TENSOR, VARIADIC_TENSORS } from "../../tensor/kinds.ts";
import type { ContractingMethods } from "../../tensor/methods/contracting.ts";
import type { Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import * as contracting from "../functions/contracting.ts";
import { einsum as einsumOf } from "../functions/einsum.ts";

/** {@link einsum}, whose tensors stand in an array or one after the other. */
export interface Einsum {
  (equation: string, ...operands: Tensor[]): Tensor;
  (equation: string, operands: readonly Tensor[]): Tensor;
  (equation: string, options: { operands: readonly Tensor[] }): Tensor;
}

export const einsum: Einsum = publish(
  signature("einsum", { equation: STRING, operands: VARIADIC_TENSORS }),
  einsumOf,
) as unknown as Einsum;

/** How many dimensions, or which of both tensors. */
const CONTRACTED: Kind<number | readonly [Shape, Shape]> = {
  expected: "a number or two arrays of integers",
  accepts: (value): value is number | readonly [Shape, Shape] =>
    typeof value === "number" || (Array.isArray(value) && value.length === 2 && value.every(Array.isArray)),
};

export const tensordot: WithNames<typeof contracting.tensordot, ["b", "dims"]> = publish(
  signature("tensordot", { a: TENSOR, b: TENSOR, dims: optional(CONTRACTED) }),
  contracting.tensordot,
);
export const kron: WithNames<typeof contracting.kron, ["other"]> = publish(
  signature("kron", { input: TENSOR, other: TENSOR }),
  contracting.kron,
);
export const cross: WithNames<typeof contracting.cross, ["other", "dim"]> = publish(
  signature("cross", { input: TENSOR, other: TENSOR, dim: optional(DIM_OR_NULL) }),
  contracting.cross,
);

export const contractingMethods = methods({ kron, cross }) satisfies Record<keyof ContractingMethods<Tensor>, unknown>;
