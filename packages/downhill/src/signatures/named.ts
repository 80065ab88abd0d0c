/** The object of what goes by name: an argument by each name, and the function's own options. */
export type NamedArguments<Names extends readonly string[], Args extends readonly unknown[]> = Names extends readonly [
  infer Name extends string,
  ...infer More extends readonly string[],
]
  ? Args extends readonly [infer First, ...infer Rest]
    ? { [Key in Name]: First } & NamedArguments<More, Rest>
    : Args extends readonly [(infer First)?, ...infer Rest]
      ? { [Key in Name]?: First } & NamedArguments<More, Rest>
      : unknown
  : Args extends readonly [(infer Options)?]
    ? Options
    : unknown;

/** The forms in which arguments from some on go by name. */
export type NamedForms<
  Before extends readonly unknown[],
  Names extends readonly string[],
  Args extends readonly unknown[],
  Result,
> = Names extends readonly [string, ...infer More extends readonly string[]]
  ? ((...args: [...Before, options: NamedArguments<Names, Args>]) => Result) &
      (Args extends readonly [(infer First)?, ...infer Rest]
        ? NamedForms<[...Before, First], More, Rest, Result>
        : unknown)
  : unknown;

/** A method, and its forms in which arguments from some on go by name. */
export type MethodWithNames<Run extends (...args: never[]) => unknown, Names extends readonly string[]> = Run &
  NamedForms<[], Names, Parameters<Run>, ReturnType<Run>>;

/**
 * A function that takes arguments by position, and its forms in which the first goes by position and those from some on by
 * name: `narrow(x, 0, { start: 1, length: 2 })`.
 *
 * @typeParam Names the names of the arguments after the first
 */
export type WithNames<Run extends (...args: never[]) => unknown, Names extends readonly string[]> = Run &
  (Parameters<Run> extends readonly [infer First, ...infer Rest]
    ? NamedForms<[First], Names, Rest, ReturnType<Run>>
    : unknown);

/** A method by what it takes: by position, or from some argument on by name. */
export type Method<Args extends readonly unknown[], Names extends readonly string[], Result> = ((
  ...args: Args
) => Result) &
  NamedForms<[], Names, Args, Result>;

/** A function of which the first argument may go by name too: `jacobian({ func, inputs })`. */
export type AllNamed<Run extends (...args: never[]) => unknown, Names extends readonly string[]> = Run &
  NamedForms<[], Names, Parameters<Run>, ReturnType<Run>>;
