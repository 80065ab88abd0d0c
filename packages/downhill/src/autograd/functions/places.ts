import { rowMajor } from "../../tensor/copy.ts";
import { accumulate, type Places, take, zerosFor } from "../../tensor/places.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, recordWith, tracks } from "../graph.ts";

/*
 * Taking chosen elements, and adding to them: each is the derivative of the other.
 */

const takeBackward = define<Places>("TakeBackward0", (grad, node) => spreadPlaces(grad, node.extra));
const spreadBackward = define<Places>("SpreadBackward0", (grad, node) => takePlaces(grad, node.extra));

/** The chosen elements, recorded under the name of the public function. */
export function takePlaces(input: Tensor, places: Places, definition: Definition<Places> = takeBackward): Tensor {
  const out = take(rowMajor(input), places);
  return tracks(input) ? recordWith(out, definition, [input], [], places) : out;
}

/** Zeros, with the values added to the chosen elements. */
export function spreadPlaces(values: Tensor, places: Places): Tensor {
  const out = zerosFor(values.dtype, places);
  accumulate(out, rowMajor(values), places);
  return tracks(values) ? recordWith(out, spreadBackward, [values], [], places) : out;
}

/** Defines a function that takes chosen elements. */
/* @__NO_SIDE_EFFECTS__ */
export function defineTake(name: string): Definition<Places> {
  return define<Places>(name, (grad, node) => spreadPlaces(grad, node.extra));
}
