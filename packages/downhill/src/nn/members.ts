import { Tensor } from "../tensor/tensor.ts";
import { Buffer } from "./buffer.ts";
import { Parameter } from "./parameter.ts";

/** How members are listed: with a prefix, of this module alone, with duplicates. */
export interface NamedOptions {
  /** Put before every name; default "". */
  prefix?: string;
  /** Whether to look into the modules within; default true. */
  recurse?: boolean;
  /** Whether to leave out what was listed before under another name; default true. */
  removeDuplicate?: boolean;
}

/** How a buffer is kept in state dicts. */
export interface BufferEntry {
  /** Its name in state dicts, PyTorch's spelling. */
  readonly key: string;
  /** Whether state dicts have it. */
  readonly persistent: boolean;
  /** The version of the module's state that first had it: older state dicts may lack it. */
  readonly since: number;
}

/** Any class, abstract or not. */
export type Class<T> = abstract new (...args: never[]) => T;

/** An entry, and the {@link Buffer} that it was made for. */
interface Registration extends BufferEntry {
  readonly buffer: Buffer | null;
}

/** Kept beside the modules, so that their own properties are exactly what users put there. */
const registrations = new WeakMap<object, Map<string, Registration>>();
const NO_BUFFERS: ReadonlyMap<string, BufferEntry> = new Map();

/**
 * The buffers of a module itself, by property: those that were registered, and those that were assigned as such, which are
 * found here. What is assigned to a buffer's property later is a buffer too, unless it is a parameter.
 * @throws TypeError when that is no tensor
 */
export function buffersOf(module: object): ReadonlyMap<string, BufferEntry> {
  const properties = own(module);
  for (const name of Object.keys(properties)) {
    const value = properties[name];
    const known = registrations.get(module)?.get(name);
    if (value instanceof Buffer) {
      if (known?.buffer === value) continue;
      const { key = name, since = 1 } = known ?? {};
      addBuffer(module, name, { key, since, persistent: value.persistent }, value);
    } else if (value instanceof Parameter) registrations.get(module)?.delete(name);
    else if (known !== undefined && value !== null && value !== undefined && !(value instanceof Tensor)) {
      throw new TypeError(
        `cannot assign '${describe(value)}' as buffer '${name}' (torch.nn.Buffer, torch.Tensor or None expected)`,
      );
    }
  }
  return registrations.get(module) ?? NO_BUFFERS;
}

/** Records that a property of a module is a buffer. */
export function addBuffer(module: object, name: string, entry: BufferEntry, tensor: Tensor | null = null): void {
  const registration = { ...entry, buffer: tensor instanceof Buffer ? tensor : null };
  const known = registrations.get(module);
  if (known === undefined) registrations.set(module, new Map([[name, registration]]));
  else known.set(name, registration);
}

/** A module's properties, for reading and writing by name. */
export function own(module: object): Record<string, unknown> {
  return module as Record<string, unknown>;
}

/** The properties of a module itself that hold an instance of a class, buffers aside, in order. */
export function ownOf<T>(module: object, type: Class<T>): [name: string, member: T][] {
  const result: [string, T][] = [];
  const properties = own(module);
  const buffers = buffersOf(module);
  for (const name of Object.keys(properties)) {
    const value = properties[name];
    if (value instanceof type && !buffers.has(name)) result.push([name, value]);
  }
  return result;
}

/** The parameters that are properties of a module itself. */
export function ownParameters(module: object): [name: string, parameter: Parameter][] {
  return ownOf(module, Parameter);
}

/** A buffer, the property that holds it, and how it is kept in state dicts. */
export interface OwnBuffer extends BufferEntry {
  readonly name: string;
  readonly tensor: Tensor;
}

/** The buffers of a module itself, in the order of its properties. */
export function ownBuffers(module: object): OwnBuffer[] {
  const buffers = buffersOf(module);
  const properties = own(module);
  return Object.keys(properties).flatMap((name) => {
    const entry = buffers.get(name);
    const tensor = properties[name];
    return entry !== undefined && tensor instanceof Tensor ? [{ ...entry, name, tensor }] : [];
  });
}

/** The name of a member of a module that has itself a name. */
export function join(prefix: string, name: string): string {
  return prefix === "" ? name : `${prefix}.${name}`;
}

/**
 * Checks the name under which a member is registered: it may replace a member of its own kind, and nothing else.
 * @throws TypeError when it is no string, is empty, has a point, or is taken
 */
export function checkName(module: object, kind: string, name: unknown, replaceable: Class<unknown> | null): void {
  if (typeof name !== "string") throw new TypeError(`${kind} name should be a string. Got ${describe(name)}`);
  if (name === "") throw new TypeError(`${kind} name can't be empty string ""`);
  if (name.includes(".")) throw new TypeError(`${kind} name can't contain ".", got: ${name}`);
  const present = own(module)[name];
  const isOwn = Object.hasOwn(module, name);
  if (!isOwn && !(name in module)) return;
  const free = present === undefined || present === null || (replaceable !== null && present instanceof replaceable);
  if (!isOwn || !free) throw new TypeError(`attribute '${name}' already exists`);
}

/** What a value is, for messages. */
export function describe(value: unknown): string {
  if (value === null || value === undefined) return "None";
  if (typeof value === "object") return value.constructor?.name ?? "dict";
  return typeof value;
}
