import { manualSeed } from "downhill";
import { DataLoader, moduleDataset } from "downhill/data";

/** What a page loads by workers, and the error of one that fails. */
async function load(): Promise<{ batches: unknown[]; message: string }> {
  manualSeed(8);
  const dataset = await moduleDataset(new URL("/noisy.js", location.href));
  const batches: unknown[] = [];
  const loader = new DataLoader(dataset, { batchSize: 2, numWorkers: 2, collate: "identity" });
  for await (const batch of loader) batches.push(batch);
  try {
    for await (const _ of new DataLoader(dataset, { numWorkers: 1, collate: "missing" })) break;
  } catch (error) {
    return { batches, message: (error as Error).message };
  }
  return { batches, message: "nothing went wrong" };
}

load().then(
  (result) => fetch("/report", { method: "POST", body: JSON.stringify(result) }),
  (error: unknown) => fetch("/report", { method: "POST", body: JSON.stringify({ message: String(error) }) }),
);
