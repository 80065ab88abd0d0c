import { closeSync, mkdirSync, openSync, writeSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { record, versionEvent } from "../../tensorboard/events.ts";
import type { Message } from "../../tensorboard/protobuf.ts";

let made = 0;

/**
 * A file of events in a folder, which is made where it isn't there. Each event is handed to the system at once, as whole
 * records, so what was added is there when the program is killed; a record that was cut off by a full disk ends what is
 * read, and nothing before it is lost.
 */
export class EventFile {
  readonly path: string;
  #file: number | null;

  constructor(folder: string, suffix: string) {
    mkdirSync(folder, { recursive: true });
    const seconds = Math.floor(Date.now() / 1000)
      .toString()
      .padStart(10, "0");
    this.path = join(folder, `events.out.tfevents.${seconds}.${hostname()}.${process.pid}.${made++}${suffix}`);
    this.#file = openSync(this.path, "a");
    this.add(versionEvent({ walltime: Date.now() / 1000, step: 0 }));
  }

  /** @throws Error once the file is closed, and the file system's errors */
  add(event: Message): void {
    if (this.#file === null) throw new Error("the file of events is closed");
    const bytes = record(event);
    for (let at = 0; at < bytes.length; ) at += writeSync(this.#file, bytes, at);
  }

  close(): void {
    if (this.#file === null) return;
    closeSync(this.#file);
    this.#file = null;
  }
}
