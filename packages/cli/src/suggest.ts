import { distance } from "fastest-levenshtein";

/**
 * The candidate that `word` was probably meant to be, or null: at most two letters are wrong, missing or too many (a
 * third in long words) and some are right, case aside.
 */
export function nearest(word: string, candidates: Iterable<string>): string | null {
  let best: string | null = null;
  let bestDistance = Math.max(2, Math.floor(word.length / 3)) + 1;
  for (const candidate of candidates) {
    const difference = distance(word.toLowerCase(), candidate.toLowerCase());
    if (difference < bestDistance && difference < Math.min(word.length, candidate.length)) {
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

/** A text as one argument on a command line, in double quotes wherever a shell takes it as it is there. */
export function quoted(text: string): string {
  return /["$`\\!]/.test(text) ? `'${text.replaceAll("'", "'\\''")}'` : `"${text}"`;
}

/** A text for a message: on one line, and no longer than 60 characters. */
export function shorten(text: string): string {
  const line = text.slice(0, 200).replace(/\s+/g, " ");
  return line.length > 60 || text.length > 200 ? `${line.slice(0, 57)}...` : line;
}
