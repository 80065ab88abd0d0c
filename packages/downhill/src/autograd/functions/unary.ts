import type { Tensor } from "../../tensor/tensor.ts";
import { type Definition, record, tracks } from "../graph.ts";

/** Records a function of one tensor whose derivative needs nothing. */
export function recordUnary(out: Tensor, definition: Definition<undefined>, input: Tensor): Tensor {
  return tracks(input) ? record(out, definition, [input]) : out;
}

/** Records a function of one tensor whose derivative needs the input. */
export function recordWithInput(out: Tensor, definition: Definition<undefined>, input: Tensor): Tensor {
  return tracks(input) ? record(out, definition, [input], [input]) : out;
}

/** Records a function of one tensor whose derivative needs the result. */
export function recordWithResult(out: Tensor, definition: Definition<undefined>, input: Tensor): Tensor {
  return tracks(input) ? record(out, definition, [input], [out]) : out;
}
