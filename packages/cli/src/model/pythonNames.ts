/** PyTorch's names that are more than ours with underscores. */
const exceptions: Readonly<Record<string, string>> = { tMax: "T_max", t0: "T_0", tMult: "T_mult" };

/** An option's name as PyTorch spells it: `weightDecay` is `weight_decay`. */
export function pythonName(name: string): string {
  return exceptions[name] ?? name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
