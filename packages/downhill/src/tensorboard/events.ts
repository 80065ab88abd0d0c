import { maskedCrc32c } from "./crc32c.ts";
import { Message } from "./protobuf.ts";

/*
 * What TensorBoard's files hold.
 * Source: TensorBoard's compat/proto/event.proto and summary.proto.
 */

/** The number that TensorFlow's types have in messages. */
const TYPES = { float: 1, double: 2, string: 7 };

/** One record of a file: its length and its bytes, each with a checksum. */
export function record(event: Message): Uint8Array {
  const bytes = event.bytes();
  const out = new Uint8Array(bytes.length + 16);
  const view = new DataView(out.buffer);
  view.setBigUint64(0, BigInt(bytes.length), true);
  view.setUint32(8, maskedCrc32c(out.subarray(0, 8)), true);
  out.set(bytes, 12);
  view.setUint32(12 + bytes.length, maskedCrc32c(bytes), true);
  return out;
}

/** When something happened: seconds since 1970, and the step of the training. */
export interface Moment {
  readonly walltime: number;
  readonly step: number | bigint;
}

function event({ walltime, step }: Moment): Message {
  return new Message().double(1, walltime).integer(2, step);
}

/** What every file begins with. */
export function versionEvent(moment: Moment): Message {
  return event(moment).block(3, "brain.Event:2");
}

/** Says that a training goes on from a step: what was written of it and of later ones is hidden. */
export function restartEvent(moment: Moment): Message {
  return event(moment).block(7, new Message().integer(1, 1));
}

export function graphEvent(moment: Moment, graph: Message): Message {
  return event(moment).block(4, graph);
}

/** Values by their tags. */
export function summaryEvent(moment: Moment, ...values: readonly Message[]): Message {
  return event(moment).block(5, new Message().blocks(1, values));
}

/** Which plugin shows a value, and what it needs to know. */
export function metadata(plugin: string, content: Message | null): Message {
  const data = new Message().block(1, plugin);
  return new Message().block(1, content === null ? data : data.block(2, content));
}

export function scalar(tag: string, value: number): Message {
  return new Message().block(1, tag).float(2, value);
}

/** The same as a tensor, which is read faster, and may have double precision. */
export function scalarTensor(tag: string, value: number, isDouble: boolean): Message {
  const tensor = isDouble
    ? new Message().integer(1, TYPES.double).doubles(6, [value])
    : new Message().integer(1, TYPES.float).block(5, floatBytes(value));
  return new Message().block(1, tag).block(8, tensor).block(9, metadata("scalars", null));
}

function floatBytes(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setFloat32(0, value, true);
  return bytes;
}

/** A text, which is shown as Markdown. */
export function text(tag: string, value: string): Message {
  const shape = new Message().block(2, new Message().integer(1, 1));
  const tensor = new Message().integer(1, TYPES.string).block(2, shape).block(8, value);
  return new Message().block(1, `${tag}/text_summary`).block(8, tensor).block(9, metadata("text", null));
}

/** An image as the bytes of a PNG. */
export interface EncodedImage {
  readonly width: number;
  readonly height: number;
  readonly channels: number;
  readonly png: Uint8Array;
}

export function image(tag: string, { width, height, channels, png }: EncodedImage): Message {
  const encoded = new Message().integer(1, height).integer(2, width).integer(3, channels).block(4, png);
  return new Message().block(1, tag).block(4, encoded);
}

/** How many values lie up to each limit from the one before. */
export interface Histogram {
  readonly min: number;
  readonly max: number;
  readonly count: number;
  readonly sum: number;
  readonly sumOfSquares: number;
  readonly limits: readonly number[];
  readonly counts: readonly number[];
}

export function histogram(tag: string, { min, max, count, sum, sumOfSquares, limits, counts }: Histogram): Message {
  const proto = new Message()
    .double(1, min)
    .double(2, max)
    .double(3, count)
    .double(4, sum)
    .double(5, sumOfSquares)
    .doubles(6, limits)
    .doubles(7, counts);
  return new Message().block(1, tag).block(5, proto);
}
