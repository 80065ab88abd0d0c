import { type Remote, wrap } from "comlink";
import { shallowRef } from "vue";
import type { EngineState } from "./engine.ts";
import type { Engine } from "./worker.ts";

/** How the library computes; null before a page has asked for it. */
export const engineState = shallowRef<EngineState | null>(null);

/** How often the registry has changed since: the visitor's own optimizer is compiled anew on each change of its rule. */
export const registryVersion = shallowRef(0);

export function noteRegistered(): void {
  registryVersion.value++;
}

const RULE = "downhill-rule";

/** The rule of the visitor's own optimizer, as it was last right; null if there is none, or where nothing can be kept. */
export function savedRule(): string | null {
  try {
    return localStorage.getItem(RULE);
  } catch {
    return null;
  }
}

export function saveRule(text: string): void {
  try {
    localStorage.setItem(RULE, text);
  } catch {
    // Private windows may keep nothing: then the rule lives as long as the page.
  }
}

let remote: Remote<Engine> | null = null;

/** The worker that has the library, which is loaded by the first call. */
export function engine(): Remote<Engine> {
  if (remote === null) {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "downhill" });
    remote = wrap<Engine>(worker);
    const rule = savedRule();
    if (rule !== null) void remote.takeRule(rule);
    void remote.start().then((state) => {
      engineState.value = state;
    });
  }
  return remote;
}
