import type { Flags, Update } from "../kernels/rule.ts";
import type { FloatDType } from "../memory/dtype.ts";
import { ANYTHING, BOOLEAN, functionKind, LIST_OF_NAMES, PLAIN_OBJECT, STRING } from "../signatures/kinds.ts";
import { signature } from "../signatures/signature.ts";
import type { Hyperparameter, WithNumbers } from "./hyperparameters.ts";
import type { ParamGroup } from "./paramGroups.ts";
import type { ScalarTypes } from "./scalarState.ts";

/** The numbers of a parameter's state: `step`, and those that `numbers` declares. */
export type StateNumbers = Readonly<Record<string, number>>;

/** An elementwise optimizer: its options, its state and its mathematics. */
export interface OptimizerDefinition<Options extends object, _State extends object> {
  /** The name in messages and in the printed text. */
  readonly name: string;
  /** The options with their default values, in the order in which they are saved. */
  readonly defaults: Required<Options>;
  /** Options whose integral values Python writes as floats, beside those whose default is not integral. */
  readonly floats?: readonly (keyof Options & string)[];
  /** Values of options that state dicts of older versions lack. */
  readonly added?: Partial<Options>;
  /** Options that may be tensors of one element, or lists of them: `scalars` and `nextNumbers` get them as they are. */
  readonly tensors?: readonly (keyof Options & string)[];
  /**
   * The options that PyTorch takes by position, in its order: given so here, they are refused with the right form.
   * Default: all, in the order of the defaults.
   */
  readonly byPosition?: readonly (keyof Options & string)[];
  /** Throws for options that make no sense; `given` has the tensors that `options` has numbers for. */
  readonly validate?: (options: WithNumbers<Required<Options>>, given: Required<Options>) => void;
  /** The arrays kept for each parameter, in its shape and dtype, and the value each begins with. */
  readonly state: (
    group: ParamGroup<Options>,
    defaults: WithNumbers<Required<Options>>,
  ) => Readonly<Record<string, number>>;
  /** The numbers kept for each parameter beside `step`, and the value each begins with. */
  readonly numbers?: (group: ParamGroup<Options>) => Record<string, number>;
  /** How `step` is saved: as a tensor, as PyTorch's does, or as a number; false where steps aren't counted. Default: "tensor". */
  readonly counts?: "tensor" | "number" | false;
  /** Whether the constructor makes the state, instead of each parameter's first step. Default: false. */
  readonly eager?: boolean;
  /**
   * Whether a state may lack arrays, which the step that needs them makes then: SGD's momentum. Otherwise it has all of
   * them or none. Default: false.
   */
  readonly lazy?: boolean;
  /** Values that options take when a state is loaded, whatever it says. */
  readonly fixed?: Partial<Options>;
  /** Options that no step reads, so that loaded groups may lack them. */
  readonly unread?: readonly (keyof Options & string)[];
  /**
   * Whether a step takes a state of another float dtype than the parameter's, as after `model.double()`: each operation is
   * then made in the wider dtype, and rounded to the array that it is kept in. Otherwise that is refused. `dtype` is the
   * parameter's.
   */
  readonly promotes?: (group: ParamGroup<Options>, dtype: FloatDType) => boolean;
  /** Throws when a step can't be made with a group's present options. */
  readonly checkStep?: (group: ParamGroup<Options>) => void;
  /**
   * The numbers of a step that are the same for every element, in double precision; `step` counts from 1. `types` has
   * the dtypes that PyTorch keeps the state's numbers in, `dtype` is the parameters'.
   */
  readonly scalars: (
    group: Required<Options>,
    numbers: StateNumbers,
    types: ScalarTypes,
    dtype: FloatDType,
  ) => Readonly<Record<string, Hyperparameter>>;
  /** What decides the form of the update: each combination gets a kernel of its own. `isNew`: the state was just made. */
  readonly flags: (group: ParamGroup<Options>, numbers: StateNumbers, isNew: boolean) => Flags;
  /** The mathematics: the new values of the arrays that change. */
  readonly update: Update;
  /** The numbers that the next step finds. */
  readonly nextNumbers?: (
    group: Required<Options>,
    numbers: StateNumbers,
    types: ScalarTypes,
  ) => Record<string, number>;
  /**
   * What to do with a sparse gradient, where the algorithm takes one: update the rows it names (`flags.sparse` is true
   * then), once each or once per entry, or fill it up with zeros. Throws when the options don't allow it.
   */
  readonly sparse?: (group: ParamGroup<Options>) => "rows" | "entries" | "dense";
  /** What to say of a sparse gradient otherwise. */
  readonly sparseMessage?: string;
  /** Set where only sparse gradients are taken: what to say of a dense one. */
  readonly denseMessage?: string;
}

const FUNCTION = functionKind();

/** What a definition is made of, to be told of mistakes in it. */
export const DEFINITION = signature(
  "defineOptimizer",
  { name: STRING, defaults: PLAIN_OBJECT, state: FUNCTION, scalars: FUNCTION, flags: FUNCTION, update: FUNCTION },
  {},
  {
    ...{
      floats: LIST_OF_NAMES,
      tensors: LIST_OF_NAMES,
      byPosition: LIST_OF_NAMES,
      unread: LIST_OF_NAMES,
      added: PLAIN_OBJECT,
      fixed: PLAIN_OBJECT,
    },
    ...{ validate: FUNCTION, numbers: FUNCTION, promotes: FUNCTION, checkStep: FUNCTION, nextNumbers: FUNCTION },
    ...{
      counts: ANYTHING,
      eager: BOOLEAN,
      lazy: BOOLEAN,
      sparse: FUNCTION,
      sparseMessage: STRING,
      denseMessage: STRING,
    },
  },
);
