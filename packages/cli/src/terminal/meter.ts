import { SingleBar } from "cli-progress";
import { coloursFor } from "./text.ts";

/** Shows how far a long piece of work is, on standard error. */
export interface Meter {
  update(done: number, total: number): void;
  /** Called once, before anything else is written. */
  end(): void;
}

/** Work that ends sooner goes by without a word, in milliseconds. */
const patience = 500;
/** Time between two lines where there is no terminal. */
const pause = 5000;

/** A bar if `stream` is a terminal, else a line now and then; nothing for quick work or if `quiet`. */
export function createMeter(stream: NodeJS.WriteStream, what: string, quiet = false): Meter {
  if (quiet) return { update() {}, end() {} };
  const start = performance.now();
  const percent = (done: number, total: number) => `${Math.floor((100 * done) / Math.max(total, 1))} %`;
  if (!stream.isTTY || process.env.TERM === "dumb") {
    let last = start;
    return {
      update(done, total) {
        if (performance.now() - last < pause) return;
        last = performance.now();
        stream.write(`${what}: ${percent(done, total)}\n`);
      },
      end() {},
    };
  }
  let bar: SingleBar | null = null;
  return {
    update(done, total) {
      if (performance.now() - start < patience) return;
      if (bar === null) {
        const format = `${what} {bar} {percentage} %`;
        bar = new SingleBar({
          stream,
          format,
          barCompleteChar: coloursFor(stream).cyan("█"),
          barIncompleteChar: "░",
          barsize: Math.max(0, Math.min(40, (stream.columns || 80) - what.length - " 100 %".length - 1)),
          hideCursor: true,
          clearOnComplete: true,
          stopOnComplete: false,
        });
        bar.start(total, done);
      } else bar.update(done);
    },
    end() {
      bar?.stop();
    },
  };
}
