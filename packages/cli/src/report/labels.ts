/**
 * Moves labels apart so that neighbours are at least `gap` from each other, as near as may be to where they belong: those
 * that overlap are spread around their common middle. Returns the places in the order of `wanted`; if there is not room
 * for all between `top` and `bottom`, the gap is made smaller.
 */
export function placeLabels(wanted: readonly number[], gap: number, top: number, bottom: number): number[] {
  const order = wanted.map((_, i) => i).sort((a, b) => wanted[a]! - wanted[b]! || a - b);
  const space = Math.min(gap, (bottom - top) / Math.max(1, wanted.length - 1));
  // Clusters of touching labels, each centred on the mean of where its members belong.
  const clusters: { members: number[]; start: number }[] = [];
  const settle = (members: number[]) => {
    const mean = members.reduce((sum, i) => sum + wanted[i]!, 0) / members.length;
    const length = (members.length - 1) * space;
    return { members, start: Math.min(bottom - length, Math.max(top, mean - length / 2)) };
  };
  for (const i of order) {
    let cluster = settle([i]);
    let previous = clusters.at(-1);
    while (previous && previous.start + previous.members.length * space > cluster.start) {
      clusters.pop();
      cluster = settle([...previous.members, ...cluster.members]);
      previous = clusters.at(-1);
    }
    clusters.push(cluster);
  }
  const places = new Array<number>(wanted.length);
  for (const { members, start } of clusters) {
    for (const [position, i] of members.entries()) places[i] = start + position * space;
  }
  return places;
}
