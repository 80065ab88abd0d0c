import { benchCompile } from "./compile.ts";
import { benchFiles } from "./files.ts";
import { benchFunctions } from "./functions.ts";
import { benchMatmul } from "./matmul.ts";
import { benchMemory } from "./memory.ts";
import { benchNetwork, mlp, tutorial } from "./network.ts";
import { benchShapes } from "./shapes.ts";
import { benchStep } from "./step.ts";
import { benchTrain } from "./train.ts";

const benches: Readonly<Record<string, { help: string; run(args: readonly string[]): Promise<boolean> }>> = {
  step: {
    help: "every elementwise optimizer's step on ResNet-50's 161 tensors, beside its memory-only twin",
    run: benchStep,
  },
  shapes: { help: "steps on very many, very large and matrix parameters, beside PyTorch's", run: benchShapes },
  tutorial: {
    help: "steps a second of the tutorial's network 1-20-1, beside PyTorch's",
    run: () => benchNetwork(tutorial),
  },
  mlp: { help: "steps a second of a network 784-256-10, beside PyTorch's", run: () => benchNetwork(mlp) },
  train: {
    help: "training steps as they are, compiled, and by a BLAS, and functions with gradients, beside PyTorch's",
    run: benchTrain,
  },
  compile: {
    help: "what compile costs: a call, recording, and memory, beside PyTorch's",
    run: benchCompile,
  },
  functions: {
    help: 'the errors of exp, log, tanh and others on every float32 ("functions 64" on each 64th)',
    run: benchFunctions,
  },
  matmul: { help: "matrix products of many sizes, on one thread and on all", run: benchMatmul },
  files: { help: "saving and loading a checkpoint of 400 MB, beside PyTorch", run: benchFiles },
  memory: { help: "whether memory stays flat while a program trains and drops models", run: benchMemory },
};

const [name = "", ...args] = process.argv.slice(2);
if (Object.hasOwn(benches, name)) {
  if (!(await benches[name].run(args))) process.exitCode = 1;
} else {
  if (name !== "") console.error(`unknown benchmark ${JSON.stringify(name)}`);
  console.log("npm run bench -- NAME\n");
  for (const [key, { help }] of Object.entries(benches)) console.log(`  ${key.padEnd(9)} ${help}`);
  console.log("\nPyTorch takes part where it is installed; DOWNHILL_PYTHON names the Python that has it.");
  console.log("A benchmark ends with exit code 1 when a figure is not what it is wanted to be.");
  process.exitCode = name === "" || name === "help" ? 0 : 2;
}
