const mostBins = 32;

/** The inner edges of bins that hold about equally many values each, all of them values; fewer where values repeat. */
export function binEdges(sorted: ArrayLike<number>): number[] {
  const edges = new Set<number>();
  for (let i = 1; i < mostBins; i++) {
    const edge = sorted[Math.floor((i * sorted.length) / mostBins)]!;
    if (edge > sorted[0]!) edges.add(edge);
  }
  return [...edges];
}

/** The number of edges that are at most `value`. */
export function findBin(edges: readonly number[], value: number): number {
  let low = 0;
  let high = edges.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (edges[middle]! <= value) low = middle + 1;
    else high = middle;
  }
  return low;
}
