import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import * as forms from "../../src/optim/savedForms.ts";
import { Registry } from "../../src/registry/registry.ts";
import * as texts from "../../src/registry/texts.ts";
import { PAGES } from "./pages.ts";
import { savedForms } from "./savedForms.ts";
import { ROOT, readTexts } from "./texts.ts";

describe("a registry", () => {
  const abc = () => new Registry("letter", [{ name: "RMSprop" }, { name: "SGD" }]);

  it("finds entries however their names are spelled", () => {
    for (const name of ["RMSprop", "rmsprop", "rms-prop", "RMS_PROP", "rms prop"]) {
      expect(abc().get(name).name).toBe("RMSprop");
      expect(abc().has(name)).toBe(true);
    }
    expect(abc().has("adam")).toBe(false);
    expect(() => abc().get("adam")).toThrow(new RangeError('no letter "adam"; there are RMSprop, SGD'));
  });

  it("takes further entries, each name once", () => {
    const registry = abc();
    registry.register({ name: "Lion" });
    expect(registry.names).toEqual(["RMSprop", "SGD", "Lion"]);
    expect(() => registry.register({ name: "lion" })).toThrow(new RangeError('there is already the letter "Lion"'));
    expect([...registry].map(({ name }) => name)).toEqual(registry.names);
  });
});

describe("the pages made from the registries", () => {
  it.each(Object.entries(PAGES))("%s is what `npm run docs` writes", (path, page) => {
    expect(readFileSync(join(ROOT, path), "utf8") === page(), `${path} is out of date: run \`npm run docs\``).toBe(
      true,
    );
  });
});

describe("the forms that state dicts are told by", () => {
  it("are what the optimizers save", () => {
    expect(forms.savedForms, "src/optim/savedForms.ts is out of date: run `npm run docs`").toEqual(savedForms());
  });
});

describe("the texts of the registries", () => {
  it("are what the doc comments say", () => {
    expect({ ...texts }, "src/registry/texts.ts is out of date: run `npm run docs`").toEqual(readTexts());
  }, 60_000);
});
