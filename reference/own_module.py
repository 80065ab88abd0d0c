"""A module of one's own in PyTorch: examples/own-module.ts does the same and prints the same.

Run: python reference/own_module.py > reference/fixtures/own-module.txt
"""

import torch
from torch import nn


class Standardize(nn.Module):
    def __init__(self, features):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(features))
        self.mean = nn.Buffer(torch.zeros(features))
        self.variance = nn.Buffer(torch.ones(features))
        self.batchMean = nn.Buffer(torch.zeros(features), persistent=False)

    def forward(self, x):
        if self.training:
            with torch.no_grad():
                self.batchMean.copy_(x.mean(0))
                self.mean.lerp_(self.batchMean, 0.1)
                self.variance.lerp_(x.var(0), 0.1)
        return (x - self.mean) / (self.variance + 1e-5).sqrt() * self.weight


torch.set_num_threads(1)
torch.manual_seed(0)
x = torch.randn(64, 3) * 2 + 5
y = x @ torch.linspace(-1, 1, 3).unsqueeze(1) + torch.randn(64, 1)

model = nn.Sequential(Standardize(3), nn.Linear(3, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.05)
criterion = nn.MSELoss()
print(model)

for step in range(1, 201):
    optimizer.zero_grad()
    loss = criterion(model(x), y)
    loss.backward()
    optimizer.step()
    if step % 50 == 0:
        print(f"step {step}: loss {loss.item():.4f}")

for name, parameter in model.named_parameters():
    print(f"{name}: {','.join(map(str, parameter.shape))}")
for name, buffer in model.named_buffers():
    print(f"{name}: {buffer}")

state = model.state_dict()
print(", ".join(state))
copy = nn.Sequential(Standardize(3), nn.Linear(3, 1))
missing, unexpected = copy.load_state_dict(state)
print(f"{len(missing)} missing, {len(unexpected)} unexpected")
print(copy.eval()(x.narrow(0, 0, 2)))
