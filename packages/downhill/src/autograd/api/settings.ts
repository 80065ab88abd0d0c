import * as pool from "../../kernels/pool/pool.ts";
import type { ComputeDType } from "../../memory/dtype.ts";
import * as printed from "../../python/repr.ts";
import {
  ANYTHING,
  BOOLEAN,
  functionKind,
  INTEGER,
  isOptions,
  type Kind,
  NUMBER,
  orNull,
  STRING,
} from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publish } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import * as dtypes from "../../tensor/defaultDtype.ts";
import { DTYPE } from "../../tensor/kinds.ts";
import * as limits from "../../tensor/limits.ts";
import * as printing from "../../tensor/printOptions.ts";
import { slice as sliceOf } from "../../tensor/slice.ts";

export const getDefaultDtype = publish(signature("getDefaultDtype", {}), dtypes.getDefaultDtype);
export const setDefaultDtype = publish(signature("setDefaultDtype", { d: DTYPE }), dtypes.setDefaultDtype);

export const finfo = publish(signature("finfo", { dtype: optional(DTYPE) }), limits.finfo);
export const iinfo = publish(signature("iinfo", { dtype: DTYPE as Kind<ComputeDType> }), limits.iinfo);

export const getNumThreads = publish(signature("getNumThreads", {}), pool.getNumThreads);
export const setNumThreads = publish(signature("setNumThreads", { nthreads: ANYTHING }), pool.setNumThreads);
export const threadsReady = publish(signature("threadsReady", {}), pool.threadsReady);
export const setWorkerUrl = publish(signature("setWorkerUrl", { url: ANYTHING }), pool.setWorkerUrl);

/** What printing takes, but for the profile. */
const PRINTING = { precision: NUMBER, threshold: NUMBER, edgeitems: NUMBER, linewidth: NUMBER };

export const getPrintOptions = publish(signature("getPrintOptions", {}), printing.getPrintOptions);
export const setPrintOptions = publish(
  signature("setPrintOptions", {}, { ...PRINTING, profile: STRING, sciMode: orNull(BOOLEAN) }),
  printing.setPrintOptions,
);

const OPTIONS: Kind<printing.PrintOptionsUpdate> = {
  expected: "an object of options",
  accepts: (value): value is printing.PrintOptionsUpdate => isOptions(value),
};

export const printOptions = publish(
  signature("printOptions", { options: OPTIONS, body: functionKind<() => unknown>() }),
  printing.printOptions,
);

export const repr = publish(signature("repr", { value: ANYTHING }), printed.repr);
export const reprItem = publish(
  signature("reprItem", { container: ANYTHING, key: ANYTHING, value: ANYTHING }),
  printed.reprItem,
);

const INDEX = optional(orNull(INTEGER));

export const slice = publish(signature("slice", { start: INDEX, stop: INDEX, step: INDEX }), sliceOf);
