import { Tensor } from "../tensor/tensor.ts";
import { arithmeticMethods } from "./methods/arithmetic.ts";
import { autogradMethods } from "./methods/autograd.ts";
import { dataMethods } from "./methods/data.ts";
import { elementwiseMethods } from "./methods/elementwise.ts";
import { indexingMethods } from "./methods/indexing.ts";
import { inPlaceMethods } from "./methods/inPlace.ts";
import { randomMethods } from "./methods/random.ts";
import { reductionMethods } from "./methods/reduction.ts";
import { shapeMethods } from "./methods/shape.ts";
import { sparseMethods } from "./methods/sparse.ts";

// Importing this module gives tensors their methods, whose types `tensor/methods.ts` declares.
for (const methods of [
  autogradMethods,
  dataMethods,
  arithmeticMethods,
  elementwiseMethods,
  inPlaceMethods,
  indexingMethods,
  randomMethods,
  reductionMethods,
  shapeMethods,
  sparseMethods,
]) {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(methods))) {
    Object.defineProperty(Tensor.prototype, name, { ...property, enumerable: false });
  }
}
