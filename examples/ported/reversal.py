"""Learns to write sequences of digits backwards: a Transformer from sequence to sequence, Adam with warm-up.

    python examples/ported/reversal.py
"""

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.optim.lr_scheduler import LinearLR

DIGITS, START, LENGTH, WIDTH = 10, 10, 6, 32
BATCH, STEPS = 32, 120

torch.manual_seed(0)


class Reverser(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(DIGITS + 1, WIDTH)
        self.places = nn.Embedding(LENGTH, WIDTH)
        self.transformer = nn.Transformer(
            d_model=WIDTH,
            nhead=4,
            num_encoder_layers=1,
            num_decoder_layers=1,
            dim_feedforward=64,
            dropout=0.0,
            activation="gelu",
            batch_first=True,
            norm_first=True,
        )
        self.head = nn.Linear(WIDTH, DIGITS)

    def embed(self, tokens):
        return self.tokens(tokens) + self.places(torch.arange(tokens.shape[1]))

    def forward(self, source, target):
        mask = nn.Transformer.generate_square_subsequent_mask(target.shape[1])
        return self.head(self.transformer(self.embed(source), self.embed(target), tgt_mask=mask))


model = Reverser()
optimizer = torch.optim.Adam(model.parameters(), lr=0.003)
scheduler = LinearLR(optimizer, start_factor=0.1, total_iters=20)

losses = []
for step in range(STEPS):
    source = torch.randint(0, DIGITS, (BATCH, LENGTH))
    wanted = source.flip(1)
    target = torch.cat([torch.full((BATCH, 1), START), wanted[:, :-1]], dim=1)
    loss = F.cross_entropy(model(source, target).flatten(0, 1), wanted.flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    scheduler.step()
    losses.append(loss.item())
    if (step + 1) % 40 == 0:
        print(f"step {step + 1}: loss {loss.item():.2f}")
