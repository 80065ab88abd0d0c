import type { AliasMethods } from "./methods/aliases.ts";
import type { ArithmeticMethods } from "./methods/arithmetic.ts";
import type { ArrangingMethods } from "./methods/arranging.ts";
import type { AutogradMethods } from "./methods/autograd.ts";
import type { ContractingMethods } from "./methods/contracting.ts";
import type { DataMethods } from "./methods/data.ts";
import type { ElementwiseMethods } from "./methods/elementwise.ts";
import type { FactoryMethods } from "./methods/factories.ts";
import type { IndexingMethods } from "./methods/indexing.ts";
import type { InPlaceMethods } from "./methods/inPlace.ts";
import type { MathematicsMethods } from "./methods/mathematics.ts";
import type { PointwiseMethods } from "./methods/pointwise.ts";
import type { RandomMethods } from "./methods/random.ts";
import type { ReductionMethods } from "./methods/reduction.ts";
import type { ScatteringMethods } from "./methods/scattering.ts";
import type { ShapeMethods } from "./methods/shape.ts";
import type { SortingMethods } from "./methods/sorting.ts";
import type { SparseMethods } from "./methods/sparse.ts";
import type { SummaryMethods } from "./methods/summaries.ts";

/**
 * The methods of a tensor. Only their types are here; the code is on the floor above, where each function stands beside
 * its derivative. `T` is the tensor itself.
 */
export interface TensorMethods<T>
  extends AutogradMethods<T>,
    DataMethods<T>,
    ArithmeticMethods<T>,
    ArrangingMethods<T>,
    ContractingMethods<T>,
    ElementwiseMethods<T>,
    FactoryMethods<T>,
    InPlaceMethods<T>,
    IndexingMethods<T>,
    MathematicsMethods<T>,
    AliasMethods<T>,
    PointwiseMethods<T>,
    RandomMethods<T>,
    ReductionMethods<T>,
    ScatteringMethods<T>,
    ShapeMethods<T>,
    SummaryMethods<T>,
    SortingMethods<T>,
    SparseMethods<T> {}
