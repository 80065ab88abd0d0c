import type { Shape } from "../../tensor/shape.ts";

/** An equation of `einsum`, read for tensors of given shapes. */
export interface Equation {
  /** The labels of each tensor's dimensions; what "..." stands for is numbered from the last dimension. */
  readonly inputs: readonly (readonly string[])[];
  readonly output: readonly string[];
  readonly sizes: ReadonlyMap<string, number>;
}

/** Labels of a part of an equation, with "..." as one of them. */
function subscripts(text: string, first: number, where: string): string[] {
  const labels: string[] = [];
  for (let i = 0; i < text.length; i++) {
    const letter = text[i];
    if (letter === " ") continue;
    if (letter === ".") {
      if (text.slice(i, i + 3) !== "...") {
        throw new RangeError(`einsum(): found '.' for ${where} that is not part of any ellipsis`);
      }
      if (labels.includes("...")) {
        throw new RangeError(`einsum(): found '.' for ${where} for which an ellipsis was already found`);
      }
      labels.push("...");
      i += 2;
    } else if (/[a-zA-Z]/.test(letter)) labels.push(letter);
    else {
      throw new RangeError(
        `einsum(): invalid subscript given at index ${first + i} in the equation string, subscripts must be in [a-zA-Z]`,
      );
    }
  }
  return labels;
}

/** Labels for dimensions that "..." stands for. */
function further(count: number): string[] {
  return Array.from({ length: count }, (_, i) => `...${count - i}`);
}

/** @throws RangeError for an equation that can't be read or doesn't fit the shapes */
export function parseEquation(equation: string, shapes: readonly Shape[]): Equation {
  const arrow = equation.indexOf("->");
  const left = arrow < 0 ? equation : equation.slice(0, arrow);
  const parts = left.split(",");
  if (shapes.length === 0) throw new RangeError("einsum(): must provide at least one operand");
  if (parts.length !== shapes.length) {
    const which = parts.length < shapes.length ? "more" : "fewer";
    throw new RangeError(`einsum(): ${which} operands were provided than specified in the equation`);
  }
  let start = 0;
  let most = 0;
  const inputs = parts.map((part, i) => {
    const labels = subscripts(part, start, `operand ${i}`);
    start += part.length + 1;
    const rank = shapes[i].length;
    const at = labels.indexOf("...");
    const named = labels.length - (at < 0 ? 0 : 1);
    if (at < 0 ? named !== rank : named > rank) {
      throw new RangeError(
        `einsum(): the number of subscripts in the equation (${named}) ` +
          (at < 0
            ? `does not match the number of dimensions (${rank}) for operand ${i} and no ellipsis was given`
            : `is more than the number of dimensions (${rank}) for operand ${i}`),
      );
    }
    most = Math.max(most, at < 0 ? 0 : rank - named);
    return at < 0 ? labels : [...labels.slice(0, at), ...further(rank - named), ...labels.slice(at + 1)];
  });
  const sizes = sizesOf(inputs, shapes);
  const output = arrow < 0 ? implied(inputs, most) : explicit(equation.slice(arrow + 2), arrow + 2, most, sizes);
  return { inputs, output, sizes };
}

function sizesOf(inputs: readonly (readonly string[])[], shapes: readonly Shape[]): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const [i, labels] of inputs.entries()) {
    for (const [d, label] of labels.entries()) {
      const size = shapes[i][d];
      const known = sizes.get(label) ?? 1;
      if (known !== 1 && size !== 1 && known !== size) {
        throw new RangeError(
          `einsum(): subscript ${label} has size ${size} for operand ${i} which does not broadcast with previously seen ` +
            `size ${known}`,
        );
      }
      if (known === 1) sizes.set(label, size);
    }
  }
  return sizes;
}

/** Without an arrow: the labels that come once, in order of the alphabet. */
function implied(inputs: readonly (readonly string[])[], most: number): string[] {
  const letters = inputs.flat().filter((label) => !label.startsWith("..."));
  const once = letters.filter((label) => letters.indexOf(label) === letters.lastIndexOf(label));
  return [...further(most), ...once.sort()];
}

function explicit(text: string, first: number, most: number, sizes: ReadonlyMap<string, number>): string[] {
  const labels = subscripts(text, first, "the output");
  for (const [i, label] of labels.entries()) {
    if (label === "...") continue;
    if (labels.indexOf(label) < i) {
      throw new RangeError(`einsum(): output subscript ${label} appears more than once in the output`);
    }
    if (!sizes.has(label)) {
      throw new RangeError(`einsum(): output subscript ${label} does not appear in the equation for any input operand`);
    }
  }
  return labels.flatMap((label) => (label === "..." ? further(most) : [label]));
}
