import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { loadPredictor, type Row } from "downhill/predict";
import { describe, expect, test } from "vitest";

const folder = new URL("../../../../reference/fixtures/models/", import.meta.url);

interface Fixture {
  readonly lines: string;
  readonly rows: readonly Row[];
  readonly predictions: readonly (number | Record<string, number>)[];
}

describe.each(readdirSync(folder))("the model %s", (name) => {
  const path = fileURLToPath(new URL(`${name}/model.pt`, folder));
  // The parser of JSON takes __proto__ for a name like any other.
  const fixture = JSON.parse(readFileSync(new URL(`${name}/predictions.json`, folder), "utf8")) as Fixture;

  test("predicts what PyTorch does by the lines of the documentation", async () => {
    const model = await loadPredictor(path);
    const predictions = model.predict(fixture.rows);
    expect(predictions).toHaveLength(fixture.predictions.length);
    for (const [i, expected] of fixture.predictions.entries()) {
      const { value, probabilities } = predictions[i];
      if (typeof expected === "number") {
        expect(probabilities).toBe(null);
        // Seven digits of a double that is scaled and shifted: so many of what the network says.
        expect(Math.abs((value as number) - expected)).toBeLessThan(1e-6 * Math.abs(expected));
        continue;
      }
      expect(Object.keys(probabilities!)).toEqual(Object.keys(expected));
      for (const [key, probability] of Object.entries(expected)) {
        expect(Math.abs(probabilities![key] - probability)).toBeLessThan(2e-6);
      }
      const most = Math.max(...Object.values(expected));
      expect(expected[value as string]).toBeGreaterThan(most - 1e-5);
    }
  });

  test("was run by the lines that the documentation shows", () => {
    const page = readFileSync(new URL("../../../../docs/model-file.md", import.meta.url), "utf8");
    expect(fixture.lines).toBe(/^```python\n(.*?)^```$/ms.exec(page)?.[1]);
  });

  test("predicts the same for a row by itself as among others", async () => {
    const model = await loadPredictor(path);
    const together = model.predict(fixture.rows);
    expect(fixture.rows.map((row) => model.predict(row))).toEqual(together);
  });
});
