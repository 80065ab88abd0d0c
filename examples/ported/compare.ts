/**
 * How far the losses of the scripts here are from those that PyTorch found, which lie in `reference/fixtures`.
 *
 *     npx tsx examples/ported/compare.ts
 */

import { readFileSync } from "node:fs";

const file = new URL("../../reference/fixtures/ported.json", import.meta.url);
const { torch, losses: expected } = JSON.parse(readFileSync(file, "utf8")) as {
  torch: string;
  losses: Record<string, Record<string, number[]>>;
};

const rows: string[] = [];
for (const [name, builds] of Object.entries(expected)) {
  const { losses } = (await import(`./${name}.ts`)) as { losses: number[] };
  for (const [build, theirs] of Object.entries(builds)) {
    if (losses.length !== theirs.length) throw new Error(`${name} made ${losses.length} steps, not ${theirs.length}`);
    const differences = losses.map((loss, i) => Math.abs(loss / theirs[i] - 1));
    const most = Math.max(...differences).toExponential(1);
    rows.push(`${name.padEnd(10)} ${build.padEnd(8)} ${most}`);
  }
}
console.log(`\nThe largest relative difference of the losses from those of PyTorch ${torch}:`);
console.log(rows.join("\n"));
