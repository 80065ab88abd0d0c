import { copyOf, rowMajor } from "../../tensor/copy.ts";
import { accumulate, type Places, put, take, zerosFor } from "../../tensor/places.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Definition, define, recordWith, tracks, tracksAny } from "../graph.ts";

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

const putBackward = definePut("PutBackward0");

/** Defines a function that overwrites chosen elements. */
/* @__NO_SIDE_EFFECTS__ */
export function definePut(name: string): Definition<Places> {
  return define<Places>(
    name,
    (grad, { extra }) => putPlaces(grad, Tensor.allocate(grad.dtype, extra.shape), extra),
    (grad, node) => takePlaces(grad, node.extra),
  );
}

/** A copy with chosen elements overwritten; of several values for one place the last stays. */
export function putPlaces(
  input: Tensor,
  values: Tensor,
  places: Places,
  definition: Definition<Places> = putBackward,
): Tensor {
  const out = copyOf(input);
  put(out, rowMajor(values), places);
  return tracksAny(input, values) ? recordWith(out, definition, [input, values], [], places) : out;
}

/** Defines a function that adds to chosen elements. */
/* @__NO_SIDE_EFFECTS__ */
export function defineAdd(name: string): Definition<Places> {
  return define<Places>(
    name,
    (grad) => grad,
    (grad, node) => takePlaces(grad, node.extra),
  );
}

/** A copy of a tensor with values added to chosen elements: the gradient of the values is that of their places. */
export function addPlaces(input: Tensor, values: Tensor, places: Places, definition: Definition<Places>): Tensor {
  const out = copyOf(input);
  accumulate(out, rowMajor(values), places);
  return tracksAny(input, values) ? recordWith(out, definition, [input, values], [], places) : out;
}
