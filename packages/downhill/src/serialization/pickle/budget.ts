import { tooLarge } from "../memory.ts";
import {
  PickleProblem,
  PyDict,
  PyFloat,
  PyGlobal,
  PyList,
  PyObject,
  PySet,
  PyString,
  PyTuple,
  type PyValue,
} from "./values.ts";

/*
 * Rough estimates, in bytes, of the memory that objects take while a pickle is read and turned into values. They are
 * here to tell a checkpoint from a bomb: a byte of a pickle can stand for hundreds in memory.
 */

/** A place on the stack, in the memo or in a list. */
const PLACE = 8;
const ENTRY = 70;
const FLOAT = 40;
const STRING = 72;
const SEQUENCE = 112;
const HASHED = 160;
const BYTES = 320;
/** A call that is kept. */
const OBJECT = 240;
/** Tensors and the like, with their shapes. */
const OTHER = 640;

/** What an object takes that an opcode made, or a call. */
function costOf(value: PyValue): number {
  if (typeof value !== "object" || value === null) return 0;
  if (value instanceof PyFloat) return FLOAT;
  if (value instanceof PyString) return STRING + value.value.length;
  if (value instanceof PyTuple || value instanceof PyList) return SEQUENCE + PLACE * value.items.length;
  if (value instanceof PyDict || value instanceof PySet) return HASHED + ENTRY * value.size;
  if (value instanceof PyGlobal) return STRING;
  if (value instanceof PyObject) return OBJECT;
  return value instanceof Uint8Array ? BYTES + value.length : OTHER;
}

/** What a pickle may take of memory, until it has taken it. */
export class Budget {
  readonly #bytes: number;
  #left: number;

  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#left = bytes;
  }

  /** For an opcode, and entries that it adds to a container. */
  opcode(entries = 0): void {
    this.#take(PLACE + ENTRY * entries);
  }

  /** For an object that was made or copied. */
  object(value: PyValue): void {
    this.#take(costOf(value));
  }

  /** For what a call returned, which copies what it was given if it is not of the kind that is listed here. */
  call(args: readonly PyValue[], result: PyValue): void {
    this.#take(
      Math.max(
        costOf(result),
        args.reduce<number>((sum, arg) => sum + costOf(arg), 0),
      ),
    );
  }

  /** @throws PickleProblem when it is not there */
  #take(bytes: number): void {
    this.#left -= bytes;
    if (this.#left < 0) {
      throw new PickleProblem("refused", tooLarge("the pickle makes objects", this.#bytes));
    }
  }
}
