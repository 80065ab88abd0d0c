import { functionKind } from "../../signatures/kinds.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import * as modes from "../gradMode.ts";

const BODY = { body: functionKind<() => unknown>() };

export const noGrad = publish(signature("noGrad", BODY), modes.noGrad);
export const enableGrad = publish(signature("enableGrad", BODY), modes.enableGrad);
export const isGradEnabled = publish(signature("isGradEnabled", {}), modes.isGradEnabled);
