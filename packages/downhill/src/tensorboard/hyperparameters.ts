import { Tensor } from "../tensor/tensor.ts";
import { metadata } from "./events.ts";
import { Message } from "./protobuf.ts";

/*
 * What the page of hyperparameters needs: which there are and which metrics, their values, and that the run has ended.
 * Source: TensorBoard's plugins/hparams/plugin_data.proto and api.proto.
 */

/** A hyperparameter: a number, a text, a truth value, or a tensor of one number; null ones are left out. */
export type Hyperparameter = number | string | boolean | Tensor | null;

const KINDS = { string: 1, boolean: 2, number: 3 };

/** @throws TypeError for a value that is no hyperparameter */
function plain(name: string, value: Hyperparameter): number | string | boolean {
  const found = value instanceof Tensor ? value.item() : value;
  if (typeof found === "number" || typeof found === "string" || typeof found === "boolean") return found;
  throw new TypeError(`addHparams(): ${name} must be a number, a string, a boolean or a Tensor, got ${typeof value}`);
}

function valueMessage(value: number | string | boolean): Message {
  if (typeof value === "number") return new Message().double(2, value, true);
  if (typeof value === "string") return new Message().block(3, value);
  return new Message().boolean(4, value);
}

/** What is written of a run's hyperparameters. */
export interface HyperparameterSummaries {
  readonly experiment: Message;
  readonly start: Message;
  readonly end: Message;
}

/**
 * @param discrete the values that hyperparameters may have, by their names
 * @throws TypeError for values that are no hyperparameters, and for lists of values of another type
 */
export function hyperparameters(
  values: Readonly<Record<string, Hyperparameter>>,
  metrics: readonly string[],
  discrete: Readonly<Record<string, readonly (number | string | boolean)[]>>,
): HyperparameterSummaries {
  const given = Object.entries(values).filter(([, value]) => value !== null);
  const known = given.map(([name, value]) => [name, plain(name, value)] as const);
  for (const [name, list] of Object.entries(discrete)) {
    const value = known.find(([key]) => key === name)?.[1];
    if (value !== undefined && Array.isArray(list) && list.every((one) => typeof one === typeof value)) continue;
    throw new TypeError(
      `parameter: hparamDomainDiscrete[${name}] should be a list of same type as hparamDict[${name}].`,
    );
  }
  const infos = known.map(([name, value]) => {
    const info = new Message().block(1, name).integer(4, KINDS[typeof value as keyof typeof KINDS]);
    const list = discrete[name];
    return list === undefined ? info : info.block(5, new Message().blocks(1, list.map(valueMessage)));
  });
  const metricInfos = metrics.map((tag) => new Message().block(1, new Message().block(2, tag)));
  const entries = known.map(([name, value]) => new Message().block(1, name).block(2, valueMessage(value)));
  const summary = (tag: string, field: number, content: Message) =>
    new Message().block(1, `_hparams_/${tag}`).block(9, metadata("hparams", new Message().block(field, content)));
  return {
    experiment: summary("experiment", 2, new Message().blocks(4, infos).blocks(5, metricInfos)),
    start: summary("session_start_info", 3, new Message().blocks(1, entries)),
    end: summary("session_end_info", 4, new Message().integer(1, 1)),
  };
}
