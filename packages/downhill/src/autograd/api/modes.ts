import { BOOLEAN, functionKind } from "../../signatures/kinds.ts";
import { overloads } from "../../signatures/overloads.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import * as modes from "../gradMode.ts";

const FUNCTION = functionKind<() => unknown>();
const BODY = { body: FUNCTION };

export const noGrad = publish(signature("noGrad", BODY), modes.noGrad);
export const enableGrad = publish(signature("enableGrad", BODY), modes.enableGrad);
export const inferenceMode = publish(
  overloads(signature("inferenceMode", BODY), signature("inferenceMode", { mode: BOOLEAN, body: FUNCTION })),
  modes.inferenceMode,
);
export const setGradEnabled = publish(
  signature("setGradEnabled", { mode: BOOLEAN, body: optional(FUNCTION) }),
  modes.setGradEnabled,
);
export const isGradEnabled = publish(signature("isGradEnabled", {}), modes.isGradEnabled);
