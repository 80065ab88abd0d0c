import { BOOLEAN } from "../signatures/kinds.ts";
import { optional } from "../signatures/parameters.ts";
import { signature } from "../signatures/signature.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { Module } from "./module.ts";

export const INPLACE = { inplace: optional(BOOLEAN, false) };

export function inplaceRepr(inplace: boolean): string {
  return inplace ? "inplace=True" : "";
}

export function joined(...parts: readonly string[]): string {
  return parts.filter((part) => part !== "").join(", ");
}

/* @__NO_SIDE_EFFECTS__ */
export function inplaceSignature(name: string) {
  return signature(name, {}, INPLACE);
}

/** What activations share whose only option is to overwrite their input. */
export abstract class InplaceActivation extends Module<[input: Tensor]> {
  readonly inplace: boolean;

  /** @internal */
  static override readonly signature = inplaceSignature("InplaceActivation");

  /**
   * @param options.inplace whether to write the result over the input; default false
   * @throws TypeError for arguments that it doesn't take
   */
  constructor(options?: { inplace?: boolean });
  constructor(...args: readonly unknown[]) {
    super();
    this.inplace = new.target.signature.read(args).inplace;
  }

  override extraRepr(): string {
    return inplaceRepr(this.inplace);
  }
}
