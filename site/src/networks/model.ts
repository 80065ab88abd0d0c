import { nn } from "downhill";
import { layers } from "downhill/registry";
import type { NetworkConfig } from "./config.ts";

interface Layer {
  readonly layer: nn.Module;
  readonly typeScript: string;
  readonly python: string;
}

type LayerClass = new () => nn.Module;

/** The activations that need no options. */
export function activations(): string[] {
  const isPlain = ({ options }: { options: Readonly<Record<string, { default?: unknown }>> }) =>
    Object.values(options).every((info) => info.default !== undefined);
  return Array.from(layers)
    .filter((info) => info.group === "activation" && isPlain(info) && !/softm|softplus2d|glu$/i.test(info.name))
    .map(({ name }) => name);
}

/** The network of a training, with the texts of its layers. Its weights are drawn from the seed that was set before. */
export function makeModel(
  config: NetworkConfig,
  inputs: number,
  outputs: number,
): { model: nn.Sequential; texts: Layer[] } {
  const texts: Layer[] = [];
  const add = (layer: nn.Module, typeScript: string, python = typeScript) =>
    texts.push({ layer, typeScript: `new nn.${typeScript}`, python: `nn.${python}` });
  const activate = () =>
    add(new (layers.get(config.activation).layer as unknown as LayerClass)(), `${config.activation}()`);
  let width = inputs;
  if (config.data === "digits") {
    add(new nn.Unflatten(1, [1, 8, 8]), "Unflatten(1, [1, 8, 8])", "Unflatten(1, (1, 8, 8))");
    add(new nn.Conv2d(1, 8, 3, { padding: 1 }), "Conv2d(1, 8, 3, { padding: 1 })", "Conv2d(1, 8, 3, padding=1)");
    activate();
    add(new nn.MaxPool2d(2), "MaxPool2d(2)");
    add(new nn.Flatten(), "Flatten()");
    width = 8 * 16;
  }
  for (const size of config.hidden) {
    add(new nn.Linear(width, size), `Linear(${width}, ${size})`);
    if (config.batchNorm) add(new nn.BatchNorm1d(size), `BatchNorm1d(${size})`);
    activate();
    if (config.dropout > 0) add(new nn.Dropout(config.dropout), `Dropout(${config.dropout})`);
    width = size;
  }
  add(new nn.Linear(width, outputs), `Linear(${width}, ${outputs})`);
  return { model: new nn.Sequential(...texts.map(({ layer }) => layer)), texts };
}
