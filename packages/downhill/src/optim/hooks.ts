import { publishMethods } from "../signatures/publish.ts";
import { signature } from "../signatures/signature.ts";

/** Undoes a registration. */
export class RemovableHandle {
  #remove: (() => void) | null;

  /** @internal */
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

publishMethods(RemovableHandle.prototype, { remove: signature("remove", {}) });

/** Hooks of one kind, in the order in which they are called. */
export class HookList<Hook> {
  /** The hooks as they are now: adding or removing one makes a new list, so that whoever is iterating isn't disturbed. */
  list: readonly Hook[] = [];

  /** Adds a hook at the end, or with `prepend` at the start. The same function may be added more than once. */
  add(hook: Hook, { prepend = false }: { prepend?: boolean } = {}): RemovableHandle {
    if (typeof hook !== "function") throw new TypeError(`hook should be a function, but got ${typeof hook}`);
    this.#entries = prepend ? [{ hook }, ...this.#entries] : [...this.#entries, { hook }];
    const entry = prepend ? this.#entries[0] : this.#entries[this.#entries.length - 1];
    this.#publish();
    return new RemovableHandle(() => {
      this.#entries = this.#entries.filter((other) => other !== entry);
      this.#publish();
    });
  }

  #entries: readonly { readonly hook: Hook }[] = [];

  #publish(): void {
    this.list = this.#entries.map(({ hook }) => hook);
  }
}
