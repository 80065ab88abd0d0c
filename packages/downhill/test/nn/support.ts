import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { type DType, nn, type Tensor, tensor } from "downhill";
import { expect } from "vitest";

/** A tensor in a fixture; NaN and infinities are strings there. */
export interface Packed {
  readonly dtype: DType;
  readonly shape: readonly number[];
  readonly values: readonly (number | string | boolean)[];
}

export interface LossCase {
  readonly name: LossName;
  readonly options: Readonly<Record<string, number>>;
  readonly tensors: Readonly<Record<string, Packed>>;
  readonly input: Packed;
  readonly target: Packed;
  readonly results: Readonly<
    Record<
      nn.functional.Reduction,
      {
        readonly value: Packed;
        readonly gradFn: string;
        readonly inputGrad: Packed;
        readonly targetGrad: Packed | null;
      }
    >
  >;
}

export interface LayerCase {
  readonly code: string;
  readonly dtype: "float32" | "float64";
  readonly training: boolean;
  readonly state: Readonly<Record<string, Packed>>;
  readonly stateAfter: Readonly<Record<string, Packed>>;
  readonly input: Packed;
  readonly output: Packed;
  readonly gradFn: string;
  readonly inputGrad: Packed | null;
  readonly grads: Readonly<Record<string, Packed>>;
  readonly sparse?: { readonly indices: Packed; readonly values: Packed };
}

export interface Refusal {
  readonly type: string;
  readonly message: string;
}

interface Fixture {
  readonly losses: readonly LossCase[];
  readonly layers: readonly LayerCase[];
  readonly stateDicts: readonly {
    readonly code: string;
    readonly keys: readonly [string, number[]][];
    readonly metadata: readonly [string, number][];
    readonly modules: readonly string[];
    readonly parameters: readonly string[];
    readonly buffers: readonly string[];
  }[];
  readonly printed: readonly [code: string, text: string][];
  readonly loadErrors: Readonly<Record<string, Refusal>>;
  readonly parameters: Readonly<Record<string, string>>;
  readonly gains: readonly [[nn.init.Nonlinearity, number?], number][];
  readonly initial: {
    readonly modules: readonly [code: string, seed: number, hashes: Record<string, string>][];
    readonly filled: readonly FilledCase[];
    readonly first: { readonly weight: number[]; readonly bias: number[] };
  };
}

export interface FilledCase {
  readonly name: string;
  readonly positional: readonly number[];
  readonly named: Readonly<Record<string, number | string>>;
  readonly shape: readonly number[];
  readonly dtype: "float32" | "float64";
  readonly hash?: string;
  readonly values?: readonly number[];
}

export type LossName =
  | "MSELoss"
  | "L1Loss"
  | "SmoothL1Loss"
  | "HuberLoss"
  | "CrossEntropyLoss"
  | "NLLLoss"
  | "BCELoss"
  | "BCEWithLogitsLoss";

export const fixture: Fixture = JSON.parse(
  readFileSync(new URL("../../../../reference/fixtures/nn.json", import.meta.url), "utf8"),
);

const WORDS: Readonly<Record<string, number>> = { nan: Number.NaN, inf: Infinity, "-inf": -Infinity };

function numbersOf(packed: Packed): number[] {
  return packed.values.map((value) => (typeof value === "string" ? WORDS[value] : Number(value)));
}

/** The tensor of a fixture. */
export function unpack(packed: Packed): Tensor {
  const numbers = numbersOf(packed);
  const data = packed.dtype === "int64" ? numbers.map(BigInt) : numbers;
  return tensor(data, { dtype: packed.dtype }).reshape([...packed.shape]);
}

/** All elements of a tensor as numbers, in order. */
export function elements(value: Tensor): number[] {
  return Array.from(value.detach().contiguous().toTypedArray() as ArrayLike<number | bigint>, Number);
}

/** Expects shape and dtype, and each element within `ulps` units in the last place of the largest of its tensor. */
export function expectClose(actual: Tensor | null | undefined, packed: Packed, what: string, ulps = 8): void {
  expect(actual, what).toBeTruthy();
  const found = actual as Tensor;
  expect([found.dtype, [...found.shape]], what).toEqual([packed.dtype, [...packed.shape]]);
  const expected = numbersOf(packed);
  const got = elements(found);
  const epsilon = packed.dtype === "float32" ? 2 ** -23 : 2 ** -52;
  const finite = expected.filter(Number.isFinite);
  const tolerance = ulps * epsilon * finite.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  for (let i = 0; i < expected.length; i++) {
    if (!Number.isFinite(expected[i])) expect(got[i], `${what} [${i}]`).toBe(expected[i]);
    else if (!(Math.abs(got[i] - expected[i]) <= tolerance)) {
      expect.fail(`${what} [${i}]: expected ${expected[i]} within ${tolerance}, got ${got[i]}`);
    }
  }
}

/** Expects shape, dtype and every bit (zeros may differ in sign). */
export function expectSame(actual: Tensor | null | undefined, packed: Packed, what: string): void {
  expectClose(actual, packed, what, 0);
}

/** The start of the SHA-256 of a tensor's bytes. */
export function digest(value: Tensor): string {
  const array = value.detach().contiguous().toTypedArray();
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/** `label_smoothing` → `labelSmoothing` */
export function camelCase(name: string): string {
  return name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase());
}

/** The modules that fixtures name by their Python code. */
const MODULES: Readonly<Record<string, () => nn.AnyModule>> = {
  "nn.Linear(4, 3)": () => new nn.Linear(4, 3),
  "nn.Linear(4, 3, bias=False)": () => new nn.Linear(4, 3, { bias: false }),
  "nn.Linear(1, 20)": () => new nn.Linear(1, 20),
  "nn.Linear(20, 1)": () => new nn.Linear(20, 1),
  "nn.Linear(3, 5, bias=False)": () => new nn.Linear(3, 5, { bias: false }),
  "nn.Linear(64, 33)": () => new nn.Linear(64, 33),
  "nn.Linear(5, 4, dtype=torch.float64)": () => new nn.Linear(5, 4, { dtype: "float64" }),
  "nn.Linear(7, 40, dtype=torch.float64)": () => new nn.Linear(7, 40, { dtype: "float64" }),
  "nn.Linear(10, 5)": () => new nn.Linear(10, 5),
  "nn.Linear(10, 5, bias=False)": () => new nn.Linear(10, 5, { bias: false }),
  "nn.Embedding(3, 4)": () => new nn.Embedding(3, 4),
  "nn.Embedding(10, 3)": () => new nn.Embedding(10, 3),
  "nn.Embedding(10, 7, padding_idx=2)": () => new nn.Embedding(10, 7, { paddingIdx: 2 }),
  "nn.Embedding(6, 5, dtype=torch.float64)": () => new nn.Embedding(6, 5, { dtype: "float64" }),
  "nn.Embedding(7, 3)": () => new nn.Embedding(7, 3),
  "nn.Embedding(7, 3, padding_idx=1)": () => new nn.Embedding(7, 3, { paddingIdx: 1 }),
  "nn.Embedding(7, 3, padding_idx=-1)": () => new nn.Embedding(7, 3, { paddingIdx: -1 }),
  "nn.Embedding(7, 3, scale_grad_by_freq=True)": () => new nn.Embedding(7, 3, { scaleGradByFreq: true }),
  "nn.Embedding(7, 3, padding_idx=2, sparse=True)": () => new nn.Embedding(7, 3, { paddingIdx: 2, sparse: true }),
  "nn.Embedding(10, 3, padding_idx=-1, sparse=True)": () => new nn.Embedding(10, 3, { paddingIdx: -1, sparse: true }),
  "nn.Embedding(10, 3, padding_idx=-1, max_norm=1.0, norm_type=1.0, scale_grad_by_freq=True, sparse=True)": () =>
    new nn.Embedding(10, 3, { paddingIdx: -1, maxNorm: 1, normType: 1, scaleGradByFreq: true, sparse: true }),
  "nn.LayerNorm(1)": () => new nn.LayerNorm(1),
  "nn.LayerNorm(4)": () => new nn.LayerNorm(4),
  "nn.LayerNorm(5)": () => new nn.LayerNorm(5),
  "nn.LayerNorm(6)": () => new nn.LayerNorm(6),
  "nn.LayerNorm([3, 4], eps=0.1)": () => new nn.LayerNorm([3, 4], { eps: 0.1 }),
  "nn.LayerNorm(4, bias=False)": () => new nn.LayerNorm(4, { bias: false }),
  "nn.LayerNorm(4, elementwise_affine=False)": () => new nn.LayerNorm(4, { elementwiseAffine: false }),
  "nn.LayerNorm([5, 2], eps=1e-3, elementwise_affine=False)": () =>
    new nn.LayerNorm([5, 2], { eps: 1e-3, elementwiseAffine: false }),
  "nn.LayerNorm([5, 2], bias=False)": () => new nn.LayerNorm([5, 2], { bias: false }),
  "nn.ReLU()": () => new nn.ReLU(),
  "nn.ReLU(inplace=True)": () => new nn.ReLU({ inplace: true }),
  "nn.Tanh()": () => new nn.Tanh(),
  "nn.Sigmoid()": () => new nn.Sigmoid(),
  "nn.GELU()": () => new nn.GELU(),
  "nn.GELU(approximate='tanh')": () => new nn.GELU({ approximate: "tanh" }),
  "nn.Softmax()": () => new nn.Softmax(),
  "nn.Softmax(dim=1)": () => new nn.Softmax({ dim: 1 }),
  "nn.Softmax(dim=0)": () => new nn.Softmax(0),
  "nn.LogSoftmax(dim=-1)": () => new nn.LogSoftmax({ dim: -1 }),
  "nn.Flatten()": () => new nn.Flatten(),
  "nn.Flatten(0, 1)": () => new nn.Flatten(0, 1),
  "nn.Flatten(0, 2)": () => new nn.Flatten(0, 2),
  "nn.Dropout()": () => new nn.Dropout(),
  "nn.Dropout(0.25)": () => new nn.Dropout(0.25),
  "nn.Dropout(1)": () => new nn.Dropout(1),
  "nn.Conv2d(2, 3, 3)": () => new nn.Conv2d(2, 3, 3),
  "nn.Conv2d(2, 4, (3, 2), stride=(2, 1), padding=(1, 2), dilation=(1, 2), bias=False)": () =>
    new nn.Conv2d(2, 4, [3, 2], { stride: [2, 1], padding: [1, 2], dilation: [1, 2], bias: false }),
  "nn.Conv2d(4, 6, 2, groups=2)": () => new nn.Conv2d(4, 6, 2, { groups: 2 }),
  "nn.Conv2d(2, 3, (2, 3), padding='same')": () => new nn.Conv2d(2, 3, [2, 3], { padding: "same" }),
  "nn.Conv2d(2, 3, 2, padding='valid', stride=3)": () => new nn.Conv2d(2, 3, 2, { padding: "valid", stride: 3 }),
  "nn.Conv2d(3, 8, 3)": () => new nn.Conv2d(3, 8, 3),
  "nn.Conv2d(3, 8, (3, 2))": () => new nn.Conv2d(3, 8, [3, 2]),
  "nn.Conv2d(3, 8, 3, padding='same')": () => new nn.Conv2d(3, 8, 3, { padding: "same" }),
  "nn.Conv2d(3, 9, (3, 2), stride=2, padding=(1, 0), dilation=2, groups=3, bias=False)": () =>
    new nn.Conv2d(3, 9, [3, 2], { stride: 2, padding: [1, 0], dilation: 2, groups: 3, bias: false }),
  "nn.Conv2d(4, 8, 3, groups=2, bias=False)": () => new nn.Conv2d(4, 8, 3, { groups: 2, bias: false }),
  "nn.Conv1d(3, 8, 5)": () => new nn.Conv1d(3, 8, 5),
  "nn.Conv3d(2, 4, (1, 2, 3))": () => new nn.Conv3d(2, 4, [1, 2, 3]),
  "nn.ConvTranspose1d(4, 6, 3, groups=2)": () => new nn.ConvTranspose1d(4, 6, 3, { groups: 2 }),
  "nn.ConvTranspose2d(3, 8, (3, 2))": () => new nn.ConvTranspose2d(3, 8, [3, 2]),
  "nn.ConvTranspose3d(4, 2, 2, bias=False)": () => new nn.ConvTranspose3d(4, 2, 2, { bias: false }),
  "nn.BatchNorm1d(3)": () => new nn.BatchNorm1d(3),
  "nn.BatchNorm1d(3, momentum=None)": () => new nn.BatchNorm1d(3, { momentum: null }),
  "nn.BatchNorm1d(3, eps=1e-3, momentum=None, affine=False, track_running_stats=False)": () =>
    new nn.BatchNorm1d(3, { eps: 1e-3, momentum: null, affine: false, trackRunningStats: false }),
  "nn.BatchNorm2d(3)": () => new nn.BatchNorm2d(3),
  "nn.BatchNorm2d(5)": () => new nn.BatchNorm2d(5),
  "nn.BatchNorm2d(3, eps=0.1, momentum=0.3)": () => new nn.BatchNorm2d(3, { eps: 0.1, momentum: 0.3 }),
  "nn.BatchNorm2d(3, affine=False)": () => new nn.BatchNorm2d(3, { affine: false }),
  "nn.BatchNorm2d(3, bias=False)": () => new nn.BatchNorm2d(3, { bias: false }),
  "nn.BatchNorm2d(3, track_running_stats=False)": () => new nn.BatchNorm2d(3, { trackRunningStats: false }),
  "nn.MaxPool2d(2)": () => new nn.MaxPool2d(2),
  "nn.MaxPool2d((3, 2), stride=(1, 2), padding=1, dilation=(1, 2))": () =>
    new nn.MaxPool2d([3, 2], { stride: [1, 2], padding: 1, dilation: [1, 2] }),
  "nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True)": () =>
    new nn.MaxPool2d(3, { stride: 2, padding: 1, ceilMode: true }),
  "nn.MaxPool2d(2, stride=3, ceil_mode=True)": () => new nn.MaxPool2d(2, { stride: 3, ceilMode: true }),
  "nn.MaxPool2d((2, 3), stride=1, padding=(1, 1), ceil_mode=True)": () =>
    new nn.MaxPool2d([2, 3], { stride: 1, padding: [1, 1], ceilMode: true }),
  "nn.Sequential(nn.Conv2d(1, 2, 3), nn.BatchNorm2d(2), nn.ReLU())": () =>
    new nn.Sequential(new nn.Conv2d(1, 2, 3), new nn.BatchNorm2d(2), new nn.ReLU()),
  "nn.MSELoss()": () => new nn.MSELoss(),
  "nn.L1Loss(reduction='sum')": () => new nn.L1Loss({ reduction: "sum" }),
  "nn.SmoothL1Loss(beta=0.5)": () => new nn.SmoothL1Loss({ beta: 0.5 }),
  "nn.HuberLoss()": () => new nn.HuberLoss(),
  "nn.CrossEntropyLoss(label_smoothing=0.1)": () => new nn.CrossEntropyLoss({ labelSmoothing: 0.1 }),
  "nn.CrossEntropyLoss(weight=torch.ones(3))": () => new nn.CrossEntropyLoss({ weight: tensor([1, 1, 1]) }),
  "nn.NLLLoss()": () => new nn.NLLLoss(),
  "nn.BCELoss()": () => new nn.BCELoss(),
  "nn.BCEWithLogitsLoss()": () => new nn.BCEWithLogitsLoss(),
  "nn.BCEWithLogitsLoss(pos_weight=torch.ones(3))": () => new nn.BCEWithLogitsLoss({ posWeight: tensor([1, 1, 1]) }),
  "nn.Identity()": () => new nn.Identity(),
  "nn.Sequential()": () => new nn.Sequential(),
  "nn.ModuleList()": () => new nn.ModuleList(),
  "nn.Sequential(nn.Linear(4, 6), nn.Tanh(), nn.Linear(6, 2), nn.LogSoftmax(1))": () =>
    new nn.Sequential(new nn.Linear(4, 6), new nn.Tanh(), new nn.Linear(6, 2), new nn.LogSoftmax(1)),
  "nn.Sequential(nn.Linear(1, 20), nn.ReLU(), nn.Linear(20, 1))": () =>
    new nn.Sequential(new nn.Linear(1, 20), new nn.ReLU(), new nn.Linear(20, 1)),
  "nn.Sequential(nn.Embedding(4, 3), nn.Linear(3, 8), nn.Embedding(2, 17), nn.Linear(8, 1))": () =>
    new nn.Sequential(new nn.Embedding(4, 3), new nn.Linear(3, 8), new nn.Embedding(2, 17), new nn.Linear(8, 1)),
  "nn.Sequential(nn.Flatten(), nn.Sequential(nn.Linear(4, 3, bias=False), nn.Tanh()), nn.Dropout(0.2))": () =>
    new nn.Sequential(
      new nn.Flatten(),
      new nn.Sequential(new nn.Linear(4, 3, { bias: false }), new nn.Tanh()),
      new nn.Dropout(0.2),
    ),
  "nn.ModuleList([nn.Linear(2, 2), nn.Linear(2, 2), nn.GELU(), nn.LayerNorm([2, 3])])": () =>
    new nn.ModuleList([new nn.Linear(2, 2), new nn.Linear(2, 2), new nn.GELU(), new nn.LayerNorm([2, 3])]),
  "nn.ModuleList([nn.Sequential(nn.Linear(2, 2), nn.ReLU()), nn.Sequential(nn.Linear(2, 2), nn.ReLU())])": () =>
    new nn.ModuleList([
      new nn.Sequential(new nn.Linear(2, 2), new nn.ReLU()),
      new nn.Sequential(new nn.Linear(2, 2), new nn.ReLU()),
    ]),
  "nn.ModuleList([nn.Linear(2, 2), nn.CrossEntropyLoss(torch.ones(2))])": () =>
    new nn.ModuleList<nn.AnyModule>([new nn.Linear(2, 2), new nn.CrossEntropyLoss({ weight: tensor([1, 1]) })]),
};

/** The module that a piece of Python makes. */
export function make(code: string): nn.AnyModule {
  const factory = MODULES[code];
  if (factory === undefined) throw new Error(`no module for ${code}`);
  return factory();
}
