import type { Place } from "./parameters.ts";
import { Refusal } from "./refusals.ts";
import type { Callable } from "./signature.ts";

/** Any function. */
// biome-ignore lint/suspicious/noExplicitAny: a bound for type parameters, which keep the function's own type
type AnyFunction = (...args: any[]) => any;

/** A function of arguments that were checked. */
type Run = (...args: readonly unknown[]) => unknown;

/** What a published function takes, and the function behind it. */
interface Publication {
  readonly callable: Callable;
  readonly run: Run;
}

const publications = new WeakMap<object, Publication>();

/**
 * The public form of a function: it checks and places its arguments as the signature says, and then calls the function,
 * which gets each positional argument in its place and the options, if there are any, behind them.
 *
 * @typeParam Public the public form's type, where it takes more than the function itself, such as names
 */
/* @__NO_SIDE_EFFECTS__ */
export function publish<F extends AnyFunction, Public extends F = F>(callable: Callable, run: F): Public {
  return register(checked(callable, run), callable, run) as Public;
}

/** The same of an asynchronous function, which refuses arguments as it fails: by rejecting its promise. */
/* @__NO_SIDE_EFFECTS__ */
export function publishAsync<F extends (...args: never[]) => Promise<unknown>, Public extends F = F>(
  callable: Callable,
  run: F,
): Public {
  const body: Run = run as unknown as Run;
  return register(async (...given: readonly unknown[]) => call(callable, body, given), callable, body) as Public;
}

/** A method: its function gets the object, and then the arguments; the signature is that of the arguments. */
export function method(callable: Callable, run: AnyFunction): AnyFunction {
  return register(checkedMethod(callable, run), callable, run);
}

/** A method that writes the results of a published function over the object: its name ends in an underscore. */
export function inPlace(value: AnyFunction, run: AnyFunction): AnyFunction {
  const { callable } = publications.get(value)!;
  return method(callable.withoutFirst(`${callable.name}_`), run);
}

/** Methods of published functions that write the results over the object. */
export function inPlaces<Name extends string>(
  functions: Readonly<Record<Name, AnyFunction>>,
  write: (run: AnyFunction) => AnyFunction,
): Record<`${Name}_`, AnyFunction> {
  const entries = Object.entries<AnyFunction>(functions).map(([name, value]) => {
    return [`${name}_`, inPlace(value, write(publications.get(value)!.run))] as const;
  });
  return Object.fromEntries(entries) as Record<`${Name}_`, AnyFunction>;
}

/** Published functions as methods, whose object stands for the first argument. */
export function methods<Name extends string>(
  functions: Readonly<Record<Name, AnyFunction>>,
): Record<Name, AnyFunction> {
  const entries = Object.entries<AnyFunction>(functions).map(([name, value]) => {
    const { callable, run } = publications.get(value)!;
    return [name, method(callable.withoutFirst(), run)] as const;
  });
  return Object.fromEntries(entries) as Record<Name, AnyFunction>;
}

/** Gives methods of a class their public form, by their names. */
export function publishMethods<T extends object>(
  prototype: T,
  signatures: { readonly [Name in Exclude<keyof T, "toString">]?: Callable },
): void {
  for (const [name, callable] of Object.entries<Callable>(signatures as Readonly<Record<string, Callable>>)) {
    const body = prototype[name as keyof T] as AnyFunction;
    const value = method(callable, (object, ...args) => body.apply(object, args));
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true, enumerable: false });
  }
}

/** What a published function or method takes; null for any other value. */
export function callableOf(value: object): Callable | null {
  return publications.get(value)?.callable ?? null;
}

function register(result: AnyFunction, callable: Callable, run: Run): AnyFunction {
  publications.set(result, { callable, run });
  return Object.defineProperty(result, "name", { value: callable.name });
}

/*
 * The usual call has every argument in its place, and costs no more than a look at each. Everything else, and every
 * refusal, is left to `call`.
 */

function checked(callable: Callable, run: Run): Run {
  const [signature] = callable.signatures;
  const [first, second] = signature.places.map(admission);
  switch (signature.places.length) {
    case 1:
      return (a, ...more) =>
        first(a) && signature.takesOptions(more) ? run(a, ...more) : call(callable, run, [a, ...more]);
    case 2:
      return (a, b, ...more) =>
        first(a) && second(b) && signature.takesOptions(more)
          ? run(a, b, ...more)
          : call(callable, run, [a, b, ...more]);
    default:
      return (...given) => call(callable, run, given);
  }
}

function checkedMethod(callable: Callable, run: Run): (this: unknown, ...args: readonly unknown[]) => unknown {
  const [signature] = callable.signatures;
  const [first, second] = signature.places.map(admission);
  switch (signature.places.length) {
    case 0:
      return function (...more) {
        return signature.takesOptions(more) ? run(this, ...more) : callMethod(callable, run, this, more);
      };
    case 1:
      return function (a, ...more) {
        return first(a) && signature.takesOptions(more)
          ? run(this, a, ...more)
          : callMethod(callable, run, this, [a, ...more]);
      };
    case 2:
      return function (a, b, ...more) {
        return first(a) && second(b) && signature.takesOptions(more)
          ? run(this, a, b, ...more)
          : callMethod(callable, run, this, [a, b, ...more]);
      };
    default:
      return function (...given) {
        return callMethod(callable, run, this, given);
      };
  }
}

type Admission = (value: unknown) => boolean;

function admission({ kind, isRequired }: Place): Admission {
  const { accepts } = kind;
  return isRequired ? accepts : (value) => value === undefined || accepts(value);
}

function call(callable: Callable, run: Run, given: readonly unknown[]): unknown {
  return run(...boundTo(callable, given));
}

function callMethod(callable: Callable, run: Run, object: unknown, given: readonly unknown[]): unknown {
  return run(object, ...boundTo(callable, given));
}

function boundTo(callable: Callable, given: readonly unknown[]): readonly unknown[] {
  for (const signature of callable.signatures) if (signature.takes(given)) return given;
  const bound = callable.bind(given);
  if (bound instanceof Refusal) throw bound.error();
  return bound;
}
