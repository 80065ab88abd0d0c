import { define, recordWith, tracks } from "../../autograd/graph.ts";
import { launch } from "../../memory/recording.ts";
import { rowMajor } from "../../tensor/copy.ts";
import type { Shape } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { byName } from "./byName.ts";
import { type Floats, floats } from "./pointwise.ts";
import type { PlaneSpans, WholeWindow } from "./spans.ts";

/* Functions whose every output is one of the input's elements: the greatest of a window, or one that is named by its place. */

/** Which elements of its plane each output is; -1 for none. */
export interface Selection {
  /** PyTorch's name of what selects, such as `MaxPool2D`. */
  readonly name: string;
  readonly origins: Int32Array;
  /** Elements of a plane of the input, and how many are selected of it. */
  readonly plane: number;
  readonly selected: number;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
}

/** Finds where the greatest elements of a plane's windows are, and writes them; the last NaN of a window is its greatest. */
export function greatest(
  x: Floats,
  at: number,
  spans: PlaneSpans,
  { deep, high, wide, taps }: WholeWindow,
  out: Floats,
  origins: Int32Array,
  first: number,
): void {
  const [depth, height, width] = spans;
  const { starts: fronts, ends: backs, step: depthStep } = depth;
  const { starts: tops, ends: bottoms, size: rows, step: heightStep } = height;
  const { starts: lefts, ends: rights, size: columns, step: widthStep } = width;
  let to = first;
  for (let d = 0; d < fronts.length; d++) {
    const [front, back] = [fronts[d], backs[d]];
    for (let h = 0; h < tops.length; h++) {
      const [top, bottom] = [tops[h], bottoms[h]];
      const isWhole = taps.length > 0 && back - front === deep && bottom - top === high;
      const row = (front * rows + top) * columns;
      for (let w = 0; w < lefts.length; w++, to++) {
        const left = lefts[w];
        const right = rights[w];
        let origin = row + left;
        let most = -Infinity;
        if (isWhole && right - left === wide) {
          // Most windows are whole: their elements are where those of the others are.
          const start = at + origin;
          let found = 0;
          most = x[start];
          for (let t = 1; t < taps.length; t++) {
            const value = x[start + taps[t]];
            if (value > most || value !== value) {
              most = value;
              found = t;
            }
          }
          origin += taps[found];
        } else if (front < back && top < bottom && left < right) {
          most = x[at + origin];
          for (let z = front; z < back; z += depthStep) {
            for (let y = top; y < bottom; y += heightStep) {
              const from = (z * rows + y) * columns;
              for (let place = from + left; place < from + right; place += widthStep) {
                const value = x[at + place];
                if (value > most || value !== value) {
                  most = value;
                  origin = place;
                }
              }
            }
          }
        } else origin = -1;
        out[to] = most;
        origins[to] = origin;
      }
    }
  }
}

/** Says that an output, already computed, is a selection of the input. */
export function recordSelection(output: Tensor, input: Tensor, selection: Selection): Tensor {
  return tracks(input) ? recordWith(output, selectOf(selection.name), [input], [], selection) : output;
}

/** The places of a selection in their planes, as int64. */
export function placesOf({ origins, outputShape }: Selection): Tensor {
  const result = Tensor.uninitialized("int64", outputShape);
  launch("indices", () => {
    const out = result.storage.data as BigInt64Array;
    for (let i = 0; i < origins.length; i++) out[i] = BigInt(origins[i]);
  });
  return result;
}

/** The elements that are selected, and zero where none is. */
export function select(input: Tensor, selection: Selection): Tensor {
  const source = rowMajor(input);
  const result = Tensor.uninitialized(input.dtype, selection.outputShape);
  const { origins, plane, selected } = selection;
  launch("select", () => {
    const [x, out] = [floats(source), floats(result)];
    for (let to = 0, at = source.offset; to < origins.length; at += plane) {
      for (const end = to + selected; to < end; to++) out[to] = origins[to] < 0 ? 0 : x[at + origins[to]];
    }
  });
  return recordSelection(result, input, selection);
}

/** The derivative of `select`, which is linear: each element of the input gets the sum over the outputs that it is. */
export function deselect(grad: Tensor, selection: Selection): Tensor {
  const source = rowMajor(grad);
  const result = Tensor.allocate(grad.dtype, selection.inputShape);
  const { origins, plane, selected } = selection;
  launch("deselect", () => {
    const [g, out] = [floats(source), floats(result)];
    const { offset } = source;
    for (let from = 0, first = 0; from < origins.length; first += plane) {
      for (const end = from + selected; from < end; from++) {
        if (origins[from] >= 0) out[first + origins[from]] += g[offset + from];
      }
    }
  });
  return tracks(grad) ? recordWith(result, deselectOf(selection.name), [grad], [], selection) : result;
}

const selectOf = byName((name) => define<Selection>(`${name}Backward0`, (grad, { extra }) => deselect(grad, extra)));
const deselectOf = byName((name) =>
  define<Selection>(`${name}BackwardBackward0`, (grad, { extra }) => select(grad, extra)),
);
