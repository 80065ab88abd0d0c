import { FileFormatError } from "./errors.ts";
import type { ByteSource } from "./source.ts";

/** Bytes of a file that belong in an array, and what is to be done when they are there. */
export interface Run {
  /** Where in the file the run starts: with a header, and the array's bytes right behind it. */
  readonly offset: number;
  readonly headerLength: number;
  readonly target: Uint8Array;
  /** Told the pieces of the target as they arrive, in order. */
  onPiece?(piece: Uint8Array): void;
  /** Told when all is there. */
  onEnd?(header: Uint8Array): void | Promise<void>;
}

/** One request reads at most about so much, whether that is part of a large run or many small ones. */
export const REQUEST_BYTES = 16 * 1024 * 1024;
/** Systems take no more than 1024 targets at once. */
const REQUEST_TARGETS = 500;
/** So many requests are under way at the same time, while what came before them is checked. */
const REQUESTS = 4;

/** Bytes between two runs that are cheaper read and forgotten than left out. */
const MAX_GAP = 4096;

/** Neighbours in a file, read at once. */
interface Request {
  readonly offset: number;
  length: number;
  readonly targets: Uint8Array[];
  /** What to do, in order, when the bytes are there. */
  readonly tasks: (() => void | Promise<void>)[];
}

/** Cuts runs and puts them together to requests; `gap` is where bytes go that nobody asked for. */
function* requestsFor(runs: Iterable<Run>, gap: Uint8Array): Generator<Request, void, void> {
  let request: Request | null = null;
  for (const run of runs) {
    const { offset, headerLength, target } = run;
    if (request !== null) {
      const between: number = offset - (request.offset + request.length);
      if (between < 0 || between > MAX_GAP) {
        yield request;
        request = null;
      } else if (between > 0) {
        request.targets.push(gap.subarray(0, between));
        request.length += between;
      }
    }
    request ??= { offset, length: 0, targets: [], tasks: [] };
    const header = new Uint8Array(headerLength);
    if (headerLength > 0) request.targets.push(header);
    request.length += headerLength;
    for (let at = 0; at < target.length; ) {
      const piece = target.subarray(at, at + Math.max(1, REQUEST_BYTES - request.length));
      at += piece.length;
      request.targets.push(piece);
      request.length += piece.length;
      if (run.onPiece !== undefined) request.tasks.push(() => run.onPiece?.(piece));
      if (request.length >= REQUEST_BYTES) {
        yield request;
        request = { offset: request.offset + request.length, length: 0, targets: [], tasks: [] };
      }
    }
    request.tasks.push(() => run.onEnd?.(header));
    if (request.targets.length >= REQUEST_TARGETS) {
      yield request;
      request = null;
    }
  }
  if (request !== null) yield request;
}

/**
 * Reads runs, best given in the order of the file: small neighbours with one request, large ones piece by piece, the
 * next pieces being read while the last one is checked.
 */
export async function readRuns(source: ByteSource, runs: Iterable<Run>): Promise<void> {
  const reading: Promise<Request>[] = [];
  const next = async (): Promise<void> => {
    const request = await (reading.shift() as Promise<Request>);
    for (const task of request.tasks) await task();
  };
  try {
    for (const request of requestsFor(runs, new Uint8Array(MAX_GAP))) {
      if (request.offset + request.length > source.size) {
        throw new FileFormatError("corrupt", "the file ends before all elements", { offset: source.size });
      }
      const read = source.readInto(request.offset, ...request.targets).then(() => request);
      read.catch(() => undefined); // it is awaited in its turn
      reading.push(read);
      if (reading.length >= REQUESTS) await next();
    }
    while (reading.length > 0) await next();
  } catch (error) {
    await Promise.allSettled(reading); // nobody may write into the targets any more
    throw error;
  }
}
