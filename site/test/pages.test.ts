import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import * as downhill from "downhill";
import { optimizers } from "downhill/registry";
import * as serialization from "downhill/serialization";
import { transform } from "esbuild";
import { describe, expect, test } from "vitest";
import { englishPages, readPage, versionOf } from "../build/translations.ts";
import { PORTRAITS } from "../src/course/notes.ts";
import { optimizerPage } from "../src/course/page.ts";
import { readSetting, settingText } from "../src/options/setting.ts";

/** The worker's address in a page's block is that of a site that isn't there. */
const MODULES: Readonly<Record<string, object>> = {
  downhill: { ...downhill, setWorkerUrl: () => undefined },
  "downhill/serialization": serialization,
};
const pages = await englishPages();
const readme = fileURLToPath(new URL("../../README.zh-CN.md", import.meta.url));

const blocksOf = (text: string) => Array.from(text.matchAll(/^```ts\n([\s\S]*?)^```/gm), ([, code]) => code);

/** Runs a page's blocks one after the other, as one program, and returns what they print. */
async function run(blocks: readonly string[]): Promise<string[]> {
  const program = blocks
    .join("\n")
    .replace(/^import (\{[^}]*\}) from "([^"]*)";$/gm, (_, names, module) => `const ${names} = MODULES["${module}"];`);
  const { code } = await transform(program, { loader: "ts", target: "es2022", tsconfigRaw: {} });
  const printed: string[] = [];
  const print = (...values: unknown[]) =>
    printed.push(values.map((value) => (typeof value === "string" ? value : JSON.stringify(value))).join(" "));
  const AsyncFunction = (async () => undefined).constructor as new (
    ...args: string[]
  ) => (...args: unknown[]) => Promise<void>;
  await new AsyncFunction("MODULES", "console", code)(MODULES, { log: print });
  return printed;
}

/** What the remarks behind `console.log` promise. */
const promised = (blocks: readonly string[]) =>
  blocks.flatMap((block) => Array.from(block.matchAll(/console\.log\(.*\); \/\/ (.*)$/gm), ([, text]) => text));

const spaceless = (text: string) => text.replace(/\s/g, "").replace("0.00001", "1e-5").replace("0.00001", "1e-5");

describe("pages", () => {
  test.each(pages.filter((page) => blocksOf(readPage(page)).length > 0))(
    "the blocks of %s run and print what they say",
    async (page) => {
      const blocks = blocksOf(readPage(page));
      const printed = await run(blocks);
      expect(printed.map(spaceless)).toEqual(promised(blocks).map(spaceless));
      expect(blocksOf(readPage(`zh/${page}`))).toEqual(blocks);
    },
  );

  test("every page is there in Chinese, and as new", () => {
    const versions = JSON.parse(readPage("zh/versions.json")) as Record<string, string>;
    expect(versions).toEqual(Object.fromEntries(pages.map((page) => [page, versionOf(readPage(page))])));
    for (const page of pages)
      expect(readPage(`zh/${page}`), page).toMatch(page.includes("[") ? /./ : /\p{Script=Han}/u);
  });

  test("links to scenes name optimizers and options that there are", () => {
    const texts = pages.flatMap((page) => [readPage(page), readPage(`zh/${page}`)]);
    const scenes = [...texts, ...Object.values(PORTRAITS).map(({ scene }) => scene)];
    const settings = scenes.flatMap((text) => Array.from(text.matchAll(/&o=([^&)\s]*)/g), ([, setting]) => setting));
    expect(settings.length).toBeGreaterThan(40);
    const optionsOf = (name: string) => (optimizers.has(name) ? optimizers.get(name).options : null);
    for (const setting of settings)
      expect(settingText(readSetting(setting, optionsOf) ?? { name: "nobody", options: {} })).toBe(setting);
  });

  test("the Chinese README has the English one's program", () => {
    const english = readFileSync(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
    expect(blocksOf(readFileSync(readme, "utf8"))[0]).toBe(blocksOf(english)[0]);
  });

  test("every optimizer of the registry has a page in both languages", () => {
    expect(Object.keys(PORTRAITS).sort()).toEqual(optimizers.names.sort());
    for (const info of optimizers) {
      expect(optimizerPage(info, "en")).toContain(PORTRAITS[info.name].en.use);
      expect(optimizerPage(info, "zh")).toMatch(/\p{Script=Han}/u);
    }
  });
});
