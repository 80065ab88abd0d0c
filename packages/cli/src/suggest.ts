import { distance } from "fastest-levenshtein";

/** The candidate that `word` was probably meant to be, or null if none is near: at most a third of its letters differ. */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(1, Math.floor(word.length / 3)) + 0.5;
  for (const candidate of candidates) {
    const difference = distance(word.toLowerCase(), candidate.toLowerCase());
    if (difference < bestDistance) {
      best = candidate;
      bestDistance = difference;
    }
  }
  return best;
}

/** `, did you mean "price"?` or nothing: the end of a message about an unknown name. */
export function didYouMean(word: string, candidates: Iterable<string>): string {
  const name = nearest(word, candidates);
  return name === null ? "" : `, did you mean "${name}"?`;
}

/** A list for a message: long ones are cut, with the number of names left out. */
export function list(names: readonly string[], atMost = 20): string {
  if (names.length <= atMost) return names.join(", ");
  return `${names.slice(0, atMost).join(", ")} and ${names.length - atMost} more`;
}
