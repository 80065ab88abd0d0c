"""Tells two kinds of stripes apart: torchvision's ResNet-18, with SGD.

python examples/ported/resnet.py
"""

import torch
import torch.nn.functional as F
from torch import optim
from torch.utils.data import DataLoader, TensorDataset
from torchvision.models import resnet18

IMAGES = 32
SIZE = 16

torch.manual_seed(5)

# Stripes across or down, of three colors, under noise.
labels = torch.randint(0, 2, (IMAGES,))
wave = (torch.arange(SIZE) % 8 < 4).float()
stripes = torch.stack([wave.view(1, SIZE).expand(SIZE, SIZE), wave.view(SIZE, 1).expand(SIZE, SIZE)])
images = stripes[labels].unsqueeze(1) * torch.rand(IMAGES, 3, 1, 1) + 0.3 * torch.randn(IMAGES, 3, SIZE, SIZE)
# In double precision: normalized over the few pixels that are left, roundings of single precision would soon be losses of
# their own, in each build of PyTorch others.
loader = DataLoader(TensorDataset(images.double(), labels), batch_size=8, shuffle=True)

model = resnet18(num_classes=2).double()
optimizer = optim.SGD(model.parameters(), lr=0.001, momentum=0.9)

losses = []
for epoch in range(5):
    for data, target in loader:
        optimizer.zero_grad()
        loss = F.cross_entropy(model(data), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
print(f"{len(losses)} steps, loss {losses[0]:.2f} at first, {sum(losses[-4:]) / 4:.1f} at last")
