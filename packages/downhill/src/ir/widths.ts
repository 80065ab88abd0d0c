import type { Expression } from "./expression.ts";

/**
 * Makes a function that tells whether an expression is a double by its own making (true), an element of the arrays'
 * type (false), or a number that is either, as its neighbours are (null). Results are remembered.
 */
export function widthsOf(): (expression: Expression) => boolean | null {
  const known = new Map<Expression, boolean | null>();
  const widthOf = (expression: Expression): boolean | null => {
    let width = known.get(expression);
    if (width === undefined) {
      width = compute(expression);
      known.set(expression, width);
    }
    return width;
  };
  const compute = ({ node }: Expression): boolean | null => {
    switch (node.kind) {
      case "input":
      case "narrow":
        return false;
      case "widen":
      case "row":
        return true;
      case "uniform":
        return null;
      default: {
        // Where a double meets an element, the element is widened, which changes no value.
        let width: boolean | null = null;
        for (const arg of node.args) {
          const own = widthOf(arg);
          if (own === true) return true;
          width ??= own;
        }
        return width;
      }
    }
  };
  return widthOf;
}
