"""Finds discs under noise, pixel by pixel: a small U-Net.

python examples/ported/unet.py
"""

import torch
from torch import nn, optim
from torch.utils.data import DataLoader, TensorDataset, random_split

IMAGES = 96
SIZE = 24

torch.manual_seed(4)

# Discs somewhere, of some size, under noise.
places = torch.arange(SIZE, dtype=torch.float32)
center_y = torch.rand(IMAGES, 1, 1) * SIZE
center_x = torch.rand(IMAGES, 1, 1) * SIZE
radius = 3 + 5 * torch.rand(IMAGES, 1, 1)
distance = (places.view(1, -1, 1) - center_y).pow(2) + (places.view(1, 1, -1) - center_x).pow(2)
masks = (distance < radius.pow(2)).float().unsqueeze(1)
images = masks + 0.5 * torch.randn(IMAGES, 1, SIZE, SIZE)
train_set, val_set = random_split(TensorDataset(images, masks), [0.75, 0.25])
train_loader = DataLoader(train_set, batch_size=8, shuffle=True)


class DoubleConv(nn.Module):
    def __init__(self, in_channels, out_channels):
        super().__init__()
        self.double_conv = nn.Sequential(
            nn.Conv2d(in_channels, out_channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
            nn.Conv2d(out_channels, out_channels, 3, padding=1, bias=False),
            nn.BatchNorm2d(out_channels),
            nn.ReLU(inplace=True),
        )

    def forward(self, x):
        return self.double_conv(x)


class UNet(nn.Module):
    def __init__(self):
        super().__init__()
        self.inc = DoubleConv(1, 8)
        self.down1 = DoubleConv(8, 16)
        self.down2 = DoubleConv(16, 32)
        self.pool = nn.AvgPool2d(2)
        self.up1 = nn.ConvTranspose2d(32, 16, 2, stride=2)
        self.conv1 = DoubleConv(32, 16)
        self.up2 = nn.ConvTranspose2d(16, 8, 2, stride=2)
        self.conv2 = DoubleConv(16, 8)
        self.outc = nn.Conv2d(8, 1, 1)

    def forward(self, x):
        x1 = self.inc(x)
        x2 = self.down1(self.pool(x1))
        x3 = self.down2(self.pool(x2))
        x = self.conv1(torch.cat([x2, self.up1(x3)], dim=1))
        x = self.conv2(torch.cat([x1, self.up2(x)], dim=1))
        return self.outc(x)


model = UNet()
optimizer = optim.SGD(model.parameters(), lr=0.1, weight_decay=1e-8, momentum=0.9)
criterion = nn.BCEWithLogitsLoss()

losses = []
for epoch in range(3):
    for image, mask in train_loader:
        optimizer.zero_grad()
        loss = criterion(model(image), mask)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        losses.append(loss.item())
    print(f"epoch {epoch + 1}: loss {losses[-1]:.2f}")
