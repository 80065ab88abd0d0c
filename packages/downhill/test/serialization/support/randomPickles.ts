import { type Code, call, int, join, named, pickle, tensor, text, tuple } from "./pickles.ts";

type Random = (below: number) => number;

/** Names that are known, that are not, and that attacks would like. */
const NAMES =
  `builtins.set builtins.frozenset builtins.range builtins.slice builtins.complex builtins.bytes builtins.bytearray
builtins.getattr builtins.eval builtins.int builtins.dict collections.OrderedDict collections.Counter collections.defaultdict
collections.deque datetime.date datetime.datetime datetime.time datetime.timedelta datetime.timezone decimal.Decimal
pathlib.PosixPath pathlib.PureWindowsPath numpy.dtype numpy.ndarray numpy.float64 numpy.core.multiarray.scalar
numpy._core.multiarray._reconstruct numpy._core.numeric._frombuffer _codecs.encode torch.Size torch.device torch.float32
torch.FloatTensor torch.Tensor torch._utils._rebuild_tensor_v2 torch._utils._rebuild_parameter torch.nn.parameter.Parameter
torch._tensor._rebuild_from_type_v2 torch.serialization._get_layout argparse.Namespace functools.partial
torch.nn.modules.linear.Linear ultralytics.nn.tasks.DetectionModel __main__.Model copyreg._reconstructor os.system
posix.system subprocess.Popen`
    .split(/\s+/)
    .map((path): [string, string] => [path.slice(0, path.lastIndexOf(".")), path.slice(path.lastIndexOf(".") + 1)]);

const TEXTS = "a b < > | f8 i4 U2 S3 O8 M8 V4 latin1 torch.strided cpu 1.5 /".split(" ");
const KEYS = ["weight", "_parameters", "_modules", "_buffers", "__proto__", "0", "state"];
const INTS = [0, 1, 2, 3, 8, 255, 65_536, -1, 2 ** 31 - 1, 2 ** 40, -(2 ** 40), 86_400];

/** Pickles of random values: what a pickler could write, and what it could not. */
class Writer {
  readonly #random: Random;
  #memo = 0;
  #left: number;

  constructor(random: Random, size: number) {
    this.#random = random;
    this.#left = size;
  }

  #pick<T>(list: readonly T[]): T {
    return list[this.#random(list.length)];
  }

  #values(most: number, depth: number): Uint8Array[] {
    return Array.from({ length: this.#random(most + 1) }, () => this.value(depth));
  }

  #entries(depth: number): Uint8Array[] {
    return this.#values(4, depth).map((value) => join(this.#key(depth), value));
  }

  #key(depth: number): Uint8Array {
    return this.#random(4) === 0 ? this.value(depth) : text(this.#pick(KEYS));
  }

  #bytes(): Uint8Array {
    const length = this.#pick([0, 1, 2, 4, 8, 10, 16]);
    const characters = Array.from({ length }, () => String.fromCharCode(this.#random(256)));
    return call("_codecs", "encode", text(characters.join("")), text("latin1"));
  }

  #dtype(): Uint8Array {
    const sizes = [int(this.#pick(INTS)), int(this.#pick(INTS))];
    const state = tuple(int(3), text(this.#pick(["<", ">", "|", "="])), "N", "N", "N", ...sizes, int(0));
    return join(call("numpy", "dtype", text(this.#pick(TEXTS)), [0x89], [0x88]), state, "b");
  }

  #array(depth: number): Uint8Array {
    const args = [named("numpy", "ndarray"), tuple(int(0)), this.#bytes()];
    const shape = tuple(...Array.from({ length: this.#random(4) }, () => int(this.#pick(INTS))));
    const data = this.#random(3) === 0 ? this.value(depth) : this.#bytes();
    const state = tuple(int(1), shape, this.#dtype(), [0x88 + this.#random(2)], data);
    return join(call("numpy._core.multiarray", "_reconstruct", ...args), state, "b");
  }

  /** An object, and perhaps what would be given to it. */
  #object(depth: number): Uint8Array {
    const callee = this.#random(6) === 0 ? this.value(depth) : named(...this.#pick(NAMES));
    const args = tuple(...this.#values(3, depth));
    const parts: Code[] = [callee, args, this.#random(2) === 0 ? "R" : [0x81], this.#put()];
    if (this.#random(3) === 0) parts.push("(", ...this.#values(3, depth), "e");
    if (this.#random(3) === 0) parts.push("(", ...this.#entries(depth), "u");
    if (this.#random(3) === 0) parts.push(this.#random(2) === 0 ? this.value(depth) : this.#dict(depth), "b");
    return join(...parts);
  }

  #dict(depth: number): Uint8Array {
    return join("}", this.#put(), "(", ...this.#entries(depth), "u");
  }

  /** What may be referred to from then on, within itself too. */
  #put(): number[] {
    return this.#memo < 250 ? [0x71, this.#memo++] : [];
  }

  value(depth: number): Uint8Array {
    if (--this.#left < 0 || depth > 40) return int(this.#pick(INTS));
    switch (this.#random(16)) {
      case 0:
        return int(this.#pick(INTS));
      case 1:
        return join(
          "G",
          Array.from({ length: 8 }, () => this.#random(256)),
        );
      case 2:
        return text(this.#pick(TEXTS));
      case 3:
        return join(this.#pick<Code>(["N", [0x88], [0x89], ")", "]", "}", [0x8f]]));
      case 4:
      case 5:
        return join("]", this.#put(), "(", ...this.#values(5, depth + 1), "e");
      case 6:
        return this.#dict(depth + 1);
      case 7:
        return join(tuple(...this.#values(4, depth + 1)), this.#put());
      case 8:
      case 9:
        return this.#memo === 0 ? join("N") : join("h", [this.#random(this.#memo)]);
      case 10:
        return named(...this.#pick(NAMES));
      case 11:
        return this.#random(2) === 0 ? this.#dtype() : this.#bytes();
      case 12:
        return this.#array(depth + 1);
      case 13:
        return call("numpy.core.multiarray", "scalar", this.#dtype(), this.#bytes());
      case 14:
        return tensor();
      default:
        return this.#object(depth + 1);
    }
  }
}

/** A pickle of at most about so many values. */
export function randomPickle(random: Random, size = 60): Uint8Array {
  return pickle(new Writer(random, size).value(0));
}
