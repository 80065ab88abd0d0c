import { Tensor } from "../tensor/tensor.ts";

/** Gives tensors methods. */
export function install(groups: readonly object[]): void {
  for (const group of groups) {
    for (const [name, property] of Object.entries(Object.getOwnPropertyDescriptors(group))) {
      Object.defineProperty(Tensor.prototype, name, { ...property, enumerable: false });
    }
  }
}
