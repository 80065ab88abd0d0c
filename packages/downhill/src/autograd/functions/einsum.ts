import { elementCount, type Shape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { diagonal } from "./diagonals.ts";
import { permute } from "./dims.ts";
import { parseEquation } from "./einsumEquation.ts";
import { matmul } from "./matmul.ts";
import { expand, sum } from "./sum.ts";
import { reshape } from "./views.ts";

/** A tensor whose dimensions have labels, each a different one. */
interface Labelled {
  readonly tensor: Tensor;
  readonly labels: readonly string[];
}

/**
 * Sums of products of tensors by Einstein's convention: `einsum("bij,bjk->bik", a, b)`. Each letter is a dimension;
 * those that the result doesn't have are summed over, and "..." stands for any further ones, which broadcast. Several
 * tensors are joined two at a time, those first whose product is small.
 * @throws RangeError for an equation that can't be read or doesn't fit the tensors.
 */
export function einsum(equation: string, operands: readonly Tensor[]): Tensor {
  const { inputs, output, sizes } = parseEquation(
    equation,
    operands.map(({ _shape: shape }) => shape),
  );
  const pending: Labelled[] = operands.map((tensor, i) => distinct({ tensor, labels: inputs[i] }));
  while (pending.length > 1) {
    const [first, second] = cheapest(pending, output, sizes);
    const [b] = pending.splice(second, 1);
    const [a] = pending.splice(first, 1);
    const needed = new Set([...output, ...pending.flatMap(({ labels }) => labels)]);
    pending.push(contract(a, b, needed, sizes));
  }
  const { tensor, labels } = summed(pending[0], new Set(output));
  return permute(
    tensor,
    output.map((label) => labels.indexOf(label)),
  );
}

/** Takes diagonals where a label names several dimensions. */
function distinct({ tensor, labels }: Labelled): Labelled {
  const second = labels.findIndex((label, d) => labels.indexOf(label) < d);
  if (second < 0) return { tensor, labels };
  const label = labels[second];
  const first = labels.indexOf(label);
  const size = Math.max(tensor._shape[first], tensor._shape[second]);
  const shape = tensor._shape.map((own, d) => (d === first || d === second ? size : own));
  const rest = labels.filter((_, d) => d !== first && d !== second);
  return distinct({ tensor: diagonal(expand(tensor, shape), 0, first, second), labels: [...rest, label] });
}

/** Sums over the dimensions that nobody needs. */
function summed({ tensor, labels }: Labelled, needed: ReadonlySet<string>): Labelled {
  const dims = labels.flatMap((label, d) => (needed.has(label) ? [] : [d]));
  if (dims.length === 0) return { tensor, labels };
  return { tensor: sum(tensor, dims), labels: labels.filter((label) => needed.has(label)) };
}

/** Which two to join next: those whose product is smallest beside what it replaces. */
function cheapest(
  pending: readonly Labelled[],
  output: readonly string[],
  sizes: ReadonlyMap<string, number>,
): [number, number] {
  let best: [number, number] = [0, 1];
  if (pending.length === 2) return best;
  let least = Infinity;
  for (let i = 0; i < pending.length; i++) {
    for (let j = i + 1; j < pending.length; j++) {
      const others = pending.filter((_, k) => k !== i && k !== j).flatMap(({ labels }) => labels);
      const kept = new Set(
        [...pending[i].labels, ...pending[j].labels].filter((x) => output.includes(x) || others.includes(x)),
      );
      const size = elementCount([...kept].map((label) => sizes.get(label)!));
      const cost = size - pending[i].tensor._numel - pending[j].tensor._numel;
      if (cost < least) [least, best] = [cost, [i, j]];
    }
  }
  return best;
}

/** The sums of the products of two tensors over the dimensions that nobody needs any more. */
function contract(a: Labelled, b: Labelled, needed: ReadonlySet<string>, sizes: ReadonlyMap<string, number>): Labelled {
  const x = summed(a, new Set([...needed, ...b.labels]));
  const y = summed(b, new Set([...needed, ...a.labels]));
  const shared = x.labels.filter((label) => y.labels.includes(label));
  const batch = shared.filter((label) => needed.has(label));
  const inner = shared.filter((label) => !needed.has(label));
  const rows = x.labels.filter((label) => !shared.includes(label));
  const columns = y.labels.filter((label) => !shared.includes(label));
  const size = (labels: readonly string[]) => labels.map((label) => sizes.get(label)!);
  const labels = [...batch, ...rows, ...columns];
  if (inner.length === 0) {
    return { tensor: mul(spread(x, labels), spread(y, labels)), labels };
  }
  const groups = (parts: readonly (readonly string[])[]) => parts.map((part) => elementCount(size(part)));
  const left = reshape(arranged(x, [...batch, ...rows, ...inner], sizes), groups([batch, rows, inner]));
  const right = reshape(arranged(y, [...batch, ...inner, ...columns], sizes), groups([batch, inner, columns]));
  return { tensor: reshape(matmul(left, right), size(labels)), labels };
}

/** The dimensions in the order of labels, those of size one repeated where others have more. */
function arranged({ tensor, labels }: Labelled, order: readonly string[], sizes: ReadonlyMap<string, number>): Tensor {
  const seen = permute(
    tensor,
    order.map((label) => labels.indexOf(label)),
  );
  const shape: Shape = order.map((label) => sizes.get(label)!);
  return expand(seen, shape);
}

/** The dimensions in the order of labels, of size one where the tensor has none. */
function spread({ tensor, labels }: Labelled, order: readonly string[]): Tensor {
  const own = order.filter((label) => labels.includes(label));
  const seen = permute(
    tensor,
    own.map((label) => labels.indexOf(label)),
  );
  let next = 0;
  return reshape(
    seen,
    order.map((label) => (labels.includes(label) ? seen._shape[next++] : 1)),
  );
}
