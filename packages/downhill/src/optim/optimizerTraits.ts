import { ANYTHING, type Kind, LIST_OF_NAMES, PLAIN_OBJECT, STRING } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import { floatsOf } from "./pythonTypes.ts";

/** What differs from algorithm to algorithm in the options' handling. */
export interface OptimizerTraits<Options> {
  /** The class's name in PyTorch. */
  readonly name: string;
  /** Options whose integral values Python writes as floats: `1.0`. In a tuple, each by its index: `betas.0`. */
  readonly floats: ReadonlySet<string>;
  /** Values for options that older state dicts lack. */
  readonly added: Partial<Options>;
  /** Values that options take when a state is loaded, whatever it says. */
  readonly fixed?: Partial<Options>;
  /** Options that no step reads, so that loaded groups may lack them. */
  readonly unread?: readonly string[];
  /** The class's defaults, by which the types of options are told. Default: the optimizer's own. */
  readonly declared?: Readonly<Required<Options>>;
}

const SET: Kind<ReadonlySet<string>> = {
  expected: "a Set of names of options",
  accepts: (value): value is ReadonlySet<string> => value instanceof Set,
};

const OPTIMIZER = signature("Optimizer", {
  params: ANYTHING,
  defaults: PLAIN_OBJECT,
  traits: optional(PLAIN_OBJECT, {}),
});

const TRAITS = signature(
  "OptimizerTraits",
  {},
  {},
  {
    ...{ name: STRING, floats: SET, unread: LIST_OF_NAMES },
    ...{ added: PLAIN_OBJECT, fixed: PLAIN_OBJECT, declared: PLAIN_OBJECT },
  },
);

/**
 * The traits that an optimizer's constructor was given, completed.
 *
 * @param name the class's own
 * @throws {TypeError} for arguments that it doesn't take
 */
export function readTraits<Options extends object>(args: readonly unknown[], name: string): OptimizerTraits<Options> {
  const { defaults, traits } = OPTIMIZER.read(args);
  const given = TRAITS.read([traits]) as Partial<OptimizerTraits<Options>>;
  return {
    ...given,
    name: given.name ?? name,
    floats: given.floats ?? floatsOf(given.declared ?? defaults),
    added: given.added ?? {},
  };
}
