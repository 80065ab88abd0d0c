/** A function of two variables to go down on. */
export interface Surface {
  readonly id: string;
  /** In the language of formula/parse.ts. */
  readonly formula: string;
  /** The part that is shown: the smallest and largest x, the smallest and largest y. */
  readonly view: readonly [left: number, right: number, bottom: number, top: number];
  readonly start: readonly [x: number, y: number];
  /** Where its lowest points are, as far as they are in the view. */
  readonly minima: readonly (readonly [x: number, y: number])[];
  /** Standard deviation of the noise that is added to each gradient. */
  readonly noise?: number;
}

/** The functions that the page begins with; each is one of the same formulas that visitors type. */
export const SURFACES: readonly Surface[] = [
  { id: "bowl", formula: "x^2 + y^2", view: [-4, 4, -3, 3], start: [-3, 2], minima: [[0, 0]] },
  { id: "ravine", formula: "x^2 / 20 + y^2", view: [-10, 10, -5, 5], start: [-9, 2], minima: [[0, 0]] },
  {
    id: "rosenbrock",
    formula: "(1 - x)^2 + 100 (y - x^2)^2",
    view: [-2, 2, -1, 3],
    start: [-1.2, 1],
    minima: [[1, 1]],
  },
  {
    id: "beale",
    formula: "(1.5 - x + x y)^2 + (2.25 - x + x y^2)^2 + (2.625 - x + x y^3)^2",
    view: [-4.5, 4.5, -3, 3],
    start: [1, 1.5],
    minima: [[3, 0.5]],
  },
  {
    id: "himmelblau",
    formula: "(x^2 + y - 11)^2 + (x + y^2 - 7)^2",
    view: [-6, 6, -6, 6],
    start: [-0.5, -1],
    minima: [
      [3, 2],
      [-2.805118, 3.131312],
      [-3.77931, -3.283186],
      [3.584428, -1.848126],
    ],
  },
  {
    id: "rastrigin",
    formula: "20 + x^2 - 10 cos(2 pi x) + y^2 - 10 cos(2 pi y)",
    view: [-4, 4, -4, 4],
    start: [2.6, -2.2],
    minima: [[0, 0]],
  },
  {
    id: "ackley",
    formula: "20 + e - 20 exp(-0.2 sqrt((x^2 + y^2) / 2 + 1e-12)) - exp((cos(2 pi x) + cos(2 pi y)) / 2)",
    view: [-4, 4, -4, 4],
    start: [2.7, 3.2],
    minima: [[0, 0]],
  },
  {
    id: "saddle",
    formula: "x^2 - y^2 + y^4 / 8",
    view: [-3, 3, -3, 3],
    start: [-2, 0.001],
    minima: [
      [0, 2],
      [0, -2],
    ],
  },
  {
    id: "monkey",
    formula: "x^3 - 3 x y^2 + (x^2 + y^2)^2 / 4",
    view: [-4, 4, -4, 4],
    start: [2, 0.01],
    minima: [
      [-3, 0],
      [1.5, 2.598076],
      [1.5, -2.598076],
    ],
  },
  {
    id: "plateau",
    formula: "1 - exp(-(x^2 + y^2) / 2) + 0.001 (x^2 + y^2)",
    view: [-5, 5, -5, 5],
    start: [-4, 2.5],
    minima: [[0, 0]],
  },
  {
    id: "cliff",
    formula: "tanh(8 (x + y)) + 0.05 (x + 2)^2 + 0.05 (y + 1)^2",
    view: [-4, 3, -3, 3],
    start: [2, 1.5],
    minima: [[-2, -1]],
  },
  { id: "kink", formula: "abs(x) + 3 abs(y)", view: [-4, 4, -3, 3], start: [-3, 1.7], minima: [[0, 0]] },
  {
    id: "noisy",
    formula: "x^2 / 2 + y^2",
    view: [-4, 4, -3, 3],
    start: [-3, 2],
    minima: [[0, 0]],
    noise: 2,
  },
];

/** The surface of that name, or null. */
export const surfaceOf = (id: string): Surface | null => SURFACES.find((surface) => surface.id === id) ?? null;
