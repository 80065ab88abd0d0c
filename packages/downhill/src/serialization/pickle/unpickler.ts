import { AGAIN_ADVICE, adviceOn } from "../advice.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { Budget } from "./budget.ts";
import { BytesReader, decodeLong } from "./bytesReader.ts";
import * as op from "./opcodes.ts";
import { fromPython2 } from "./python2.ts";
import {
  describe,
  describeAll,
  PickleProblem,
  PyDict,
  PyFloat,
  PyForbidden,
  PyFrozenSet,
  PyGlobal,
  PyList,
  PyObject,
  PySet,
  PyString,
  PyTuple,
  type PyValue,
  typeName,
} from "./values.ts";

/** What a pickle may use: the names it may mention, and what lies outside it. */
export interface PickleEnvironment {
  /** Whether objects of classes that it does not know are kept as what their pickle says of them, or refused. */
  readonly keepsUnknown: boolean;
  /** What a name stands for, or null if pickles may not use it. */
  findGlobal(module: string, name: string): PyValue | null;
  /** The object outside the pickle that an id refers to. */
  persistentLoad(id: PyValue): PyValue;
  /** The object that stands for a `bytearray`. */
  makeByteArray(bytes: Uint8Array): PyValue;
  /** Gives an object the state that Python's `__setstate__` would. */
  build(instance: PyValue, state: PyValue): void;
}

/** Ints longer than this occur in no checkpoint. */
const MAX_LONG_BYTES = 1024;
const MAX_NAME_BYTES = 1024;
/** How far a pickle is read on for what a forbidden name would have been called with. */
const FORBIDDEN_OPCODES = 1000;

/**
 * A virtual machine for pickles that can build data and nothing else. It knows the opcodes of protocol 2 and the plain
 * data opcodes up to protocol 5, calls only what its environment allows, and never allocates more than the pickle's
 * bytes account for.
 */
export class Unpickler {
  readonly #reader: BytesReader;
  readonly #environment: PickleEnvironment;
  readonly #record: string | null;
  readonly #budget: Budget;
  #stack: PyValue[] = [];
  /** The heights of the stack at which marks lie. */
  #marks: number[] = [];
  #memo: PyValue[] = [];
  /** Memo entries whose numbers leave a gap; by texts, since numbers could be chosen to collide. */
  #sparseMemo = new Map<string, PyValue>();
  #protocol = 0;
  /** Python has only one. */
  readonly #emptyTuple = new PyTuple([]);
  #forbidden: PyForbidden | null = null;
  #opcodesSinceForbidden = 0;

  /**
   * @param position where the pickle starts in `bytes`
   * @param memory how many bytes of memory what it makes may take, by rough estimates
   */
  constructor(
    bytes: Uint8Array,
    environment: PickleEnvironment,
    { record = null, position = 0, memory }: { record?: string | null; position?: number; memory: number },
  ) {
    this.#reader = new BytesReader(bytes, position);
    this.#environment = environment;
    this.#record = record;
    this.#budget = new Budget(memory);
  }

  /** Where reading stopped: after `load`, the byte behind the pickle. */
  get position(): number {
    return this.#reader.position;
  }

  /**
   * Reads one pickle, to its end.
   * @throws FileFormatError with the offset, for everything that is not plain data.
   */
  load(): PyValue {
    let offset = this.#reader.position;
    try {
      for (;;) {
        offset = this.#reader.position;
        const opcode = this.#reader.u8();
        if (opcode === op.STOP) break;
        this.#execute(opcode);
        if (this.#forbidden !== null && ++this.#opcodesSinceForbidden > FORBIDDEN_OPCODES) break;
      }
      if (this.#forbidden === null) {
        if (this.#marks.length > 0 || this.#stack.length !== 1) {
          throw new PickleProblem("corrupt", `the pickle ends with ${this.#stack.length} objects instead of one`);
        }
        return this.#stack[0];
      }
    } catch (error) {
      if (!(error instanceof PickleProblem)) throw error;
      // A forbidden name met before is the better explanation, unless this is its call.
      if (this.#forbidden === null || error.problem === "refused") {
        throw new FileFormatError(error.problem, error.message, { record: this.#record, offset, cause: error });
      }
    }
    const { module, name } = this.#forbidden;
    const message = `the pickle uses ${quoted(`${module}.${name}`)}, ${NOT_HARMLESS}: ${adviceOn(module, name)}`;
    throw new FileFormatError("refused", message, {
      record: this.#record,
      offset: this.#forbidden.offset,
    });
  }

  #execute(opcode: number): void {
    this.#budget.opcode();
    const value = this.#scalar(opcode) ?? this.#container(opcode);
    if (value !== undefined) this.#pushNew(value);
    else if (!this.#fill(opcode) && !this.#refer(opcode)) {
      throw new PickleProblem("refused", refusal(opcode, this.#reader));
    }
  }

  /** The opcodes that spell a value out; undefined for all others. */
  #scalar(opcode: number): PyValue | undefined {
    const reader = this.#reader;
    switch (opcode) {
      case op.NEWTRUE:
        return true;
      case op.NEWFALSE:
        return false;
      case op.BININT:
        return reader.i32();
      case op.BININT1:
        return reader.u8();
      case op.BININT2:
        return reader.u16();
      case op.LONG1:
        return decodeLong(reader.take(reader.u8()));
      case op.LONG4: {
        const length = reader.length32("LONG");
        if (length > MAX_LONG_BYTES) throw new PickleProblem("refused", `an int of ${length} bytes`);
        return decodeLong(reader.take(length));
      }
      case op.BINFLOAT:
        return new PyFloat(reader.f64());
      case op.BINUNICODE:
        return new PyString(reader.text(reader.u32()));
      case op.SHORT_BINUNICODE:
      case op.SHORT_BINSTRING: // Python 2's strings, which PyTorch decodes as UTF-8
        return new PyString(reader.text(reader.u8()));
      case op.BINSTRING:
        return new PyString(reader.text(reader.length32("BINSTRING")));
      case op.BINUNICODE8:
        return new PyString(reader.text(reader.u64()));
      case op.SHORT_BINBYTES:
        return reader.take(reader.u8()).slice();
      case op.BINBYTES:
        return reader.take(reader.u32()).slice();
      case op.BINBYTES8:
        return reader.take(reader.u64()).slice();
      case op.BYTEARRAY8:
        return this.#environment.makeByteArray(reader.take(reader.u64()));
      default:
        return undefined;
    }
  }

  /** The opcodes that make a container, of what lies on the stack or an empty one; undefined for all others. */
  #container(opcode: number): PyValue | undefined {
    switch (opcode) {
      case op.TUPLE1:
        return new PyTuple([this.#pop()]);
      case op.TUPLE2: {
        const second = this.#pop();
        return new PyTuple([this.#pop(), second]);
      }
      case op.TUPLE3: {
        const third = this.#pop();
        const second = this.#pop();
        return new PyTuple([this.#pop(), second, third]);
      }
      case op.TUPLE:
        return new PyTuple(this.#popMark());
      case op.EMPTY_LIST:
        return new PyList();
      case op.EMPTY_DICT:
        return new PyDict("dict");
      case op.EMPTY_SET:
        return new PySet();
      case op.FROZENSET:
        return new PyFrozenSet().addAll(this.#popMark());
      default:
        return undefined;
    }
  }

  /** The opcodes that put what lies on the stack into the container below it; false for all others. */
  #fill(opcode: number): boolean {
    switch (opcode) {
      case op.APPEND:
      case op.APPENDS: {
        const items = opcode === op.APPEND ? [this.#pop()] : this.#popMark();
        const top = this.#top();
        if (top instanceof PyObject) top.items ??= new PyList();
        const list = top instanceof PyObject ? top.items : top;
        if (!(list instanceof PyList)) {
          throw new PickleProblem("refused", `can only extend lists, but got ${typeName(top)}`);
        }
        for (const item of items) list.items.push(item);
        return true;
      }
      case op.SETITEM:
      case op.SETITEMS: {
        const items = opcode === op.SETITEM ? [this.#pop(), this.#pop()].reverse() : this.#popMark();
        const top = this.#top();
        if (top instanceof PyObject) top.entries ??= new PyDict("dict");
        const dict = top instanceof PyObject ? top.entries : top;
        if (!(dict instanceof PyDict)) {
          throw new PickleProblem(
            "refused",
            "can only set items of dict, collections.OrderedDict, collections.Counter, collections.defaultdict, " +
              `but got ${typeName(top)}`,
          );
        }
        if (items.length % 2 === 1) throw new PickleProblem("corrupt", "odd number of items for SETITEMS");
        this.#budget.opcode(items.length / 2);
        for (let i = 0; i < items.length; i += 2) dict.set(items[i], items[i + 1]);
        return true;
      }
      case op.ADDITEMS: {
        const items = this.#popMark();
        const set = this.#top();
        if (!(set instanceof PySet) || set instanceof PyFrozenSet) {
          throw new PickleProblem("refused", `can only add to sets, but got ${typeName(set)}`);
        }
        this.#budget.opcode(items.length);
        set.addAll(items);
        return true;
      }
      case op.BUILD: {
        const state = this.#pop();
        this.#budget.object(state);
        this.#environment.build(this.#top(), state);
        return true;
      }
      default:
        return false;
    }
  }

  /** The opcodes that move on the stack and in the memo, and those that name or call something; false for all others. */
  #refer(opcode: number): boolean {
    const reader = this.#reader;
    switch (opcode) {
      case op.PROTO: {
        const protocol = reader.u8();
        if (protocol > 5) throw new PickleProblem("unsupported", `unsupported pickle protocol: ${protocol}`);
        this.#protocol = protocol;
        break;
      }
      case op.FRAME:
        if (reader.u64() > reader.bytes.length - reader.position) {
          throw new PickleProblem("corrupt", "a frame of the pickle is longer than the pickle");
        }
        break;
      case op.NONE:
        this.#stack.push(null);
        break;
      case op.EMPTY_TUPLE:
        this.#stack.push(this.#emptyTuple);
        break;
      case op.MARK:
        this.#marks.push(this.#stack.length);
        break;
      case op.POP:
        if (this.#stack.length === this.#marks.at(-1)) this.#marks.pop();
        else this.#pop();
        break;
      case op.POP_MARK:
        this.#popMark();
        break;
      case op.BINPUT:
        this.#put(reader.u8());
        break;
      case op.LONG_BINPUT:
        this.#put(reader.u32());
        break;
      case op.MEMOIZE:
        this.#put(this.#memo.length + this.#sparseMemo.size);
        break;
      case op.BINGET:
        this.#get(reader.u8());
        break;
      case op.LONG_BINGET:
        this.#get(reader.u32());
        break;
      case op.GLOBAL: {
        const module = reader.line(MAX_NAME_BYTES);
        this.#global(module, reader.line(MAX_NAME_BYTES));
        break;
      }
      case op.STACK_GLOBAL: {
        const name = this.#pop();
        const module = this.#pop();
        if (!(name instanceof PyString) || !(module instanceof PyString)) {
          throw new PickleProblem("corrupt", "STACK_GLOBAL requires str");
        }
        this.#global(module.value, name.value);
        break;
      }
      case op.REDUCE: {
        const args = this.#pop();
        this.#call(this.#pop(), args, false);
        break;
      }
      case op.NEWOBJ: {
        const args = this.#pop();
        this.#call(this.#pop(), args, true);
        break;
      }
      case op.NEWOBJ_EX: {
        const keywords = this.#pop();
        const args = this.#pop();
        this.#newObject(this.#pop(), args, keywords);
        break;
      }
      case op.BINPERSID:
        this.#stack.push(this.#environment.persistentLoad(this.#pop()));
        break;
      default:
        return false;
    }
    return true;
  }

  #pushNew(value: PyValue): void {
    this.#budget.object(value);
    this.#stack.push(value);
  }

  #pop(): PyValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw new PickleProblem("corrupt", "pickle stack underflow");
    return this.#stack.pop() as PyValue;
  }

  #top(): PyValue {
    if (this.#stack.length <= (this.#marks.at(-1) ?? 0)) throw new PickleProblem("corrupt", "pickle stack underflow");
    return this.#stack.at(-1) as PyValue;
  }

  #popMark(): PyValue[] {
    const mark = this.#marks.pop();
    if (mark === undefined) throw new PickleProblem("corrupt", "could not find MARK");
    return this.#stack.splice(mark);
  }

  #put(index: number): void {
    const value = this.#top();
    if (index < this.#memo.length) this.#memo[index] = value;
    else if (index === this.#memo.length) this.#memo.push(value);
    else {
      this.#budget.opcode(1);
      this.#sparseMemo.set(String(index), value);
    }
  }

  #get(index: number): void {
    const value = index < this.#memo.length ? this.#memo[index] : this.#sparseMemo.get(String(index));
    if (value === undefined) throw new PickleProblem("corrupt", `memo value not found at index ${index}`);
    this.#stack.push(value);
  }

  #global(givenModule: string, givenName: string): void {
    const [module, name] = this.#protocol < 3 ? fromPython2(givenModule, givenName) : [givenModule, givenName];
    const { keepsUnknown } = this.#environment;
    const value =
      this.#environment.findGlobal(module, name) ?? (keepsUnknown ? new PyGlobal(module, name, null, true) : null);
    if (value !== null) {
      this.#pushNew(value);
      return;
    }
    const forbidden = new PyForbidden(module, name, this.#reader.position);
    this.#forbidden ??= forbidden;
    this.#stack.push(forbidden);
  }

  #call(callee: PyValue, args: PyValue, isNew: boolean): void {
    const verb = isNew ? "make an object of" : "run";
    if (callee instanceof PyForbidden) {
      const text = args instanceof PyTuple ? `(${describeAll(args.items)})` : ` with ${describe(args)}`;
      const advice = adviceOn(callee.module, callee.name);
      throw new PickleProblem(
        "refused",
        `the pickle would ${verb} ${describe(callee)}${text}, ${NOT_HARMLESS}: ${advice}`,
      );
    }
    const { keepsUnknown } = this.#environment;
    const isCallable = callee instanceof PyGlobal ? callee.call !== null || keepsUnknown : callee instanceof PyObject;
    if (!isCallable || (callee instanceof PyObject && !keepsUnknown)) {
      throw new PickleProblem(
        "refused",
        `the pickle would ${verb} ${describe(callee)}, which is nothing that may be called`,
      );
    }
    if (!(args instanceof PyTuple))
      throw new PickleProblem("corrupt", `the arguments of ${typeName(callee)} are no tuple`);
    const result = this.#result(callee as PyGlobal | PyObject, args, isNew);
    this.#budget.call(args.items, result);
    this.#stack.push(result);
  }

  /** An object whose class is given keywords too: the same as a call of the function that does this in protocol 2. */
  #newObject(callee: PyValue, args: PyValue, keywords: PyValue): void {
    if (callee instanceof PyForbidden || !this.#environment.keepsUnknown) this.#call(callee, args, true);
    else this.#call(new PyGlobal("copyreg", "__newobj_ex__", null, true), new PyTuple([callee, args, keywords]), false);
  }

  /** What a call gives, or the call itself where nothing is known that it could give. */
  #result(callee: PyGlobal | PyObject, args: PyTuple, isNew: boolean): PyValue {
    if (callee instanceof PyGlobal && typeof callee.call === "function") {
      try {
        return callee.call(args.items);
      } catch (error) {
        const isUnknown = error instanceof PickleProblem && error.problem !== "corrupt";
        if (!isUnknown || !this.#environment.keepsUnknown) throw error;
      }
    }
    return new PyObject(callee, args, isNew);
  }
}

const NOT_HARMLESS = "which is not on the list of harmless names";

/** Why an opcode is not executed. */
function refusal(opcode: number, reader: BytesReader): string {
  const name = op.REFUSED_OPCODES[opcode];
  if (name === undefined) return `unknown pickle opcode 0x${opcode.toString(16).padStart(2, "0")}`;
  if (name !== "INST") return `unsupported pickle opcode ${name}: ${AGAIN_ADVICE}`;
  return `unsupported pickle opcode INST, which would run ${quoted(`${reader.line(MAX_NAME_BYTES)}.${reader.line(MAX_NAME_BYTES)}`)}`;
}
