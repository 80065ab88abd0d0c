import { optim, tensor } from "downhill";
import { expect, it } from "vitest";

it("Adafactor goes on as PyTorch does where a group's decay above 0 makes averages of squares negative", () => {
  const param = tensor([[1], [2], [3], [4]], { requiresGrad: true });
  const optimizer = new optim.Adafactor([param]);
  for (let step = 1; step <= 4; step++) {
    if (step === 2) optimizer.paramGroups[0].beta2Decay = 1;
    param.grad = tensor([[1], [0.25], [-0.5], [2]]).mul(step < 3 ? step : step / 8);
    optimizer.step();
  }
  // What PyTorch 2.13's portable build prints after these steps; after the third, rows' averages were negative.
  const expected = [0.949880063533783, 1.9498800039291382, 3.0501201152801514, 3.9498798847198486];
  expect(param.detach().flatten().toArray()).toEqual(expected);
  expect(optimizer.state.get(param)?.rowVar?.flatten().toArray()).toEqual([
    41.734375, 2.6083984375, 10.43359375, 166.9375,
  ]);
});
