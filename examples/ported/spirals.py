"""Tells two spirals apart: a small network, AdamW with parameter groups, warm-up, cosine decay, clipped gradients.

python examples/ported/spirals.py
"""

import math

import torch
from torch import nn
from torch.nn.utils import clip_grad_norm_
from torch.optim.lr_scheduler import CosineAnnealingLR, LinearLR, SequentialLR

POINTS = 256
BATCH = 64
EPOCHS = 48

torch.manual_seed(0)

# Two arms, the second turned by half a circle.
angle = torch.linspace(0.5, 3 * math.pi, POINTS)
arm = torch.stack([angle * angle.cos(), angle * angle.sin()], dim=1) / 3
x = torch.cat([arm, -arm]) + 0.03 * torch.randn(2 * POINTS, 2)
y = torch.cat([torch.zeros(POINTS, dtype=torch.long), torch.ones(POINTS, dtype=torch.long)])

model = nn.Sequential(
    nn.Linear(2, 64),
    nn.GELU(),
    nn.Linear(64, 64),
    nn.GELU(),
    nn.Linear(64, 2),
)

# Weights decay, biases don't.
weights = [p for name, p in model.named_parameters() if name.endswith("weight")]
biases = [p for name, p in model.named_parameters() if name.endswith("bias")]
optimizer = torch.optim.AdamW(
    [{"params": weights, "weight_decay": 0.05}, {"params": biases, "weight_decay": 0.0}],
    lr=1e-2,
    betas=(0.9, 0.99),
)
steps = EPOCHS * (2 * POINTS // BATCH)
warmup = LinearLR(optimizer, start_factor=0.1, total_iters=32)
decay = CosineAnnealingLR(optimizer, T_max=steps - 32, eta_min=1e-5)
scheduler = SequentialLR(optimizer, schedulers=[warmup, decay], milestones=[32])
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)

losses = []
for epoch in range(EPOCHS):
    for batch in torch.randperm(2 * POINTS).split(BATCH):
        optimizer.zero_grad()
        loss = criterion(model(x[batch]), y[batch])
        loss.backward()
        clip_grad_norm_(model.parameters(), max_norm=1.0)
        optimizer.step()
        scheduler.step()
        losses.append(loss.item())
    if (epoch + 1) % 4 == 0:
        print(f"step {len(losses)}: loss {losses[-1]:.4f}, lr {scheduler.get_last_lr()[0]:.6f}")

model.eval()
with torch.no_grad():
    accuracy = (model(x).argmax(dim=1) == y).float().mean()
print(f"right: {100 * accuracy.item():.1f} %")
