/** A landscape and how it is gone down. */
export interface Descent {
  readonly formula: string;
  readonly start: readonly [x: number, y: number];
  readonly steps: number;
  /** Standard deviation of the noise added to each gradient; the same noise for everyone. */
  readonly noise: number;
}

/** The way of one contestant. All lists have an entry for the start and one for each step. */
export interface Trace {
  /** x and y, one after the other, after each step. */
  readonly positions: Float64Array;
  readonly losses: Float64Array;
  /** The gradient at each position, with its noise: what the next step is made by. */
  readonly gradients: Float64Array;
  /** The learning rate of each next step. */
  readonly rates: Float64Array;
  /** What the optimizer remembers after each step, for x and y, by its name; numbers are there twice. */
  readonly state: Readonly<Record<string, Float64Array>>;
  /** All options, those that weren't given too. */
  readonly options: Readonly<Record<string, unknown>>;
  /** What the library said instead of going on, and the traces end there; null if nothing went wrong. */
  readonly error: string | null;
}

/** Ways from many starts. */
export interface Swarm {
  /** How many starts; fewer than asked for where an optimizer can't take them all at once. */
  readonly count: number;
  /** x and y of every start, frame after frame. */
  readonly positions: Float32Array;
  readonly frames: number;
  /** So many steps lie between two frames. */
  readonly stride: number;
  readonly error: string | null;
}

/** Values on a grid, row after row from the bottom, and what they are like. */
export interface Landscape {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float64Array;
  readonly lowest: number;
  readonly highest: number;
}
