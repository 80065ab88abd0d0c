/** How the elements of a matrix lie in its storage. */
export type Layout = "rows" | "columns" | "spaced rows" | "spaced columns" | "scattered" | "one row" | "one column";
export const LAYOUTS: readonly Layout[] = [
  "rows",
  "columns",
  "spaced rows",
  "spaced columns",
  "scattered",
  "one row",
  "one column",
];

/** The strides of rows and columns. */
export function strides(layout: Layout, rows: number, columns: number): [number, number] {
  switch (layout) {
    case "rows":
      return [columns, 1];
    case "columns":
      return [1, rows];
    case "spaced rows":
      return [3 * columns + 1, 1];
    case "spaced columns":
      return [1, 3 * rows + 1];
    case "scattered":
      return [4 * columns + 3, 3];
    case "one row": // expanded, as PyTorch's `expand` does it
      return [0, 1];
    case "one column":
      return [1, 0];
  }
}
