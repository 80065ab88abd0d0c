import { type Cell, nursery } from "../memory/nursery.ts";
import { YoungStorage } from "../memory/storage.ts";
import type { Tensor } from "../tensor/tensor.ts";

/**
 * What the engine alone has seen while gradients flow: arrays that derivatives made, and the gradients between nodes. They are
 * freed as soon as no pending gradient is among them, so that the next ones are made in the same memory. What a hook or the caller
 * gets to see is left alone.
 */
export class Temporaries {
  /** Gradients that are pending, by their memory. */
  readonly #pending = new Map<Cell, number>();
  /** Memory that the engine made, and that a pending gradient may still be in. */
  readonly #own = new Set<Cell>();
  /** Made since the last node was done. */
  #made: Cell[] = [];

  /**
   * Takes over what was made since `nursery.count` was `count`: nobody else has seen it.
   *
   * @param result what it was made for; the parts of a sparse one go wherever it goes
   */
  collect(count: number, result: Tensor | null): void {
    if (nursery.count > count && !result?.isSparse) this.#made.push(...nursery.since(count));
  }

  /** A gradient waits for a node or a leaf. */
  hold(gradient: Tensor): void {
    const cell = cellOf(gradient);
    if (cell !== null) this.#pending.set(cell, (this.#pending.get(cell) ?? 0) + 1);
  }

  /** It doesn't any more. */
  drop(gradient: Tensor): void {
    const cell = cellOf(gradient);
    if (cell === null) return;
    const count = (this.#pending.get(cell) as number) - 1;
    if (count > 0) this.#pending.set(cell, count);
    else this.#pending.delete(cell);
    if (this.#own.has(cell)) this.#made.push(cell);
  }

  /** Somebody else has seen a gradient. */
  escape(gradient: Tensor): void {
    const cell = cellOf(gradient);
    if (cell === null) return;
    this.#own.delete(cell);
    this.#made = this.#made.filter((other) => other !== cell);
  }

  /** A node is done: frees what it made and what it was given, unless a gradient is in it that is yet to be used. */
  release(): void {
    for (const cell of this.#made) {
      if (this.#pending.has(cell)) this.#own.add(cell);
      else {
        this.#own.delete(cell);
        nursery.free(cell);
      }
    }
    this.#made.length = 0;
  }
}

function cellOf(tensor: Tensor): Cell | null {
  if (tensor.isSparse) return null;
  const { storage } = tensor;
  return storage instanceof YoungStorage ? storage.cell : null;
}
