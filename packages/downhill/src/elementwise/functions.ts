/*
 * Written by `npm run generate` from the definitions beside it: the functions with their loops. Change the
 * definitions, not this file.
 */

// biome-ignore-all lint: what a script writes
// biome-ignore-all format: likewise
// biome-ignore-all assist: likewise

import * as activations from "./activations.ts";
import * as arithmetic from "./arithmetic.ts";
import * as comparisons from "./comparisons.ts";
import * as exponential from "./exponential.ts";
import * as pairs from "./pairs.ts";
import * as rounding from "./rounding.ts";
import * as selection from "./selection.ts";
import { type BinaryOp, bind, type TernaryOp, type UnaryOp } from "./definition.ts";
import type { Binary, BinaryLoop, Bools, Ternary, TernaryLoop, Unary, UnaryLoop } from "./loopTypes.ts";
import * as math from "./math.ts";

export const gelu: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(activations.gelu, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v1 = a[i];
      const v5 = (v1 * 0.7071067811865476);
      const v7 = ((v5 < (-4)) ? (-4) : v5);
      const v9 = ((v7 > 4) ? 4 : v7);
      const v10 = (v9 * v9);
      out[o] = (v1 * ((((v9 * ((((((((((((((v10 * (-2.1257204741683565e-9)) + 6.661742499998452e-7) * v10) + 0.00005428591855922247) * v10) + 0.0008315070187148146) * v10) + 0.010505695927301195) * v10) + 0.07630472032267233) * v10) + 0.32371286588295806) * v10) + 1.1283791675134494)) / ((((((((((((v10 * 0.000008707144332817663) + 0.00022316496374142163) * v10) + 0.0031776984017500504) * v10) + 0.029219140990484498) * v10) + 0.17436202577586887) * v10) + 0.6202164042482383) * v10) + 1)) + 1) * 0.5));
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = (v0 * ((math.erf((v0 * 0.7071067811865476)) + 1) * 0.5));
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const geluGradient: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(activations.geluGradient, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v5 = b[j];
      const v7 = (v5 * 0.7071067811865476);
      const v9 = ((v7 < (-4)) ? (-4) : v7);
      const v11 = ((v9 > 4) ? 4 : v9);
      const v12 = (v11 * v11);
      const v63 = ((v5 * v5) * (-0.5));
      const v65 = ((v63 < (-700)) ? (-700) : v63);
      const v67 = ((v65 > 700) ? 700 : v65);
      const v71 = ((v67 * 1.4426950408889634) + 6755399441055744);
      const v75 = (v67 - ((v71 - 6755399441055744) * 0.6931471805599453));
      out[o] = (a[i] * (((((v11 * ((((((((((((((v12 * (-2.1257204741683565e-9)) + 6.661742499998452e-7) * v12) + 0.00005428591855922247) * v12) + 0.0008315070187148146) * v12) + 0.010505695927301195) * v12) + 0.07630472032267233) * v12) + 0.32371286588295806) * v12) + 1.1283791675134494)) / ((((((((((((v12 * 0.000008707144332817663) + 0.00022316496374142163) * v12) + 0.0031776984017500504) * v12) + 0.029219140990484498) * v12) + 0.17436202577586887) * v12) + 0.6202164042482383) * v12) + 1)) + 1) * 0.5) + (v5 * (math.scale2(((v75 + ((v75 * v75) * ((((((((((v75 * 0.00019890990824673654) + 0.0013933649996309251) * v75) + 0.0083333109254809) * v75) + 0.041666464925285904) * v75) + 0.16666666681623232) * v75) + 0.500000001346581))) + 1), v71) * 0.3989422804014327))));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v1 = b[j];
      out[o] = (a[i] * (((math.erf((v1 * 0.7071067811865476)) + 1) * 0.5) + (v1 * (math.exp(((v1 * v1) * (-0.5))) * 0.3989422804014327))));
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const geluTanh: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(activations.geluTanh, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v1 = a[i];
      const v13 = ((v1 * (((v1 * v1) * 0.044715) + 1)) * 0.7978845608028654);
      const v15 = ((v13 < (-30)) ? (-30) : v13);
      const v19 = (((v15 > 30) ? 30 : v15) * 2);
      const v23 = ((v19 * 1.4426950408889634) + 6755399441055744);
      const v24 = math.scale2(1, v23);
      const v28 = (v19 - ((v23 - 6755399441055744) * 0.6931471805599453));
      const v50 = ((v24 * (v28 + ((v28 * v28) * ((((((((((v28 * 0.00019890990824673654) + 0.0013933649996309251) * v28) + 0.0083333109254809) * v28) + 0.041666464925285904) * v28) + 0.16666666681623232) * v28) + 0.500000001346581)))) + (v24 - 1));
      out[o] = ((v1 * 0.5) * (math.copysign((v50 / (v50 + 2)), v13) + 1));
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = ((v0 * 0.5) * (math.tanh(((v0 * (((v0 * v0) * 0.044715) + 1)) * 0.7978845608028654)) + 1));
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const geluTanhGradient: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(activations.geluTanhGradient, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v6 = b[j];
      const v7 = (v6 * v6);
      const v13 = ((v6 * ((v7 * 0.044715) + 1)) * 0.7978845608028654);
      const v15 = ((v13 < (-30)) ? (-30) : v13);
      const v19 = (((v15 > 30) ? 30 : v15) * 2);
      const v23 = ((v19 * 1.4426950408889634) + 6755399441055744);
      const v24 = math.scale2(1, v23);
      const v28 = (v19 - ((v23 - 6755399441055744) * 0.6931471805599453));
      const v50 = ((v24 * (v28 + ((v28 * v28) * ((((((((((v28 * 0.00019890990824673654) + 0.0013933649996309251) * v28) + 0.0083333109254809) * v28) + 0.041666464925285904) * v28) + 0.16666666681623232) * v28) + 0.500000001346581)))) + (v24 - 1));
      const v53 = math.copysign((v50 / (v50 + 2)), v13);
      out[o] = (a[i] * (((v53 + 1) + ((v6 * (1 - (v53 * v53))) * (((v7 * 0.134145) + 1) * 0.7978845608028654))) * 0.5));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v1 = b[j];
      const v2 = (v1 * v1);
      const v10 = math.tanh(((v1 * ((v2 * 0.044715) + 1)) * 0.7978845608028654));
      out[o] = (a[i] * (((v10 + 1) + ((v1 * (1 - (v10 * v10))) * (((v2 * 0.134145) + 1) * 0.7978845608028654))) * 0.5));
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const relu: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(activations.relu, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v1 = a[i];
      out[o] = ((v1 < 0) ? 0 : v1);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v1 = a[i];
      out[o] = ((v1 < 0) ? 0 : v1);
    }
  }) satisfies Unary<Float64Array>,
  int64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v1 = a[i];
      out[o] = ((v1 < 0n) ? 0n : v1);
    }
  }) satisfies Unary<BigInt64Array>,
});

export const reluGradient: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(activations.reluGradient, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = ((a[i] <= 0) ? 0 : b[j]);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = ((a[i] <= 0) ? 0 : b[j]);
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const sigmoid: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(activations.sigmoid, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v5 = -a[i];
      const v7 = ((v5 < (-700)) ? (-700) : v5);
      const v9 = ((v7 > 700) ? 700 : v7);
      const v13 = ((v9 * 1.4426950408889634) + 6755399441055744);
      const v17 = (v9 - ((v13 - 6755399441055744) * 0.6931471805599453));
      out[o] = (1 / (math.scale2(((v17 + ((v17 * v17) * ((((((((((v17 * 0.00019890990824673654) + 0.0013933649996309251) * v17) + 0.0083333109254809) * v17) + 0.041666464925285904) * v17) + 0.16666666681623232) * v17) + 0.500000001346581))) + 1), v13) + 1));
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (1 / (math.exp(-a[i]) + 1));
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const sigmoidGradient: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(activations.sigmoidGradient, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v4 = b[j];
      out[o] = ((a[i] * (1 - v4)) * v4);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v2 = b[j];
      out[o] = ((a[i] * (1 - v2)) * v2);
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const tanhGradient: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(activations.tanhGradient, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v4 = b[j];
      out[o] = (a[i] * (1 - (v4 * v4)));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v2 = b[j];
      out[o] = (a[i] * (1 - (v2 * v2)));
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const abs: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(arithmetic.abs, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.abs(a[i]);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.abs(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = (v0 < 0n ? -v0 : v0);
    }
  }) satisfies Unary<BigInt64Array>,
});

export const add: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(arithmetic.add, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] + b[j]);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] + b[j]);
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] + b[j]);
    }
  }) satisfies Binary<BigInt64Array>,
});

export const addQuotient: TernaryOp = /* @__PURE__ */ bind<TernaryLoop>(arithmetic.addQuotient, {
  float32: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      out[o] = (a[i] + Math.fround((b[j] / c[k])));
    }
  }) satisfies Ternary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      out[o] = (a[i] + (b[j] / c[k]));
    }
  }) satisfies Ternary<Float64Array>,
  int64: null,
});

export const addScaled: TernaryOp = /* @__PURE__ */ bind<TernaryLoop>(arithmetic.addScaled, {
  float32: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      out[o] = (a[i] + Math.fround((c[k] * b[j])));
    }
  }) satisfies Ternary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      out[o] = (a[i] + (c[k] * b[j]));
    }
  }) satisfies Ternary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      out[o] = (a[i] + (c[k] * b[j]));
    }
  }) satisfies Ternary<BigInt64Array>,
});

export const atLeast: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(arithmetic.atLeast, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 >= v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 >= v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 >= v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<BigInt64Array>,
});

export const atMost: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(arithmetic.atMost, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 <= v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 <= v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 <= v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<BigInt64Array>,
});

export const cube: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(arithmetic.cube, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = (Math.fround((v0 * v0)) * v0);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = ((v0 * v0) * v0);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const div: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(arithmetic.div, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] / b[j]);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] / b[j]);
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const lerp: TernaryOp = /* @__PURE__ */ bind<TernaryLoop>(arithmetic.lerp, {
  float32: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      const v0 = a[i];
      const v1 = c[k];
      const v2 = b[j];
      const v3 = Math.fround((v2 - v0));
      out[o] = ((Math.abs(v1) < 0.5) ? Math.fround((v0 + Math.fround((v1 * v3)))) : Math.fround((v2 - Math.fround((v3 * Math.fround((1 - v1)))))));
    }
  }) satisfies Ternary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      const v0 = a[i];
      const v1 = c[k];
      const v2 = b[j];
      const v3 = (v2 - v0);
      out[o] = ((Math.abs(v1) < 0.5) ? (v0 + (v1 * v3)) : (v2 - (v3 * (1 - v1))));
    }
  }) satisfies Ternary<Float64Array>,
  int64: null,
});

export const maximum: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(arithmetic.maximum, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 > v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 > v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 > v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<BigInt64Array>,
});

export const minimum: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(arithmetic.minimum, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 < v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 < v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 < v1) || (v0 !== v0)) ? v0 : v1);
    }
  }) satisfies Binary<BigInt64Array>,
});

export const mul: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(arithmetic.mul, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] * b[j]);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] * b[j]);
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] * b[j]);
    }
  }) satisfies Binary<BigInt64Array>,
});

export const neg: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(arithmetic.neg, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = -a[i];
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = -a[i];
    }
  }) satisfies Unary<Float64Array>,
  int64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = -a[i];
    }
  }) satisfies Unary<BigInt64Array>,
});

export const reciprocal: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(arithmetic.reciprocal, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (1 / a[i]);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (1 / a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const rsqrt: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(arithmetic.rsqrt, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (1 / Math.fround(Math.sqrt(a[i])));
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (1 / Math.sqrt(a[i]));
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const sign: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(arithmetic.sign, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (a[i] > 0 ? 1 : a[i] < 0 ? -1 : 0);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (a[i] > 0 ? 1 : a[i] < 0 ? -1 : 0);
    }
  }) satisfies Unary<Float64Array>,
  int64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = (v0 > 0n ? 1n : v0 < 0n ? -1n : 0n);
    }
  }) satisfies Unary<BigInt64Array>,
});

export const sqrt: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(arithmetic.sqrt, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.sqrt(a[i]);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.sqrt(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const square: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(arithmetic.square, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = (v0 * v0);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = (v0 * v0);
    }
  }) satisfies Unary<Float64Array>,
  int64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = (v0 * v0);
    }
  }) satisfies Unary<BigInt64Array>,
});

export const sub: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(arithmetic.sub, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] - b[j]);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] - b[j]);
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] - b[j]);
    }
  }) satisfies Binary<BigInt64Array>,
});

export const eq: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(comparisons.eq, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] === b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float32Array, Bools>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] === b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float64Array, Bools>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] === b[j]) ? 1 : 0;
    }
  }) satisfies Binary<BigInt64Array, Bools>,
});

export const ge: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(comparisons.ge, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] >= b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float32Array, Bools>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] >= b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float64Array, Bools>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] >= b[j]) ? 1 : 0;
    }
  }) satisfies Binary<BigInt64Array, Bools>,
});

export const gt: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(comparisons.gt, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] > b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float32Array, Bools>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] > b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float64Array, Bools>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] > b[j]) ? 1 : 0;
    }
  }) satisfies Binary<BigInt64Array, Bools>,
});

export const isfinite: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(comparisons.isfinite, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (Math.abs(a[i]) < Number.POSITIVE_INFINITY) ? 1 : 0;
    }
  }) satisfies Unary<Float32Array, Bools>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (Math.abs(a[i]) < Number.POSITIVE_INFINITY) ? 1 : 0;
    }
  }) satisfies Unary<Float64Array, Bools>,
  int64: null,
});

export const isinf: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(comparisons.isinf, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (Math.abs(a[i]) === Number.POSITIVE_INFINITY) ? 1 : 0;
    }
  }) satisfies Unary<Float32Array, Bools>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = (Math.abs(a[i]) === Number.POSITIVE_INFINITY) ? 1 : 0;
    }
  }) satisfies Unary<Float64Array, Bools>,
  int64: null,
});

export const isnan: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(comparisons.isnan, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = (v0 !== v0) ? 1 : 0;
    }
  }) satisfies Unary<Float32Array, Bools>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v0 = a[i];
      out[o] = (v0 !== v0) ? 1 : 0;
    }
  }) satisfies Unary<Float64Array, Bools>,
  int64: null,
});

export const le: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(comparisons.le, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] <= b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float32Array, Bools>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] <= b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float64Array, Bools>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] <= b[j]) ? 1 : 0;
    }
  }) satisfies Binary<BigInt64Array, Bools>,
});

export const lt: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(comparisons.lt, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] < b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float32Array, Bools>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] < b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float64Array, Bools>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] < b[j]) ? 1 : 0;
    }
  }) satisfies Binary<BigInt64Array, Bools>,
});

export const ne: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(comparisons.ne, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] !== b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float32Array, Bools>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] !== b[j]) ? 1 : 0;
    }
  }) satisfies Binary<Float64Array, Bools>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = (a[i] !== b[j]) ? 1 : 0;
    }
  }) satisfies Binary<BigInt64Array, Bools>,
});

export const cos: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(exponential.cos, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.cos(a[i]);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.cos(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const erf: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(exponential.erf, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v3 = a[i];
      const v5 = ((v3 < (-4)) ? (-4) : v3);
      const v7 = ((v5 > 4) ? 4 : v5);
      const v8 = (v7 * v7);
      out[o] = ((v7 * ((((((((((((((v8 * (-2.1257204741683565e-9)) + 6.661742499998452e-7) * v8) + 0.00005428591855922247) * v8) + 0.0008315070187148146) * v8) + 0.010505695927301195) * v8) + 0.07630472032267233) * v8) + 0.32371286588295806) * v8) + 1.1283791675134494)) / ((((((((((((v8 * 0.000008707144332817663) + 0.00022316496374142163) * v8) + 0.0031776984017500504) * v8) + 0.029219140990484498) * v8) + 0.17436202577586887) * v8) + 0.6202164042482383) * v8) + 1));
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.erf(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const exp: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(exponential.exp, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v3 = a[i];
      const v5 = ((v3 < (-700)) ? (-700) : v3);
      const v7 = ((v5 > 700) ? 700 : v5);
      const v11 = ((v7 * 1.4426950408889634) + 6755399441055744);
      const v15 = (v7 - ((v11 - 6755399441055744) * 0.6931471805599453));
      out[o] = math.scale2(((v15 + ((v15 * v15) * ((((((((((v15 * 0.00019890990824673654) + 0.0013933649996309251) * v15) + 0.0083333109254809) * v15) + 0.041666464925285904) * v15) + 0.16666666681623232) * v15) + 0.500000001346581))) + 1), v11);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.exp(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const expm1: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(exponential.expm1, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v1 = a[i];
      const v6 = ((v1 < (-700)) ? (-700) : v1);
      const v8 = ((v6 > 700) ? 700 : v6);
      const v12 = ((v8 * 1.4426950408889634) + 6755399441055744);
      const v13 = math.scale2(1, v12);
      const v17 = (v8 - ((v12 - 6755399441055744) * 0.6931471805599453));
      out[o] = ((v1 === 0) ? v1 : ((v13 * (v17 + ((v17 * v17) * ((((((((((v17 * 0.00019890990824673654) + 0.0013933649996309251) * v17) + 0.0083333109254809) * v17) + 0.041666464925285904) * v17) + 0.16666666681623232) * v17) + 0.500000001346581)))) + (v13 - 1)));
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.expm1(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const log: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(exponential.log, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v1 = a[i];
      const v7 = math.mantissa(v1);
      const v9 = (v7 > 1.4142135623730951);
      const v17 = ((v9 ? (v7 * 0.5) : v7) - 1);
      const v20 = (v17 / (v17 + 2));
      const v22 = (v20 * v20);
      out[o] = (((v1 !== v1) || (v1 === Number.POSITIVE_INFINITY)) ? v1 : ((v1 === 0) ? Number.NEGATIVE_INFINITY : ((v1 < 0) ? Number.NaN : (((math.exponent(v1) + (v9 ? 1 : 0)) * 0.6931471805599453) + ((v20 * 2) + ((v20 * v22) * ((((((((v22 * 0.19362776836747533) + 0.22191394493175057) * v22) + 0.2857175463573276) * v22) + 0.39999998796848674) * v22) + 0.6666666666737545)))))));
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.log(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const log1p: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(exponential.log1p, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v1 = a[i];
      const v3 = (v1 + 1);
      const v8 = math.mantissa(v3);
      const v10 = (v8 > 1.4142135623730951);
      const v12 = (math.exponent(v3) + (v10 ? 1 : 0));
      const v20 = ((v12 === 0) ? v1 : ((v10 ? (v8 * 0.5) : v8) - 1));
      const v23 = (v20 / (v20 + 2));
      const v25 = (v23 * v23);
      out[o] = ((v1 === 0) ? v1 : (((v3 !== v3) || (v3 === Number.POSITIVE_INFINITY)) ? v3 : ((v3 === 0) ? Number.NEGATIVE_INFINITY : ((v3 < 0) ? Number.NaN : ((v12 * 0.6931471805599453) + ((v23 * 2) + ((v23 * v25) * ((((((((v25 * 0.19362776836747533) + 0.22191394493175057) * v25) + 0.2857175463573276) * v25) + 0.39999998796848674) * v25) + 0.6666666666737545))))))));
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.log1p(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const pow: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(exponential.pow, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v5 = a[i];
      const v6 = Math.abs(v5);
      const v9 = b[j];
      const v20 = math.mantissa(v6);
      const v22 = (v20 > 1.4142135623730951);
      const v30 = ((v22 ? (v20 * 0.5) : v20) - 1);
      const v33 = (v30 / (v30 + 2));
      const v35 = (v33 * v33);
      const v53 = (v9 * (((math.exponent(v6) + (v22 ? 1 : 0)) * 0.6931471805599453) + ((v33 * 2) + ((v33 * v35) * ((((((((v35 * 0.19362776836747533) + 0.22191394493175057) * v35) + 0.2857175463573276) * v35) + 0.39999998796848674) * v35) + 0.6666666666737545)))));
      const v55 = ((v53 < (-700)) ? (-700) : v53);
      const v57 = ((v55 > 700) ? 700 : v55);
      const v61 = ((v57 * 1.4426950408889634) + 6755399441055744);
      const v64 = (v57 - ((v61 - 6755399441055744) * 0.6931471805599453));
      const v94 = ((v6 === 1) ? 1 : ((((v6 === 0) || (v6 === Number.POSITIVE_INFINITY)) || (Math.abs(v9) === Number.POSITIVE_INFINITY)) ? ((((v6 > 1) && (v9 > 0)) || ((v6 < 1) && (v9 < 0))) ? Number.POSITIVE_INFINITY : 0) : math.scale2(((v64 + ((v64 * v64) * ((((((((((v64 * 0.00019890990824673654) + 0.0013933649996309251) * v64) + 0.0083333109254809) * v64) + 0.041666464925285904) * v64) + 0.16666666681623232) * v64) + 0.500000001346581))) + 1), v61)));
      const v96 = (v5 < 0);
      const v100 = Math.trunc(v9);
      const v102 = (v9 * 0.5);
      out[o] = (((v9 === 0) || (v5 === 1)) ? 1 : (((v5 !== v5) || (v9 !== v9)) ? Number.NaN : (((v96 && (v6 !== Number.POSITIVE_INFINITY)) && (v100 !== v9)) ? Number.NaN : (((v96 || ((1 / v5) < 0)) && ((v100 === v9) && (Math.trunc(v102) !== v102))) ? -v94 : v94))));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = math.pow(a[i], b[j]);
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const sin: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(exponential.sin, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.sin(a[i]);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.sin(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const tanh: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(exponential.tanh, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v4 = a[i];
      const v6 = ((v4 < (-30)) ? (-30) : v4);
      const v10 = (((v6 > 30) ? 30 : v6) * 2);
      const v14 = ((v10 * 1.4426950408889634) + 6755399441055744);
      const v15 = math.scale2(1, v14);
      const v19 = (v10 - ((v14 - 6755399441055744) * 0.6931471805599453));
      const v41 = ((v15 * (v19 + ((v19 * v19) * ((((((((((v19 * 0.00019890990824673654) + 0.0013933649996309251) * v19) + 0.0083333109254809) * v19) + 0.041666464925285904) * v19) + 0.16666666681623232) * v19) + 0.500000001346581)))) + (v15 - 1));
      out[o] = math.copysign((v41 / (v41 + 2)), v4);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.tanh(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const atan2: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.atan2, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v6 = a[i];
      const v7 = Math.abs(v6);
      const v8 = (v7 === 0);
      const v11 = b[j];
      const v12 = Math.abs(v11);
      const v19 = (((v7 === v12) && (v8 || (v7 === Number.POSITIVE_INFINITY))) ? (v8 ? 0 : 1) : (v7 / v12));
      const v20 = Math.abs(v19);
      const v22 = (v20 > 0.66);
      const v25 = (v20 > 2.414213562373095);
      const v33 = (v25 ? -(1 / v20) : (v22 ? ((v20 - 1) / (v20 + 1)) : v20));
      const v34 = (v33 * v33);
      const v72 = math.copysign(((v25 ? 1.5707963267948966 : (v22 ? 0.7853981633974483 : 0)) + (((v33 * ((v34 * ((((((((v34 * (-0.8750608600031904)) + (-16.157537187333652)) * v34) + (-75.00855792314705)) * v34) + (-122.88666844901361)) * v34) + (-64.85021904942025))) / (((((((((v34 + 24.858464901423062) * v34) + 165.02700983169885) * v34) + 432.88106049129027) * v34) + 485.3903996359137) * v34) + 194.5506571482614))) + v33) + (v25 ? 6.123233995736766e-17 : (v22 ? 3.061616997868383e-17 : 0)))), v19);
      out[o] = math.copysign(((math.copysign(1, v11) < 0) ? (3.141592653589793 - (v72 - 1.2246467991473532e-16)) : v72), v6);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v5 = a[i];
      const v6 = Math.abs(v5);
      const v7 = (v6 === 0);
      const v9 = b[j];
      const v10 = Math.abs(v9);
      const v17 = (((v6 === v10) && (v7 || (v6 === Number.POSITIVE_INFINITY))) ? (v7 ? 0 : 1) : (v6 / v10));
      const v18 = Math.abs(v17);
      const v20 = (v18 > 0.66);
      const v23 = (v18 > 2.414213562373095);
      const v31 = (v23 ? -(1 / v18) : (v20 ? ((v18 - 1) / (v18 + 1)) : v18));
      const v32 = (v31 * v31);
      const v70 = math.copysign(((v23 ? 1.5707963267948966 : (v20 ? 0.7853981633974483 : 0)) + (((v31 * ((v32 * ((((((((v32 * (-0.8750608600031904)) + (-16.157537187333652)) * v32) + (-75.00855792314705)) * v32) + (-122.88666844901361)) * v32) + (-64.85021904942025))) / (((((((((v32 + 24.858464901423062) * v32) + 165.02700983169885) * v32) + 432.88106049129027) * v32) + 485.3903996359137) * v32) + 194.5506571482614))) + v31) + (v23 ? 6.123233995736766e-17 : (v20 ? 3.061616997868383e-17 : 0)))), v17);
      out[o] = math.copysign(((math.copysign(1, v9) < 0) ? (3.141592653589793 - (v70 - 1.2246467991473532e-16)) : v70), v5);
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const copysign: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.copysign, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = math.copysign(a[i], b[j]);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = math.copysign(a[i], b[j]);
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const fmax: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.fmax, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 >= v1) || (v1 !== v1)) ? v0 : v1);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 >= v1) || (v1 !== v1)) ? v0 : v1);
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 >= v1) || (v1 !== v1)) ? v0 : v1);
    }
  }) satisfies Binary<BigInt64Array>,
});

export const fmin: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.fmin, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 <= v1) || (v1 !== v1)) ? v0 : v1);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 <= v1) || (v1 !== v1)) ? v0 : v1);
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 <= v1) || (v1 !== v1)) ? v0 : v1);
    }
  }) satisfies Binary<BigInt64Array>,
});

export const fmod: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.fmod, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = math.fmod(a[i], b[j]);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = math.fmod(a[i], b[j]);
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const heaviside: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.heaviside, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v3 = a[i];
      out[o] = ((v3 === 0) ? b[j] : ((v3 > 0) ? 1 : 0));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v3 = a[i];
      out[o] = ((v3 === 0) ? b[j] : ((v3 > 0) ? 1 : 0));
    }
  }) satisfies Binary<Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v3 = a[i];
      out[o] = ((v3 === 0n) ? b[j] : ((v3 > 0n) ? 1n : 0n));
    }
  }) satisfies Binary<BigInt64Array>,
});

export const hypot: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.hypot, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v4 = Math.abs(a[i]);
      const v7 = Math.abs(b[j]);
      const v8 = (v4 > v7);
      const v9 = (v8 ? v4 : v7);
      const v11 = ((v8 ? v7 : v4) / v9);
      out[o] = (((v4 === Number.POSITIVE_INFINITY) || (v7 === Number.POSITIVE_INFINITY)) ? Number.POSITIVE_INFINITY : (((v4 === 0) && (v7 === 0)) ? 0 : (v9 * Math.sqrt(((v11 * v11) + 1)))));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v3 = Math.abs(a[i]);
      const v5 = Math.abs(b[j]);
      const v6 = (v3 > v5);
      const v7 = (v6 ? v3 : v5);
      const v9 = ((v6 ? v5 : v3) / v7);
      out[o] = (((v3 === Number.POSITIVE_INFINITY) || (v5 === Number.POSITIVE_INFINITY)) ? Number.POSITIVE_INFINITY : (((v3 === 0) && (v5 === 0)) ? 0 : (v7 * Math.sqrt(((v9 * v9) + 1)))));
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const logaddexp: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.logaddexp, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v1 = a[i];
      const v3 = b[j];
      const v12 = (-Math.abs((v1 - v3)) * 1);
      const v14 = ((v12 < (-700)) ? (-700) : v12);
      const v16 = ((v14 > 700) ? 700 : v14);
      const v20 = ((v16 * 1.4426950408889634) + 6755399441055744);
      const v24 = (v16 - ((v20 - 6755399441055744) * 0.6931471805599453));
      const v45 = math.scale2(((v24 + ((v24 * v24) * ((((((((((v24 * 0.00019890990824673654) + 0.0013933649996309251) * v24) + 0.0083333109254809) * v24) + 0.041666464925285904) * v24) + 0.16666666681623232) * v24) + 0.500000001346581))) + 1), v20);
      const v46 = (v45 + 1);
      const v51 = math.mantissa(v46);
      const v53 = (v51 > 1.4142135623730951);
      const v55 = (math.exponent(v46) + (v53 ? 1 : 0));
      const v62 = ((v55 === 0) ? v45 : ((v53 ? (v51 * 0.5) : v51) - 1));
      const v65 = (v62 / (v62 + 2));
      const v67 = (v65 * v65);
      out[o] = (((v1 === v3) && (Math.abs(v1) === Number.POSITIVE_INFINITY)) ? v1 : (((v1 > v3) ? v1 : v3) + (((v45 === 0) ? v45 : (((v46 !== v46) || (v46 === Number.POSITIVE_INFINITY)) ? v46 : ((v46 === 0) ? Number.NEGATIVE_INFINITY : ((v46 < 0) ? Number.NaN : ((v55 * 0.6931471805599453) + ((v65 * 2) + ((v65 * v67) * ((((((((v67 * 0.19362776836747533) + 0.22191394493175057) * v67) + 0.2857175463573276) * v67) + 0.39999998796848674) * v67) + 0.6666666666737545)))))))) / 1)));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 === v1) && (Math.abs(v0) === Number.POSITIVE_INFINITY)) ? v0 : (((v0 > v1) ? v0 : v1) + (math.log1p(math.exp((-Math.abs((v0 - v1)) * 1))) / 1)));
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const logaddexp2: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.logaddexp2, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v1 = a[i];
      const v3 = b[j];
      const v12 = (-Math.abs((v1 - v3)) * 0.6931471805599453);
      const v14 = ((v12 < (-700)) ? (-700) : v12);
      const v16 = ((v14 > 700) ? 700 : v14);
      const v20 = ((v16 * 1.4426950408889634) + 6755399441055744);
      const v23 = (v16 - ((v20 - 6755399441055744) * 0.6931471805599453));
      const v45 = math.scale2(((v23 + ((v23 * v23) * ((((((((((v23 * 0.00019890990824673654) + 0.0013933649996309251) * v23) + 0.0083333109254809) * v23) + 0.041666464925285904) * v23) + 0.16666666681623232) * v23) + 0.500000001346581))) + 1), v20);
      const v46 = (v45 + 1);
      const v51 = math.mantissa(v46);
      const v53 = (v51 > 1.4142135623730951);
      const v55 = (math.exponent(v46) + (v53 ? 1 : 0));
      const v62 = ((v55 === 0) ? v45 : ((v53 ? (v51 * 0.5) : v51) - 1));
      const v65 = (v62 / (v62 + 2));
      const v67 = (v65 * v65);
      out[o] = (((v1 === v3) && (Math.abs(v1) === Number.POSITIVE_INFINITY)) ? v1 : (((v1 > v3) ? v1 : v3) + (((v45 === 0) ? v45 : (((v46 !== v46) || (v46 === Number.POSITIVE_INFINITY)) ? v46 : ((v46 === 0) ? Number.NEGATIVE_INFINITY : ((v46 < 0) ? Number.NaN : ((v55 * 0.6931471805599453) + ((v65 * 2) + ((v65 * v67) * ((((((((v67 * 0.19362776836747533) + 0.22191394493175057) * v67) + 0.2857175463573276) * v67) + 0.39999998796848674) * v67) + 0.6666666666737545)))))))) / 0.6931471805599453)));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      out[o] = (((v0 === v1) && (Math.abs(v0) === Number.POSITIVE_INFINITY)) ? v0 : (((v0 > v1) ? v0 : v1) + (math.log1p(math.exp((-Math.abs((v0 - v1)) * 0.6931471805599453))) / 0.6931471805599453)));
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const xlogy: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(pairs.xlogy, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v1 = b[j];
      const v4 = a[i];
      const v9 = math.mantissa(v1);
      const v11 = (v9 > 1.4142135623730951);
      const v19 = ((v11 ? (v9 * 0.5) : v9) - 1);
      const v22 = (v19 / (v19 + 2));
      const v24 = (v22 * v22);
      const v46 = (v1 !== v1);
      out[o] = (v46 ? v1 : ((v4 === 0) ? 0 : (v4 * ((v46 || (v1 === Number.POSITIVE_INFINITY)) ? v1 : ((v1 === 0) ? Number.NEGATIVE_INFINITY : ((v1 < 0) ? Number.NaN : (((math.exponent(v1) + (v11 ? 1 : 0)) * 0.6931471805599453) + ((v22 * 2) + ((v22 * v24) * ((((((((v24 * 0.19362776836747533) + 0.22191394493175057) * v24) + 0.2857175463573276) * v24) + 0.39999998796848674) * v24) + 0.6666666666737545))))))))));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = b[j];
      const v2 = a[i];
      out[o] = ((v0 !== v0) ? v0 : ((v2 === 0) ? 0 : (v2 * math.log(v0))));
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const ceil: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(rounding.ceil, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.ceil(a[i]);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.ceil(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const floor: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(rounding.floor, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.floor(a[i]);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.floor(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const floorDivide: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(rounding.floorDivide, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      const v2 = Math.fround((v0 / v1));
      const v5 = Math.fround(math.fmod(v0, v1));
      const v7 = Math.fround((Math.fround((v0 - v5)) / v1));
      const v17 = ((((v5 < 0) && (v1 > 0)) || ((v5 > 0) && (v1 < 0))) ? Math.fround((v7 - 1)) : v7);
      const v18 = Math.floor(v17);
      out[o] = ((v1 === 0) ? v2 : ((v17 === 0) ? math.copysign(0, v2) : ((Math.fround((v17 - v18)) > 0.5) ? Math.fround((v18 + 1)) : v18)));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v0 = a[i];
      const v1 = b[j];
      const v2 = (v0 / v1);
      const v5 = math.fmod(v0, v1);
      const v7 = ((v0 - v5) / v1);
      const v17 = ((((v5 < 0) && (v1 > 0)) || ((v5 > 0) && (v1 < 0))) ? (v7 - 1) : v7);
      const v18 = Math.floor(v17);
      out[o] = ((v1 === 0) ? v2 : ((v17 === 0) ? math.copysign(0, v2) : (((v17 - v18) > 0.5) ? (v18 + 1) : v18)));
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const remainder: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(rounding.remainder, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v1 = b[j];
      const v2 = Math.fround(math.fmod(a[i], v1));
      out[o] = ((((v2 < 0) && (v1 > 0)) || ((v2 > 0) && (v1 < 0))) ? Math.fround((v2 + v1)) : v2);
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      const v1 = b[j];
      const v2 = math.fmod(a[i], v1);
      out[o] = ((((v2 < 0) && (v1 > 0)) || ((v2 > 0) && (v1 < 0))) ? (v2 + v1) : v2);
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const round: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(rounding.round, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.nearest(a[i]);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.nearest(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const trunc: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(rounding.trunc, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.trunc(a[i]);
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = Math.trunc(a[i]);
    }
  }) satisfies Unary<Float64Array>,
  int64: null,
});

export const truncDivide: BinaryOp = /* @__PURE__ */ bind<BinaryLoop>(rounding.truncDivide, {
  float32: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = Math.trunc(Math.fround((a[i] / b[j])));
    }
  }) satisfies Binary<Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js) {
      out[o] = Math.trunc((a[i] / b[j]));
    }
  }) satisfies Binary<Float64Array>,
  int64: null,
});

export const where: TernaryOp = /* @__PURE__ */ bind<TernaryLoop>(selection.where, {
  float32: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      out[o] = ((a[i] !== 0) ? b[j] : c[k]);
    }
  }) satisfies Ternary<Bools, Float32Array, Float32Array>,
  float64: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      out[o] = ((a[i] !== 0) ? b[j] : c[k]);
    }
  }) satisfies Ternary<Bools, Float64Array, Float64Array>,
  int64: ((n, out, o, os, a, i, is, b, j, js, c, k, ks) => {
    for (let t = 0; t < n; t++, o += os, i += is, j += js, k += ks) {
      out[o] = ((a[i] !== 0) ? b[j] : c[k]);
    }
  }) satisfies Ternary<Bools, BigInt64Array, BigInt64Array>,
});
