"""Reads noisy digits of seven segments: a convolutional network, SGD, and the average of its last weights (SWA).

python examples/ported/digits.py
"""

import torch
from torch import nn
from torch.optim.lr_scheduler import CosineAnnealingLR
from torch.optim.swa_utils import SWALR, AveragedModel, update_bn

IMAGES = 128
BATCH = 16
EPOCHS = 48
SWA_START = 36

torch.manual_seed(0)

# The segments, each some rows and columns of a glyph of 7 x 5 pixels; and those that make each digit.
SEGMENTS = {
    "top": (slice(0, 1), slice(1, 4)),
    "upper left": (slice(1, 3), slice(0, 1)),
    "upper right": (slice(1, 3), slice(4, 5)),
    "middle": (slice(3, 4), slice(1, 4)),
    "lower left": (slice(4, 6), slice(0, 1)),
    "lower right": (slice(4, 6), slice(4, 5)),
    "bottom": (slice(6, 7), slice(1, 4)),
}
DIGITS = ["1110111", "0010010", "1011101", "1011011", "0111010", "1101011", "1101111", "1010010", "1111111", "1111011"]

glyphs = torch.zeros(10, 7, 5)
for digit, lit in enumerate(DIGITS):
    for k, (rows, columns) in enumerate(SEGMENTS.values()):
        glyphs[digit, rows, columns] = float(lit[k])

# Images of 8 x 8 pixels: a glyph somewhere, under noise.
y = torch.randint(0, 10, (IMAGES,))
down = torch.randint(0, 2, (IMAGES,)).tolist()
right = torch.randint(0, 4, (IMAGES,)).tolist()
x = 0.3 * torch.randn(IMAGES, 1, 8, 8)
for i in range(IMAGES):
    x[i, 0, down[i] : down[i] + 7, right[i] : right[i] + 5] += glyphs[y[i]]

model = nn.Sequential(
    nn.Conv2d(1, 8, 3, stride=2, padding=1, bias=False),
    nn.BatchNorm2d(8),
    nn.GELU(),
    nn.Conv2d(8, 16, 3, padding=1, bias=False),
    nn.BatchNorm2d(16),
    nn.GELU(),
    nn.MaxPool2d(4),
    nn.Flatten(),
    nn.Linear(16, 10),
)
optimizer = torch.optim.SGD(model.parameters(), lr=0.02, momentum=0.9, nesterov=True, weight_decay=1e-3)
scheduler = CosineAnnealingLR(optimizer, T_max=SWA_START)
swa_model = AveragedModel(model)
swa_scheduler = SWALR(optimizer, swa_lr=0.01, anneal_epochs=4)
criterion = nn.CrossEntropyLoss(label_smoothing=0.1)

losses = []
for epoch in range(EPOCHS):
    model.train()
    for batch in torch.randperm(IMAGES).split(BATCH):
        optimizer.zero_grad()
        loss = criterion(model(x[batch]), y[batch])
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    if epoch >= SWA_START:
        swa_model.update_parameters(model)
        swa_scheduler.step()
    else:
        scheduler.step()
    if (epoch + 1) % 4 == 0:
        print(f"step {len(losses)}: loss {losses[-1]:.4f}, lr {optimizer.param_groups[0]['lr']:.6f}")

# The average has met no batch yet: its batch normalizations need their statistics.
update_bn(x.split(BATCH), swa_model)
swa_model.eval()
with torch.no_grad():
    scores = swa_model(x)
final_loss = criterion(scores, y).item()
accuracy = (scores.argmax(dim=1) == y).float().mean().item()
print(f"average of {swa_model.n_averaged.item()} models: loss {final_loss:.4f}, right: {100 * accuracy:.1f} %")
