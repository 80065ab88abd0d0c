import { arithmeticMethods } from "./api/arithmetic.ts";
import { autogradMethods } from "./api/autograd.ts";
import { dataMethods } from "./api/data.ts";
import { elementwiseMethods } from "./api/elementwise.ts";
import { indexingMethods } from "./api/indexing.ts";
import { inPlaceMethods } from "./api/inPlace.ts";
import { reductionMethods } from "./api/reduction.ts";
import { shapeMethods } from "./api/shape.ts";
import { sparseMethods } from "./api/sparse.ts";
import { install } from "./install.ts";

/*
 * Importing this module gives tensors the methods that the library itself, its layers and its optimizers call: what the
 * entries `nn` and `optim` do with, to be small in a page. `methods.ts` adds the rest, as every other entry does.
 */
install([
  autogradMethods,
  dataMethods,
  arithmeticMethods,
  elementwiseMethods,
  inPlaceMethods,
  indexingMethods,
  reductionMethods,
  shapeMethods,
  sparseMethods,
]);
