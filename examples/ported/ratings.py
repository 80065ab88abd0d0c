"""Guesses ratings: a matrix of users and items as a product of embeddings, with NAdam and a rate that falls on plateaus.

python examples/ported/ratings.py
"""

import torch
from torch import nn
from torch.optim.lr_scheduler import ReduceLROnPlateau

USERS, ITEMS, RANK = 60, 40, 4
BATCH = 250
EPOCHS = 48

torch.manual_seed(0)

# Every user's rating of every item: a matrix of low rank, and noise. The last 400, in random order, are not shown.
taste = torch.randn(USERS, RANK)
trait = torch.randn(ITEMS, RANK)
ratings = (3 + 0.5 * (taste @ trait.T) + 0.2 * torch.randn(USERS, ITEMS)).clamp(1, 5).flatten()
order = torch.randperm(USERS * ITEMS)
user, item, rating = order // ITEMS, order % ITEMS, ratings[order]
shown, hidden = slice(None, 2000), slice(2000, None)


class Factorization(nn.Module):
    def __init__(self, users, items, rank):
        super().__init__()
        self.user = nn.Embedding(users, rank)
        self.item = nn.Embedding(items, rank)
        self.user_bias = nn.Embedding(users, 1)
        self.item_bias = nn.Embedding(items, 1)
        self.mean = nn.Parameter(torch.tensor(3.0))
        for table in (self.user, self.item, self.user_bias, self.item_bias):
            nn.init.normal_(table.weight, mean=0.0, std=0.1)

    def forward(self, user, item):
        match = (self.user(user) * self.item(item)).sum(dim=1)
        return self.mean + match + self.user_bias(user).squeeze(1) + self.item_bias(item).squeeze(1)


model = Factorization(USERS, ITEMS, RANK)
optimizer = torch.optim.NAdam(model.parameters(), lr=0.05, weight_decay=1e-3)
scheduler = ReduceLROnPlateau(optimizer, factor=0.5, patience=2, min_lr=1e-3)
criterion = nn.HuberLoss()

losses = []
for epoch in range(EPOCHS):
    for batch in torch.randperm(2000).split(BATCH):
        loss = criterion(model(user[shown][batch], item[shown][batch]), rating[shown][batch])
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    with torch.no_grad():
        hidden_loss = criterion(model(user[hidden], item[hidden]), rating[hidden]).item()
    scheduler.step(hidden_loss)
    if (epoch + 1) % 4 == 0:
        lr = optimizer.param_groups[0]["lr"]
        print(f"step {len(losses)}: loss {losses[-1]:.4f}, hidden {hidden_loss:.4f}, lr {lr:.6f}")
