import type { Shape } from "../tensor/shape.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { type Constraint, positive, real } from "./constraints.ts";
import { Distribution, publishDistribution } from "./distribution.ts";
import { broadcastAll, type Parameter } from "./parameters.ts";

/** What distributions of real numbers share that are moved and stretched: see {@link Normal}. */
export abstract class LocationScale extends Distribution {
  readonly loc: Tensor;
  readonly scale: Tensor;

  constructor(loc: Parameter, scale: Parameter, validateArgs: boolean | null) {
    const [place, width] = broadcastAll(loc, scale);
    super(place._shape, [], validateArgs);
    this.loc = place;
    this.scale = width;
    this.checkParameters();
  }

  get parameters(): Readonly<Record<string, readonly [Tensor, Constraint | null]>> {
    return { loc: [this.loc, real], scale: [this.scale, positive] };
  }

  get support(): Constraint {
    return real;
  }

  override get hasRsample(): boolean {
    return true;
  }

  expand(batchShape: Shape): this {
    return this.with(batchShape, { loc: this.loc.expand(batchShape), scale: this.scale.expand(batchShape) });
  }

  override get mode(): Tensor {
    return this.loc;
  }
}

publishDistribution(LocationScale);
