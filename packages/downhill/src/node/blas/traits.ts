import type { Vendor } from "./candidates.ts";
import type { SharedLibrary } from "./koffi.ts";

/** What a library tells of itself beside its products. */
export interface Traits {
  /** Null for one that doesn't say. */
  readonly vendor: Vendor | null;
  /** Version and build in the library's own words; empty where it has none. */
  readonly version: string;
  /** Whether sizes are integers of 64 bits, which are passed otherwise. */
  readonly hasLongSizes: boolean;
  /** Sets how many threads it uses; null where that can't be set. */
  readonly setThreads: ((count: number) => void) | null;
}

const VERSION_LENGTH = 200;
/** The choices of `BLASSetThreading` of Accelerate. */
const [MULTI_THREADED, SINGLE_THREADED] = [0, 1];

export function traitsOf(library: SharedLibrary, path: string): Traits {
  const find = <F extends (...args: never[]) => unknown>(name: string, result: string, parameters: string[]) => {
    try {
      return library.func<F>(name, result, parameters);
    } catch {
      return null;
    }
  };
  const text = (name: string) => find<() => string>(name, "str", [])?.() ?? null;
  const setter = (name: string, type: string) => find<(count: number) => void>(name, "void", [type]);

  const config = text("openblas_get_config");
  if (config !== null) {
    return {
      vendor: "OpenBLAS",
      version: `${config.trim()}, for ${text("openblas_get_corename") ?? "?"}`,
      hasLongSizes: /\bUSE64BITINT\b/.test(config),
      setThreads: setter("openblas_set_num_threads", "int"),
    };
  }
  const describe = find<(to: Uint8Array, length: number) => void>("MKL_Get_Version_String", "void", ["void *", "int"]);
  if (describe !== null) {
    const bytes = new Uint8Array(VERSION_LENGTH);
    describe(bytes, bytes.length);
    const version = new TextDecoder().decode(bytes).split("\0")[0].trim();
    return { vendor: "MKL", version, hasLongSizes: false, setThreads: setter("MKL_Set_Num_Threads", "int") };
  }
  const version = text("bli_info_get_version_str");
  if (version !== null) {
    const bits = find<() => number>("bli_info_get_blas_int_type_size", "int64_t", [])?.();
    return {
      vendor: "BLIS",
      version: `BLIS ${version}`,
      hasLongSizes: Number(bits) === 64,
      setThreads: setter("bli_thread_set_num_threads", "int64_t"),
    };
  }
  const isAccelerate = path.includes("Accelerate.framework");
  const choose = isAccelerate ? setter("BLASSetThreading", "int") : null;
  return {
    vendor: isAccelerate ? "Accelerate" : null,
    version: isAccelerate ? "Accelerate" : "",
    hasLongSizes: false,
    setThreads: choose && ((count) => choose(count === 1 ? SINGLE_THREADED : MULTI_THREADED)),
  };
}
