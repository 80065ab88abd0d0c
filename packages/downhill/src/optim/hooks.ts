/** Undoes a registration. */
export class RemovableHandle {
  #remove: (() => void) | null;

  constructor(remove: () => void) {
    this.#remove = remove;
  }

  /** Removes the hook; calling it again does nothing. */
  remove(): void {
    this.#remove?.();
    this.#remove = null;
  }

  [Symbol.dispose](): void {
    this.remove();
  }
}

/** Hooks of one kind, in the order in which they are called. */
export class HookList<Hook> {
  #hooks: { readonly hook: Hook }[] = [];

  get size(): number {
    return this.#hooks.length;
  }

  /** Adds a hook at the end, or with `prepend` at the start. The same function may be added more than once. */
  add(hook: Hook, { prepend = false }: { prepend?: boolean } = {}): RemovableHandle {
    if (typeof hook !== "function") throw new TypeError(`hook should be a function, but got ${typeof hook}`);
    const entry = { hook };
    this.#hooks = prepend ? [entry, ...this.#hooks] : [...this.#hooks, entry];
    return new RemovableHandle(() => {
      this.#hooks = this.#hooks.filter((other) => other !== entry);
    });
  }

  /** The hooks as they are now; ones added or removed while iterating don't count. */
  *[Symbol.iterator](): Generator<Hook> {
    for (const { hook } of this.#hooks) yield hook;
  }
}
