/** Rules to begin with. */
export const RULES: Readonly<Record<string, string>> = {
  Adam: `# Adam: averages of the gradient and of its square.
option lr = 0.05
option beta1 = 0.9
option beta2 = 0.999
option eps = 1e-8
state m = 0
state v = 0

m = beta1 * m + (1 - beta1) * grad
v = beta2 * v + (1 - beta2) * grad^2
mHat = m / (1 - beta1^t)
vHat = v / (1 - beta2^t)
param = param - lr * mHat / (sqrt(vHat) + eps)
`,
  Lion: `# Lion: only the sign of an average counts.
option lr = 0.02
option beta1 = 0.9
option beta2 = 0.99
state m = 0

param = param - lr * sign(beta1 * m + (1 - beta1) * grad)
m = beta2 * m + (1 - beta2) * grad
`,
  Momentum: `# A ball that rolls.
option lr = 0.001
option momentum = 0.9
state velocity = 0

velocity = momentum * velocity + grad
param = param - lr * velocity
`,
  Empty: `option lr = 0.001

param = param - lr * grad
`,
};
