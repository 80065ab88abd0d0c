import { Tensor } from "../tensor/tensor.ts";
import { aliasMethods } from "./api/aliases.ts";
import { arithmeticMethods } from "./api/arithmetic.ts";
import { arrangingMethods } from "./api/arranging.ts";
import { autogradMethods } from "./api/autograd.ts";
import { contractingMethods } from "./api/contracting.ts";
import { dataMethods } from "./api/data.ts";
import { elementwiseMethods } from "./api/elementwise.ts";
import { factoryMethods } from "./api/factories.ts";
import { indexingMethods } from "./api/indexing.ts";
import { inPlaceMethods } from "./api/inPlace.ts";
import { mathematicsMethods } from "./api/mathematicsMethods.ts";
import { pointwiseMethods } from "./api/pointwise.ts";
import { randomMethods } from "./api/random.ts";
import { reductionMethods } from "./api/reduction.ts";
import { scatteringMethods } from "./api/scattering.ts";
import { shapeMethods } from "./api/shape.ts";
import { sortingMethods } from "./api/sorting.ts";
import { sparseMethods } from "./api/sparse.ts";
import { summaryMethods } from "./api/summaries.ts";

// Importing this module gives tensors their methods, whose types `tensor/methods.ts` declares.
for (const methods of [
  autogradMethods,
  dataMethods,
  arithmeticMethods,
  arrangingMethods,
  contractingMethods,
  elementwiseMethods,
  factoryMethods,
  inPlaceMethods,
  indexingMethods,
  mathematicsMethods,
  aliasMethods,
  pointwiseMethods,
  randomMethods,
  reductionMethods,
  scatteringMethods,
  shapeMethods,
  summaryMethods,
  sortingMethods,
  sparseMethods,
]) {
  for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(methods))) {
    Object.defineProperty(Tensor.prototype, name, { ...property, enumerable: false });
  }
}
