import { Generator, manualSeed, randperm, type Tensor } from "downhill";
import type { DataShown, NetworkRequest, Progress } from "./config.ts";
import { makeData, type NetworkData } from "./data.ts";
import { makeModel } from "./model.ts";
import { Trainer } from "./trainer.ts";

export { chooseTarget, takeTable } from "./data.ts";
export { activations } from "./model.ts";

/** A curve has at most so many losses; then every second one is left out. */
const mostLosses = 300;

interface Session {
  readonly data: NetworkData;
  readonly trainers: readonly Trainer[];
  readonly view: DataShown["view"];
  readonly inputs: number;
  readonly batch: number;
  readonly generator: Generator;
  order: Tensor;
  at: number;
  step: number;
  epoch: number;
  stride: number;
}

let session: Session | null = null;

/** Makes data and networks anew: everyone's weights are the same. */
export async function prepareTraining({ config, contestants }: NetworkRequest): Promise<DataShown> {
  const data = await makeData(config);
  const inputs = data.features.length;
  const outputs = data.task === "classification" ? data.classes.length : 1;
  const made = contestants.map((contestant) => {
    manualSeed(config.seed);
    const { model, texts } = makeModel(config, inputs, outputs);
    return { trainer: new Trainer(model, data, contestant), texts };
  });
  manualSeed(config.seed);
  const { texts } = made[0] ?? makeModel(config, inputs, outputs);
  const rows = data.training.x.shape[0];
  const points = inputs <= 2 ? floats(data.training.x) : new Float32Array(0);
  const targets = floats(data.training.y);
  const view = viewOf(points, targets, inputs);
  const generator = new Generator().manualSeed(config.seed);
  session = {
    data,
    trainers: made.map(({ trainer }) => trainer),
    ...{ view, inputs, generator },
    batch: Math.min(config.batch, rows),
    order: randperm(rows, { generator }),
    ...{ at: 0, step: 0, epoch: 0, stride: 1 },
  };
  for (const trainer of session.trainers) trainer.record();
  const { task, classes, features, notes } = data;
  return {
    ...{ task, inputs, classes, features, points, targets, view, notes },
    rows: { training: rows, test: data.test.x.shape[0] },
    layers: texts.map(({ typeScript, python }) => ({ typeScript, python })),
  };
}

/**
 * Goes on for so many milliseconds, or so many steps: everyone makes a step on a batch, and then on the next.
 *
 * @returns where all stand then
 */
export function train(milliseconds: number, steps = Number.POSITIVE_INFINITY): Progress {
  if (session === null) throw new Error("nothing was prepared");
  const { trainers, data, batch } = session;
  const start = performance.now();
  const first = session.step;
  while (session.step - first < steps && performance.now() - start < milliseconds) {
    if (session.at + batch > session.order.shape[0]) {
      session.epoch++;
      for (const trainer of trainers) trainer.endEpoch(session.epoch);
      session.order = randperm(session.order.shape[0], { generator: session.generator });
      session.at = 0;
    }
    const rows = session.order.narrow(0, session.at, batch);
    const [x, y] = [data.training.x.indexSelect(0, rows), data.training.y.indexSelect(0, rows)];
    for (const trainer of trainers) trainer.step(x, y);
    session.at += batch;
    session.step++;
    if (session.step % session.stride === 0) {
      for (const trainer of trainers) trainer.record();
      if ((trainers[0]?.losses.length ?? 0) > mostLosses) {
        session.stride *= 2;
        for (const trainer of trainers) trainer.thin();
      }
    }
  }
  const seconds = (performance.now() - start) / 1000;
  const { step, epoch, stride, view, inputs } = session;
  return {
    ...{ step, epoch, stride },
    speed: seconds > 0 ? ((step - first) * trainers.length) / seconds : 0,
    standings: trainers.map((trainer) => trainer.standing(view, inputs)),
  };
}

/** A contestant's model and optimizer as a file that PyTorch reads. */
export function trainedFile(index: number): Blob {
  const trainer = session?.trainers[index];
  if (session === null || trainer === undefined) throw new RangeError(`there is no contestant ${index}`);
  return trainer.checkpoint(session.epoch);
}

function floats(values: Tensor): Float32Array {
  return Float32Array.from(values.to("float32").flatten().toTypedArray() as Float32Array);
}

/** What is drawn of the plane: all points, with some room around. */
function viewOf(points: Float32Array, targets: Float32Array, inputs: number): DataShown["view"] {
  const range = (values: readonly number[]): [number, number] => {
    if (values.length === 0) return [-1, 1];
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const room = 0.1 * (high - low || 1);
    return [low - room, high + room];
  };
  if (inputs === 1) return [...range([...points]), ...range([...targets])];
  const of = (axis: number) => range([...points].filter((_, i) => i % 2 === axis));
  return [...of(0), ...of(1)];
}
