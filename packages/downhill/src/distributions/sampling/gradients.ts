/*
 * How samples of the gamma and the Dirichlet distribution move with their parameters: derivatives of the inverse of the
 * distribution function, by the approximations of PyTorch's ATen/native/Distributions.h, in double precision.
 */

/** The derivative of the logarithm of the gamma function, for positive numbers. */
export function digamma(x: number): number {
  let shifted = x;
  let sum = 0;
  while (shifted < 10) {
    sum -= 1 / shifted;
    shifted += 1;
  }
  const z = 1 / (shifted * shifted);
  const series = DIGAMMA.reduce((value, coefficient) => value * z + coefficient, 0);
  return sum + Math.log(shifted) - 0.5 / shifted - z * series;
}

const DIGAMMA = [1 / 12, -0.021092796092796094, 1 / 132, -1 / 240, 1 / 252, -1 / 120, 1 / 12];

/** By the shape of a gamma distribution of rate 1, where x was drawn. */
export function gammaGradient(alpha: number, x: number): number {
  if (x < 0.8) return smallGammaGradient(alpha, x);
  if (alpha > 8) return largeGammaGradient(alpha, x);
  const u = Math.log(x / alpha);
  const v = Math.log(alpha);
  const c = GAMMA[0].map((first, i) => first + u * (GAMMA[1][i] + u * GAMMA[2][i]));
  const p = c[0] + v * (c[1] + v * (c[2] + v * c[3]));
  const q = c[4] + v * (c[5] + v * (c[6] + v * c[7]));
  return Math.exp(p / q);
}

const GAMMA = [
  [0.16009398, -0.094634809, 0.025146376, -0.0030648343, 1, 0.32668115, 0.10406089, 0.0014179084],
  [0.53487893, 0.1298071, 0.065735949, -0.0015649758, 0.16639465, 0.020070113, -0.0035938915, -0.00058392623],
  [0.040121004, -0.0065914022, -0.0026286047, -0.0013441777, 0.017050642, -0.0021309326, 0.00085092367, -1.5247877e-7],
];

/** By a Taylor series. */
function smallGammaGradient(alpha: number, x: number): number {
  let numerator = 1;
  let denominator = alpha;
  let first = 1 / alpha;
  let second = 1 / (alpha * alpha);
  for (let i = 1; i <= 5; i++) {
    numerator *= -x / i;
    denominator += 1;
    first += numerator / denominator;
    second += numerator / (denominator * denominator);
  }
  const power = x ** alpha;
  const density = x ** (alpha - 1) * Math.exp(-x);
  const slope = (Math.log(x) - digamma(alpha)) * power * first - power * second;
  const result = -slope / density;
  return Number.isNaN(result) ? 0 : result;
}

/** By Rice's saddle point expansion. */
function largeGammaGradient(alpha: number, x: number): number {
  if (0.9 * alpha <= x && x <= 1.1 * alpha) {
    const first = 1 + 24 * alpha * (1 + 12 * alpha);
    const second = 1440 * (alpha * alpha) + 6 * x * (53 - 120 * x) - (65 * x * x) / alpha + alpha * (107 + 3600 * x);
    return (first * second) / (1244160 * (alpha * alpha) * (alpha * alpha));
  }
  const denominator = Math.sqrt(8 * alpha);
  const term2 = denominator / (alpha - x);
  const term3 = (x - alpha - alpha * Math.log(x / alpha)) ** -1.5;
  const term23 = x < alpha ? term2 - term3 : term2 + term3;
  const term1 = Math.log(x / alpha) * term23 - (Math.sqrt(2 / alpha) * (alpha + x)) / ((alpha - x) * (alpha - x));
  const stirling = 1 + (1 / (12 * alpha)) * (1 + 1 / (24 * alpha));
  return (-stirling * x * term1) / denominator;
}

/**
 * By one concentration of a Dirichlet distribution, as far as it moves its own share x, and divided by 1 - x.
 *
 * @param total the sum of all concentrations
 */
export function dirichletGradient(x: number, alpha: number, total: number): number {
  const beta = total - alpha;
  const boundary = total * x * (1 - x);
  if (x <= 0.5 && boundary < 2.5) return smallShareGradient(x, alpha, beta);
  if (x >= 0.5 && boundary < 0.75) return -largeShareGradient(1 - x, beta, alpha);
  if (alpha > 6 && beta > 6) return middleShareGradient(x, alpha, beta);
  const u = Math.log(x);
  const a = Math.log(alpha) - u;
  const b = Math.log(total) - a;
  let p = 0;
  let q = 0;
  for (let i = 0; i < 3; i++) {
    for (let j = 0; j < 3; j++) {
      const power = u ** i * a ** j;
      const cubic = ([c0, c1, c2, c3]: readonly number[]) => c0 + b * (c1 + b * (c2 + b * c3));
      p += power * cubic(NUMERATOR[i][j]);
      q += power * cubic(DENOMINATOR[i][j]);
    }
  }
  return ((p / q) * x * (digamma(total) - digamma(alpha))) / beta;
}

const NUMERATOR = [
  [
    [1.003668233, -0.01061107488, -0.0657888334, 0.01201642863],
    [0.6336835991, -0.3557432599, 0.05486251648, -0.001465281033],
    [-0.03276231906, 0.004474107445, 0.002429354597, -0.0001557569013],
  ],
  [
    [0.221950385, -0.3187676331, 0.01799915743, 0.01074823814],
    [-0.2951249643, 0.06219954479, 0.01535556598, 0.001550077057],
    [0.02155310298, 0.004170831599, 0.001292462449, 6.976601077e-5],
  ],
  [
    [-0.05980841433, 0.008441916499, 0.01085618172, 0.002319392565],
    [0.02911413504, 0.01400243777, -0.002721828457, 0.000751041181],
    [0.005900514878, -0.001936558688, -9.495446725e-6, 5.385558597e-5],
  ],
];

const DENOMINATOR = [
  [
    [1, -0.02924021934, -0.04438342661, 0.007285809825],
    [0.6357567472, -0.3473456711, 0.05454656494, -0.002407477521],
    [-0.03301322327, 0.004845219414, 0.00231480583, -0.0002307248149],
  ],
  [
    [0.5925320577, -0.1757678135, 0.01505928619, 0.000564515273],
    [0.1014815858, -0.06589186703, 0.01272886114, -0.0007316646956],
    [-0.007258481865, 0.001096195486, 0.0003934994223, -4.12701925e-5],
  ],
  [
    [0.06469649321, -0.0236701437, 0.002902096474, -5.896963079e-5],
    [0.001925008108, -0.002869809258, 0.0008000589141, -6.063713228e-5],
    [-0.0003477407336, 6.959756487e-5, 1.097287507e-5, -1.650964693e-6],
  ],
];

/** By the first parameter of a beta distribution, near 0. */
function smallShareGradient(x: number, alpha: number, beta: number): number {
  const factor = digamma(alpha) - digamma(alpha + beta) - Math.log(x);
  let numerator = 1;
  let series = (numerator / alpha) * (factor + 1 / alpha);
  for (let i = 1; i <= 10; i++) {
    numerator *= ((i - beta) * x) / i;
    const denominator = alpha + i;
    series += (numerator / denominator) * (factor + 1 / denominator);
  }
  const result = x * (1 - x) ** -beta * series;
  return Number.isNaN(result) ? 0 : result;
}

/** By its second parameter, near 0. */
function largeShareGradient(x: number, alpha: number, beta: number): number {
  const factor = digamma(alpha + beta) - digamma(beta);
  let numerator = 1;
  let betas = 1;
  let slopes = 0;
  let series = factor / alpha;
  for (let i = 1; i <= 8; i++) {
    numerator *= -x / i;
    slopes = slopes * (beta - i) + betas;
    betas *= beta - i;
    series += (numerator / (alpha + i)) * (slopes + factor * betas);
  }
  const result = -((1 - x) ** (1 - beta)) * series;
  return Number.isNaN(result) ? 0 : result;
}

/** By its first parameter, where both are large: Rice's saddle point expansion. */
function middleShareGradient(x: number, alpha: number, beta: number): number {
  const total = alpha + beta;
  const mean = alpha / total;
  const std = Math.sqrt((alpha * beta) / (total + 1)) / total;
  if (mean - 0.1 * std <= x && x <= mean + 0.1 * std) {
    const b2 = beta * beta;
    const poly =
      47 * x * b2 * b2 +
      alpha *
        ((43 + 20 * (16 + 27 * beta) * x) * b2 * beta +
          alpha *
            (3 * (59 + 180 * beta - 90 * x) * b2 +
              alpha * ((453 + 1620 * beta * (1 - x) - 455 * x) * beta + alpha * (8 * (1 - x) * (135 * beta - 11)))));
    const numerator = ((1 + 12 * alpha) * (1 + 12 * beta)) / (total * total);
    const denominator = 12960 * alpha * alpha * alpha * b2 * (1 + 12 * total);
    return ((numerator / (1 - x)) * poly) / denominator;
  }
  const prefactor = -x / Math.sqrt((2 * alpha * beta) / total);
  const correction = (n: number) => 1 + 1 / (12 * n) + 1 / (288 * n * n);
  const stirling = (correction(alpha) * correction(beta)) / correction(total);
  const distance = alpha * (x - 1) + beta * x;
  const numerator1 = 2 * (alpha * alpha) * (x - 1) + alpha * beta * (x - 1) - x * (beta * beta);
  const term1 = numerator1 / (Math.sqrt((2 * alpha) / beta) * total ** 1.5 * distance * distance);
  const term2 = 0.5 * Math.log(alpha / (total * x));
  const term3 = Math.sqrt((8 * alpha * beta) / total) / distance;
  const base = beta * Math.log(beta / (total * (1 - x))) + alpha * Math.log(alpha / (total * x));
  const term4 = base ** -1.5;
  return stirling * prefactor * (term1 + term2 * (term3 + (x < mean ? term4 : -term4)));
}
