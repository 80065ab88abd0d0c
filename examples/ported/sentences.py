"""Goes on with sentences of different lengths, word by word: two layers of LSTM on packed sequences, Adam.

    python examples/ported/sentences.py
"""

import torch
import torch.nn as nn
import torch.nn.functional as F
from torch.nn.utils import clip_grad_norm_
from torch.nn.utils.rnn import pack_sequence

SENTENCES = [
    "the cat sat on the mat",
    "the dog sat on the cat",
    "a bird sang in the tree",
    "the cat saw the bird in the tree",
    "a dog saw the cat",
    "the bird saw a dog on the mat and sang",
]
WIDTH, LAYERS = 24, 2
STEPS = 120

torch.manual_seed(0)

sentences = [sentence.split() for sentence in SENTENCES]
words = ["<end>", *sorted({word for sentence in sentences for word in sentence})]
numbers = [torch.tensor([0, *(words.index(word) for word in sentence), 0]) for sentence in sentences]
given = pack_sequence([sentence[:-1] for sentence in numbers], enforce_sorted=False)
wanted = pack_sequence([sentence[1:] for sentence in numbers], enforce_sorted=False)


class Model(nn.Module):
    def __init__(self):
        super().__init__()
        self.embedding = nn.Embedding(len(words), WIDTH)
        self.lstm = nn.LSTM(WIDTH, WIDTH, LAYERS)
        self.head = nn.Linear(WIDTH, len(words))

    def forward(self, packed):
        embedded = nn.utils.rnn.PackedSequence(self.embedding(packed.data), *packed[1:])
        output, _ = self.lstm(embedded)
        return self.head(output.data)


model = Model()
optimizer = torch.optim.Adam(model.parameters(), lr=0.02)

losses = []
for step in range(STEPS):
    loss = F.cross_entropy(model(given), wanted.data)
    optimizer.zero_grad()
    loss.backward()
    clip_grad_norm_(model.parameters(), 1.0)
    optimizer.step()
    losses.append(loss.item())
    if (step + 1) % 40 == 0:
        print(f"step {step + 1}: loss {loss.item():.2f}")

# A sentence of its own, each word the likeliest.
with torch.no_grad():
    word, state, written = torch.tensor([[words.index("a")]]), None, ["a"]
    while written[-1] != "<end>" and len(written) < 10:
        output, state = model.lstm(model.embedding(word), state)
        word = model.head(output).argmax(-1)
        written.append(words[word.item()])
print(" ".join(written))
