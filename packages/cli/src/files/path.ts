/** Longer paths are cut in the middle: a file can have keys of any length, above as many values. */
const longest = 300;

/** The keys that lead to a value, joined by dots; `path` are those that lead to its container. */
export function pathTo(path: string, key: unknown): string {
  const whole = path === "" ? String(key) : `${path}.${key}`;
  const half = longest / 2 - 2;
  return whole.length <= longest ? whole : `${whole.slice(0, half)}...${whole.slice(-half)}`;
}
