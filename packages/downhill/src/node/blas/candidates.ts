/** The vendors' names, as `DOWNHILL_BLAS` and messages have them. */
export type Vendor = "Accelerate" | "OpenBLAS" | "MKL" | "BLIS";

/** Where the vendors' libraries are looked for, by platform, in this order; names are looked up by the system's loader. */
const CANDIDATES: Readonly<Record<string, readonly (readonly [Vendor, readonly string[]])[]>> = {
  darwin: [
    ["Accelerate", ["/System/Library/Frameworks/Accelerate.framework/Accelerate"]],
    ["OpenBLAS", ["/opt/homebrew/opt/openblas/lib/libopenblas.dylib", "/usr/local/opt/openblas/lib/libopenblas.dylib"]],
    ["MKL", ["libmkl_rt.2.dylib", "libmkl_rt.dylib"]],
    ["BLIS", ["/opt/homebrew/opt/blis/lib/libblis.dylib", "/usr/local/opt/blis/lib/libblis.dylib", "libblis.dylib"]],
  ],
  win32: [
    ["OpenBLAS", ["libopenblas.dll", "openblas.dll"]],
    ["MKL", ["mkl_rt.2.dll", "mkl_rt.dll"]],
    ["BLIS", ["libblis.dll"]],
  ],
  linux: [
    ["OpenBLAS", ["libopenblas.so.0", "libopenblas.so", "libopenblasp.so.0"]],
    ["MKL", ["libmkl_rt.so.2", "libmkl_rt.so.3", "libmkl_rt.so"]],
    ["BLIS", ["libblis.so.4", "libblis-mt.so.4", "libblis.so", "libblis-mt.so"]],
  ],
};

/**
 * The libraries to try, the likeliest first.
 *
 * @param named a path, a file name or a vendor; null for all that are known
 */
export function candidates(named: string | null): readonly string[] {
  const known = CANDIDATES[process.platform] ?? CANDIDATES.linux;
  if (named === null) return known.flatMap(([, paths]) => paths);
  const ofVendor = known.find(([vendor]) => vendor.toLowerCase() === named.toLowerCase());
  return ofVendor?.[1] ?? [named];
}
