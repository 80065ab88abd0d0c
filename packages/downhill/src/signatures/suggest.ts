/** What options are called elsewhere. */
const ELSEWHERE: Readonly<Record<string, string>> = { learningRate: "lr", learning_rate: "lr", epsilon: "eps" };

/**
 * The name that `word` was probably meant to be, or null: at most two letters are wrong, missing, swapped or too many (a
 * third in long words) and some are right, case and underscores aside.
 */
export function nearest(word: string, names: Iterable<string>): string | null {
  return nearestWithin(Math.max(2, Math.floor(plain(word).length / 3)), word, names);
}

/**
 * The name of which `word` is another spelling, or null, where words may be anything and few are mistakes: one letter is
 * wrong, missing, swapped or too many (or two in long words), case and underscores aside.
 */
export function misspelt(word: string, names: Iterable<string>): string | null {
  return nearestWithin(plain(word).length < 8 ? 1 : 2, word, names);
}

function nearestWithin(limit: number, word: string, names: Iterable<string>): string | null {
  const meant = plain(word);
  let best: string | null = null;
  let bestDistance = limit + 1;
  for (const name of names) {
    if (Object.hasOwn(ELSEWHERE, word) && ELSEWHERE[word] === name) return name;
    const candidate = plain(name);
    const difference = distance(meant, candidate);
    if (difference < bestDistance && difference < Math.min(meant.length, candidate.length)) {
      best = name;
      bestDistance = difference;
    }
  }
  return best;
}

function plain(name: string): string {
  return name.replaceAll("_", "").toLowerCase();
}

/** How many letters must be changed, left out, put in or swapped with their neighbour to make one word of another. */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next[j] = Math.min(change, row[j] + 1, next[j - 1] + 1);
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) next[j] = Math.min(next[j], before[j - 2] + 1);
    }
    before = row;
    row = next;
  }
  return row[b.length];
}
