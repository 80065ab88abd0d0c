"""PyTorch's side of `npm run bench -- train`: the same works under the same names."""

import math

import torch
from torch import nn
from torch.nn import functional as F

MILLION = 1_000_000
CHARACTERS = 65


def training(model, loss, inputs):
    optimizer = torch.optim.Adam(model.parameters(), lr=0.001)

    def run(count):
        for i in range(count):
            optimizer.zero_grad()
            loss(inputs[i % len(inputs)]).backward()
            optimizer.step()

    return run


def classifier(model, shape, classes):
    pairs = [(torch.randn(shape), torch.randint(0, classes, (shape[0],))) for _ in range(4)]
    criterion = nn.CrossEntropyLoss()
    return training(model, lambda pair: criterion(model(pair[0]), pair[1]), pairs)


class Attention(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.heads = heads
        self.attend = nn.Linear(width, 3 * width)
        self.project = nn.Linear(width, width)

    def forward(self, x):
        batch, length, width = x.shape
        parts = self.attend(x).split(width, dim=2)
        q, k, v = (part.view(batch, length, self.heads, width // self.heads).transpose(1, 2) for part in parts)
        places = torch.arange(length)
        future = places.unsqueeze(0) > places.unsqueeze(1)
        scores = (q @ k.transpose(-2, -1)) * (1 / math.sqrt(width // self.heads))
        weights = torch.where(future, -math.inf, scores).softmax(-1)
        return self.project((weights @ v).transpose(1, 2).reshape(batch, length, width))


class Block(nn.Module):
    def __init__(self, width, heads):
        super().__init__()
        self.first = nn.LayerNorm([width])
        self.attention = Attention(width, heads)
        self.second = nn.LayerNorm([width])
        self.perceptron = nn.Sequential(nn.Linear(width, 4 * width), nn.GELU(), nn.Linear(4 * width, width))

    def forward(self, x):
        attended = x + self.attention(self.first(x))
        return attended + self.perceptron(self.second(attended))


class Gpt(nn.Module):
    def __init__(self, layers, width, heads, length):
        super().__init__()
        self.tokens = nn.Embedding(CHARACTERS, width)
        self.places = nn.Embedding(length, width)
        self.blocks = nn.Sequential(*[Block(width, heads) for _ in range(layers)])
        self.norm = nn.LayerNorm([width])
        self.head = nn.Linear(width, CHARACTERS)

    def forward(self, tokens):
        x = self.tokens(tokens) + self.places(torch.arange(tokens.shape[1]))
        return self.head(self.norm(self.blocks(x)))


def gpt(layers, width, heads, length, batch):
    model = Gpt(layers, width, heads, length)
    criterion = nn.CrossEntropyLoss()
    inputs = [torch.randint(0, CHARACTERS, (batch, length)) for _ in range(4)]
    targets = torch.randint(0, CHARACTERS, (batch * length,))
    return training(model, lambda x: criterion(model(x).view(-1, CHARACTERS), targets), inputs)


def tutorial():
    model = nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 1))
    x = torch.linspace(-1, 1, 32).unsqueeze(1)
    y = x.square()
    criterion = nn.MSELoss()
    return training(model, lambda inputs: criterion(model(inputs), y), [x])


def gelu_layer_norm():
    model = nn.Sequential(nn.Linear(256, 1024), nn.GELU(), nn.LayerNorm([1024]), nn.Linear(1024, 256))
    criterion = nn.MSELoss()
    y = torch.randn(1024, 256)
    return training(model, lambda x: criterion(model(x), y), [torch.randn(1024, 256), torch.randn(1024, 256)])


def lstm():
    model, y = nn.LSTM(128, 128), torch.randn(64, 32, 128)
    inputs = [torch.randn(64, 32, 128) for _ in range(2)]
    return training(model, lambda x: F.mse_loss(model(x)[0], y), inputs)


def cnn():
    model = nn.Sequential(
        nn.Conv2d(1, 32, 3),
        nn.ReLU(),
        nn.Conv2d(32, 64, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Flatten(),
        nn.Linear(9216, 128),
        nn.ReLU(),
        nn.Linear(128, 10),
    )
    return classifier(model, (64, 1, 28, 28), 10)


def convolution(channels, outputs, kernel, stride=1):
    return nn.Conv2d(channels, outputs, kernel, stride, padding=(kernel - 1) // 2, bias=False)


class Residual(nn.Module):
    def __init__(self, channels, width, stride, is_bottleneck):
        super().__init__()
        outputs = 4 * width if is_bottleneck else width
        first, second = (1, 3) if is_bottleneck else (3, 3)
        layers = [
            convolution(channels, width, first, 1 if is_bottleneck else stride),
            nn.BatchNorm2d(width),
            nn.ReLU(),
            convolution(width, width, second, stride if is_bottleneck else 1),
        ]
        if is_bottleneck:
            layers += [nn.BatchNorm2d(width), nn.ReLU(), convolution(width, outputs, 1)]
        self.body = nn.Sequential(*layers, nn.BatchNorm2d(outputs))
        self.shortcut = nn.Identity()
        if stride != 1 or channels != outputs:
            self.shortcut = nn.Sequential(convolution(channels, outputs, 1, stride), nn.BatchNorm2d(outputs))

    def forward(self, x):
        return (self.body(x) + self.shortcut(x)).relu()


class ResNet(nn.Module):
    """As torchvision has it, which this needs not be installed for."""

    def __init__(self, layers):
        super().__init__()
        is_bottleneck = layers == 50
        self.stem = nn.Sequential(
            nn.Conv2d(3, 64, 7, 2, padding=3, bias=False),
            nn.BatchNorm2d(64),
            nn.ReLU(),
            nn.MaxPool2d(3, 2, padding=1),
        )
        blocks = []
        channels = 64
        for stage, count in enumerate([3, 4, 6, 3] if is_bottleneck else [2, 2, 2, 2]):
            width = 64 * 2**stage
            for i in range(count):
                blocks.append(Residual(channels, width, 2 if i == 0 and stage > 0 else 1, is_bottleneck))
                channels = 4 * width if is_bottleneck else width
        self.blocks = nn.Sequential(*blocks)
        self.head = nn.Linear(channels, 1000)

    def forward(self, x):
        return self.head(self.blocks(self.stem(x)).mean((2, 3)))


def resnet(layers, shape, count):
    model = ResNet(layers)
    pairs = [(torch.randn(shape), torch.randint(0, 1000, (shape[0],))) for _ in range(count)]
    criterion = nn.CrossEntropyLoss()
    return training(model, lambda pair: criterion(model(pair[0]), pair[1]), pairs)


def function(f, shape=(MILLION,)):
    x = torch.randn(shape, requires_grad=True)
    with torch.no_grad():
        first = f(x)
    grad = None if first.numel() == 1 else torch.ones_like(first)

    def run(count):
        for _ in range(count):
            x.grad = None
            f(x).backward(grad)

    return run


ROWS = (1000, 1000)
LABELS = torch.randint(0, 1000, (1000,))

WORKS = {
    "tutorial": tutorial,
    "mlp": lambda: classifier(nn.Sequential(nn.Linear(784, 256), nn.ReLU(), nn.Linear(256, 10)), (128, 784), 10),
    "gpt small": lambda: gpt(2, 64, 4, 32, 16),
    "gpt": lambda: gpt(6, 384, 6, 64, 12),
    "gelu layernorm": gelu_layer_norm,
    "lstm": lstm,
    "cnn": cnn,
    "resnet18": lambda: resnet(18, (32, 3, 32, 32), 2),
    "resnet50": lambda: resnet(50, (8, 3, 224, 224), 1),
    "function gelu": lambda: function(F.gelu),
    "function exp": lambda: function(torch.exp),
    "function tanh": lambda: function(torch.tanh),
    "function softmax": lambda: function(lambda x: x.softmax(1), ROWS),
    "function layer norm": lambda: function(lambda x: F.layer_norm(x, [1000]), ROWS),
    "function batch norm": lambda: function(lambda x: F.batch_norm(x, None, None, training=True), (16, 64, 31, 31)),
    "function cross-entropy": lambda: function(lambda x: F.cross_entropy(x, LABELS), ROWS),
    "function relu": lambda: function(torch.relu),
    "function dropout": lambda: function(lambda x: F.dropout(x, 0.5)),
}


def run(name):
    torch.manual_seed(0)
    return WORKS[name]()
