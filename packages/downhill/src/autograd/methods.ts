import { aliasMethods } from "./api/aliases.ts";
import { arrangingMethods } from "./api/arranging.ts";
import { contractingMethods } from "./api/contracting.ts";
import { factoryMethods } from "./api/factories.ts";
import { mathematicsMethods } from "./api/mathematicsMethods.ts";
import { pointwiseMethods } from "./api/pointwise.ts";
import { randomMethods } from "./api/random.ts";
import { scatteringMethods } from "./api/scattering.ts";
import { sortingMethods } from "./api/sorting.ts";
import { summaryMethods } from "./api/summaries.ts";
import "./commonMethods.ts";
import { install } from "./install.ts";

// Importing this module gives tensors all their methods, whose types `tensor/methods.ts` declares.
install([
  arrangingMethods,
  contractingMethods,
  factoryMethods,
  mathematicsMethods,
  aliasMethods,
  pointwiseMethods,
  randomMethods,
  scatteringMethods,
  summaryMethods,
  sortingMethods,
]);
