import { rand } from "downhill";
import { Dataset } from "downhill/data";

/** Each sample is its index and a number that the worker draws. */
export default class Noisy extends Dataset {
  constructor(length = 11) {
    super();
    this.size = length;
  }

  get length() {
    return this.size;
  }

  get(index) {
    return [index, rand([1]).item()];
  }
}

export const identity = (samples) => samples;
