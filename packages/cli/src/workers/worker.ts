import { parentPort, workerData } from "node:worker_threads";
import { setNumThreads } from "downhill";
import { UserError } from "../errors.ts";
import { Host } from "./host.ts";
import type { Reply, Request, Setup } from "./messages.ts";

// A thread that trains: however long a step takes, the main thread hears the user at once.

/** Time between two words about a long piece of work, in milliseconds. */
const patience = 100;

const port = parentPort!;
const { source, threads } = workerData as Setup;
const tell = (reply: Reply) => port.postMessage(reply);
const host = new Host(source);
setNumThreads(threads);
let told = performance.now();

port.on("message", async (request: Request) => {
  const { id } = request;
  try {
    if (request.kind === "importance") {
      tell({ kind: "importance", id, importances: await host.importance(request.plan, request.weights) });
      return;
    }
    const advance = await host.advance(id, request.job, (passes) => {
      if (performance.now() - told < patience) return;
      told = performance.now();
      tell({ kind: "step", id, passes });
    });
    tell({ kind: "advanced", id, advance });
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    tell({ kind: "failed", id, message, isUserError: error instanceof UserError });
  }
});
