import { manualSeed, nn, optim, randn, type Tensor } from "downhill";
import { deserialize, deserializeLazily, saveTo, serialize } from "downhill/serialization";

// Runs on the page: PyTorch's file comes from the server, a checkpoint goes to the private file system and back.
main().then(
  (result) => report({ result }),
  (error: unknown) => report({ error: error instanceof Error ? `${error.message}\n${error.stack}` : String(error) }),
);

async function main() {
  const fetched = await deserialize<Map<string, Tensor>>(await fetch("/model.pt"));
  const model = new nn.Linear(2, 3);
  model.loadStateDict(fetched);

  manualSeed(0);
  const optimizer = new optim.Adam(model.parameters());
  model
    .forward(randn([4, 2]))
    .sum()
    .backward();
  optimizer.step();
  const checkpoint = { model: model.stateDict(), optimizer: optimizer.stateDict() };

  const root = await navigator.storage.getDirectory();
  const handle = await root.getFileHandle("checkpoint.pt", { create: true });
  await saveTo(handle, checkpoint);
  const lazy = await deserializeLazily(handle);
  const inFile = new Uint8Array(await (await handle.getFile()).arrayBuffer());
  return {
    model: Array.from(serialize(fetched, { fileName: "linear.pt" })),
    isSame: inFile.join() === serialize(checkpoint, { fileName: "checkpoint.pt" }).join(),
    isSameAgain: serialize(await deserialize(handle), { fileName: "checkpoint.pt" }).join() === inFile.join(),
    names: [...lazy.tensors.keys()],
    weight: (await lazy.tensors.get("model.weight")?.load())?.toArray(),
    expected: model.weight.toArray(),
  };
}

function report(message: object): void {
  void fetch("/report", { method: "POST", body: JSON.stringify(message) });
}
