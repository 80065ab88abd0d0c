import { type Remote, wrap } from "comlink";
import { shallowRef } from "vue";
import type { EngineState } from "./engine.ts";
import type { Engine } from "./worker.ts";

/** How the library computes; null before a page has asked for it. */
export const engineState = shallowRef<EngineState | null>(null);

let remote: Remote<Engine> | null = null;

/** The worker that has the library, which is loaded by the first call. */
export function engine(): Remote<Engine> {
  if (remote === null) {
    const worker = new Worker(new URL("./worker.ts", import.meta.url), { type: "module", name: "downhill" });
    remote = wrap<Engine>(worker);
    void remote.start().then((state) => {
      engineState.value = state;
    });
  }
  return remote;
}
