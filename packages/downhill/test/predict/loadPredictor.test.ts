import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { FileFormatError, loadPredictor, type Row } from "downhill/predict";
import { deserialize, Range, serialize } from "downhill/serialization";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { tensor } from "../../src/index.ts";
import type { Tensor } from "../../src/tensor/tensor.ts";

const url = new URL("../../../../reference/fixtures/models/species/model.pt", import.meta.url);
const bytes = new Uint8Array(readFileSync(url));
const row = {
  island: "Biscoe",
  bill_length_mm: 50.1,
  bill_depth_mm: 15,
  flipper_length_mm: 225,
  body_mass_g: 5000,
  sex: "male",
};

test("loads from wherever the file is", async () => {
  const expected = (await loadPredictor(bytes)).predict(row);
  const path = fileURLToPath(url);
  const dataUrl = `data:application/octet-stream;base64,${Buffer.from(bytes).toString("base64")}`;
  const places = [path, url, url.href, bytes.buffer, new Blob([bytes]), new Response(bytes), dataUrl, new URL(dataUrl)];
  for (const place of places) expect((await loadPredictor(place)).predict(row)).toEqual(expected);
  await expect(loadPredictor(`${path}.none`)).rejects.toThrow("no such file");
  await expect(loadPredictor(new Response("", { status: 404 }))).rejects.toThrow("404");
  await expect(loadPredictor(7 as unknown as string)).rejects.toThrow(TypeError);
});

test("tells what a form needs", async () => {
  const model = await loadPredictor(bytes);
  expect(model.task).toBe("classification");
  expect(model.target).toEqual({ name: "species", unit: "", classes: ["Adelie", "Chinstrap", "Gentoo"] });
  expect(model.columns.map(({ name, kind }) => [name, kind])).toEqual([
    ["island", "category"],
    ["bill_length_mm", "number"],
    ["bill_depth_mm", "number"],
    ["flipper_length_mm", "number"],
    ["body_mass_g", "number"],
    ["sex", "category"],
  ]);
  expect(model.columns[0]).toMatchObject({ categories: ["Biscoe", "Dream", "Torgersen"] });
  expect(model.columns[4]).toMatchObject({ minimum: 2700, maximum: 6300, unit: "" });
  expect(() => (model.columns as unknown[]).pop()).toThrow(TypeError);
  const { value, probabilities } = model.predict(row);
  expect(value).toBe("Gentoo");
  expect(Object.values(probabilities!).reduce((a, b) => a + b)).toBeCloseTo(1, 12);
});

describe("rows", () => {
  const cases: [why: string, row: unknown, error: RegExp | string][] = [
    ["nothing", null, "a row must be an object with a value for each column, got null"],
    ["a text", "Biscoe", 'got the text "Biscoe"'],
    ["no column", {}, 'the row has no "island", "bill_length_mm"'],
    ["one less", { ...row, sex: undefined }, `the row has no "sex": give null for what isn't known`],
    [
      "a wrong name",
      { ...row, sex: undefined, body_mass_kg: 5 },
      'the model has no column "body_mass_kg"; the columns are island, bill_length_mm',
    ],
    ["a misspelled name", { ...row, island: undefined, iland: "Dream" }, 'did you mean "island"?'],
    [
      "a text for a number",
      { ...row, body_mass_g: "5000" },
      'column "body_mass_g" takes a number, got the text "5000"',
    ],
    ["a boolean for a number", { ...row, body_mass_g: true }, 'column "body_mass_g" takes a number, got true'],
    ["NaN", { ...row, body_mass_g: Number.NaN }, `takes a finite number, got NaN: null is for what isn't known`],
    ["infinity", { ...row, body_mass_g: Number.POSITIVE_INFINITY }, "takes a finite number, got Infinity"],
    ["a number beyond doubles", { ...row, body_mass_g: 10n ** 400n }, /^column "body_mass_g" takes a finite number/],
    ["a number for a category", { ...row, island: 3 }, 'column "island" takes a text, one of its categories, got 3'],
    ["a list for a category", { ...row, island: ["Dream"] }, "takes a text, one of its categories, got an array"],
    ["an empty text", { ...row, island: "" }, `column "island" has an empty text: null is for what isn't known`],
    ["a number that overflows", { ...row, body_mass_g: 1e300 }, "a value is too far from all that it was trained on"],
  ];
  test.each(cases)("%s is refused", async (_, given, error) => {
    const model = await loadPredictor(bytes);
    expect(() => model.predict(given as Row)).toThrow(error);
    const expected = typeof error === "string" && !error.startsWith("a value is too far") ? `${error}` : error;
    expect(() => model.predict([row, given as Row])).toThrow(expected);
  });

  test("messages about several rows say which one is meant", async () => {
    const model = await loadPredictor(bytes);
    expect(() => model.predict([row, { ...row, sex: 1 }])).toThrow("got 1 (row 1)");
    expect(model.predict([])).toEqual([]);
  });

  test("what isn't known counts as in training, and so do categories that it didn't have", async () => {
    const model = await loadPredictor(bytes);
    const unknown = model.predict({ ...row, island: "Mars" });
    expect(model.predict({ ...row, island: "Venus" })).toEqual(unknown);
    expect(unknown).not.toEqual(model.predict(row));
    expect(model.predict({ ...row, sex: null })).not.toEqual(model.predict({ ...row, sex: "other" }));
    // No island was missing in training: nothing is known of it either.
    expect(model.predict({ ...row, island: null })).toEqual(unknown);
  });

  test("may have the target, and be objects of any kind", async () => {
    const model = await loadPredictor(bytes);
    const expected = model.predict(row);
    expect(model.predict({ ...row, species: "Adelie" })).toEqual(expected);
    expect(model.predict(Object.assign(Object.create(null), row))).toEqual(expected);
    expect(model.predict({ ...row, body_mass_g: 5000n, island: " Biscoe " })).toEqual(expected);
    expect(() => model.predict(Object.create(row) as Row)).toThrow("the row has no");
  });
});

describe("files that are no models", () => {
  type Values = Record<string, unknown>;
  /** A model's file with a change. */
  const changed = async (change: (model: Model) => void): Promise<Uint8Array> => {
    const model = await deserialize<Model>(bytes);
    change(model);
    return serialize(model);
  };
  // What a file holds has no type; these changes know where they reach.
  type Model = Values & { columns: Values[]; target: Values; layers: Values[]; weights: Map<string, Tensor> };

  const cases: [why: string, change: (model: Model) => void, message: string][] = [
    ["another format", (m) => Object.assign(m, { format: "state dict" }), "no model of `downhill train`"],
    ["a newer version", (m) => Object.assign(m, { version: 2 }), "the model is of version 2"],
    ["no version", (m) => delete m.version, "no model of `downhill train`"],
    ["no columns", (m) => delete (m as Values).columns, "it has no columns"],
    ["an empty list of columns", (m) => m.columns.splice(0), "columns must be a list of 1 to"],
    ["no task", (m) => delete m.task, "it has no task"],
    [
      "an unknown task",
      (m) => Object.assign(m, { task: "ranking" }),
      'task must be "regression" or "classification", got "ranking"',
    ],
    ["no deviation", (m) => delete m.columns[1].deviation, 'it has no columns[1]["deviation"]'],
    [
      "a deviation of 0",
      (m) => Object.assign(m.columns[1], { deviation: 0 }),
      'columns[1]["deviation"] must be a number above 0, got 0',
    ],
    [
      "a deviation that is none",
      (m) => Object.assign(m.columns[1], { deviation: Number.NaN }),
      "must be a finite number, got nan",
    ],
    [
      "a negative deviation",
      (m) => Object.assign(m.columns[1], { deviation: -1.5 }),
      "must be a number above 0, got -1.5",
    ],
    [
      "an infinite mean",
      (m) => Object.assign(m.columns[1], { mean: Number.NEGATIVE_INFINITY }),
      "must be a finite number",
    ],
    [
      "a mean without deviation",
      (m) => Object.assign(m.columns[1], { deviation: null }),
      'columns[1]["deviation"] must be a number',
    ],
    [
      "a mean that is a text",
      (m) => Object.assign(m.columns[1], { mean: "43" }),
      'columns[1]["mean"] must be a finite number, got "43"',
    ],
    [
      "an origin that is none",
      (m) => Object.assign(m.columns[1], { origin: "1e999" }),
      'columns[1]["origin"] must be a decimal number',
    ],
    [
      "an origin to exhaust",
      (m) => Object.assign(m.columns[1], { origin: `0e${"9".repeat(9)}` }),
      "must be a decimal number",
    ],
    [
      "bounds the wrong way round",
      (m) => Object.assign(m.columns[1], { minimum: 90 }),
      'columns[1]["minimum"] must be at most the maximum',
    ],
    [
      "a category twice",
      (m) => Object.assign(m.columns[0], { categories: ["a", "b", "a"] }),
      'categories"][2] is there twice: "a"',
    ],
    ["a category too few", (m) => (m.columns[0].categories as string[]).pop(), 'layers[0]["in_features"] must be 13'],
    [
      "categories that are none",
      (m) => Object.assign(m.columns[0], { categories: [1, 2, 3] }),
      "must be a text, got 1",
    ],
    [
      "a column of another kind",
      (m) => Object.assign(m.columns[0], { kind: "date" }),
      'must be "number" or "category", got "date"',
    ],
    [
      "a column twice",
      (m) => Object.assign(m.columns[2], { name: "bill_length_mm" }),
      "two columns have the same name",
    ],
    [
      "the target as a column",
      (m) => Object.assign(m.columns[0], { name: "species" }),
      "the target is among the columns",
    ],
    ["one class", (m) => Object.assign(m.target, { classes: ["Adelie"] }), 'target["classes"] must be a list of 2 to'],
    [
      "a class more",
      (m) => (m.target.classes as string[]).push("x"),
      "the network has 3 outputs, and its target needs 4",
    ],
    [
      "a layer that is unknown",
      (m) => Object.assign(m.layers[1], { kind: "Tanh" }),
      'must be "Linear" or "ReLU", got "Tanh"',
    ],
    [
      "a layer of no size",
      (m) => Object.assign(m.layers[0], { out_features: 0 }),
      'layers[0]["out_features"] must be a whole number',
    ],
    ["a giant layer", (m) => Object.assign(m.layers[0], { out_features: 2 ** 40 }), "must be a whole number from 1 to"],
    [
      "layers that don't fit",
      (m) => Object.assign(m.layers[2], { in_features: 21 }),
      'layers[2]["in_features"] must be 20',
    ],
    ["no weights", (m) => m.weights.delete("0.bias"), 'it has no weights["0.bias"]'],
    [
      "weights of another shape",
      (m) => m.weights.set("0.bias", tensor([1, 2])),
      'weights["0.bias"] must have the shape [20], and has [2]',
    ],
    [
      "transposed weights",
      (m) => m.weights.set("2.weight", m.weights.get("2.weight")!.t().contiguous().t()),
      "doesn't lie in one piece",
    ],
    [
      "weights that are whole numbers",
      (m) => m.weights.set("2.bias", tensor(new BigInt64Array(3))),
      "must be of float32",
    ],
    [
      "NaN among the weights",
      (m) => m.weights.set("2.bias", tensor([1, Number.NaN, 2])),
      'weights["2.bias"] has NaN among its numbers',
    ],
    [
      "weights twice",
      (m) => m.weights.set("2.bias", m.weights.get("0.bias")!.narrow(0, 0, 3)),
      "shares its storage with another tensor",
    ],
    ["weights that are a list", (m) => Object.assign(m, { weights: [] }), "weights must be a dict, got list"],
  ];
  test.each(cases)("%s", async (_, change, message) => {
    const file = await changed(change);
    await expect(loadPredictor(file)).rejects.toThrow(FileFormatError);
    await expect(loadPredictor(file)).rejects.toThrow(message);
  });

  test("a state dict, another format, nothing", async () => {
    const others = [
      serialize(new Map([["weight", tensor([1])]])),
      serialize([1, 2]),
      new Uint8Array(0),
      new Uint8Array(100),
    ];
    for (const other of others) await expect(loadPredictor(other)).rejects.toThrow(FileFormatError);
    await expect(loadPredictor(new TextEncoder().encode("a,b\n1,2\n"))).rejects.toThrow("none of torch.save's");
  });

  test("objects of classes, which models have no use for", async () => {
    const file = await changed((model) => Object.assign(model, { training: new Range(0, 3, 1) }));
    await expect(loadPredictor(file)).rejects.toThrow(FileFormatError);
    await expect(loadPredictor(file)).rejects.toThrow("range");
  });

  test("whatever stands in the place of a value, a model is refused in words or predicts finite numbers", async () => {
    const strange = fc.constantFrom<unknown>(
      ...[null, true, 0, -1, 0.5, 1e308, Number.NaN, Number.NEGATIVE_INFINITY, 2 ** 40, 10n ** 30n],
      ...["", "0", "-1.5e300", "x".repeat(3000), "__proto__", [], [null], [[[]]], {}, { a: 1 }],
      ...[tensor([1]), tensor([]), new Map([[1, 2]]), new Uint8Array(3)],
    );
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: 10_000 }), strange, fc.boolean(), async (place, value, remove) => {
        const model = await deserialize<Model>(bytes);
        const places: [container: Values | unknown[] | Map<unknown, unknown>, key: string | number][] = [];
        const collect = (node: unknown): void => {
          if (node instanceof Map) for (const key of node.keys()) places.push([node, key as string]);
          else if (Array.isArray(node)) for (const key of node.keys()) places.push([node, key]);
          else if (typeof node === "object" && node !== null && Object.getPrototypeOf(node) === null) {
            for (const key of Object.keys(node)) places.push([node as Values, key]);
          } else return;
          const children = node instanceof Map ? [...node.values()] : Object.values(node as Values);
          for (const child of children) collect(child);
        };
        collect(model);
        const [container, key] = places[place % places.length];
        if (container instanceof Map) remove ? container.delete(key) : container.set(key, value);
        else if (Array.isArray(container)) container.splice(Number(key), 1, ...(remove ? [] : [value]));
        else remove ? delete container[key] : Object.assign(container, { [key]: value });
        let predictor: Awaited<ReturnType<typeof loadPredictor>>;
        try {
          predictor = await loadPredictor(serialize(model));
        } catch (error) {
          expect(error).toBeInstanceOf(FileFormatError);
          return;
        }
        const given = predictor.columns.map((column) => [column.name, column.kind === "number" ? column.mean : "x"]);
        try {
          const { probabilities } = predictor.predict(Object.fromEntries(given));
          for (const probability of Object.values(probabilities!)) expect(probability).toSatisfy(Number.isFinite);
        } catch (error) {
          expect(error).toBeInstanceOf(RangeError);
        }
      }),
      { numRuns: 1000 },
    );
  });

  test("damaged files give no other error, and no model that predicts nonsense", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 8 }),
        fc.nat(bytes.length),
        async (changes, length) => {
          const damaged = bytes.slice(0, length % 3 === 0 ? length : bytes.length);
          for (const [at, value] of changes) if (at < damaged.length) damaged[at] = value;
          let model: Awaited<ReturnType<typeof loadPredictor>>;
          try {
            model = await loadPredictor(damaged);
          } catch (error) {
            expect(error).toBeInstanceOf(FileFormatError);
            return;
          }
          // Whatever still loads has the bytes that its checksums are of.
          expect(model.predict(row).value).toBe("Gentoo");
        },
      ),
      { numRuns: 300 },
    );
  });
});
