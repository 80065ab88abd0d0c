/**
 * Residual networks with torchvision's names, shapes and initial weights: a file of torchvision's weights loads as it is.
 *
 *     import { load } from "downhill/node";
 *     const model = resnet18();
 *     model.loadStateDict(await load("resnet18.pt"));
 *
 * After K. He, X. Zhang, S. Ren and J. Sun, "Deep Residual Learning for Image Recognition" (2015), as
 * torchvision/models/resnet.py has it.
 */

import { flatten, nn, type Tensor } from "downhill";

const conv3x3 = (inPlanes: number, outPlanes: number, stride = 1) =>
  new nn.Conv2d(inPlanes, outPlanes, 3, { stride, padding: 1, bias: false });
const conv1x1 = (inPlanes: number, outPlanes: number, stride = 1) =>
  new nn.Conv2d(inPlanes, outPlanes, 1, { stride, bias: false });

type Block = nn.Module<[x: Tensor]>;

/** What makes a block, and by how much its last convolution widens. */
interface BlockClass {
  new (inPlanes: number, planes: number, stride: number, downsample: nn.Sequential | null): Block;
  readonly expansion: number;
}

/** Two convolutions of 3 x 3. */
export class BasicBlock extends nn.Module<[x: Tensor]> {
  static readonly expansion = 1;
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly relu = new nn.ReLU({ inplace: true });
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm2d;
  readonly downsample: nn.Sequential | null;

  constructor(inPlanes: number, planes: number, stride: number, downsample: nn.Sequential | null) {
    super();
    this.conv1 = conv3x3(inPlanes, planes, stride);
    this.bn1 = new nn.BatchNorm2d(planes);
    this.conv2 = conv3x3(planes, planes);
    this.bn2 = new nn.BatchNorm2d(planes);
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    let out = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    out = this.bn2.forward(this.conv2.forward(out));
    return this.relu.forward(out.add(this.downsample?.forward(x) ?? x));
  }
}

/** A convolution of 3 x 3 between two of 1 x 1, the last of which has four times the channels. */
export class Bottleneck extends nn.Module<[x: Tensor]> {
  static readonly expansion = 4;
  readonly conv1: nn.Conv2d;
  readonly bn1: nn.BatchNorm2d;
  readonly conv2: nn.Conv2d;
  readonly bn2: nn.BatchNorm2d;
  readonly conv3: nn.Conv2d;
  readonly bn3: nn.BatchNorm2d;
  readonly relu = new nn.ReLU({ inplace: true });
  readonly downsample: nn.Sequential | null;

  constructor(inPlanes: number, planes: number, stride: number, downsample: nn.Sequential | null) {
    super();
    this.conv1 = conv1x1(inPlanes, planes);
    this.bn1 = new nn.BatchNorm2d(planes);
    this.conv2 = conv3x3(planes, planes, stride);
    this.bn2 = new nn.BatchNorm2d(planes);
    this.conv3 = conv1x1(planes, planes * Bottleneck.expansion);
    this.bn3 = new nn.BatchNorm2d(planes * Bottleneck.expansion);
    this.downsample = downsample;
  }

  forward(x: Tensor): Tensor {
    let out = this.relu.forward(this.bn1.forward(this.conv1.forward(x)));
    out = this.relu.forward(this.bn2.forward(this.conv2.forward(out)));
    out = this.bn3.forward(this.conv3.forward(out));
    return this.relu.forward(out.add(this.downsample?.forward(x) ?? x));
  }
}

export class ResNet extends nn.Module<[x: Tensor]> {
  readonly conv1 = new nn.Conv2d(3, 64, 7, { stride: 2, padding: 3, bias: false });
  readonly bn1 = new nn.BatchNorm2d(64);
  readonly relu = new nn.ReLU({ inplace: true });
  readonly maxpool = new nn.MaxPool2d(3, { stride: 2, padding: 1 });
  readonly layer1: nn.Sequential;
  readonly layer2: nn.Sequential;
  readonly layer3: nn.Sequential;
  readonly layer4: nn.Sequential;
  readonly avgpool = new nn.AdaptiveAvgPool2d([1, 1]);
  readonly fc: nn.Linear;

  constructor(block: BlockClass, layers: readonly number[], numClasses: number) {
    super();
    let inPlanes = 64;
    const makeLayer = (planes: number, blocks: number, stride: number): nn.Sequential => {
      const outPlanes = planes * block.expansion;
      const downsample =
        stride !== 1 || inPlanes !== outPlanes
          ? new nn.Sequential(conv1x1(inPlanes, outPlanes, stride), new nn.BatchNorm2d(outPlanes))
          : null;
      const list = [new block(inPlanes, planes, stride, downsample)];
      inPlanes = outPlanes;
      for (let i = 1; i < blocks; i++) list.push(new block(inPlanes, planes, 1, null));
      return new nn.Sequential(...list);
    };
    this.layer1 = makeLayer(64, layers[0], 1);
    this.layer2 = makeLayer(128, layers[1], 2);
    this.layer3 = makeLayer(256, layers[2], 2);
    this.layer4 = makeLayer(512, layers[3], 2);
    this.fc = new nn.Linear(512 * block.expansion, numClasses);
    for (const module of this.modules()) {
      if (module instanceof nn.Conv2d) {
        nn.init.kaimingNormal_(module.weight, { mode: "fan_out", nonlinearity: "relu" });
      }
    }
  }

  forward(input: Tensor): Tensor {
    let x = this.maxpool.forward(this.relu.forward(this.bn1.forward(this.conv1.forward(input))));
    for (const layer of [this.layer1, this.layer2, this.layer3, this.layer4]) x = layer.forward(x);
    return this.fc.forward(flatten(this.avgpool.forward(x), 1));
  }
}

export const resnet18 = (numClasses = 1000) => new ResNet(BasicBlock, [2, 2, 2, 2], numClasses);
export const resnet50 = (numClasses = 1000) => new ResNet(Bottleneck, [3, 4, 6, 3], numClasses);
