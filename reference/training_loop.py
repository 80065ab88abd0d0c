"""The canonical training loop in PyTorch: examples/training-loop.ts does the same and finds the same losses.

Run: python reference/training_loop.py > reference/fixtures/training-loop.txt
"""

import torch
import torch.nn as nn

SAMPLES = 1000
BATCH = 32
EPOCHS = 12

torch.set_num_threads(1)
torch.manual_seed(1)

x = torch.linspace(-1, 1, SAMPLES).unsqueeze(1)
y = x.square() + torch.randn(SAMPLES, 1) * 0.1

model = nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 1))
optimizer = torch.optim.Adam(model.parameters(), lr=0.01)
criterion = nn.MSELoss()
print(model)

for epoch in range(1, EPOCHS + 1):
    model.train()
    order = torch.randperm(SAMPLES)
    total = 0.0
    for start in range(0, SAMPLES, BATCH):
        batch = order[start : start + BATCH]
        optimizer.zero_grad()
        loss = criterion(model(x[batch]), y[batch])
        loss.backward()
        optimizer.step()
        total += loss.item() * len(batch)
    print(f"epoch {epoch:2d}: loss {total / SAMPLES:.5f}")

model.eval()
with torch.no_grad():
    error = (model(x) - x.square()).abs().mean()
print(f"mean distance from the parabola without its noise: {error.item():.4f}")
