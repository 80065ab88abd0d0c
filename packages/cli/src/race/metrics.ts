/** Measures of predictions against targets, in double precision whatever computed them. */

/** Mean of the squared differences. */
export function meanSquaredError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += (predictions[i]! - targets[i]!) ** 2;
  return sum / targets.length;
}

/** The share of the targets' variance that is explained: 1 is perfect, 0 as good as their mean, less is worse. */
export function rSquared(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let mean = 0;
  for (let i = 0; i < targets.length; i++) mean += targets[i]! / targets.length;
  let total = 0;
  for (let i = 0; i < targets.length; i++) total += (targets[i]! - mean) ** 2;
  // Of equal targets nothing can be explained; predictions that hit them exactly leave nothing to explain.
  const error = meanSquaredError(predictions, targets) * targets.length;
  return total === 0 ? (error === 0 ? 1 : 0) : 1 - error / total;
}

/** Mean of `-log softmax(logits)[target]`; `logits` holds a row of `classes` numbers per target. */
export function crossEntropy(logits: ArrayLike<number>, targets: ArrayLike<number>, classes: number): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < classes; j++) {
      const logit = logits[i * classes + j]!;
      if (Number.isNaN(logit)) return Number.NaN;
      if (logit > most) most = logit;
    }
    let scale = 0;
    for (let j = 0; j < classes; j++) scale += Math.exp(logits[i * classes + j]! - most);
    sum += Math.log(scale) + most - logits[i * classes + targets[i]!]!;
  }
  return sum / targets.length;
}

/** The share of rows whose largest logit is the target's; the first of equals counts. */
export function accuracy(logits: ArrayLike<number>, targets: ArrayLike<number>, classes: number): number {
  let right = 0;
  for (let i = 0; i < targets.length; i++) {
    let best = 0;
    for (let j = 1; j < classes; j++) if (logits[i * classes + j]! > logits[i * classes + best]!) best = j;
    if (best === targets[i]) right++;
  }
  return right / targets.length;
}
