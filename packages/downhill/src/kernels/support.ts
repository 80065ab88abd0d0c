import { heap } from "../memory/heap.ts";
import { assemble, FunctionBuilder } from "./wasm/module.ts";
import { op, simd, V128 } from "./wasm/opcodes.ts";

let supported: boolean | undefined;

/** Whether this engine has what kernels need: WebAssembly with vectors, and shared memory. */
export function kernelsSupported(): boolean {
  supported ??= detect();
  return supported;
}

function detect(): boolean {
  const probe = new FunctionBuilder("probe", []);
  const vector = probe.local(V128);
  probe.get(vector).simd(simd.f32x4Sqrt).emit(op.drop);
  try {
    return WebAssembly.validate(assemble([probe]) as BufferSource) && heap.available;
  } catch {
    return false;
  }
}
