/** A thing to time: does its work `count` times and gives the milliseconds of one. */
export interface Contestant {
  readonly name: string;
  time(count: number): number | Promise<number>;
}

/** What the contestants took, round by round, in milliseconds for one unit of work. */
export class Rounds {
  readonly #times = new Map<string, number[]>();

  add(name: string, milliseconds: number): void {
    const times = this.#times.get(name);
    if (times === undefined) this.#times.set(name, [milliseconds]);
    else times.push(milliseconds);
  }

  has(name: string): boolean {
    return this.#times.has(name);
  }

  /** The median of one contestant's times. */
  median(name: string): number {
    return median(this.#of(name));
  }

  /** The median, over the rounds, of how many times as long `a` took as `b`. */
  ratio(a: string, b: string): number {
    const times = this.#of(b);
    return median(this.#of(a).map((time, round) => time / times[round]));
  }

  #of(name: string): readonly number[] {
    const times = this.#times.get(name);
    if (times === undefined) throw new Error(`nothing was timed as ${name}`);
    return times;
  }
}

/**
 * Times the contestants in turns, so that whatever else the machine does falls on all of them alike.
 *
 * @param count how often each does its work in a turn
 */
export async function inTurns(contestants: readonly Contestant[], rounds: number, count: number): Promise<Rounds> {
  const result = new Rounds();
  for (const contestant of contestants) await warmUp(contestant, count);
  for (let round = 0; round < rounds; round++) {
    for (const contestant of contestants) {
      // Threads that still spin from the turn before would take a core away.
      await new Promise((resolve) => setTimeout(resolve, 5));
      result.add(contestant.name, await contestant.time(count));
    }
  }
  return result;
}

/** How long a contestant works before it is timed, in milliseconds: engines compile what runs often, a while after. */
const WARM_UP = 1000;

async function warmUp(contestant: Contestant, count: number): Promise<void> {
  const start = performance.now();
  do await contestant.time(count);
  while (performance.now() - start < WARM_UP);
}

/** A contestant of this process. */
export function here(name: string, work: () => void): Contestant {
  return {
    name,
    time(count) {
      const start = performance.now();
      for (let i = 0; i < count; i++) work();
      return (performance.now() - start) / count;
    },
  };
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
