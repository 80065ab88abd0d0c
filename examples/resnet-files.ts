/**
 * Loads the weights that `python reference/applications.py FOLDER` has saved, compares the logits, and saves them back.
 *
 *     npx tsx examples/resnet-files.ts FOLDER
 */

import { join } from "node:path";
import { manualSeed, noGrad, randn, type Tensor } from "downhill";
import { load, save } from "downhill/node";
import { resnet18, resnet50 } from "./resnet.ts";

const folder = process.argv[2];
for (const [name, make] of Object.entries({ resnet18, resnet50 })) {
  manualSeed(6);
  make(); // which draws what torchvision's draws, so that the image is the same
  const image = randn([1, 3, 64, 64]);
  manualSeed(7);
  const model = make();
  model.loadStateDict(await load(join(folder, `${name}.pt`)));
  model.eval();
  const logits = noGrad(() => model.forward(image));
  const expected = await load<Tensor>(join(folder, `${name}-logits.pt`));
  console.log(
    `${name}: logits of PyTorch's file differ by ${logits.sub(expected).abs().max().item().toExponential(1)}`,
  );
  await save(model.stateDict(), join(folder, `${name}-downhill.pt`));
}
