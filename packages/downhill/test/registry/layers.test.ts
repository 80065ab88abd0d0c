import { nn, ones } from "downhill";
import { type LayerInfo, layers, type OptionInfo } from "downhill/registry";
import { describe, expect, it } from "vitest";
import { torch } from "../signatures/torch.ts";
import { trials } from "./ranges.ts";

/** What the registry tells of layers is what they take. */

type AnyLayer = new (options?: object) => nn.AnyModule;

/** A value that an option takes. */
function sample(name: string, option: OptionInfo): unknown {
  if (name === "encoderLayer") return new nn.TransformerEncoderLayer(2, 1);
  if (name === "decoderLayer") return new nn.TransformerDecoderLayer(2, 1);
  if (name === "cutoffs") return [1];
  if (option.type === "number" || option.type === "integer") return 2;
  return option.type === "other" && option.typeScript === "Shape" ? [2, 1] : ones([2]);
}

/** The values of the options that must be given. */
function required({ options, positional }: LayerInfo): Record<string, unknown> {
  const needed = positional.filter((name) => !("default" in options[name]));
  return Object.fromEntries(needed.map((name) => [name, sample(name, options[name])]));
}

/** One of two options must be given to some: the other than is given as null, or the first. */
function alternative({ name }: LayerInfo, options: Record<string, unknown>): Record<string, unknown> {
  if (!name.startsWith("FractionalMaxPool")) return {};
  if (options.outputSize === null) return { outputRatio: 0.5 };
  return (options.outputSize ?? options.outputRatio ?? null) === null ? { outputSize: 2 } : {};
}

/** What makes an option's values fit: groups divide the channels, heads the size; what is projected is larger. */
function others({ name, options }: LayerInfo): Record<string, unknown> {
  if (name.startsWith("Conv")) return { inChannels: 6, outChannels: 6 };
  if (name.startsWith("LazyConv")) return { outChannels: 6 };
  if ("projSize" in options) return { hiddenSize: 4 };
  if ("numHeads" in options) return { embedDim: 6, numHeads: 1 };
  if ("numGroups" in options) return { numGroups: 1, numChannels: 6 };
  return "nhead" in options ? { dModel: 6, nhead: 1 } : {};
}

const make = (info: LayerInfo, options: Record<string, unknown> = {}): nn.AnyModule =>
  new (info.layer as AnyLayer)({ ...required(info), ...alternative(info, options), ...options });

describe("the registry of layers", () => {
  it("has every class of nn that is a module, and no other", () => {
    const classes = Object.entries(nn).filter(
      ([, value]) => typeof value === "function" && value.prototype instanceof nn.Module,
    );
    expect([...layers.names].sort()).toEqual(classes.map(([name]) => name).sort());
    for (const [name, value] of classes) expect(layers.get(name).layer).toBe(value);
  });
});

for (const info of layers) {
  const { name, options, positional } = info;

  describe(name, () => {
    it("is documented: a sentence, PyTorch's page, and what each option does", () => {
      expect(info.summary).toMatch(/^\S.*\.$/u);
      const page = `https://docs.pytorch.org/docs/stable/generated/torch.nn.${name}.html`;
      expect(info.url).toBe(Object.hasOwn(torch.modules, name) ? page : null);
      for (const [option, { description }] of Object.entries(options)) expect(description, option).toMatch(/^\S.*\.$/);
    });

    // A transformer is large unless it is told much.
    if (info.group === "container" || name === "Transformer") return;

    it("takes the options that are told, and no other", () => {
      expect(Object.keys(options)).toEqual(expect.arrayContaining([...positional]));
      expect(() => make(info)).not.toThrow();
      expect(() => make(info, { surplus: 1 })).toThrow(/surplus|takes no/);
      const needed = Object.keys(required(info));
      if (needed.length > 0) expect(() => make(info, { [needed[0]]: undefined })).toThrow(needed[0]);
    });

    it("has the defaults that are told", () => {
      for (const [option, of] of Object.entries(options)) {
        if (!("default" in of)) continue;
        const layer = make(info) as unknown as Record<string, unknown>;
        const given = make(info, { [option]: of.default }) as unknown as Record<string, unknown>;
        expect(String(given), option).toBe(String(layer));
        // Where a layer shows its options, it shows these.
        const shown = layer[option];
        const isPair = Array.isArray(shown) && typeof of.default === "number";
        const isOther = ["bias", "outputSize", "distanceFunction"].includes(option);
        const isMade = isOther || of.default === null || shown instanceof nn.Module;
        if (shown !== undefined && typeof shown !== "function" && !isMade) {
          expect(isPair ? (shown as unknown[])[0] : shown, option).toEqual(of.default);
        }
      }
    });

    it("takes values within the ranges that are told, and none outside", () => {
      const along = others(info);
      for (const { option, inside, outside } of trials(options)) {
        const attempt = (value: unknown) => make(info, { ...along, [option]: value });
        // Layers of the largest sizes would be large.
        const tried = options[option].type === "integer" ? [2, 3] : inside;
        const { maximum = Number.POSITIVE_INFINITY } = options[option] as { maximum?: number };
        for (const value of tried.filter((number) => Number(number) <= maximum))
          expect(() => attempt(value), `${option}: ${value}`).not.toThrow();
        for (const value of outside) {
          const use = () => {
            const layer = attempt(value);
            // Losses look at some of their options when they are called.
            if (info.group === "loss") (layer as nn.Loss).forward(ones([2, 2]).mul(0.5), ones([2, 2]).mul(0.5));
          };
          expect(use, `${option}: ${value}`).toThrow();
        }
      }
      for (const [option, of] of Object.entries(options)) {
        if (!("count" in of) || of.count === undefined) continue;
        const list = Array.from({ length: of.count }, () => (option === "outputRatio" ? 0.5 : 1));
        expect(() => make(info, { ...along, [option]: list })).not.toThrow();
      }
    });

    it("takes true and false, null and the texts that are told", () => {
      for (const [option, of] of Object.entries(options)) {
        const values: unknown[] =
          of.type === "boolean" ? [true, false] : of.type === "string" ? [...(of.enum ?? [])] : [];
        if (of.nullable === true) values.push(null);
        for (const value of values) expect(() => make(info, { [option]: value }), option).not.toThrow();
      }
    });
  });
}
