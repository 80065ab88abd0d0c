import { AutogradFunction, type FunctionContext } from "../autograd/customFunction.ts";
import { Tensor } from "../tensor/tensor.ts";

/* Functions that are called around a module's forward, and when gradients come to its outputs and inputs. */

/** Takes a hook away again. */
export interface ModuleHookHandle {
  remove(): void;
}

/** Gradients of the arguments or results of `forward`; null for those that are no tensors or have none. */
export type Gradients = readonly (Tensor | null)[];

export type Replaced = Tensor | Gradients | null | undefined | void;

/** Called with the arguments before `forward`; what it returns, one value or an array, takes their place. */
export type ForwardPreHook<M = never> = (module: M, args: readonly unknown[]) => unknown;

/** Called with arguments and result after `forward`; what it returns takes the result's place. */
export type ForwardHook<M = never, Output = never> = (module: M, args: readonly unknown[], output: Output) => unknown;

/** Called with the gradients of the inputs and outputs; what it returns takes the place of the inputs'. */
export type BackwardHook<M = never> = (module: M, gradInput: Gradients, gradOutput: Gradients) => Replaced;

/** Called with the gradients of the outputs, before those of the inputs are computed; what it returns takes their place. */
export type BackwardPreHook<M = never> = (module: M, gradOutput: Gradients) => Replaced;

/** Options of hooks. */
export interface HookOptions {
  /** Whether the hook is called before those that are there already. Default false. */
  prepend?: boolean;
}

type Loose = (...args: readonly unknown[]) => unknown;

/** A hook, as an object of its own: the same function may be registered twice. */
interface Entry {
  readonly hook: Loose;
  readonly always: boolean;
}

/** The kinds of hooks. */
export type HookKind = "forwardPre" | "forward" | "backward" | "backwardPre";

/** Of a module that has hooks. */
class Hooks {
  readonly forwardPre: Entry[] = [];
  readonly forward: Entry[] = [];
  readonly backward: Entry[] = [];
  readonly backwardPre: Entry[] = [];
  /** The module's own property `forward`, if it had one before. */
  readonly former: PropertyDescriptor | undefined;

  constructor(former: PropertyDescriptor | undefined) {
    this.former = former;
  }

  get isEmpty(): boolean {
    return this.forwardPre.length + this.forward.length + this.backward.length + this.backwardPre.length === 0;
  }
}

/** Kept beside the modules, so that their own properties are exactly what users put there. */
const known = new WeakMap<object, Hooks>();

/**
 * Registers a hook. The first one puts a `forward` in front of the module's own that calls hooks around it; a module without
 * hooks is called as it is.
 */
export function addHook(
  module: object,
  kind: HookKind,
  hook: unknown,
  { prepend = false, alwaysCall = false }: HookOptions & { alwaysCall?: boolean } = {},
): ModuleHookHandle {
  if (typeof hook !== "function") throw new TypeError(`a hook must be a function, got ${typeof hook}`);
  let hooks = known.get(module);
  if (hooks === undefined) {
    hooks = new Hooks(Object.getOwnPropertyDescriptor(module, "forward"));
    known.set(module, hooks);
    install(module, hooks);
  }
  const entry = { hook: hook as Loose, always: alwaysCall };
  const list = hooks[kind];
  if (prepend) list.unshift(entry);
  else list.push(entry);
  return {
    remove() {
      const index = list.indexOf(entry);
      if (index >= 0) list.splice(index, 1);
      if (hooks.isEmpty && known.get(module) === hooks) uninstall(module, hooks);
    },
  };
}

function install(module: object, hooks: Hooks): void {
  const inner = (...args: readonly unknown[]) => {
    const { former } = hooks;
    const forward = (former?.value ?? (Object.getPrototypeOf(module) as { forward: Loose }).forward) as Loose;
    return forward.apply(module, args as unknown[]);
  };
  const value = (...args: readonly unknown[]) => callWithHooks(module, hooks, inner, args);
  Object.defineProperty(module, "forward", { value, configurable: true, writable: true, enumerable: false });
}

function uninstall(module: object, { former }: Hooks): void {
  known.delete(module);
  if (former === undefined) delete (module as { forward?: unknown }).forward;
  else Object.defineProperty(module, "forward", former);
}

function callWithHooks(module: object, hooks: Hooks, inner: Loose, args: readonly unknown[]): unknown {
  let given = args;
  const called = new Set<Entry>();
  try {
    for (const { hook } of hooks.forwardPre.slice()) {
      const replaced = hook(module, given);
      if (isGiven(replaced)) given = Array.isArray(replaced) ? (replaced as unknown[]) : [replaced];
    }
    const boundary = hooks.backward.length + hooks.backwardPre.length > 0 ? new Boundary(module, hooks) : null;
    if (boundary !== null) given = boundary.enter(given);
    let output = inner(...given);
    for (const entry of hooks.forward.slice()) {
      called.add(entry);
      const replaced = entry.hook(module, given, output);
      if (isGiven(replaced)) output = replaced;
    }
    return boundary === null ? output : boundary.leave(output);
  } catch (error) {
    for (const entry of hooks.forward) if (entry.always && !called.has(entry)) entry.hook(module, given, null);
    throw error;
  }
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null;
}

/** Gives its tensors as they are, and shows their gradients on the way back. */
class BackwardHookFunction extends AutogradFunction {
  static forward(
    ctx: FunctionContext<{ visit: (gradients: Gradients) => Gradients }>,
    visit: (gradients: Gradients) => Gradients,
    ...tensors: readonly Tensor[]
  ): readonly Tensor[] {
    ctx.setMaterializeGrads(false);
    ctx.markNonDifferentiable(...tensors.filter(({ requiresGrad }) => !requiresGrad));
    ctx.visit = visit;
    return [...tensors];
  }

  static backward(
    ctx: FunctionContext<{ visit: (gradients: Gradients) => Gradients }>,
    ...gradients: Gradients
  ): Gradients {
    return [null, ...ctx.visit(gradients)];
  }
}

/** One call of a module with backward hooks: sees gradients come to its outputs and leave from its inputs. */
class Boundary {
  readonly #module: object;
  readonly #hooks: Hooks;
  #gradOutput: Gradients | null = null;
  /** Whether an input wants a gradient; else hooks are called when those of the outputs are there. */
  #hasInputs = false;
  #inputs = 0;

  constructor(module: object, hooks: Hooks) {
    this.#module = module;
    this.#hooks = hooks;
  }

  enter(args: readonly unknown[]): readonly unknown[] {
    this.#inputs = args.length;
    return this.#passed(
      args,
      (gradients) => {
        const { backward } = this.#hooks;
        let gradInput = gradients;
        for (const { hook } of backward.slice())
          gradInput = this.#replaced(hook, gradInput, "grad_input", this.#gradOutput ?? []);
        this.#gradOutput = null;
        return gradInput;
      },
      true,
    );
  }

  leave(output: unknown): unknown {
    const isOne = !Array.isArray(output);
    const passed = this.#passed(isOne ? [output] : (output as unknown[]), (gradients) => {
      let gradOutput = gradients;
      for (const { hook } of this.#hooks.backwardPre.slice())
        gradOutput = this.#replaced(hook, gradOutput, "grad_output");
      this.#gradOutput = gradOutput;
      if (!this.#hasInputs) {
        const nothing = new Array<null>(this.#inputs).fill(null);
        for (const { hook } of this.#hooks.backward.slice()) hook(this.#module, nothing, gradOutput);
      }
      return gradOutput;
    });
    return isOne ? passed[0] : passed;
  }

  /** Values of which the tensors went through a function that shows their gradients, with null for all other values. */
  #passed(
    values: readonly unknown[],
    visit: (gradients: Gradients) => Gradients,
    areInputs = false,
  ): readonly unknown[] {
    const places = values.flatMap((value, i) => (value instanceof Tensor ? [i] : []));
    const tensors = places.map((i) => values[i] as Tensor);
    if (!tensors.some(({ requiresGrad }) => requiresGrad)) return values;
    if (areInputs) this.#hasInputs = true;
    const results = BackwardHookFunction.apply(
      (gradients: Gradients) => {
        const all = new Array<Tensor | null>(values.length).fill(null);
        places.forEach((place, i) => {
          all[place] = gradients[i];
        });
        const found = visit(all);
        return places.map((place) => found[place]);
      },
      ...tensors,
    );
    const passed = [...values];
    places.forEach((place, i) => {
      passed[place] = results[i];
    });
    return passed;
  }

  /** Gradients after a hook. @throws RangeError when it returned another number of them */
  #replaced(hook: Loose, gradients: Gradients, what: string, ...more: readonly unknown[]): Gradients {
    const found = hook(this.#module, gradients, ...more);
    if (!isGiven(found)) return gradients;
    const list = (Array.isArray(found) ? found : [found]) as Gradients;
    if (list.length === gradients.length) return list;
    const kind = what === "grad_input" ? "Backward hook" : "Backward pre hook";
    throw new RangeError(
      `${kind} returned an invalid number of ${what}, got ${list.length}, but expected ${gradients.length}`,
    );
  }
}
