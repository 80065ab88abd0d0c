import { INTEGER } from "../../signatures/kinds.ts";
import type { WithNames } from "../../signatures/named.ts";
import { publish } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import * as determinants from "../linalg/determinants.ts";
import * as products from "../linalg/products.ts";
import * as solving from "../linalg/solving.ts";

/*
 * What PyTorch has of matrices outside of `torch.linalg`, too.
 */

/* @__NO_SIDE_EFFECTS__ */
function ofMatrix(name: string): Signature {
  return signature(name, { input: TENSOR });
}

/** Another name of `linalg.det`. */
export const det = publish(ofMatrix("det"), determinants.det);
/** Another name of `linalg.inv`. */
export const inverse = publish(ofMatrix("inverse"), solving.inv);
export const logdet = publish(ofMatrix("logdet"), determinants.logdet);
/** Another name of `linalg.slogdet`. */
export const slogdet = publish(ofMatrix("slogdet"), determinants.slogdet);
/** Another name of `linalg.matrixPower`. */
export const matrixPower: WithNames<typeof products.matrixPower, ["n"]> = publish(
  signature("matrixPower", { input: TENSOR, n: INTEGER }),
  products.matrixPower,
);
