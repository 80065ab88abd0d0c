import { Generator, nn, ones, Tuple } from "downhill";
import { Normal } from "downhill/distributions";
import { Layout, NumpyDType, PythonName, TimeDelta } from "downhill/serialization";
import { describe, expect, it } from "vitest";
import type { Kind } from "../../src/signatures/kinds.ts";
import type { Signature } from "../../src/signatures/signature.ts";
import { type Entry, surface } from "./surface.ts";
import { differences } from "./torch.ts";

/** What takes arguments in a way of its own, and why. */
const UNCHECKED: Readonly<Record<string, string>> = {
  "node.roomForThreads": "takes nothing",
  "Tensor.index": "every argument is an index, objects included",
  broadcastShapes: "every argument is a shape",
  "new nn.Sequential": "an object is modules by their names",
  "new nn.ModuleDict": "an object is modules by their names",
  "new nn.ParameterDict": "an object is parameters by their names",
  "serialization.saveSafetensors": "an object is texts by their names",
  "optim.defineOptimizer": "takes a definition, whose parts have a signature",
  "new optim.Optimizer": "the base of algorithms, which hand on what they read",
  "new optim.ElementwiseOptimizer": "the base of what defineOptimizer makes",
  "new serialization.PythonValue": "a base",
  "new data.CsvTable": "made by parseCsv",
  "new data.Dataset": "a base",
  "new distributions.Distribution": "a base",
  "new data.IterableDataset": "a base",
  "new data.Sampler": "a base",
  "new data.TensorDataset": "takes any number of tensors, which it looks at itself",
  "new serialization.FileFormatError": "thrown where files are read",
  ...internal("aligned", "difference", "parseDecimal", "inputNames", "writeCategory", "writeNumber", "readModelFile"),
  ...internal("runNetwork", "decodeOutputs", "standardize", "sourceOf"),
  ...hidden(
    "nn.IncompatibleKeys",
    "nn.AdaptiveSoftmaxOutput",
    "optim.RemovableHandle",
    "Slice",
    "Tensor",
    "SparseTensor",
  ),
  "new autograd.Function": "a base, of which there are no instances",
  "AutogradFunction.apply": "takes what the forward of a class of one's own takes",
  "autograd.checkpoint": "takes what the function takes",
  ...hidden("serialization.LazyTensor", "serialization.LazyObject"),
  ...builtIn("new Counter", "new OrderedDict", "new DefaultDict", "new Tuple", "new Size", "Tuple.of", "Tuple.from"),
  ...builtIn("Size.of", "Size.from", "new serialization.ByteArray", "new serialization.FrozenSet"),
};

/** Classes whose instances the library makes. */
function hidden(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`new ${name}`, "hidden in the declarations"]));
}

/** What `downhill/predict` has for the command alone. */
function internal(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [`predict.${name}`, "left out of the declarations"]));
}

function builtIn(...names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, "what JavaScript's class takes that it extends"]));
}

/** Whether something needs no signature: expressions are looked at by what computes with them. */
function isUnchecked(name: string): boolean {
  return name in UNCHECKED || /^(new )?optim\.expressions\./.test(name);
}

/** What PyTorch has not, or has under another name. */
const OWN = new Set([
  ...["new nn.UninitializedParameter", "new nn.UninitializedBuffer"], // in PyTorch, made by __new__
  ...["noGrad", "enableGrad", "inferenceMode", "setGradEnabled", "slice", "threadsReady", "setWorkerUrl"],
  ...[
    "autograd.setDetectAnomaly",
    "autograd.detectAnomaly",
    "autograd.isAnomalyEnabled",
    "autograd.checkpointSequential",
  ],
  ...["finfo", "iinfo"], // classes there
  ...["deepCopy", "profile", "repr", "reprItem", "getPrintOptions", "printOptions"],
  ...["optim.registerOptimizerStepPreHook", "optim.registerOptimizerStepPostHook"],
  ...["optim.swapInOptimizerParamsAndState", "Generator.clone"],
  ...["node.openLazily", "node.writeAtomically", "node.saveCheckpoint", "node.loadCheckpoint", "data.moduleDataset"],
  ...["data.parseNpy", "data.formatNpy", "data.parseNpz", "data.formatNpz", "data.parseIdx", "data.parseCsv"],
  ...["distributions.setDefaultValidateArgs"],
  ...["nn.init.calculateFanInAndFanOut", "Container.at", "nn.functional.logsigmoid"],
  ...["Tensor.toArray", "Tensor.toTypedArray", "Tensor.slice", "Tensor.gelu", "Tensor.softplus"],
]);

/** Where a signature differs from PyTorch's, and why. */
const DIFFERENT: Readonly<Record<string, string>> = {
  "new data.DataLoader": "collateFn may be called collate, too",
  "SummaryWriter.addGraph": "without a tracer there is nothing to be verbose or strict about",
  "SummaryWriter.addFigure": "a figure is a text or bytes, which needn't be closed",
  "new nn.Hardtanh": "without the names minValue and maxValue, which PyTorch has given up",
  einsum: "PyTorch's takes whatever comes",
  unique: "PyTorch's takes whatever comes",
  uniqueConsecutive: "PyTorch's takes whatever comes",
  sort: "PyTorch has two forms, one of which takes stable",
  argsort: "PyTorch has two forms, one of which takes stable",
  "Tensor.sort": "PyTorch has two forms, one of which takes stable",
  "Tensor.argsort": "PyTorch has two forms, one of which takes stable",
  compile: "PyTorch compiles for devices, by other means",
  "node.save": "PyTorch can be given another pickler",
  "node.load": "PyTorch can be given another unpickler",
  "SparseTensor.toDense": "PyTorch can convert to a dtype at the same time",
  "Tensor.requiresGrad_": "the stubs have another name than the function itself",
  "Tensor.toDense": "PyTorch can convert to a dtype at the same time",
  "Tensor.expand": "PyTorch has an internal flag",
  "new optim.AdamW": "what makes it other than Adam is among its options, with that value only",
  "Generator.setState": "PyTorch's state is hidden behind an underscore",
  "new nn.Embedding": "PyTorch's weight is hidden behind an underscore",
  "new nn.EmbeddingBag": "PyTorch's weight is hidden behind an underscore",
  "nn.functional.fractionalMaxPool2d": "PyTorch's random samples are hidden behind an underscore",
  "nn.functional.fractionalMaxPool3d": "PyTorch's random samples are hidden behind an underscore",
  "new nn.FractionalMaxPool2d": "PyTorch's random samples are hidden behind an underscore",
  "new nn.FractionalMaxPool3d": "PyTorch's random samples are hidden behind an underscore",
  "Module.registerForwardHook": "named arguments are among the arguments",
  "Module.registerForwardPreHook": "named arguments are among the arguments",
  "Module.registerBuffer": "names in state dicts can differ from the property's",
  "Module.to": "PyTorch's only passes everything on",
  "Module.stateDict": "PyTorch can be given where to put the entries",
  sparseCooTensor: "PyTorch can be told that indices are coalesced",
};

const checked = surface.filter(
  (entry): entry is Entry & { callable: object } => entry.callable !== null && !isUnchecked(entry.name),
);

/** One value of each kind. */
const SAMPLES: readonly unknown[] = [
  new Normal(0, 1),
  ...[ones([2, 2]), 1, true, "float32", "cpu", [1], () => 0, new Generator(), new nn.ReLU(), null],
  ...[new PythonName("torch", "qint8"), new Layout("torch.strided"), new TimeDelta(1), new NumpyDType("f", 4)],
  ...[Tuple.of(1), new Uint8Array(1), ["a"], "PosixPath", "call", "<", "prod", "add", "ij", "left", "tanh"],
  ...[nn.utils.rnn.packSequence([ones([2])])],
  ...[{ name: "X" }, { summary: "x", description: "x", options: {} }],
  ...[{ name: "x", createWritable: () => null }, { root: [1] }],
  ...[{ scheme: new PythonName("torch", "per_tensor_affine"), scale: 1, zeroPoint: 0 }, {}],
];

function sampleOf(kind: Kind<unknown>): unknown {
  const sample = SAMPLES.find((value) => kind.accepts(value));
  if (sample === undefined) throw new Error(`no sample is ${kind.expected}`);
  return sample;
}

/** The arguments of a call with all that must be given, or all positional ones. */
function samples(signature: Signature, all: boolean): unknown[] {
  return signature.places.filter(({ isRequired }) => all || isRequired).map(({ kind }) => sampleOf(kind));
}

it("everything that is called says what it takes", () => {
  const silent = surface.filter(({ callable }) => callable === null).map(({ name }) => name);
  expect(silent.filter((name) => !isUnchecked(name))).toEqual([]);
  const names = new Set(surface.map(({ name }) => name));
  expect(Object.keys(UNCHECKED).filter((name) => !names.has(name))).toEqual([]);
});

describe.each(checked)("$name", ({ name, callable, call, isOwn, torch }) => {
  /** How a call fails, by throwing or by rejecting its promise. */
  const failure = (...args: readonly unknown[]) => expect((async () => call(...args))(), String(args)).rejects;

  it("refuses an unknown option", async () => {
    for (const signature of callable.signatures) {
      const args = [...samples(signature, false), { unheardOf: 1 }];
      await failure(...args).toThrow(/^\w+\(\) got an unexpected option 'unheardOf'/);
      await failure(...args).toThrow(TypeError);
    }
  });

  it("refuses an object where it takes none", async () => {
    for (const signature of callable.signatures) {
      for (const [i, { kind }] of signature.places.entries()) {
        class Foreign {}
        const args = samples(signature, true);
        args[i] = new Foreign();
        if (!kind.accepts(args[i])) await failure(...args).toThrow(TypeError);
      }
    }
  });

  it("refuses by position what is given by name here, and shows how", async () => {
    for (const signature of callable.signatures) {
      if (signature.further.length === 0) continue;
      const [option] = signature.further;
      const value = sampleOf(signature.options.get(option)!.kind);
      const args = [...samples(signature, true), value];
      await failure(...args).toThrow(new RegExp(`by position: pass \\{ ${option}\\b`));
    }
  });

  it("takes what PyTorch's takes", () => {
    if (isOwn || OWN.has(name)) expect(torch).toBeUndefined();
    else {
      expect(torch, "not in PyTorch").toBeDefined();
      const all = callable.signatures.map((signature) => differences(signature, torch!));
      if (name in DIFFERENT) expect(all.some((found) => found !== null)).toBe(true);
      else expect(all.filter((found) => found !== null)).toEqual([]);
    }
  });
});
