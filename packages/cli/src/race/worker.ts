import { parentPort, workerData } from "node:worker_threads";
import type { Job } from "./news.ts";
import { train } from "./training.ts";

// The training's own thread: however long a step takes, the main thread hears the user at once.
await train(workerData as Job, (news) => parentPort!.postMessage(news));
