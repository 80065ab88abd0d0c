import { readFileSync, writeFileSync } from "node:fs";
import { wanted } from "./fixture.ts";
import type { Counted } from "./outcome.ts";

/** What the last run over all samples counted, a line for each entry of PyTorch's table: `counted.tsv`. */

const FILE = new URL("counted.tsv", import.meta.url);
const COLUMNS = ["samples", "equal", "refused", "refusedToo", "sameWords"] as const;
const HEADER = ["name", "variant", "isThere", ...COLUMNS, "difference"].join("\t");

export function writeCounted(all: readonly Counted[]): void {
  const ordered = [...all].sort((a, b) => wanted.indexOf(a.name) - wanted.indexOf(b.name));
  const lines = ordered.map((one) => {
    const difference = (one.difference ?? "").replace(/\s+/g, " ").slice(0, 160);
    return [one.name, one.variant, one.isThere, ...COLUMNS.map((name) => one[name]), difference].join("\t");
  });
  writeFileSync(FILE, `${[HEADER, ...lines].join("\n")}\n`);
}

export function readCounted(): Counted[] {
  const [, ...lines] = readFileSync(FILE, "utf8").trimEnd().split("\n");
  return lines.map((line) => {
    const [name, variant, isThere, samples, equal, refused, refusedToo, sameWords, difference] = line.split("\t");
    return {
      name,
      variant,
      isThere: isThere === "true",
      samples: Number(samples),
      equal: Number(equal),
      refused: Number(refused),
      refusedToo: Number(refusedToo),
      sameWords: Number(sameWords),
      difference: difference === "" ? null : difference,
    };
  });
}
