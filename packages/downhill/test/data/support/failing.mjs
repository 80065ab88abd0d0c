import { tensor } from "downhill";
import { Dataset } from "downhill/data";

/** Goes wrong in the ways that are asked for. */
export default class Failing extends Dataset {
  constructor({ way, length = 8 }) {
    super();
    if (way === "constructor") throw new RangeError("no such file");
    this.way = way;
    this.size = length;
  }

  get length() {
    return this.size;
  }

  get(index) {
    if (index !== 5) return tensor([index, index + 0.5]);
    if (this.way === "sample") throw new TypeError(`sample ${index} is broken`);
    if (this.way === "exit") process.exit(3);
    if (this.way === "slow") return new Promise((resolve) => setTimeout(() => resolve(tensor([0, 0])), 60_000));
    if (this.way === "shape") return tensor([1]);
    return tensor([index, index + 0.5]);
  }
}

export const sum = (samples) => samples.reduce((total, sample) => total + sample.sum().item(), 0);
export const announce = (id) => {
  if (id > 0) throw new Error(`worker ${id} won't start`);
};
