import { createHash } from "node:crypto";
import { appendFile, readFile } from "node:fs/promises";
import type { ProblemSource } from "../problems/source.ts";
import type { TrainingPlan } from "../training/plan.ts";

/**
 * The scores of trials in a file, one a line, so that a search which was stopped goes on from there. A score is found
 * again by everything it depends on: the data, the plan, and the version that computed it.
 */
export class Journal {
  readonly #path: string;
  readonly #subject: string;
  readonly #scores = new Map<string, number>();
  /** What ends the line that a kill has cut. */
  #lineEnd = "";

  private constructor(path: string, subject: string) {
    this.#path = path;
    this.#subject = subject;
  }

  /** Opens a journal, which need not exist. Lines that can't be read, as a kill leaves them, are passed over. */
  static async open(path: string, source: ProblemSource, version: string): Promise<Journal> {
    const journal = new Journal(path, digest(source, version));
    const text = await readFile(path, "utf8").catch(() => "");
    if (text !== "" && !text.endsWith("\n")) journal.#lineEnd = "\n";
    for (const line of text.split("\n")) {
      const known = parseLine(line);
      if (known !== null) journal.#scores.set(known.key, known.score);
    }
    return journal;
  }

  /** The score of a plan, if it was tried before. */
  find(plan: TrainingPlan): number | undefined {
    return this.#scores.get(this.#key(plan));
  }

  /** Notes a score, on the disk too. */
  async note(plan: TrainingPlan, score: number): Promise<void> {
    const key = this.#key(plan);
    this.#scores.set(key, score);
    // JSON has no infinity: a training that diverged has no score.
    const line = JSON.stringify({ key, score: Number.isFinite(score) ? score : null });
    const before = this.#lineEnd;
    this.#lineEnd = "";
    await appendFile(this.#path, `${before}${line}\n`);
  }

  #key(plan: TrainingPlan): string {
    return createHash("sha256").update(this.#subject).update(JSON.stringify(plan)).digest("hex");
  }
}

function parseLine(line: string): { key: string; score: number } | null {
  try {
    const { key, score } = JSON.parse(line) as { key: unknown; score: unknown };
    if (typeof key !== "string") return null;
    return { key, score: typeof score === "number" ? score : Number.POSITIVE_INFINITY };
  } catch {
    return null;
  }
}

/** What stands for the data and the version. */
export function digest(source: ProblemSource, version: string): string {
  const hash = createHash("sha256").update(version);
  const plain = JSON.stringify(source, (_, value: unknown) => {
    if (!ArrayBuffer.isView(value)) return value;
    hash.update(new Uint8Array(value.buffer, value.byteOffset, value.byteLength));
    return null;
  });
  return hash.update(plain).digest("hex");
}
