import { manualSeed, rand, randn, type Tensor, tensor } from "downhill";
import { parseCsv, type RawTable } from "../../../packages/cli/src/data/csv.ts";
import { readDataset } from "../../../packages/cli/src/data/dataset.ts";
import digitsUrl from "../../../packages/cli/src/problems/data/digits.csv.gz?url";
import { dealRows, tableProblem } from "../../../packages/cli/src/problems/table.ts";
import type { NetworkConfig } from "./config.ts";

/** Rows with what is to be said of them. */
export interface Rows {
  readonly x: Tensor;
  /** Numbers of classes, or values in a column. */
  readonly y: Tensor;
}

export interface NetworkData {
  readonly task: "classification" | "regression";
  readonly classes: readonly string[];
  readonly features: readonly string[];
  readonly training: Rows;
  readonly test: Rows;
  readonly notes: readonly string[];
}

const made = { training: 300, test: 200 };
const PLAN = { seed: 0, testSeed: null, classWeights: null } as const;
const FORMAT = { encoding: null, delimiter: null, comment: null } as const;

let table: { raw: RawTable; target: string } | null = null;

/**
 * Takes a visitor's table.
 *
 * @returns its columns
 * @throws {Error} that says in which line what is wrong
 */
export async function takeTable(blob: Blob, name: string): Promise<readonly string[]> {
  const raw = parseCsv(new Uint8Array(await blob.arrayBuffer()), name, FORMAT);
  table = { raw, target: raw.columns[raw.columns.length - 1] };
  return raw.columns;
}

/** Chooses the column that is to be predicted. */
export function chooseTarget(target: string): void {
  if (table !== null) table = { ...table, target };
}

/** The data of a training. */
export async function makeData({ data, noise, seed }: NetworkConfig): Promise<NetworkData> {
  if (data === "table") {
    if (table === null) throw new Error("drop a table first");
    return tableData(table.raw, table.target);
  }
  if (data === "digits") return digitsData(await readDigits());
  manualSeed(seed);
  const make = SHAPES[data];
  const [training, test] = [made.training, made.test].map((count) => make(count, noise));
  const task = data === "parabola" || data === "wave" ? "regression" : "classification";
  const classes = task === "regression" ? [] : data === "spirals" || data === "blobs" ? ["A", "B", "C"] : ["A", "B"];
  const features = data === "parabola" || data === "wave" ? ["x"] : ["x", "y"];
  const rows = ({ inputs, targets }: Points): Rows => ({
    x: tensor(inputs).reshape([targets.length, features.length]),
    y: task === "regression" ? tensor(targets).unsqueeze(1) : tensor(Array.from(targets), { dtype: "int64" }),
  });
  return { task, classes, features, training: rows(training), test: rows(test), notes: [] };
}

function tableData(raw: RawTable, target: string): NetworkData {
  const options = { target, task: null, ignore: [], category: [], decimal: null, missing: null };
  const dataset = readDataset(raw, options);
  const problem = tableProblem(dataset, dealRows(dataset, PLAN), null);
  const { task, classes, features, training, validation, notes } = problem;
  const rows = ({ inputs, targets, rows: count }: typeof training): Rows => ({
    x: tensor(inputs).reshape([count, features.length]),
    y: task === "regression" ? tensor(targets).unsqueeze(1) : tensor(Array.from(targets), { dtype: "int64" }),
  });
  return { task, classes, features, training: rows(training), test: rows(validation), notes };
}

/** Images of 8 by 8 pixels, all of them, as convolutions need them; every fifth is for the test. */
function digitsData({ columns, rows }: RawTable): NetworkData {
  const features = columns.slice(0, 64);
  const part = (of: readonly (readonly string[])[]): Rows => ({
    x: tensor(Float32Array.from(of.flatMap((row) => row.slice(0, 64).map((pixel) => Number(pixel) / 16)))).reshape([
      of.length,
      64,
    ]),
    y: tensor(
      of.map((row) => Number(row[64])),
      { dtype: "int64" },
    ),
  });
  return {
    task: "classification",
    classes: Array.from({ length: 10 }, (_, digit) => String(digit)),
    features,
    training: part(rows.filter((_, i) => i % 5 !== 0)),
    test: part(rows.filter((_, i) => i % 5 === 0)),
    notes: [],
  };
}

async function readDigits(): Promise<RawTable> {
  const bytes = await (await fetch(digitsUrl)).blob();
  // Some hosts say of such a file that it is compressed on the way, and it arrives as text.
  const [first, second] = new Uint8Array(await bytes.slice(0, 2).arrayBuffer());
  const text =
    first === 0x1f && second === 0x8b ? bytes.stream().pipeThrough(new DecompressionStream("gzip")) : bytes.stream();
  const buffer = await new Response(text).arrayBuffer();
  return parseCsv(new Uint8Array(buffer), "digits", { encoding: null, delimiter: ",", comment: null });
}

interface Points {
  readonly inputs: Float32Array;
  readonly targets: Float32Array;
}

/** How points of each shape are made, by numbers from 0 to 1, normal ones, and how far they are strewn. */
type Place = (i: number, uniform: () => number, normal: () => number, noise: number) => readonly number[];

function points(place: Place): (count: number, noise: number) => Points {
  return (count, noise) => {
    const uniform = numbers(rand([4 * count]));
    const normal = numbers(randn([4 * count]));
    const rows = Array.from({ length: count }, (_, i) => place(i, uniform, normal, noise));
    return {
      inputs: Float32Array.from(rows.flatMap((row) => row.slice(0, -1))),
      targets: Float32Array.from(rows, (row) => row[row.length - 1]),
    };
  };
}

function numbers(drawn: Tensor): () => number {
  const values = drawn.toTypedArray() as Float32Array;
  let next = 0;
  return () => values[next++ % values.length];
}

const SHAPES = {
  circle: points((i, uniform, normal, noise) => {
    const radius = i % 2 === 0 ? 0.5 * Math.sqrt(uniform()) : 0.7 + 0.3 * uniform();
    const angle = 2 * Math.PI * uniform();
    return [
      radius * Math.cos(angle) + 0.3 * noise * normal(),
      radius * Math.sin(angle) + 0.3 * noise * normal(),
      i % 2,
    ];
  }),
  xor: points((_, uniform, normal, noise) => {
    const [x, y] = [2 * uniform() - 1, 2 * uniform() - 1];
    const gap = (value: number) => value + 0.08 * Math.sign(value);
    return [gap(x) + 0.3 * noise * normal(), gap(y) + 0.3 * noise * normal(), x * y > 0 ? 1 : 0];
  }),
  spirals: points((i, uniform, normal, noise) => {
    const radius = Math.sqrt(uniform());
    const angle = 2 * Math.PI * (1.25 * radius + (i % 3) / 3);
    return [
      radius * Math.cos(angle) + 0.1 * noise * normal(),
      radius * Math.sin(angle) + 0.1 * noise * normal(),
      i % 3,
    ];
  }),
  moons: points((i, uniform, normal, noise) => {
    const angle = Math.PI * uniform();
    const [x, y] =
      i % 2 === 0 ? [Math.cos(angle) - 0.5, Math.sin(angle) - 0.25] : [0.5 - Math.cos(angle), 0.25 - Math.sin(angle)];
    return [0.65 * x + 0.2 * noise * normal(), 0.9 * y + 0.2 * noise * normal(), i % 2];
  }),
  blobs: points((i, _, normal, noise) => {
    const angle = (2 * Math.PI * (i % 3)) / 3 + 0.4;
    const spread = 0.12 + 0.4 * noise;
    return [0.6 * Math.cos(angle) + spread * normal(), 0.6 * Math.sin(angle) + spread * normal(), i % 3];
  }),
  parabola: points((_, uniform, normal, noise) => {
    const x = 2 * uniform() - 1;
    return [x, x * x + 0.5 * noise * normal()];
  }),
  wave: points((_, uniform, normal, noise) => {
    const x = 2 * uniform() - 1;
    return [x, Math.sin(6 * x) * 0.8 + 0.5 * noise * normal()];
  }),
};
