import { clearGrad, zeroGrad } from "../autograd/accumulate.ts";
import { type DType, isDifferentiable } from "../memory/dtype.ts";
import { recorder } from "../memory/recording.ts";
import type { OrderedDict } from "../python/containers.ts";
import { publishMethods } from "../signatures/publish.ts";
import { type Signature, signature } from "../signatures/signature.ts";
import { isDevice } from "../tensor/kinds.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Buffer } from "./buffer.ts";
import {
  addBuffer,
  buffersOf,
  type Class,
  checkName,
  describe,
  join,
  type NamedOptions,
  own,
  ownBuffers,
  ownOf,
  ownParameters,
} from "./members.ts";
import {
  addHook,
  type BackwardHook,
  type BackwardPreHook,
  type ForwardHook,
  type ForwardPreHook,
  type HookOptions,
  type ModuleHookHandle,
} from "./moduleHooks.ts";
import { memberAt, moduleAt, nothing, type PathNode, parted } from "./modulePaths.ts";
import { MODULE_METHODS } from "./moduleSignatures.ts";
import { Parameter } from "./parameter.ts";
import {
  collectState,
  type IncompatibleKeys,
  prepareState,
  type StateDictInput,
  type StateNode,
  type StateSlot,
} from "./stateDict.ts";
import { isUninitialized } from "./uninitialized.ts";

/** The modules that aren't training: no property of their own, so that compiled functions see who asks. */
const evaluating = new WeakSet<AnyModule>();

function modeOf(module: AnyModule): boolean {
  return !evaluating.has(module);
}

/** A module of any signature. */
export type AnyModule = Module<never[], unknown>;

/**
 * The base of every layer, loss and model.
 *
 * A subclass assigns parameters, buffers and other modules to its properties and defines `forward`. They are found among
 * the object's own properties in the order in which these came to be (declared fields: the order of declaration); `#private`
 * fields, arrays and other containers are not looked into — keep lists of modules in a {@link ModuleList}. The names of
 * the properties are the keys of the state dict.
 *
 * ```ts
 * class Net extends nn.Module {
 *   hidden = new nn.Linear(1, 20);
 *   output = new nn.Linear(20, 1);
 *   forward(x: Tensor) {
 *     return this.output.forward(this.hidden.forward(x).relu());
 *   }
 * }
 * ```
 *
 * Source: https://pytorch.org/docs/stable/generated/torch.nn.Module.html
 *
 * @typeParam Inputs what `forward` takes; tensors unless said otherwise
 * @typeParam Output what `forward` returns; a tensor unless said otherwise
 */
export abstract class Module<Inputs extends readonly unknown[] = Tensor[], Output = Tensor> {
  /** Whether the module is training or evaluating, which matters to `Dropout` and the like. See `train`, `eval`. */
  get training(): boolean {
    recorder?.guard(this as AnyModule, modeOf);
    return modeOf(this as AnyModule);
  }

  set training(mode: boolean) {
    evaluating[mode ? "delete" : "add"](this as AnyModule);
  }

  /** @internal What the constructor takes. */
  static readonly signature: Signature = signature("Module", {});

  constructor();
  constructor(...args: readonly unknown[]) {
    if (args.length > 0) signature(new.target.name, {}).read(args);
  }

  /** Computes the output. Modules are called by this method. */
  abstract forward(...inputs: Inputs): Output;

  /**
   * Adds a parameter under a name, as assigning it to a property does.
   * @throws TypeError for a name that is empty, has a point or is taken, or a value that is neither Parameter nor null
   */
  registerParameter(name: string, parameter: Parameter | null): void {
    checkName(this, "parameter", name, Parameter);
    if (parameter !== null && !(parameter instanceof Parameter)) {
      throw new TypeError(
        `cannot assign '${describe(parameter)}' object to parameter '${name}' (torch.nn.Parameter or None required)`,
      );
    }
    own(this)[name] = parameter;
  }

  /**
   * Adds a module under a name, as assigning it to a property does.
   * @throws TypeError for a name that is empty, has a point or is taken, or a value that is neither Module nor null
   */
  registerModule(name: string, module: AnyModule | null): void {
    if (module !== null && !(module instanceof Module)) {
      throw new TypeError(`${describe(module)} is not a Module subclass`);
    }
    checkName(this, "module", name, Module);
    own(this)[name] = module;
  }

  /** The same as {@link registerModule}. */
  addModule(name: string, module: AnyModule | null): void {
    this.registerModule(name, module);
  }

  /**
   * Makes a tensor that is no parameter part of the module's state, as the property `name`. So does assigning a
   * {@link Buffer} to a property; here the name in state dicts can be another.
   *
   * @param options.persistent whether state dicts have it; default true
   * @param options.key its name in state dicts, where it differs from the property's
   * @param options.since the `stateVersion` that first had it, so that older state dicts may lack it; default 1
   * @throws TypeError for a name that is empty, has a point or is taken, or a value that is neither Tensor nor null
   */
  registerBuffer(
    name: string,
    tensor: Tensor | null,
    { persistent = true, key = name, since = 1 }: { persistent?: boolean; key?: string; since?: number } = {},
  ): void {
    if (!buffersOf(this).has(name)) checkName(this, "buffer", name, null);
    if (tensor !== null && !(tensor instanceof Tensor)) {
      throw new TypeError(
        `cannot assign '${describe(tensor)}' object to buffer '${name}' (torch Tensor or None required)`,
      );
    }
    addBuffer(this, name, { key, persistent, since }, tensor);
    own(this)[name] = tensor;
  }

  /**
   * The module at a path of names: `model.getSubmodule("encoder.0")`. The empty one leads to the module itself.
   * @throws Error when there is none
   */
  getSubmodule(target: string): Module;
  getSubmodule(named: { target: string }): Module;
  getSubmodule(target: never): Module {
    return moduleAt(pathNode(this), target).module as Module;
  }

  /**
   * Puts a module in the place of the one at a path, or where there is none yet.
   * @param options.strict whether there must be one. Default false
   * @throws Error for a path that leads nowhere, TypeError for a value that is no module
   */
  setSubmodule(target: string, module: AnyModule, options?: { strict?: boolean }): void;
  setSubmodule(named: { target: string; module: AnyModule; strict?: boolean }): void;
  setSubmodule(target: string, options: { module: AnyModule; strict?: boolean }): void;
  setSubmodule(target: never, module?: unknown, { strict = false }: { strict?: boolean } = {}): void {
    if (target === "") throw new Error("Cannot set the submodule without a target name!");
    if (!(module instanceof Module)) throw new TypeError(`\`module\` is not an nn.Module, found ${describe(module)}`);
    const [path, name] = parted(target);
    const parent = moduleAt(pathNode(this), path);
    const isThere = parent.find("module", name) !== undefined;
    if (!isThere && (strict || parent.has(name))) throw nothing(parent, name, "an nn.Module");
    (parent.module as AnyModule).registerModule(name, module);
  }

  /** The parameter at a path of names: `model.getParameter("encoder.0.weight")`. @throws Error when there is none */
  getParameter(target: string): Parameter;
  getParameter(named: { target: string }): Parameter;
  getParameter(target: never): Parameter {
    return memberAt(pathNode(this), "parameter", target) as Parameter;
  }

  /** The buffer at a path of names: `model.getBuffer("norm.running_mean")`. @throws Error when there is none */
  getBuffer(target: string): Tensor;
  getBuffer(named: { target: string }): Tensor;
  getBuffer(target: never): Tensor {
    return memberAt(pathNode(this), "buffer", target) as Tensor;
  }

  /**
   * Calls a function before each `forward`, with the module and an array of the arguments. What it returns, one value or an
   * array, takes their place. Returns what takes the hook away again.
   * @throws TypeError when it is no function
   */
  registerForwardPreHook(hook: ForwardPreHook<this>, options?: HookOptions): ModuleHookHandle;
  registerForwardPreHook(named: { hook: ForwardPreHook<never> } & HookOptions): ModuleHookHandle;
  registerForwardPreHook(hook: unknown, options?: HookOptions): ModuleHookHandle {
    return addHook(this, "forwardPre", hook, options);
  }

  /**
   * Calls a function after each `forward`, with the module, an array of the arguments, and the result. What it returns takes
   * the result's place. Returns what takes the hook away again.
   * @param options.alwaysCall whether it is called, with null, when `forward` throws. Default false
   * @throws TypeError when it is no function
   */
  registerForwardHook(
    hook: ForwardHook<this, Output>,
    options?: HookOptions & { alwaysCall?: boolean },
  ): ModuleHookHandle;
  registerForwardHook(
    named: { hook: ForwardHook<never, never> } & HookOptions & { alwaysCall?: boolean },
  ): ModuleHookHandle;
  registerForwardHook(hook: unknown, options?: HookOptions & { alwaysCall?: boolean }): ModuleHookHandle {
    return addHook(this, "forward", hook, options);
  }

  /**
   * Calls a function when the gradients of the module's inputs are there, with the module, these, and those of its outputs.
   * What it returns, a tensor or an array, takes the place of the inputs' gradients. Returns what takes the hook away again.
   * @throws TypeError when it is no function
   */
  registerFullBackwardHook(hook: BackwardHook<this>, options?: HookOptions): ModuleHookHandle;
  registerFullBackwardHook(named: { hook: BackwardHook<never> } & HookOptions): ModuleHookHandle;
  registerFullBackwardHook(hook: unknown, options?: HookOptions): ModuleHookHandle {
    return addHook(this, "backward", hook, options);
  }

  /**
   * Calls a function when the gradients of the module's outputs are there, with the module and these. What it returns, a
   * tensor or an array, takes their place. Returns what takes the hook away again.
   * @throws TypeError when it is no function
   */
  registerFullBackwardPreHook(hook: BackwardPreHook<this>, options?: HookOptions): ModuleHookHandle;
  registerFullBackwardPreHook(named: { hook: BackwardPreHook<never> } & HookOptions): ModuleHookHandle;
  registerFullBackwardPreHook(hook: unknown, options?: HookOptions): ModuleHookHandle {
    return addHook(this, "backwardPre", hook, options);
  }

  /** The parameters, each once. With `recurse: false` only those of this module itself. */
  *parameters({ recurse = true }: { recurse?: boolean } = {}): Generator<Parameter> {
    for (const [, parameter] of this.namedParameters({ recurse })) yield parameter;
  }

  /** The parameters with their names; each once unless `removeDuplicate` is false. */
  *namedParameters(options: NamedOptions = {}): Generator<[name: string, parameter: Parameter]> {
    yield* namedMembers(this, (module) => keyed(module, ownParameters(module)), options);
  }

  /** The buffers, each once. */
  *buffers({ recurse = true }: { recurse?: boolean } = {}): Generator<Tensor> {
    for (const [, buffer] of this.namedBuffers({ recurse })) yield buffer;
  }

  /** The buffers with their names in state dicts; each once unless `removeDuplicate` is false. */
  *namedBuffers(options: NamedOptions = {}): Generator<[name: string, buffer: Tensor]> {
    const members = (module: AnyModule) => ownBuffers(module).map(({ key, tensor }): [string, Tensor] => [key, tensor]);
    yield* namedMembers(this, members, options);
  }

  /** The modules directly within this one, each once. */
  *children(): Generator<Module> {
    for (const [, module] of this.namedChildren()) yield module;
  }

  /** The modules directly within this one with their names, each once. */
  *namedChildren(): Generator<[name: string, module: Module]> {
    const seen = new Set<Module>();
    for (const [name, module] of keyed(this, ownModules(this))) {
      if (seen.has(module)) continue;
      seen.add(module);
      yield [name, module];
    }
  }

  /** This module and all within it, each once unless `removeDuplicate` is false. */
  *modules(options: Pick<NamedOptions, "removeDuplicate"> = {}): Generator<Module> {
    for (const [, module] of this.namedModules(options)) yield module;
  }

  /** This module (named "") and all within it with their names; each once unless `removeDuplicate` is false. */
  *namedModules({
    prefix = "",
    removeDuplicate = true,
  }: Omit<NamedOptions, "recurse"> = {}): Generator<[name: string, module: Module]> {
    yield* walk(this as AnyModule as Module, prefix, removeDuplicate ? new Set() : null);
  }

  /** Switches this module and all within it to training, or with false to evaluation. Returns this. */
  train(mode: boolean | { readonly mode?: boolean } = true): this {
    if (typeof mode !== "boolean") throw new TypeError("training mode is expected to be boolean");
    this.training = mode;
    for (const [, module] of ownModules(this)) module.train(mode);
    return this;
  }

  /** Switches this module and all within it to evaluation. Returns this. */
  eval(): this {
    return this.train(false);
  }

  /** Clears the gradients of all parameters; with `setToNone: false` fills them with zeros instead. */
  zeroGrad({ setToNone = true }: { setToNone?: boolean } = {}): void {
    for (const parameter of this.parameters()) {
      if (setToNone) clearGrad(parameter);
      else zeroGrad(parameter);
    }
  }

  /** Sets whether the parameters get gradients: `requiresGrad_(false)` freezes the module. Returns this. */
  requiresGrad_(requiresGrad: boolean | { readonly requiresGrad?: boolean } = true): this {
    for (const parameter of this.parameters()) parameter.requiresGrad = requiresGrad as boolean; // what a name had is here
    return this;
  }

  /**
   * Converts the floating point parameters (which stay the same objects), their gradients and the buffers.
   * Returns this.
   * @param target a dtype, a tensor that has it, or the only device, which changes nothing by itself
   * @throws TypeError for a dtype that is not floating point
   */
  to(target: DType | Tensor, options?: { nonBlocking?: boolean }): this;
  to(options: { tensor: Tensor; nonBlocking?: boolean }): this;
  to(device: "cpu", dtype?: DType, options?: { nonBlocking?: boolean }): this;
  to(device: "cpu", options: { dtype?: DType; nonBlocking?: boolean }): this;
  to(options: { dtype?: DType; device?: "cpu"; nonBlocking?: boolean }): this;
  to(target?: unknown, second?: unknown): this {
    const dtype = isDevice(target) ? second : target instanceof Tensor ? target.dtype : target;
    if (typeof dtype !== "string") return this;
    if (!isDifferentiable(dtype as DType)) {
      throw new TypeError(
        `nn.Module.to only accepts floating point or complex dtypes, but got desired dtype=torch.${String(dtype)}`,
      );
    }
    for (const module of this.modules()) {
      for (const [, parameter] of ownParameters(module)) convert(parameter, dtype as DType);
      for (const { name, tensor } of ownBuffers(module)) {
        if (!isDifferentiable(tensor.dtype)) continue;
        if (isUninitialized(tensor)) tensor.data = tensor.data.to(dtype as DType);
        else own(module)[name] = tensor.to(dtype as DType);
      }
    }
    return this;
  }

  /** The module itself: it is on the only device there is. */
  cpu(): this {
    return this;
  }

  /** `to("float32")`. */
  float(): this {
    return this.to("float32");
  }

  /** `to("float16")`. */
  half(): this {
    return this.to("float16");
  }

  /** `to("bfloat16")`. */
  bfloat16(): this {
    return this.to("bfloat16");
  }

  /** `to("float64")`. */
  double(): this {
    return this.to("float64");
  }

  /** `to(dtype)`. */
  type(dstType: DType | { readonly dstType: DType }): this {
    return this.to(typeof dstType === "string" ? dstType : dstType.dstType);
  }

  /** Calls a function with every module within this one and then with this one. Returns this. */
  apply(fn: ((module: Module) => void) | { readonly fn: (module: Module) => void }): this {
    const call = typeof fn === "function" ? fn : fn.fn;
    for (const module of this.children()) module.apply(call);
    call(this as AnyModule as Module);
    return this;
  }

  /**
   * The state: every parameter and persistent buffer by name, detached, sharing its elements with the module. The
   * dictionary carries the modules' versions as its attribute `_metadata`, as files of PyTorch do.
   *
   * @param options.prefix put before every name; default ""
   * @param options.keepVars give the parameters themselves, not detached; default false
   */
  stateDict({
    prefix = "",
    keepVars = false,
  }: {
    prefix?: string;
    keepVars?: boolean;
  } = {}): OrderedDict<string, Tensor> {
    return collectState(stateNode(this), prefix, keepVars);
  }

  /**
   * Copies a state into the parameters and buffers.
   *
   * Unlike in PyTorch, a state with an error changes nothing at all.
   *
   * @param stateDict what `stateDict()` gave here or PyTorch wrote to a file: a map or a plain object
   * @param options.strict whether the names must match exactly; default true
   * @param options.assign put the state's tensors in the place of the module's instead of copying; default false
   * @returns the names that were missing and those that were not expected
   * @throws TypeError when it is no dictionary, Error naming every missing or unexpected name and every wrong shape
   */
  loadStateDict(
    stateDict: StateDictInput,
    { strict = true, assign = false }: { strict?: boolean; assign?: boolean } = {},
  ): IncompatibleKeys {
    return prepareState(stateNode(this), stateDict, strict, assign)();
  }

  /** @internal Throws what `loadStateDict` would throw, and changes nothing. */
  _checkStateDict(stateDict: StateDictInput): void {
    if (this.loadStateDict === Module.prototype.loadStateDict) prepareState(stateNode(this), stateDict, true, false);
  }

  /**
   * @internal The name in state dicts, and in lists of members, of a property that holds a parameter or a module: PyTorch's
   * spelling of it, where that is another.
   */
  _keyOf(property: string): string {
    return property;
  }

  /** The version of the state's layout, recorded in state dicts: 1 unless a subclass says otherwise. */
  get stateVersion(): number {
    return 1;
  }

  /** What is printed between the parentheses of the module's line: its options. Override it in a module of your own. */
  extraRepr(): string {
    return "";
  }

  /** PyTorch's text: the module, its options and the modules within, indented. */
  toString(): string {
    const extra = this.extraRepr();
    const lines = extra === "" ? [] : extra.split("\n");
    const extraLines = lines.length;
    for (const [name, module] of keyed(this, ownModules(this))) lines.push(`(${name}): ${indent(String(module))}`);
    if (lines.length === 0) return `${this.constructor.name}()`;
    if (lines.length === 1 && extraLines === 1) return `${this.constructor.name}(${lines[0]})`;
    return `${this.constructor.name}(\n  ${lines.join("\n  ")}\n)`;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): string {
    return this.toString();
  }
}

publishMethods(Module.prototype, MODULE_METHODS);

/** @internal The modules that are properties of a module itself, duplicates included. */
export function ownModules(module: AnyModule): [name: string, module: Module][] {
  return ownOf(module, Module as Class<Module>);
}

/** Members by their names in state dicts. */
function keyed<T>(module: AnyModule, members: readonly [name: string, member: T][]): [key: string, member: T][] {
  return members.map(([name, member]) => [module._keyOf(name), member]);
}

function pathNode(module: AnyModule): PathNode {
  const members = {
    module: () => keyed(module, ownModules(module)),
    parameter: () => keyed(module, ownParameters(module)),
    buffer: () => ownBuffers(module).map(({ key, tensor }): [string, Tensor] => [key, tensor]),
  };
  return {
    typeName: module.constructor.name,
    module,
    find: (kind, name) => members[kind]().find(([key]: readonly [string, unknown]) => key === name)?.[1],
    has: (name) => name in module || Object.values(members).some((list) => list().some(([key]) => key === name)),
    enter: (child) => pathNode(child as AnyModule),
  };
}

function stateNode(module: AnyModule): StateNode {
  const properties = own(module);
  const assign = (name: string) => (tensor: Tensor) => {
    const present = properties[name];
    const parameter = present instanceof Parameter && !(tensor instanceof Parameter);
    properties[name] = parameter ? new Parameter(tensor, present.requiresGrad) : tensor;
    if (present instanceof Parameter) (properties[name] as Parameter).requiresGrad = present.requiresGrad;
  };
  const slots: StateSlot[] = ownParameters(module).map(([name, tensor]) => {
    return { key: module._keyOf(name), tensor, since: 1, assign: assign(name) };
  });
  for (const { name, key, tensor, persistent, since } of ownBuffers(module)) {
    if (persistent) slots.push({ key, tensor, since, assign: assign(name) });
  }
  const children = keyed(module, ownModules(module)).map(([name, child]) => [name, stateNode(child)] as const);
  return { typeName: module.constructor.name, version: module.stateVersion, slots, children };
}

function* walk(module: Module, prefix: string, seen: Set<Module> | null): Generator<[string, Module]> {
  if (seen?.has(module)) return;
  seen?.add(module);
  yield [prefix, module];
  for (const [name, child] of keyed(module, ownModules(module))) yield* walk(child, join(prefix, name), seen);
}

function* namedMembers<T>(
  root: AnyModule,
  members: (module: AnyModule) => [string, T][],
  { prefix = "", recurse = true, removeDuplicate = true }: NamedOptions,
): Generator<[string, T]> {
  const seen = new Set<T>();
  const modules = recurse ? root.namedModules({ prefix, removeDuplicate }) : [[prefix, root] as const];
  for (const [path, module] of modules) {
    for (const [name, member] of members(module)) {
      if (removeDuplicate) {
        if (seen.has(member)) continue;
        seen.add(member);
      }
      yield [join(path, name), member];
    }
  }
}

function convert(parameter: Parameter, dtype: DType): void {
  if (!isDifferentiable(parameter.dtype) || parameter.dtype === dtype) return;
  const grad = parameter._grad;
  parameter.grad = null;
  parameter.data = parameter.data.to(dtype);
  if (grad !== null) parameter.grad = grad.to(dtype);
}

/** Indents all lines but the first by two spaces; blank lines stay empty. */
export function indent(text: string): string {
  const [first, ...rest] = text.split("\n");
  return [first, ...rest.map((line) => (line.trim() === "" ? "" : `  ${line}`))].join("\n");
}
