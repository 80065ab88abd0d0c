/** What PyTorch has under `torch.autograd.functional`. */
import { BOOLEAN, functionKind, only, orNull } from "../../signatures/kinds.ts";
import type { AllNamed } from "../../signatures/named.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { TENSOR_OR_TENSORS } from "../../tensor/kinds.ts";
import * as functions from "../functional.ts";

export type { Differentiated, FunctionalOptions, PerInput } from "../functional.ts";

const FUNCTION = functionKind<functions.Differentiated>();
const OF_ALL = { func: FUNCTION, inputs: TENSOR_OR_TENSORS };
const ALONG = { ...OF_ALL, v: optional(orNull(TENSOR_OR_TENSORS)) };
const OPTIONS = { createGraph: BOOLEAN, strict: BOOLEAN };
/** One way to all elements is as good as another: it is only faster in PyTorch. */
const REVERSE = only("reverse-mode");

export const jacobian: AllNamed<typeof functions.jacobian, ["func", "inputs"]> = publish(
  signature("jacobian", OF_ALL, { ...OPTIONS, vectorize: BOOLEAN, strategy: REVERSE }),
  functions.jacobian,
);
export const hessian: AllNamed<typeof functions.hessian, ["func", "inputs"]> = publish(
  signature("hessian", OF_ALL, { ...OPTIONS, vectorize: BOOLEAN, outerJacobianStrategy: REVERSE }),
  functions.hessian,
);
export const vjp: AllNamed<typeof functions.vjp, ["func", "inputs", "v"]> = publish(
  signature("vjp", ALONG, OPTIONS),
  functions.vjp,
);
export const jvp: AllNamed<typeof functions.jvp, ["func", "inputs", "v"]> = publish(
  signature("jvp", ALONG, OPTIONS),
  functions.jvp,
);
export const vhp: AllNamed<typeof functions.vhp, ["func", "inputs", "v"]> = publish(
  signature("vhp", ALONG, OPTIONS),
  functions.vhp,
);
export const hvp: AllNamed<typeof functions.hvp, ["func", "inputs", "v"]> = publish(
  signature("hvp", ALONG, OPTIONS),
  functions.hvp,
);
