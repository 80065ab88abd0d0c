import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";

const packageFolder = fileURLToPath(new URL("../..", import.meta.url));
const manifest = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8")) as {
  exports: Record<string, unknown>;
};
const ENTRIES = [
  "downhill",
  "downhill/optim",
  "downhill/nn",
  "downhill/data",
  "downhill/datasets",
  "downhill/distributions",
  "downhill/tensorboard",
  "downhill/linalg",
  "downhill/registry",
  "downhill/serialization",
  "downhill/predict",
  "downhill/node",
  "downhill/blas",
];
const NODE_ONLY = ["downhill/tensorboard", "downhill/datasets", "downhill/node", "downhill/blas"];

/** What a user may write; and, never run, what the types must refuse. */
const PROGRAM = `
    import { getNumThreads, linspace, manualSeed, nn, ones, optim, randn, Slice, tensor, Tensor } from "downhill";
    import { Adam } from "downhill/optim";
    import { LazyTensor } from "downhill/serialization";
    import { Linear } from "downhill/nn";

    manualSeed(0);
    const model = new nn.Sequential(new Linear(1, 20), new nn.ReLU(), new Linear(20, 1));
    const optimizer: Adam = new optim.Adam(model.parameters(), { lr: 0.01, betas: [0.9, 0.999] });
    const x = linspace(-1, 1, 64).unsqueeze(1);
    const y = x.square().add(randn([64, 1]).mul(0.1));
    const criterion = new nn.MSELoss();
    const losses: number[] = [];
    for (let step = 0; step < 100; step++) {
      optimizer.zeroGrad();
      const loss: Tensor = criterion.forward(model.forward(x), y);
      loss.backward();
      optimizer.step();
      losses.push(loss.item());
    }
    if (!(losses[99] < losses[0] / 2)) throw new Error(\`the loss went from \${losses[0]} to \${losses[99]}\`);

    const weight = ones([2, 2], { requiresGrad: true });
    new optim.SGD([weight], { lr: 0.1, momentum: 0.9, nesterov: true });
    new optim.SGD([{ params: [weight], lr: 0.01 }], { momentum: 0.9 });
    const grouped = new optim.AdamW([{ params: [weight], name: "head", initialLr: 0.1, lrScale: 0.5 }]);
    grouped.addParamGroup({ params: ones([2], { requiresGrad: true }), name: "tail" });
    const scales: (number | undefined)[] = grouped.paramGroups.map(({ lrScale }) => lrScale);
    if (scales[0] !== 0.5 || grouped.paramGroups[1].name !== "tail") throw new Error("a group without its keys");
    const step: unknown = new optim.Adam([weight]).stateDict().state.get(0)?.step;
    if (step !== undefined) throw new Error("state before the first step");
    const threads: number = getNumThreads();
    if (!(threads >= 1)) throw new Error("no thread");

    type Internal = \`_\${string}\` | "storage" | "offset" | "version" | "alias" | "viewBase" | "clearGrad";
    type Shown = Extract<keyof Tensor | keyof nn.Parameter, Internal> | Exclude<keyof typeof Tensor, "prototype">;
    const shown: [Shown] extends [never] ? "nothing" : Shown = "nothing";
    if (shown !== "nothing") throw new Error(shown);

    declare module "downhill" {
      interface ParamGroupKeys {
        lrScale?: number;
      }
    }

    export function mistakes(): void {
      // @ts-expect-error a misspelt option
      new optim.AdamW([{ params: [weight], weightDeacy: 0.1 }]);
      // @ts-expect-error a misspelt option of a group that is added
      grouped.addParamGroup({ params: weight, weight_decay: 0.1 });
      // @ts-expect-error a key of one's own, with a value of another type
      grouped.addParamGroup({ params: weight, lrScale: "half" });
      // @ts-expect-error a tensor, whose rows are no parameters
      new optim.SGD(weight, { lr: 0.1 });
      // @ts-expect-error read-only
      weight.shape = [4];
      // @ts-expect-error read-only
      weight.shape[0] = 4;
      // @ts-expect-error read-only
      weight.dtype = "float64";
      // @ts-expect-error no public constructor
      new Tensor();
      // @ts-expect-error no public constructor
      new Slice();
      // @ts-expect-error no public constructor
      new LazyTensor();
      // @ts-expect-error an option of another library
      new optim.Adam([weight], { learningRate: 0.1 });
      // @ts-expect-error an option of another optimizer
      new optim.SGD([weight], { lr: 0.1, betas: [0.9, 0.999] });
      // @ts-expect-error a name of the wrong type
      tensor([1, 2], { dtype: "float16x" });
      // @ts-expect-error three betas
      new optim.Adam([weight], { betas: [0.9, 0.99, 0.999] });
    }
`;

/** An empty project into which the packed library is installed. */
let project: string;
let installed: string;

beforeAll(() => {
  if (!existsSync(join(packageFolder, "dist", "index.js"))) throw new Error("the library is not built: npm run build");
  project = mkdtempSync(join(tmpdir(), "downhill-package-"));
  const [{ filename }] = JSON.parse(
    run("npm", ["pack", "--json", "--silent", "--ignore-scripts", "--pack-destination", project], packageFolder),
  ) as [{ filename: string }];
  writeFileSync(join(project, "package.json"), JSON.stringify({ name: "project", private: true, type: "module" }));
  run("npm", ["install", "--offline", "--no-audit", "--no-fund", "--silent", `./${filename}`], project);
  installed = join(project, "node_modules", "downhill");
}, 60_000);

afterAll(() => {
  if (project !== undefined) rmSync(project, { recursive: true });
});

test("holds the built files and nothing else", () => {
  expect(readdirSync(installed).sort()).toEqual(["LICENSE", "README.md", "dist", "package.json"]);
  for (const entry of readdirSync(join(installed, "dist"), { recursive: true, withFileTypes: true })) {
    if (!entry.isDirectory()) expect(entry.name).toMatch(/\.(js|d\.ts)$/);
  }
  expect(readdirSync(join(project, "node_modules")).filter((name) => !name.startsWith("."))).toEqual(["downhill"]);
});

test("every export resolves to a file that is there", () => {
  const names = Object.keys(manifest.exports).map((key) => key.replace(/^\./, "downhill"));
  expect(names).toEqual(expect.arrayContaining(ENTRIES));
  writeFileSync(
    join(project, "resolve.js"),
    `import { existsSync } from "node:fs";
    for (const name of ${JSON.stringify(names)}) {
      if (!existsSync(new URL(import.meta.resolve(name)))) throw new Error(name);
    }`,
  );
  run(process.execPath, ["resolve.js"], project);
});

test("TypeScript programs compile, strict and with the library's declarations checked", () => {
  const all = ENTRIES.map((name, i) => `import * as m${i} from "${name}";\nexport { m${i} };\n`).join("");
  const sources = { "all.ts": all, "program.ts": PROGRAM, ...readmeExamples() };
  for (const [file, text] of Object.entries(sources)) writeFileSync(join(project, file), text);
  // Either no types of Node's, and no more of the language's than a project has by default, or Node's without the DOM's.
  const typeRoots = [fileURLToPath(new URL("../../../../node_modules/@types", import.meta.url))];
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  for (const types of [
    { lib: ["es2022", "dom"], types: [] },
    { lib: ["es2022"], types: ["node"], typeRoots },
  ]) {
    const compilerOptions = { strict: true, module: "nodenext", target: "es2022", ...types };
    writeFileSync(join(project, "tsconfig.json"), JSON.stringify({ compilerOptions, files: Object.keys(sources) }));
    const { stdout } = spawnSync(process.execPath, [tsc, "-p", "tsconfig.json"], { cwd: project, encoding: "utf8" });
    expect(stdout).toBe("");
  }
}, 120_000);

test("the compiler's messages name modules and types as users know them", () => {
  const source = `import { nn, optim, tensor, zeros } from "downhill";
    new optim.Adm([tensor(1)]);
    nn.functional.softpus(tensor(1));
    optim.lrScheduler.StpLR;
    const a: string = zeros;
    const b: string = new optim.Adam([tensor(1)]).paramGroups;`;
  writeFileSync(join(project, "mistakes.ts"), source);
  const tsc = createRequire(import.meta.url).resolve("typescript/bin/tsc");
  const flags = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2022", "mistakes.ts"];
  const { stdout } = spawnSync(process.execPath, [tsc, ...flags], { cwd: project, encoding: "utf8" });
  expect(stdout.match(/error TS/g)).toHaveLength(5);
  expect(stdout).toMatch(
    /'Adm' does not exist on type 'typeof import\(".*\/downhill\/dist\/types\/optim\/index".*'Adam'/,
  );
  expect(stdout).toMatch(/'softpus' does not exist on type .*\/nn\/functional\/index".*'softplus'/);
  expect(stdout).toContain("Type 'ParamGroup<AdamOptions>[]' is not assignable to type 'string'");
  expect(stdout).not.toMatch(/_d_exports|\w\$\d/);
}, 120_000);

test.each(["program.ts", ...Object.keys(readmeExamples())])("the compiled %s runs", (file) => {
  run(process.execPath, [file.replace(/ts$/, "js")], project);
});

test("all entries share one Tensor and one set of optimizers", () => {
  writeFileSync(
    join(project, "shared.js"),
    `import * as downhill from "downhill";
    import * as nn from "downhill/nn";
    import * as optim from "downhill/optim";
    if (optim.Adam !== downhill.optim.Adam) throw new Error("two Adams");
    if (nn.Linear !== downhill.nn.Linear) throw new Error("two Linears");
    const layer = new nn.Linear(2, 2);
    if (!(layer.weight instanceof downhill.Tensor)) throw new Error("two Tensors");`,
  );
  run(process.execPath, ["shared.js"], project);
});

test.each(ENTRIES.filter((name) => !NODE_ONLY.includes(name)))("%s bundles for the browser", async (name) => {
  const { errors, outputFiles } = await build({
    stdin: { contents: `export * from "${name}";`, resolveDir: project },
    bundle: true,
    format: "esm",
    platform: "browser",
    write: false,
    logLevel: "silent",
  });
  expect(errors).toEqual([]);
  expect(outputFiles[0].text.length).toBeGreaterThan(1000);
});

test("without koffi a library is refused with what to install, and products are done as before", () => {
  writeFileSync(
    join(project, "blas.js"),
    `import { ones } from "downhill";
    import { useBlas } from "downhill/blas";
    let message = "";
    try {
      useBlas();
    } catch (error) {
      message = error.message;
    }
    if (!message.includes("npm install koffi")) throw new Error(message);
    if (ones([9, 9]).matmul(ones([9, 9])).sum().item() !== 729) throw new Error("wrong product");
    if (useBlas(false) !== null) throw new Error("not off");`,
  );
  run(process.execPath, ["blas.js"], project);
});

test("a bundle that takes only layers and optimizers still has the tensors' functions", async () => {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { Linear } from "downhill/nn";
        import { SGD } from "downhill/optim";
        const layer = new Linear(2, 1);
        const optimizer = new SGD(layer.parameters(), { lr: 0.1 });
        const before = layer.weight.toArray();
        layer.forward(layer.weight.detach()).square().sum().backward();
        optimizer.step();
        console.log(JSON.stringify(before) !== JSON.stringify(layer.weight.toArray()));`,
      resolveDir: project,
    },
    bundle: true,
    minify: true,
    treeShaking: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  writeFileSync(join(project, "bundle.js"), outputFiles[0].text);
  expect(run(process.execPath, ["bundle.js"], project)).toBe("true\n");
});

test("a page with an optimizer and a layer leaves out what it does not use", async () => {
  const page = `import { Linear } from "downhill/nn";
    import { SGD } from "downhill/optim";
    const layer = new Linear(2, 1);
    new SGD(layer.parameters(), { lr: 0.1 }).step();`;
  expect(await compressed(page)).toBeLessThan(118_000);
  expect(await compressed('import * as downhill from "downhill"; console.log(downhill);')).toBeLessThan(290_000);
});

test.each(["nn", "optim"])(
  "%s alone has the methods that the library calls, and a bundle of all has all",
  async (name) => {
    const methods = async (from: string) => {
      const { outputFiles } = await build({
        stdin: {
          contents: `import { Linear } from "downhill/nn";
          import * as entry from "${from}";
          globalThis.entry = entry;
          const { weight } = new Linear(2, 1);
          console.log(JSON.stringify(Object.getOwnPropertyNames(Object.getPrototypeOf(Object.getPrototypeOf(weight)))));`,
          resolveDir: project,
        },
        bundle: true,
        format: "esm",
        platform: "browser",
        write: false,
      });
      writeFileSync(join(project, "methods.js"), outputFiles[0].text);
      return JSON.parse(run(process.execPath, ["methods.js"], project)) as string[];
    };
    const some = await methods(`downhill/${name}`);
    const all = await methods("downhill");
    expect(all).toEqual(expect.arrayContaining(some));
    expect(some).toEqual(expect.arrayContaining(["add_", "backward", "matmul", "sum"]));
    expect(all).toEqual(expect.arrayContaining(["sort", "kron", "scatter_", "normal_", "lgamma", "quantile"]));
  },
);

test("what predicts is small enough for a page", async () => {
  // Promised are 90 KB. Tensors, which it does without, would be more than that by themselves.
  expect(await compressed('export { loadPredictor } from "downhill/predict";')).toBeLessThan(30_000);
});

test.each(["downhill", "cli"])("packages/%s is published as its package.json says, with nothing corrected", (name) => {
  const folder = join(project, `manifest-${name}`);
  mkdirSync(folder);
  const text = readFileSync(join(packageFolder, "..", name, "package.json"), "utf8");
  writeFileSync(join(folder, "package.json"), text);
  run("npm", ["pkg", "fix"], folder);
  expect(JSON.parse(readFileSync(join(folder, "package.json"), "utf8"))).toEqual(JSON.parse(text));
});

/** Bytes of a page's bundle, minified and gzipped. */
async function compressed(contents: string): Promise<number> {
  const { outputFiles } = await build({
    stdin: { contents, resolveDir: project },
    bundle: true,
    minify: true,
    format: "esm",
    platform: "browser",
    write: false,
  });
  return gzipSync(outputFiles[0].text, { level: 9 }).length;
}

function run(command: string, args: readonly string[], cwd: string): string {
  return execFileSync(command, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}

/** The programs in the two READMEs, and that of the page for those who come from PyTorch, by file name. */
function readmeExamples(): Record<string, string> {
  const examples: Record<string, string> = {
    "coming-from-pytorch.ts": blocksOf("docs/coming-from-pytorch.md").join(""),
  };
  for (const readme of ["README.md", "packages/downhill/README.md"]) {
    blocksOf(readme).forEach((block, i) => {
      examples[`${readme.replace(/\W/g, "-")}-${i + 1}.ts`] = block;
    });
  }
  return examples;
}

function blocksOf(page: string): string[] {
  const text = readFileSync(new URL(`../../../../${page}`, import.meta.url), "utf8");
  const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block);
  if (blocks.length === 0) throw new Error(`${page} has no example`);
  return blocks;
}
