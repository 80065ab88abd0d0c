import { ANYTHING, BOOLEAN, functionKind, INTEGER, inWords, only, orNull, STRING } from "../signatures/kinds.ts";
import { overloads } from "../signatures/overloads.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { ANY_DEVICE, DTYPE, TENSOR } from "../tensor/kinds.ts";

const RECURSE = { recurse: BOOLEAN };
const NAMED = { prefix: STRING, ...RECURSE, removeDuplicate: BOOLEAN };
const PREPEND = { prepend: BOOLEAN };
const HOOK = { hook: functionKind<(...args: never[]) => unknown>() };
const TARGET = { target: STRING };
const COPYING = { nonBlocking: BOOLEAN };

/** What the methods of a module take. */
export const MODULE_METHODS = {
  registerParameter: signature("registerParameter", { name: ANYTHING, param: ANYTHING }),
  registerModule: signature("registerModule", { name: ANYTHING, module: ANYTHING }),
  registerBuffer: signature(
    "registerBuffer",
    { name: ANYTHING, tensor: ANYTHING },
    { persistent: BOOLEAN },
    { key: STRING, since: INTEGER },
  ),
  addModule: signature("addModule", { name: ANYTHING, module: ANYTHING }),
  getSubmodule: signature("getSubmodule", TARGET),
  setSubmodule: signature("setSubmodule", { ...TARGET, module: ANYTHING }, { strict: BOOLEAN }),
  getParameter: signature("getParameter", TARGET),
  getBuffer: signature("getBuffer", TARGET),
  registerForwardPreHook: signature("registerForwardPreHook", HOOK, {}, PREPEND),
  registerForwardHook: signature("registerForwardHook", HOOK, {}, { ...PREPEND, alwaysCall: BOOLEAN }),
  registerFullBackwardHook: signature("registerFullBackwardHook", HOOK, PREPEND),
  registerFullBackwardPreHook: signature("registerFullBackwardPreHook", HOOK, PREPEND),
  type: signature("type", { dstType: DTYPE }),
  parameters: signature("parameters", {}, RECURSE),
  namedParameters: signature("namedParameters", {}, NAMED),
  buffers: signature("buffers", {}, RECURSE),
  namedBuffers: signature("namedBuffers", {}, NAMED),
  children: signature("children", {}),
  namedChildren: signature("namedChildren", {}),
  modules: signature("modules", {}, { removeDuplicate: BOOLEAN }),
  namedModules: signature("namedModules", {}, { memo: only(null), prefix: STRING, removeDuplicate: BOOLEAN }),
  train: signature("train", { mode: optional(inWords(BOOLEAN, () => "training mode is expected to be boolean")) }),
  eval: signature("eval", {}),
  zeroGrad: signature("zeroGrad", {}, { setToNone: BOOLEAN }),
  requiresGrad_: signature("requiresGrad_", { requiresGrad: optional(BOOLEAN) }),
  to: overloads(
    signature("to", { device: optional(ANY_DEVICE), dtype: optional(orNull(DTYPE)) }, COPYING),
    signature("to", { dtype: DTYPE }, COPYING),
    signature("to", { tensor: TENSOR }, COPYING),
  ),
  cpu: signature("cpu", {}),
  float: signature("float", {}),
  double: signature("double", {}),
  half: signature("half", {}),
  bfloat16: signature("bfloat16", {}),
  apply: signature("apply", { fn: functionKind<(module: never) => void>() }),
  stateDict: signature("stateDict", {}, {}, { prefix: STRING, keepVars: BOOLEAN }),
  loadStateDict: signature("loadStateDict", { stateDict: ANYTHING }, { strict: BOOLEAN, assign: BOOLEAN }),
};
