import type { AlongLoop } from "../elementwise/loopTypes.ts";
import { launch } from "../memory/recording.ts";
import { rowMajor } from "./copy.ts";
import { elementCount } from "./shape.ts";
import { Tensor } from "./tensor.ts";

/** Applies a function of whole runs along one dimension. */
export function applyAlong(loop: AlongLoop, input: Tensor, dim: number): Tensor {
  const source = rowMajor(input);
  const out = Tensor.like(source, source.dtype);
  const { _shape: shape } = source;
  const n = shape.length === 0 ? 1 : shape[dim];
  const outer = elementCount(shape.slice(0, dim));
  const inner = elementCount(shape.slice(dim + 1));
  launch("along", () => loop(outer, n, inner, out.storage.data, source.storage.data, source.offset));
  return out;
}
