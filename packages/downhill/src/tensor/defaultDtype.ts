import type { FloatDType } from "../memory/dtype.ts";

let defaultDtype: FloatDType = "float32";

/** The dtype that plain numbers become, `float32` unless `setDefaultDtype` changed it. */
export function getDefaultDtype(): FloatDType {
  return defaultDtype;
}

/**
 * Changes the dtype that plain numbers become in the factories.
 * @throws TypeError when it is not `float32` or `float64`.
 */
export function setDefaultDtype(dtype: FloatDType): void {
  if (dtype !== "float32" && dtype !== "float64") {
    throw new TypeError(`only floating-point types are supported as the default type, got ${String(dtype)}`);
  }
  defaultDtype = dtype;
}
