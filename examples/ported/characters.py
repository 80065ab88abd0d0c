"""Learns a sonnet by heart, character by character: a GPT of two blocks, AdamW.

    python examples/ported/characters.py
"""

import torch
import torch.nn as nn
import torch.nn.functional as F

TEXT = """Shall I compare thee to a summer's day?
Thou art more lovely and more temperate:
Rough winds do shake the darling buds of May,
And summer's lease hath all too short a date;
Sometime too hot the eye of heaven shines,
And often is his gold complexion dimm'd;
And every fair from fair sometime declines,
By chance or nature's changing course untrimm'd;
"""
LENGTH, WIDTH, HEADS, LAYERS = 16, 32, 4, 2
BATCH, STEPS = 16, 120

torch.manual_seed(0)

characters = sorted(set(TEXT))
data = torch.tensor([characters.index(character) for character in TEXT])


class Attention(nn.Module):
    def __init__(self):
        super().__init__()
        self.attend = nn.Linear(WIDTH, 3 * WIDTH)
        self.project = nn.Linear(WIDTH, WIDTH)

    def forward(self, x):
        batch, length, width = x.shape
        q, k, v = (part.view(batch, length, HEADS, -1).transpose(1, 2) for part in self.attend(x).chunk(3, dim=2))
        found = F.scaled_dot_product_attention(q, k, v, is_causal=True)
        return self.project(found.transpose(1, 2).reshape(batch, length, width))


class Block(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.LayerNorm(WIDTH)
        self.attention = Attention()
        self.second = nn.LayerNorm(WIDTH)
        self.perceptron = nn.Sequential(nn.Linear(WIDTH, 4 * WIDTH), nn.GELU(), nn.Linear(4 * WIDTH, WIDTH))

    def forward(self, x):
        x = x + self.attention(self.first(x))
        return x + self.perceptron(self.second(x))


class GPT(nn.Module):
    def __init__(self):
        super().__init__()
        self.tokens = nn.Embedding(len(characters), WIDTH)
        self.places = nn.Embedding(LENGTH, WIDTH)
        self.blocks = nn.ModuleList([Block() for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)
        self.head = nn.Linear(WIDTH, len(characters), bias=False)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.places(torch.arange(tokens.shape[1]))
        for block in self.blocks:
            x = block(x)
        return self.head(self.norm(x))


model = GPT()
optimizer = torch.optim.AdamW(model.parameters(), lr=3e-3)
print(f"{sum(p.numel() for p in model.parameters())} parameters, {len(characters)} characters")

losses = []
for step in range(STEPS):
    starts = torch.randint(len(data) - LENGTH, (BATCH,)).tolist()
    x = torch.stack([data[i : i + LENGTH] for i in starts])
    y = torch.stack([data[i + 1 : i + LENGTH + 1] for i in starts])
    loss = F.cross_entropy(model(x).flatten(0, 1), y.flatten())
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())
    if (step + 1) % 40 == 0:
        print(f"step {step + 1}: loss {loss.item():.2f}")
