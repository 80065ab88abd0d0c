import type { FloatDType } from "../memory/dtype.ts";
import { DEVICE, FLOAT_DTYPE } from "../tensor/kinds.ts";

/** How layers make their parameters and buffers. */
export interface FactoryOptions {
  /** Of parameters and buffers. Default the default dtype. */
  dtype?: FloatDType;
  /** There is only one. */
  device?: "cpu" | null;
}

/** The same among what layers take. */
export const FACTORY = { device: DEVICE, dtype: FLOAT_DTYPE };
