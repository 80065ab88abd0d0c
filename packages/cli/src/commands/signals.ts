import { constants } from "node:os";

/** Ctrl-C and its like end the work, not the program; the second one does end the program. */
export function listenForSignals() {
  const controller = new AbortController();
  let exitCode = 0;
  const stop = (name: NodeJS.Signals) => {
    exitCode = 128 + constants.signals[name];
    if (controller.signal.aborted) process.exit(exitCode);
    controller.abort();
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) process.on(name, stop);
  return {
    signal: controller.signal,
    aborted: new Promise<void>((resolve) => {
      controller.signal.addEventListener("abort", () => resolve(), { once: true });
    }),
    end() {
      for (const name of signals) process.off(name, stop);
    },
    exitCode: () => exitCode,
  };
}
