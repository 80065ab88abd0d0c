import { arange, nn, type Tensor, where } from "downhill";

/* The networks that `npm run bench -- train` trains; `bench/reference/works.py` has PyTorch's. */

/** Causal self-attention of several heads, as in minGPT. */
class Attention extends nn.Module<[Tensor], Tensor> {
  readonly #heads: number;
  readonly attend: nn.Linear;
  readonly project: nn.Linear;

  constructor(width: number, heads: number) {
    super();
    this.#heads = heads;
    this.attend = new nn.Linear(width, 3 * width);
    this.project = new nn.Linear(width, width);
  }

  forward(x: Tensor): Tensor {
    const [batch, length, width] = x.shape;
    const parts = this.attend.forward(x).split(width, 2);
    const [q, k, v] = parts.map((part) => part.view([batch, length, this.#heads, width / this.#heads]).transpose(1, 2));
    const places = arange(length);
    const future = places.unsqueeze(0).gt(places.unsqueeze(1));
    const scores = q.matmul(k.transpose(-2, -1)).mul(1 / Math.sqrt(width / this.#heads));
    const weights = where(future, Number.NEGATIVE_INFINITY, scores).softmax(-1);
    return this.project.forward(weights.matmul(v).transpose(1, 2).reshape([batch, length, width]));
  }
}

class Block extends nn.Module<[Tensor], Tensor> {
  readonly first: nn.LayerNorm;
  readonly attention: Attention;
  readonly second: nn.LayerNorm;
  readonly perceptron: nn.Sequential;

  constructor(width: number, heads: number) {
    super();
    this.first = new nn.LayerNorm([width]);
    this.attention = new Attention(width, heads);
    this.second = new nn.LayerNorm([width]);
    this.perceptron = new nn.Sequential(
      new nn.Linear(width, 4 * width),
      new nn.GELU(),
      new nn.Linear(4 * width, width),
    );
  }

  forward(x: Tensor): Tensor {
    const attended = x.add(this.attention.forward(this.first.forward(x)));
    return attended.add(this.perceptron.forward(this.second.forward(attended)));
  }
}

export const CHARACTERS = 65;

/** A GPT on characters. */
export class Gpt extends nn.Module<[Tensor], Tensor> {
  readonly tokens: nn.Embedding;
  readonly places: nn.Embedding;
  readonly blocks: nn.Sequential;
  readonly norm: nn.LayerNorm;
  readonly head: nn.Linear;

  constructor(layers: number, width: number, heads: number, length: number) {
    super();
    this.tokens = new nn.Embedding(CHARACTERS, width);
    this.places = new nn.Embedding(length, width);
    this.blocks = new nn.Sequential(...Array.from({ length: layers }, () => new Block(width, heads)));
    this.norm = new nn.LayerNorm([width]);
    this.head = new nn.Linear(width, CHARACTERS);
  }

  forward(tokens: Tensor): Tensor {
    const places = this.places.forward(arange(tokens.shape[1]));
    const x = this.tokens.forward(tokens).add(places);
    return this.head.forward(this.norm.forward(this.blocks.forward(x)));
  }
}

type Layer = nn.Module<[Tensor], Tensor>;

function convolution(channels: number, outputs: number, kernel: number, stride = 1): nn.Conv2d {
  return new nn.Conv2d(channels, outputs, kernel, { stride, padding: (kernel - 1) / 2, bias: false });
}

/** Two convolutions, or three with a narrow one in the middle, beside a shortcut. */
class Residual extends nn.Module<[Tensor], Tensor> {
  readonly body: nn.Sequential;
  readonly shortcut: nn.Sequential | null;

  constructor(channels: number, width: number, stride: number, isBottleneck: boolean) {
    super();
    const outputs = isBottleneck ? 4 * width : width;
    const layers: Layer[] = isBottleneck
      ? [
          convolution(channels, width, 1),
          new nn.BatchNorm2d(width),
          new nn.ReLU(),
          convolution(width, width, 3, stride),
          new nn.BatchNorm2d(width),
          new nn.ReLU(),
          convolution(width, outputs, 1),
        ]
      : [
          convolution(channels, width, 3, stride),
          new nn.BatchNorm2d(width),
          new nn.ReLU(),
          convolution(width, width, 3),
        ];
    this.body = new nn.Sequential(...layers, new nn.BatchNorm2d(outputs));
    const changes = stride !== 1 || channels !== outputs;
    this.shortcut = changes
      ? new nn.Sequential(convolution(channels, outputs, 1, stride), new nn.BatchNorm2d(outputs))
      : null;
  }

  forward(x: Tensor): Tensor {
    const shortcut = this.shortcut === null ? x : this.shortcut.forward(x);
    return this.body.forward(x).add(shortcut).relu();
  }
}

/** A ResNet as torchvision has it: 18 layers of two convolutions a block, or 50 of three. */
export class ResNet extends nn.Module<[Tensor], Tensor> {
  readonly stem: nn.Sequential;
  readonly blocks: nn.Sequential;
  readonly head: nn.Linear;

  constructor(layers: 18 | 50) {
    super();
    const isBottleneck = layers === 50;
    this.stem = new nn.Sequential(
      new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false }),
      new nn.BatchNorm2d(64),
      new nn.ReLU(),
      new nn.MaxPool2d(3, { stride: 2, padding: 1 }),
    );
    const blocks: Layer[] = [];
    let channels = 64;
    for (const [stage, count] of (isBottleneck ? [3, 4, 6, 3] : [2, 2, 2, 2]).entries()) {
      const width = 64 * 2 ** stage;
      for (let i = 0; i < count; i++) {
        blocks.push(new Residual(channels, width, i === 0 && stage > 0 ? 2 : 1, isBottleneck));
        channels = isBottleneck ? 4 * width : width;
      }
    }
    this.blocks = new nn.Sequential(...blocks);
    this.head = new nn.Linear(channels, 1000);
  }

  forward(x: Tensor): Tensor {
    return this.head.forward(this.blocks.forward(this.stem.forward(x)).mean([2, 3]));
  }
}
