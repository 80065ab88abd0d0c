"""The tour of an optimizer's interface, in PyTorch: examples/optimizer-tour.ts does the same and prints the same.

Run: python reference/optimizer_tour.py > reference/fixtures/optimizer-tour.txt
"""

import os
import tempfile

import portable  # noqa: F401
import torch

torch.manual_seed(1)

weight = torch.randn((2, 2), requires_grad=True)
weight.grad = torch.ones((2, 2))
print(f"weight before the step:\n{weight.data}")
print(f"its gradient:\n{weight.grad}")

optimizer = torch.optim.SGD([weight], lr=0.1, momentum=0.9)
optimizer.step()
print(f"weight after the step:\n{weight.data}")
print(f"its gradient:\n{weight.grad}")

optimizer.zero_grad()
print(f"its gradient after zero_grad:\n{weight.grad}")

print(f"optimizer:\n{optimizer}")
print(f"param_groups:\n{optimizer.param_groups}")
print(f"the optimizer holds the same tensor: {optimizer.param_groups[0]['params'][0] is weight}")

weight2 = torch.randn((3, 3), requires_grad=True)
optimizer.add_param_group({"params": weight2, "lr": 0.0001, "nesterov": True})
print(f"param_groups with a second group:\n{optimizer.param_groups}")

print(f"state_dict:\n{optimizer.state_dict()}")
for _ in range(50):
    optimizer.step()
print(f"state_dict after 50 steps:\n{optimizer.state_dict()}")

with tempfile.TemporaryDirectory() as folder:
    path = os.path.join(folder, "optimizer.pt")
    torch.save(optimizer.state_dict(), path)
    state_dict = torch.load(path)
optimizer.load_state_dict(state_dict)
print(f"state_dict loaded:\n{state_dict}")

print(f"defaults:\n{optimizer.defaults}")
print(f"state:\n{optimizer.state}")
print(f"param_groups:\n{optimizer.param_groups}")
