import { optim, rand, setNumThreads } from "../../../src/index.ts";

// Steps that are large enough for threads, more of them than the address space has room for.
setNumThreads(32);
const weight = rand([1_000_000], { requiresGrad: true });
weight.grad = rand([1_000_000]);
const optimizer = new optim.Adam([weight]);
for (let i = 0; i < 3; i++) optimizer.step();
console.log("done");
