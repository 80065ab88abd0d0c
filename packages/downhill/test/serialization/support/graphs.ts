import fc from "fast-check";
import { Parameter } from "../../../src/nn/parameter.ts";
import { Counter, DefaultDict, OrderedDict, Size, Tuple } from "../../../src/python/containers.ts";
import { markFloat } from "../../../src/python/floats.ts";
import { ByteArray, Complex, Device, FrozenSet, Layout, PythonName } from "../../../src/serialization/torch/objects.ts";
import { allocateStorage } from "../../../src/serialization/torch/storages.ts";
import {
  MetaTensor,
  NestedTensor,
  QuantizedTensor,
  type Quantizer,
  SparseCompressedTensor,
  StorageObject,
} from "../../../src/serialization/torch/tensorObjects.ts";
import { tensor, zeros } from "../../../src/tensor/factories.ts";
import { Tensor } from "../../../src/tensor/tensor.ts";

const quantized = () => Tensor.over(allocateStorage("qint8", 2), [2], [1], 0, 2, true);

/** What graphs are made of in the first place: each call makes another of the same. */
const leaves: readonly (() => unknown)[] = [
  () => null,
  () => true,
  () => false,
  () => 0,
  () => 1,
  () => -0,
  () => 1.5,
  () => 2 ** 60,
  () => 2n ** 60n,
  () => 2n ** 53n + 1n,
  () => 2n ** 3000n,
  () => Number.NaN,
  () => Number.NEGATIVE_INFINITY,
  () => "",
  () => "a",
  () => "1",
  () => "__proto__",
  () => "\ud800",
  () => undefined,
  () => Symbol("s"),
  () => () => 1,
  () => new Date(0),
  () => Uint8Array.of(1, 255),
  () => new Uint8Array(0),
  () => ByteArray.of(7),
  () => new Complex(1, 0),
  () => new Complex(0, Number.NaN),
  () => new PythonName("torch", "float32"),
  () => new PythonName("torch", "qint8"),
  () => new PythonName("torch", "per_tensor_affine"),
  () => new PythonName("torch", "per_channel_affine"),
  () => new PythonName("torch", "per_tensor_symmetric"),
  () => new PythonName("builtins", "int"),
  () => new PythonName("os", "system"),
  () => new PythonName("torch\nos", "system"),
  () => new Device("cpu"),
  () => new Device("cuda", 3),
  () => new Device("cuda", 200),
  () => new Device("cuda:1"),
  () => new Device("toaster", 15),
  () => new Layout("torch.strided"),
  () => new Layout("torch.sparse_csr"),
  () => new Layout("torch.round"),
  () => Size.of(2, 3),
  () => Size.of(-1, 0.5),
  () => Size.from(new Array(100).fill(1)),
  () =>
    tensor([
      [1, 2],
      [3, 4],
    ]),
  () => tensor([1, 2]),
  () => quantized(),
  () => tensor([true]),
  () => tensor([0, 2], { dtype: "int64" }),
  () => tensor([1, 2]).to("float16"),
  () => tensor([1, 2]).to("uint16"),
  () => zeros(new Array(70).fill(1)),
  () => zeros([0, 3]),
];

/** What is made of other values. Types are ignored on purpose: anybody may hand over anything. */
const makers: readonly ((parts: readonly never[]) => unknown)[] = [
  (parts) => [...parts],
  (parts) => Tuple.from(parts),
  (parts) => {
    const list: unknown[] = [...parts];
    for (const [i, part] of list.entries()) if (typeof part === "number") markFloat(list, i);
    return list;
  },
  (parts) => Object.fromEntries(parts.map((part, i) => [`k${i}`, part])),
  (parts) => new Map(pairs(parts)),
  (parts) => new Map(pairs(parts)),
  (parts) => new Counter(pairs(parts) as [unknown, number][]),
  (parts) => new DefaultDict("list", pairs(parts)),
  (parts) => {
    const ordered = new OrderedDict<unknown, unknown>(pairs(parts));
    for (const [key, value] of pairs(parts).slice(1)) ordered.attributes.set(key as string, value);
    return ordered;
  },
  (parts) => new Set(parts),
  (parts) => new FrozenSet(parts),
  ([part]) => new Map([[Tuple.of(part, 1), part]]),
  ([part]) => ((part as unknown) instanceof Tensor ? (part as Tensor).narrow(0, 0, 1) : part),
  ([part]) => ((part as unknown) instanceof Tensor ? new Parameter(part, false) : part),
  ([part]) => new StorageObject(part, false),
  ([a, b, c, d]) => new MetaTensor(a, b ?? [], c ?? [], d),
  ([a]) => new MetaTensor(new PythonName("torch", "float32"), a, a, false),
  ([a, b, c, d, e]) => new SparseCompressedTensor(a, b, c, d, e ?? [2, 2]),
  ([a, b, c]) => new SparseCompressedTensor(new Layout("torch.sparse_csr"), a, b, c, [2, 2]),
  ([a, b, c, d]) => new NestedTensor(a, b, c, d),
  ([a, b, c, d]) => new QuantizedTensor(a, { scheme: b, scale: c, zeroPoint: d }),
  ([a, b, c]) => new QuantizedTensor(quantized(), { scheme: a, scale: b, zeroPoint: c } as Quantizer),
  ([a, b, c, d, e]) => new QuantizedTensor(a, { scheme: b, scales: c, zeroPoints: d, axis: e }),
];

function pairs(parts: readonly unknown[]): [unknown, unknown][] {
  return parts.map((part, i) => [part, parts[(i + 1) % parts.length]]);
}

const step = fc.tuple(fc.nat({ max: makers.length - 1 }), fc.array(fc.nat({ max: 999 }), { maxLength: 5 }));
const seeds = fc.array(fc.nat({ max: leaves.length - 1 }), { minLength: 1, maxLength: 6 });

/** Functions that make a graph of values, which may share their parts: the last of what was made of those before it. */
export const graphs: fc.Arbitrary<() => unknown> = fc
  .tuple(seeds, fc.array(step, { minLength: 1, maxLength: 12 }))
  .map(([first, steps]) => () => {
    const pool = first.map((i) => leaves[i]());
    for (const [maker, picks] of steps) {
      const parts = picks.map((pick) => pool[pool.length - 1 - (pick % pool.length)]) as never[];
      try {
        pool.push(makers[maker](parts));
      } catch {
        // what can't even be made can't be saved
      }
    }
    return pool.at(-1);
  });
