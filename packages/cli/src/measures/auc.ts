/**
 * The area under the receiver operating characteristic: how probably a row of the class gets a higher score than one
 * that isn't of it, ties counting half. Null if all rows are of the class, or none.
 */
export function areaUnderCurve(scores: ArrayLike<number>, isOfClass: (row: number) => boolean): number | null {
  const order = Array.from(scores, (_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let positives = 0;
  let rankSum = 0;
  for (let start = 0; start < order.length; ) {
    let end = start;
    while (end < order.length && scores[order[end]!] === scores[order[start]!]) end++;
    // Equal scores share the mean of their ranks.
    const rank = (start + 1 + end) / 2;
    for (let i = start; i < end; i++) {
      if (!isOfClass(order[i]!)) continue;
      positives++;
      rankSum += rank;
    }
    start = end;
  }
  const negatives = order.length - positives;
  if (positives === 0 || negatives === 0) return null;
  return (rankSum - (positives * (positives + 1)) / 2) / (positives * negatives);
}

/**
 * The mean over the classes of each one's area against all others. Of two classes both areas are the same. Classes
 * without rows are left out; null if no two classes have any.
 *
 * @param probabilities - a row of `classes` numbers per target
 */
export function meanAreaUnderCurve(
  probabilities: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
): number | null {
  const areas: number[] = [];
  for (let j = 0; j < classes; j++) {
    const scores = Float64Array.from({ length: targets.length }, (_, i) => probabilities[i * classes + j]!);
    const area = areaUnderCurve(scores, (row) => targets[row] === j);
    if (area !== null) areas.push(area);
  }
  return areas.length === 0 ? null : areas.reduce((a, b) => a + b, 0) / areas.length;
}
