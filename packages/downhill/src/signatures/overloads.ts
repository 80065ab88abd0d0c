import { isOptions } from "./kinds.ts";
import { describe, Refusal, unexpectedOption } from "./refusals.ts";
import type { Callable, Signature } from "./signature.ts";

/** Several signatures of one function: the first that fits is the one that is meant. */
export class Overloads implements Callable {
  readonly name: string;
  /** How many arguments PyTorch takes by position, at most; those behind them are ignored. */
  readonly #most: number;

  constructor(readonly signatures: readonly Signature[]) {
    this.name = signatures[0].name;
    this.#most = Math.max(...signatures.map(room));
  }

  withoutFirst(name = this.name): Overloads {
    return new Overloads(this.signatures.map((signature) => signature.withoutFirst(name)));
  }

  bind(given: readonly unknown[]): readonly unknown[] | Refusal {
    // What one signature would ignore may be what another one asks for.
    const count = given.slice(0, this.#most).filter((value) => value !== undefined && !isOptions(value)).length;
    const refusals: { readonly refusal: Refusal; readonly isShort: boolean }[] = [];
    for (const signature of this.signatures) {
      if (room(signature) < count) continue;
      const bound = signature.bind(given);
      if (!(bound instanceof Refusal)) return bound;
      const required = signature.places.filter(({ isRequired }) => isRequired).length;
      refusals.push({ refusal: bound, isShort: count < required });
    }
    const most = Math.max(...refusals.map(({ refusal }) => refusal.progress));
    const furthest = refusals.filter(({ refusal }) => refusal.progress === most);
    const [likely, ...others] = furthest.length === 1 ? furthest : furthest.filter(({ isShort }) => !isShort);
    const isClear = likely !== undefined && (most > 0 || others.length === 0);
    return this.#refuseNames(given) ?? (isClear ? likely.refusal : this.#refuse(given));
  }

  /** A name that no signature has. */
  #refuseNames(given: readonly unknown[]): Refusal | null {
    const names = new Set(this.signatures.flatMap((signature) => signature.names()));
    const optional = new Set(this.signatures.flatMap((signature) => signature.optional()));
    for (const options of given.filter(isOptions)) {
      const unknown = Object.keys(options).find((key) => !names.has(key));
      if (unknown === undefined) continue;
      return new Refusal(`${this.name}()${unexpectedOption(unknown, [...names], [...optional])}`, 0);
    }
    return null;
  }

  #refuse(given: readonly unknown[]): Refusal {
    const count = given.findLastIndex((value) => value !== undefined) + 1;
    const got = given
      .slice(0, count)
      .map((value) => (isOptions(value) ? `{ ${Object.keys(value).join(", ")} }` : describe(value)));
    return new Refusal(
      `${this.name}() received an invalid combination of arguments - got (${got.join(", ")}), but expected one of ` +
        this.signatures.join(", "),
      0,
    );
  }
}

/** How many arguments PyTorch takes by position. */
function room({ places, further }: Signature): number {
  return places.some(({ kind }) => kind.isGathered) ? Infinity : places.length + further.length;
}

/** Writes down that a function takes arguments in several ways. */
/* @__NO_SIDE_EFFECTS__ */
export function overloads(...signatures: readonly Signature[]): Overloads {
  return new Overloads(signatures);
}
