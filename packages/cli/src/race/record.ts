import type { News } from "./news.ts";
import { newRun, type Run } from "./run.ts";
import type { Entry } from "./settings.ts";

/** Keeps what is known of a race so far. */
export class RaceRecord {
  readonly runs: readonly Run[];
  /** The threads that train; 0 before the training has begun. */
  threads = 0;
  readonly #byKey: ReadonlyMap<string, Run>;

  constructor(entries: readonly Entry[]) {
    this.runs = entries.map(newRun);
    this.#byKey = new Map(this.runs.map((run) => [run.entry.contestant.key, run]));
  }

  /** Takes in a piece of news and returns the run it is about, if any. */
  take(news: News): Run | null {
    if (news.kind === "started") {
      this.threads = news.threads;
      return null;
    }
    const run = this.#byKey.get(news.key)!;
    switch (news.kind) {
      case "steps":
        for (const loss of news.losses) run.losses.push(loss);
        for (const seconds of news.seconds) run.seconds.push(seconds);
        run.evaluations += news.evaluations;
        break;
      case "epoch":
        run.epochs.push(news.result);
        run.curve = news.curve ?? run.curve;
        break;
      default:
        run.state = news.kind;
    }
    return run;
  }

  /** Marks who had not finished. */
  stop(): void {
    for (const run of this.runs) if (run.state === "running") run.state = "stopped";
  }
}
