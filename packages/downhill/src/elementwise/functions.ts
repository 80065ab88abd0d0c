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
import * as rounding from "./rounding.ts";
import { type BinaryOp, bind, type TernaryOp, type UnaryOp } from "./definition.ts";
import type { Binary, BinaryLoop, Bools, Ternary, TernaryLoop, Unary, UnaryLoop } from "./loopTypes.ts";
import * as math from "./math.ts";

export const gelu: UnaryOp = /* @__PURE__ */ bind<UnaryLoop>(activations.gelu, {
  float32: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      const v1 = a[i];
      const v3 = (v1 * 0.7071067811865476);
      const v4 = (v3 * v3);
      const v29 = -v4;
      const v35 = ((v29 < 700) ? ((v29 > (-700)) ? v29 : (-700)) : 700);
      const v39 = ((v35 * 1.4426950408889634) + 6755399441055744);
      const v40 = (v39 - 6755399441055744);
      const v46 = ((v35 - (v40 * 0.6931471803691238)) - (v40 * 1.9082149292705877e-10));
      const v74 = Math.abs(v3);
      const v81 = (((2 / (v74 + 3)) - 0.39285714285714285) * 9.333333333333332);
      out[o] = (v1 * ((((v3 !== v3) ? v3 : ((v74 < 1) ? (v3 * ((((((((((((((v4 * (-0.000009667044571486996)) + 0.00011265959025606609) * v4) + (-0.0008484080405535107)) * v4) + 0.005221031807858023) * v4) + (-0.026865430727670243)) * v4) + 0.11283782495236845) * v4) + (-0.3761263846802871)) * v4) + 1.1283791670615435)) : math.copysign(((v74 < 4) ? (1 - (((v29 !== v29) ? v29 : math.scale2(((v46 + ((v46 * v46) * ((((((((((((v46 * 0.000024859589834589056) + 0.00019899285575896282) * v46) + 0.001388885403566671) * v46) + 0.00833329846980059) * v46) + 0.04166666671901226) * v46) + 0.16666666719028936) * v46) + 0.5))) + 1), v39)) * ((((((((((((((v81 * (-5.492046495485659e-7)) + 0.000003008990163776241) * v81) + 0.0000970924377897498) * v81) + 0.0010173657297259638) * v81) + 0.006958540000142318) * v81) + 0.035250013063182234) * v81) + 0.13823697600959065) * v81) + 0.24602112959594744))) : 1), v3))) + 1) * 0.5));
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
      const v3 = b[j];
      const v5 = (v3 * 0.7071067811865476);
      const v6 = (v5 * v5);
      const v31 = -v6;
      const v37 = ((v31 < 700) ? ((v31 > (-700)) ? v31 : (-700)) : 700);
      const v41 = ((v37 * 1.4426950408889634) + 6755399441055744);
      const v42 = (v41 - 6755399441055744);
      const v48 = ((v37 - (v42 * 0.6931471803691238)) - (v42 * 1.9082149292705877e-10));
      const v76 = Math.abs(v5);
      const v83 = (((2 / (v76 + 3)) - 0.39285714285714285) * 9.333333333333332);
      const v120 = ((v3 * v3) * (-0.5));
      const v124 = ((v120 < 700) ? ((v120 > (-700)) ? v120 : (-700)) : 700);
      const v126 = ((v124 * 1.4426950408889634) + 6755399441055744);
      const v127 = (v126 - 6755399441055744);
      const v131 = ((v124 - (v127 * 0.6931471803691238)) - (v127 * 1.9082149292705877e-10));
      out[o] = (a[i] * (((((v5 !== v5) ? v5 : ((v76 < 1) ? (v5 * ((((((((((((((v6 * (-0.000009667044571486996)) + 0.00011265959025606609) * v6) + (-0.0008484080405535107)) * v6) + 0.005221031807858023) * v6) + (-0.026865430727670243)) * v6) + 0.11283782495236845) * v6) + (-0.3761263846802871)) * v6) + 1.1283791670615435)) : math.copysign(((v76 < 4) ? (1 - (((v31 !== v31) ? v31 : math.scale2(((v48 + ((v48 * v48) * ((((((((((((v48 * 0.000024859589834589056) + 0.00019899285575896282) * v48) + 0.001388885403566671) * v48) + 0.00833329846980059) * v48) + 0.04166666671901226) * v48) + 0.16666666719028936) * v48) + 0.5))) + 1), v41)) * ((((((((((((((v83 * (-5.492046495485659e-7)) + 0.000003008990163776241) * v83) + 0.0000970924377897498) * v83) + 0.0010173657297259638) * v83) + 0.006958540000142318) * v83) + 0.035250013063182234) * v83) + 0.13823697600959065) * v83) + 0.24602112959594744))) : 1), v5))) + 1) * 0.5) + (v3 * (((v120 !== v120) ? v120 : math.scale2(((v131 + ((v131 * v131) * ((((((((((((v131 * 0.000024859589834589056) + 0.00019899285575896282) * v131) + 0.001388885403566671) * v131) + 0.00833329846980059) * v131) + 0.04166666671901226) * v131) + 0.16666666719028936) * v131) + 0.5))) + 1), v126)) * 0.3989422804014327))));
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
      const v11 = ((v1 * (((v1 * v1) * 0.044715) + 1)) * 0.7978845608028654);
      const v18 = (((Math.abs(v11) < 30) ? v11 : math.copysign(30, v11)) * 2);
      const v24 = ((v18 < 700) ? ((v18 > (-700)) ? v18 : (-700)) : 700);
      const v28 = ((v24 * 1.4426950408889634) + 6755399441055744);
      const v29 = math.scale2(1, v28);
      const v30 = (v28 - 6755399441055744);
      const v36 = ((v24 - (v30 * 0.6931471803691238)) - (v30 * 1.9082149292705877e-10));
      const v65 = (((v18 === 0) || (v18 !== v18)) ? v18 : ((v29 * (v36 + ((v36 * v36) * ((((((((((((v36 * 0.000024859589834589056) + 0.00019899285575896282) * v36) + 0.001388885403566671) * v36) + 0.00833329846980059) * v36) + 0.04166666671901226) * v36) + 0.16666666719028936) * v36) + 0.5)))) + (v29 - 1)));
      out[o] = ((v1 * 0.5) * (((v11 !== v11) ? v11 : math.copysign((v65 / (v65 + 2)), v11)) + 1));
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
      const v3 = b[j];
      const v4 = (v3 * v3);
      const v11 = ((v3 * ((v4 * 0.044715) + 1)) * 0.7978845608028654);
      const v18 = (((Math.abs(v11) < 30) ? v11 : math.copysign(30, v11)) * 2);
      const v24 = ((v18 < 700) ? ((v18 > (-700)) ? v18 : (-700)) : 700);
      const v28 = ((v24 * 1.4426950408889634) + 6755399441055744);
      const v29 = math.scale2(1, v28);
      const v30 = (v28 - 6755399441055744);
      const v36 = ((v24 - (v30 * 0.6931471803691238)) - (v30 * 1.9082149292705877e-10));
      const v66 = (((v18 === 0) || (v18 !== v18)) ? v18 : ((v29 * (v36 + ((v36 * v36) * ((((((((((((v36 * 0.000024859589834589056) + 0.00019899285575896282) * v36) + 0.001388885403566671) * v36) + 0.00833329846980059) * v36) + 0.04166666671901226) * v36) + 0.16666666719028936) * v36) + 0.5)))) + (v29 - 1)));
      const v71 = ((v11 !== v11) ? v11 : math.copysign((v66 / (v66 + 2)), v11));
      out[o] = (a[i] * (((v71 + 1) + ((v3 * (1 - (v71 * v71))) * (((v4 * 0.134145) + 1) * 0.7978845608028654))) * 0.5));
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
      const v3 = -a[i];
      const v9 = ((v3 < 700) ? ((v3 > (-700)) ? v3 : (-700)) : 700);
      const v13 = ((v9 * 1.4426950408889634) + 6755399441055744);
      const v14 = (v13 - 6755399441055744);
      const v20 = ((v9 - (v14 * 0.6931471803691238)) - (v14 * 1.9082149292705877e-10));
      out[o] = (1 / (((v3 !== v3) ? v3 : math.scale2(((v20 + ((v20 * v20) * ((((((((((((v20 * 0.000024859589834589056) + 0.00019899285575896282) * v20) + 0.001388885403566671) * v20) + 0.00833329846980059) * v20) + 0.04166666671901226) * v20) + 0.16666666719028936) * v20) + 0.5))) + 1), v13)) + 1));
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
      const v1 = a[i];
      const v2 = (v1 * v1);
      const v27 = -v2;
      const v33 = ((v27 < 700) ? ((v27 > (-700)) ? v27 : (-700)) : 700);
      const v37 = ((v33 * 1.4426950408889634) + 6755399441055744);
      const v38 = (v37 - 6755399441055744);
      const v44 = ((v33 - (v38 * 0.6931471803691238)) - (v38 * 1.9082149292705877e-10));
      const v72 = Math.abs(v1);
      const v79 = (((2 / (v72 + 3)) - 0.39285714285714285) * 9.333333333333332);
      out[o] = ((v1 !== v1) ? v1 : ((v72 < 1) ? (v1 * ((((((((((((((v2 * (-0.000009667044571486996)) + 0.00011265959025606609) * v2) + (-0.0008484080405535107)) * v2) + 0.005221031807858023) * v2) + (-0.026865430727670243)) * v2) + 0.11283782495236845) * v2) + (-0.3761263846802871)) * v2) + 1.1283791670615435)) : math.copysign(((v72 < 4) ? (1 - (((v27 !== v27) ? v27 : math.scale2(((v44 + ((v44 * v44) * ((((((((((((v44 * 0.000024859589834589056) + 0.00019899285575896282) * v44) + 0.001388885403566671) * v44) + 0.00833329846980059) * v44) + 0.04166666671901226) * v44) + 0.16666666719028936) * v44) + 0.5))) + 1), v37)) * ((((((((((((((v79 * (-5.492046495485659e-7)) + 0.000003008990163776241) * v79) + 0.0000970924377897498) * v79) + 0.0010173657297259638) * v79) + 0.006958540000142318) * v79) + 0.035250013063182234) * v79) + 0.13823697600959065) * v79) + 0.24602112959594744))) : 1), v1)));
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
      const v1 = a[i];
      const v7 = ((v1 < 700) ? ((v1 > (-700)) ? v1 : (-700)) : 700);
      const v11 = ((v7 * 1.4426950408889634) + 6755399441055744);
      const v12 = (v11 - 6755399441055744);
      const v18 = ((v7 - (v12 * 0.6931471803691238)) - (v12 * 1.9082149292705877e-10));
      out[o] = ((v1 !== v1) ? v1 : math.scale2(((v18 + ((v18 * v18) * ((((((((((((v18 * 0.000024859589834589056) + 0.00019899285575896282) * v18) + 0.001388885403566671) * v18) + 0.00833329846980059) * v18) + 0.04166666671901226) * v18) + 0.16666666719028936) * v18) + 0.5))) + 1), v11));
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
      const v8 = ((v1 < 700) ? ((v1 > (-700)) ? v1 : (-700)) : 700);
      const v12 = ((v8 * 1.4426950408889634) + 6755399441055744);
      const v13 = math.scale2(1, v12);
      const v14 = (v12 - 6755399441055744);
      const v20 = ((v8 - (v14 * 0.6931471803691238)) - (v14 * 1.9082149292705877e-10));
      out[o] = (((v1 === 0) || (v1 !== v1)) ? v1 : ((v13 * (v20 + ((v20 * v20) * ((((((((((((v20 * 0.000024859589834589056) + 0.00019899285575896282) * v20) + 0.001388885403566671) * v20) + 0.00833329846980059) * v20) + 0.04166666671901226) * v20) + 0.16666666719028936) * v20) + 0.5)))) + (v13 - 1)));
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
      const v11 = (math.exponent(v1) + (v9 ? 1 : 0));
      const v17 = ((v9 ? (v7 * 0.5) : v7) - 1);
      const v20 = (v17 / (v17 + 2));
      const v22 = (v20 * v20);
      out[o] = (((v1 !== v1) || (v1 === Number.POSITIVE_INFINITY)) ? v1 : ((v1 === 0) ? Number.NEGATIVE_INFINITY : ((v1 < 0) ? Number.NaN : ((v11 * 0.6931471803691238) + (((v20 * 2) + ((v20 * v22) * ((((((((((v22 * 0.166219470901774) + 0.18140185202493248) * v22) + 0.22222862476849542) * v22) + 0.2857142413651635) * v22) + 0.400000000112122) * v22) + 0.6666666666666208))) + (v11 * 1.9082149292705877e-10))))));
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
      out[o] = ((v1 === 0) ? v1 : (((v3 !== v3) || (v3 === Number.POSITIVE_INFINITY)) ? v3 : ((v3 === 0) ? Number.NEGATIVE_INFINITY : ((v3 < 0) ? Number.NaN : ((v12 * 0.6931471803691238) + (((v23 * 2) + ((v23 * v25) * ((((((((((v25 * 0.166219470901774) + 0.18140185202493248) * v25) + 0.22222862476849542) * v25) + 0.2857142413651635) * v25) + 0.400000000112122) * v25) + 0.6666666666666208))) + (v12 * 1.9082149292705877e-10)))))));
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
      const v18 = math.mantissa(v6);
      const v20 = (v18 > 1.4142135623730951);
      const v22 = (math.exponent(v6) + (v20 ? 1 : 0));
      const v28 = ((v20 ? (v18 * 0.5) : v18) - 1);
      const v31 = (v28 / (v28 + 2));
      const v33 = (v31 * v31);
      const v57 = (v9 * ((v22 * 0.6931471803691238) + (((v31 * 2) + ((v31 * v33) * ((((((((((v33 * 0.166219470901774) + 0.18140185202493248) * v33) + 0.22222862476849542) * v33) + 0.2857142413651635) * v33) + 0.400000000112122) * v33) + 0.6666666666666208))) + (v22 * 1.9082149292705877e-10))));
      const v63 = ((v57 < 700) ? ((v57 > (-700)) ? v57 : (-700)) : 700);
      const v67 = ((v63 * 1.4426950408889634) + 6755399441055744);
      const v68 = (v67 - 6755399441055744);
      const v72 = ((v63 - (v68 * 0.6931471803691238)) - (v68 * 1.9082149292705877e-10));
      const v104 = ((v6 === 1) ? 1 : ((((v6 === 0) || (v6 === Number.POSITIVE_INFINITY)) || (Math.abs(v9) === Number.POSITIVE_INFINITY)) ? ((((v6 > 1) && (v9 > 0)) || ((v6 < 1) && (v9 < 0))) ? Number.POSITIVE_INFINITY : 0) : math.scale2(((v72 + ((v72 * v72) * ((((((((((((v72 * 0.000024859589834589056) + 0.00019899285575896282) * v72) + 0.001388885403566671) * v72) + 0.00833329846980059) * v72) + 0.04166666671901226) * v72) + 0.16666666719028936) * v72) + 0.5))) + 1), v67)));
      const v106 = (v5 < 0);
      const v110 = Math.trunc(v9);
      const v112 = (v9 * 0.5);
      out[o] = (((v9 === 0) || (v5 === 1)) ? 1 : (((v5 !== v5) || (v9 !== v9)) ? Number.NaN : (((v106 && (v6 !== Number.POSITIVE_INFINITY)) && (v110 !== v9)) ? Number.NaN : (((v106 || ((1 / v5) < 0)) && ((v110 === v9) && (Math.trunc(v112) !== v112))) ? -v104 : v104))));
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
      const v1 = a[i];
      const v8 = (((Math.abs(v1) < 30) ? v1 : math.copysign(30, v1)) * 2);
      const v15 = ((v8 < 700) ? ((v8 > (-700)) ? v8 : (-700)) : 700);
      const v19 = ((v15 * 1.4426950408889634) + 6755399441055744);
      const v20 = math.scale2(1, v19);
      const v21 = (v19 - 6755399441055744);
      const v27 = ((v15 - (v21 * 0.6931471803691238)) - (v21 * 1.9082149292705877e-10));
      const v57 = (((v8 === 0) || (v8 !== v8)) ? v8 : ((v20 * (v27 + ((v27 * v27) * ((((((((((((v27 * 0.000024859589834589056) + 0.00019899285575896282) * v27) + 0.001388885403566671) * v27) + 0.00833329846980059) * v27) + 0.04166666671901226) * v27) + 0.16666666719028936) * v27) + 0.5)))) + (v20 - 1)));
      out[o] = ((v1 !== v1) ? v1 : math.copysign((v57 / (v57 + 2)), v1));
    }
  }) satisfies Unary<Float32Array>,
  float64: ((n, out, o, os, a, i, is) => {
    for (let t = 0; t < n; t++, o += os, i += is) {
      out[o] = math.tanh(a[i]);
    }
  }) satisfies Unary<Float64Array>,
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
