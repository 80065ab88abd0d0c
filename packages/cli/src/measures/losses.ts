/** Losses and scores of predictions against targets, in double precision whatever computed them. */

/** Mean of the squared differences. */
export function meanSquaredError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += (predictions[i]! - targets[i]!) ** 2;
  return sum / targets.length;
}

/** Mean of the absolute differences. */
export function meanAbsoluteError(predictions: ArrayLike<number>, targets: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < targets.length; i++) sum += Math.abs(predictions[i]! - targets[i]!);
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

/**
 * Mean of `-log softmax(logits)[target]`, also called log loss; `logits` holds a row of `classes` numbers per target.
 * With weights each row counts as much as its class does.
 */
export function crossEntropy(
  logits: ArrayLike<number>,
  targets: ArrayLike<number>,
  classes: number,
  weights: ArrayLike<number> | null = null,
): number {
  let sum = 0;
  let total = 0;
  for (let i = 0; i < targets.length; i++) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < classes; j++) {
      const logit = logits[i * classes + j]!;
      if (Number.isNaN(logit)) return Number.NaN;
      if (logit > most) most = logit;
    }
    let scale = 0;
    for (let j = 0; j < classes; j++) scale += Math.exp(logits[i * classes + j]! - most);
    const weight = weights === null ? 1 : weights[targets[i]!]!;
    sum += weight * (Math.log(scale) + most - logits[i * classes + targets[i]!]!);
    total += weight;
  }
  return sum / total;
}

/** Each row's probabilities of the classes: the softmax of its logits. */
export function softmaxRows(logits: ArrayLike<number>, classes: number): Float64Array {
  const probabilities = new Float64Array(logits.length);
  for (let start = 0; start < logits.length; start += classes) {
    let most = Number.NEGATIVE_INFINITY;
    for (let j = 0; j < classes; j++) most = Math.max(most, logits[start + j]!);
    let scale = 0;
    for (let j = 0; j < classes; j++) scale += Math.exp(logits[start + j]! - most);
    for (let j = 0; j < classes; j++) probabilities[start + j] = Math.exp(logits[start + j]! - most) / scale;
  }
  return probabilities;
}

/** The class of each row: that of its largest logit, the first of equals. */
export function predictedClasses(logits: ArrayLike<number>, classes: number): Int32Array {
  return Int32Array.from({ length: logits.length / classes }, (_, i) => {
    let best = 0;
    for (let j = 1; j < classes; j++) if (logits[i * classes + j]! > logits[i * classes + best]!) best = j;
    return best;
  });
}

/** The share of rows whose predicted class is the target's. */
export function accuracy(predicted: ArrayLike<number>, targets: ArrayLike<number>): number {
  let right = 0;
  for (let i = 0; i < targets.length; i++) if (predicted[i] === targets[i]) right++;
  return right / targets.length;
}
