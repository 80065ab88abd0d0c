/*
 * Written by `npm run generate` from the definitions beside it: the functions with their loops. Change the
 * definitions, not this file.
 */

// biome-ignore-all lint: what a script writes
// biome-ignore-all format: likewise
// biome-ignore-all assist: likewise

import * as math from "../elementwise/math.ts";
import * as channelsDefinitions from "./channels.ts";
import * as normalizationDefinitions from "./normalization.ts";
import * as softmaxDefinitions from "./softmax.ts";
import { bindRows, type RowLoop, sumOf } from "./definition.ts";

export const planeGradient = /* @__PURE__ */ bindRows(channelsDefinitions.planeGradient, {
  float32: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const a2 = arrays[2].storage.data as Float32Array;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      const r3 = read[2][row];
      const r4 = read[3][row];
      const r5 = read[4][row];
      for (let i = 0; i < n; i++) {
        a2[o2 + i] = (r3 * (a0[o0 + i] - (r4 + (((a1[o1 + i] - r1) * r2) * r5))));
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const a2 = arrays[2].storage.data as Float64Array;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      const r3 = read[2][row];
      const r4 = read[3][row];
      const r5 = read[4][row];
      for (let i = 0; i < n; i++) {
        a2[o2 + i] = (r3 * (a0[o0 + i] - (r4 + (((a1[o1 + i] - r1) * r2) * r5))));
      }
    }
  }) satisfies RowLoop,
});

export const planeGradientSums = /* @__PURE__ */ bindRows(channelsDefinitions.planeGradientSums, {
  float32: ((rows, n, arrays, _numbers, read, written) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      lanes.fill(0);
      let rest3 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest3 += value;
      }
      const r3 = sumOf(lanes, rest3);
      lanes.fill(0);
      let rest4 = 0;
      for (let i = 0; i < n; i++) {
        const value = (a0[o0 + i] * ((a1[o1 + i] - r1) * r2));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest4 += value;
      }
      const r4 = sumOf(lanes, rest4);
      written[0][row] = r3;
      written[1][row] = r4;
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, read, written) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      lanes.fill(0);
      let rest3 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest3 += value;
      }
      const r3 = sumOf(lanes, rest3);
      lanes.fill(0);
      let rest4 = 0;
      for (let i = 0; i < n; i++) {
        const value = (a0[o0 + i] * ((a1[o1 + i] - r1) * r2));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest4 += value;
      }
      const r4 = sumOf(lanes, rest4);
      written[0][row] = r3;
      written[1][row] = r4;
    }
  }) satisfies RowLoop,
});

export const planeScale = /* @__PURE__ */ bindRows(channelsDefinitions.planeScale, {
  float32: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = ((a0[o0 + i] * r1) + r2);
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = ((a0[o0 + i] * r1) + r2);
      }
    }
  }) satisfies RowLoop,
});

export const planeSquares = /* @__PURE__ */ bindRows(channelsDefinitions.planeSquares, {
  float32: ((rows, n, arrays, _numbers, read, written) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const r1 = read[0][row];
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const s0v3 = (a0[o0 + i] - r1);
        const value = (s0v3 * s0v3);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      written[0][row] = r2;
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, read, written) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const r1 = read[0][row];
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const s0v2 = (a0[o0 + i] - r1);
        const value = (s0v2 * s0v2);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      written[0][row] = r2;
    }
  }) satisfies RowLoop,
});

export const planeSum = /* @__PURE__ */ bindRows(channelsDefinitions.planeSum, {
  float32: ((rows, n, arrays, _numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      lanes.fill(0);
      let rest1 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest1 += value;
      }
      const r1 = sumOf(lanes, rest1);
      written[0][row] = r1;
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      lanes.fill(0);
      let rest1 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest1 += value;
      }
      const r1 = sumOf(lanes, rest1);
      written[0][row] = r1;
    }
  }) satisfies RowLoop,
});

export const layerNorm = /* @__PURE__ */ bindRows(normalizationDefinitions.layerNorm, {
  float32: ((rows, n, arrays, numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const a2 = arrays[2].storage.data as Float32Array;
    const a3 = arrays[3].storage.data as Float32Array;
    const r1 = numbers[0];
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset;
      const o2 = arrays[2].offset;
      const o3 = arrays[3].offset + row * n;
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      lanes.fill(0);
      let rest3 = 0;
      const s1v4 = (r2 / r0);
      for (let i = 0; i < n; i++) {
        const s1v5 = (a0[o0 + i] - s1v4);
        const value = (s1v5 * s1v5);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest3 += value;
      }
      const r3 = sumOf(lanes, rest3);
      const s2v4 = (r2 / r0);
      const s2v8 = (r3 / r0);
      const s2v10 = (s2v8 + r1);
      const s2v11 = Math.sqrt(s2v10);
      const s2v12 = (1 / s2v11);
      for (let i = 0; i < n; i++) {
        a3[o3 + i] = (Math.fround((Math.fround(((a0[o0 + i] - s2v4) * s2v12)) * a1[o1 + i])) + a2[o2 + i]);
      }
      const s3v2 = (r2 / r0);
      const s3v5 = (r3 / r0);
      const s3v7 = (s3v5 + r1);
      const s3v8 = Math.sqrt(s3v7);
      const s3v9 = (1 / s3v8);
      written[0][row] = s3v2;
      written[1][row] = s3v9;
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const a2 = arrays[2].storage.data as Float64Array;
    const a3 = arrays[3].storage.data as Float64Array;
    const r1 = numbers[0];
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset;
      const o2 = arrays[2].offset;
      const o3 = arrays[3].offset + row * n;
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      lanes.fill(0);
      let rest3 = 0;
      const s1v3 = (r2 / r0);
      for (let i = 0; i < n; i++) {
        const s1v4 = (a0[o0 + i] - s1v3);
        const value = (s1v4 * s1v4);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest3 += value;
      }
      const r3 = sumOf(lanes, rest3);
      const s2v3 = (r2 / r0);
      const s2v7 = (r3 / r0);
      const s2v9 = (s2v7 + r1);
      const s2v10 = Math.sqrt(s2v9);
      const s2v11 = (1 / s2v10);
      for (let i = 0; i < n; i++) {
        a3[o3 + i] = ((((a0[o0 + i] - s2v3) * s2v11) * a1[o1 + i]) + a2[o2 + i]);
      }
      const s3v2 = (r2 / r0);
      const s3v5 = (r3 / r0);
      const s3v7 = (s3v5 + r1);
      const s3v8 = Math.sqrt(s3v7);
      const s3v9 = (1 / s3v8);
      written[0][row] = s3v2;
      written[1][row] = s3v9;
    }
  }) satisfies RowLoop,
});

export const layerNormGradient = /* @__PURE__ */ bindRows(normalizationDefinitions.layerNormGradient, {
  float32: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const a2 = arrays[2].storage.data as Float32Array;
    const a3 = arrays[3].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset;
      const o3 = arrays[3].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      lanes.fill(0);
      let rest3 = 0;
      for (let i = 0; i < n; i++) {
        const value = (a0[o0 + i] * a2[o2 + i]);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest3 += value;
      }
      const r3 = sumOf(lanes, rest3);
      lanes.fill(0);
      let rest4 = 0;
      for (let i = 0; i < n; i++) {
        const value = ((a0[o0 + i] * a2[o2 + i]) * ((a1[o1 + i] - r1) * r2));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest4 += value;
      }
      const r4 = sumOf(lanes, rest4);
      for (let i = 0; i < n; i++) {
        a3[o3 + i] = (r2 * ((a0[o0 + i] * a2[o2 + i]) - ((r3 + (((a1[o1 + i] - r1) * r2) * r4)) / r0)));
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const a2 = arrays[2].storage.data as Float64Array;
    const a3 = arrays[3].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset;
      const o3 = arrays[3].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      lanes.fill(0);
      let rest3 = 0;
      for (let i = 0; i < n; i++) {
        const value = (a0[o0 + i] * a2[o2 + i]);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest3 += value;
      }
      const r3 = sumOf(lanes, rest3);
      lanes.fill(0);
      let rest4 = 0;
      for (let i = 0; i < n; i++) {
        const value = ((a0[o0 + i] * a2[o2 + i]) * ((a1[o1 + i] - r1) * r2));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest4 += value;
      }
      const r4 = sumOf(lanes, rest4);
      for (let i = 0; i < n; i++) {
        a3[o3 + i] = (r2 * ((a0[o0 + i] * a2[o2 + i]) - ((r3 + (((a1[o1 + i] - r1) * r2) * r4)) / r0)));
      }
    }
  }) satisfies RowLoop,
});

export const rmsNorm = /* @__PURE__ */ bindRows(normalizationDefinitions.rmsNorm, {
  float32: ((rows, n, arrays, numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const a2 = arrays[2].storage.data as Float32Array;
    const r1 = numbers[0];
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset;
      const o2 = arrays[2].offset + row * n;
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const s0v1 = a0[o0 + i];
        const value = (s0v1 * s0v1);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      const s1v5 = (r2 / r0);
      const s1v7 = (s1v5 + r1);
      const s1v8 = Math.sqrt(s1v7);
      const s1v9 = (1 / s1v8);
      for (let i = 0; i < n; i++) {
        a2[o2 + i] = (Math.fround((a0[o0 + i] * s1v9)) * a1[o1 + i]);
      }
      const s2v3 = (r2 / r0);
      const s2v5 = (s2v3 + r1);
      const s2v6 = Math.sqrt(s2v5);
      const s2v7 = (1 / s2v6);
      written[0][row] = s2v7;
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const a2 = arrays[2].storage.data as Float64Array;
    const r1 = numbers[0];
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset;
      const o2 = arrays[2].offset + row * n;
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const s0v0 = a0[o0 + i];
        const value = (s0v0 * s0v0);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      const s1v4 = (r2 / r0);
      const s1v6 = (s1v4 + r1);
      const s1v7 = Math.sqrt(s1v6);
      const s1v8 = (1 / s1v7);
      for (let i = 0; i < n; i++) {
        a2[o2 + i] = ((a0[o0 + i] * s1v8) * a1[o1 + i]);
      }
      const s2v3 = (r2 / r0);
      const s2v5 = (s2v3 + r1);
      const s2v6 = Math.sqrt(s2v5);
      const s2v7 = (1 / s2v6);
      written[0][row] = s2v7;
    }
  }) satisfies RowLoop,
});

export const rmsNormGradient = /* @__PURE__ */ bindRows(normalizationDefinitions.rmsNormGradient, {
  float32: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const a2 = arrays[2].storage.data as Float32Array;
    const a3 = arrays[3].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset;
      const o3 = arrays[3].offset + row * n;
      const r1 = read[0][row];
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const value = ((a0[o0 + i] * a2[o2 + i]) * (a1[o1 + i] * r1));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      for (let i = 0; i < n; i++) {
        a3[o3 + i] = (r1 * ((a0[o0 + i] * a2[o2 + i]) - (((a1[o1 + i] * r1) * r2) / r0)));
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const a2 = arrays[2].storage.data as Float64Array;
    const a3 = arrays[3].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset;
      const o3 = arrays[3].offset + row * n;
      const r1 = read[0][row];
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const value = ((a0[o0 + i] * a2[o2 + i]) * (a1[o1 + i] * r1));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      for (let i = 0; i < n; i++) {
        a3[o3 + i] = (r1 * ((a0[o0 + i] * a2[o2 + i]) - (((a1[o1 + i] * r1) * r2) / r0)));
      }
    }
  }) satisfies RowLoop,
});

export const scores = /* @__PURE__ */ bindRows(normalizationDefinitions.scores, {
  float32: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = ((a0[o0 + i] - r1) * r2);
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const r1 = read[0][row];
      const r2 = read[1][row];
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = ((a0[o0 + i] - r1) * r2);
      }
    }
  }) satisfies RowLoop,
});

export const standardize = /* @__PURE__ */ bindRows(normalizationDefinitions.standardize, {
  float32: ((rows, n, arrays, numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const r1 = numbers[0];
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      lanes.fill(0);
      let rest3 = 0;
      const s1v4 = (r2 / r0);
      for (let i = 0; i < n; i++) {
        const s1v5 = (a0[o0 + i] - s1v4);
        const value = (s1v5 * s1v5);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest3 += value;
      }
      const r3 = sumOf(lanes, rest3);
      const s2v4 = (r2 / r0);
      const s2v8 = (r3 / r0);
      const s2v10 = (s2v8 + r1);
      const s2v11 = Math.sqrt(s2v10);
      const s2v12 = (1 / s2v11);
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = ((a0[o0 + i] - s2v4) * s2v12);
      }
      const s3v2 = (r2 / r0);
      const s3v5 = (r3 / r0);
      const s3v7 = (s3v5 + r1);
      const s3v8 = Math.sqrt(s3v7);
      const s3v9 = (1 / s3v8);
      written[0][row] = s3v2;
      written[1][row] = s3v9;
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const r1 = numbers[0];
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    const r0 = n;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      lanes.fill(0);
      let rest3 = 0;
      const s1v3 = (r2 / r0);
      for (let i = 0; i < n; i++) {
        const s1v4 = (a0[o0 + i] - s1v3);
        const value = (s1v4 * s1v4);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest3 += value;
      }
      const r3 = sumOf(lanes, rest3);
      const s2v3 = (r2 / r0);
      const s2v7 = (r3 / r0);
      const s2v9 = (s2v7 + r1);
      const s2v10 = Math.sqrt(s2v9);
      const s2v11 = (1 / s2v10);
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = ((a0[o0 + i] - s2v3) * s2v11);
      }
      const s3v2 = (r2 / r0);
      const s3v5 = (r3 / r0);
      const s3v7 = (s3v5 + r1);
      const s3v8 = Math.sqrt(s3v7);
      const s3v9 = (1 / s3v8);
      written[0][row] = s3v2;
      written[1][row] = s3v9;
    }
  }) satisfies RowLoop,
});

export const logSoftmax = /* @__PURE__ */ bindRows(softmaxDefinitions.logSoftmax, {
  float32: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      let r1 = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        r1 = Math.max(r1, a0[o0 + i]);
      }
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const s1v5 = (a0[o0 + i] - r1);
        const s1v7 = ((s1v5 < (-700)) ? (-700) : s1v5);
        const s1v9 = ((s1v7 > 700) ? 700 : s1v7);
        const s1v13 = ((s1v9 * 1.4426950408889634) + 6755399441055744);
        const s1v17 = (s1v9 - ((s1v13 - 6755399441055744) * 0.6931471805599453));
        const value = math.scale2(((s1v17 + ((s1v17 * s1v17) * ((((((((((s1v17 * 0.00019890990824673654) + 0.0013933649996309251) * s1v17) + 0.0083333109254809) * s1v17) + 0.041666464925285904) * s1v17) + 0.16666666681623232) * s1v17) + 0.500000001346581))) + 1), s1v13);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      const s2v7 = math.exponent(r2);
      const s2v10 = math.mantissa(r2);
      const s2v12 = (s2v10 > 1.4142135623730951);
      const s2v13 = (s2v12 ? 1 : 0);
      const s2v14 = (s2v7 + s2v13);
      const s2v16 = (s2v14 * 0.6931471805599453);
      const s2v18 = (s2v10 * 0.5);
      const s2v19 = (s2v12 ? s2v18 : s2v10);
      const s2v20 = (s2v19 - 1);
      const s2v22 = (s2v20 + 2);
      const s2v23 = (s2v20 / s2v22);
      const s2v24 = (s2v23 * 2);
      const s2v25 = (s2v23 * s2v23);
      const s2v26 = (s2v23 * s2v25);
      const s2v28 = (s2v25 * 0.19362776836747533);
      const s2v30 = (s2v28 + 0.22191394493175057);
      const s2v31 = (s2v30 * s2v25);
      const s2v33 = (s2v31 + 0.2857175463573276);
      const s2v34 = (s2v33 * s2v25);
      const s2v36 = (s2v34 + 0.39999998796848674);
      const s2v37 = (s2v36 * s2v25);
      const s2v39 = (s2v37 + 0.6666666666737545);
      const s2v40 = (s2v26 * s2v39);
      const s2v41 = (s2v24 + s2v40);
      const s2v42 = (s2v16 + s2v41);
      const s2v43 = (r2 < 0);
      const s2v44 = (s2v43 ? Number.NaN : s2v42);
      const s2v45 = (r2 === 0);
      const s2v46 = (s2v45 ? Number.NEGATIVE_INFINITY : s2v44);
      const s2v47 = (r2 !== r2);
      const s2v49 = (r2 === Number.POSITIVE_INFINITY);
      const s2v50 = (s2v47 || s2v49);
      const s2v51 = (s2v50 ? r2 : s2v46);
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = ((a0[o0 + i] - r1) - s2v51);
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      let r1 = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        r1 = Math.max(r1, a0[o0 + i]);
      }
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const value = math.exp((a0[o0 + i] - r1));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      const s2v4 = math.log(r2);
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = ((a0[o0 + i] - r1) - s2v4);
      }
    }
  }) satisfies RowLoop,
});

export const logSoftmaxGradient = /* @__PURE__ */ bindRows(softmaxDefinitions.logSoftmaxGradient, {
  float32: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const a2 = arrays[2].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset + row * n;
      lanes.fill(0);
      let rest1 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest1 += value;
      }
      const r1 = sumOf(lanes, rest1);
      for (let i = 0; i < n; i++) {
        const s1v5 = a1[o1 + i];
        const s1v7 = ((s1v5 < (-700)) ? (-700) : s1v5);
        const s1v9 = ((s1v7 > 700) ? 700 : s1v7);
        const s1v13 = ((s1v9 * 1.4426950408889634) + 6755399441055744);
        const s1v17 = (s1v9 - ((s1v13 - 6755399441055744) * 0.6931471805599453));
        a2[o2 + i] = (a0[o0 + i] - (math.scale2(((s1v17 + ((s1v17 * s1v17) * ((((((((((s1v17 * 0.00019890990824673654) + 0.0013933649996309251) * s1v17) + 0.0083333109254809) * s1v17) + 0.041666464925285904) * s1v17) + 0.16666666681623232) * s1v17) + 0.500000001346581))) + 1), s1v13) * r1));
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const a2 = arrays[2].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset + row * n;
      lanes.fill(0);
      let rest1 = 0;
      for (let i = 0; i < n; i++) {
        const value = a0[o0 + i];
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest1 += value;
      }
      const r1 = sumOf(lanes, rest1);
      for (let i = 0; i < n; i++) {
        a2[o2 + i] = (a0[o0 + i] - (math.exp(a1[o1 + i]) * r1));
      }
    }
  }) satisfies RowLoop,
});

export const logsumexp = /* @__PURE__ */ bindRows(softmaxDefinitions.logsumexp, {
  float32: ((rows, n, arrays, _numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      let r1 = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        r1 = Math.max(r1, a0[o0 + i]);
      }
      lanes.fill(0);
      let rest2 = 0;
      const s1v6 = Math.abs(r1);
      const s1v8 = (s1v6 === Number.POSITIVE_INFINITY);
      const s1v9 = (s1v8 ? 0 : r1);
      for (let i = 0; i < n; i++) {
        const s1v10 = (a0[o0 + i] - s1v9);
        const s1v12 = ((s1v10 < (-700)) ? (-700) : s1v10);
        const s1v14 = ((s1v12 > 700) ? 700 : s1v12);
        const s1v18 = ((s1v14 * 1.4426950408889634) + 6755399441055744);
        const s1v22 = (s1v14 - ((s1v18 - 6755399441055744) * 0.6931471805599453));
        const value = math.scale2(((s1v22 + ((s1v22 * s1v22) * ((((((((((s1v22 * 0.00019890990824673654) + 0.0013933649996309251) * s1v22) + 0.0083333109254809) * s1v22) + 0.041666464925285904) * s1v22) + 0.16666666681623232) * s1v22) + 0.500000001346581))) + 1), s1v18);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      const s2v3 = math.exponent(r2);
      const s2v6 = math.mantissa(r2);
      const s2v8 = (s2v6 > 1.4142135623730951);
      const s2v9 = (s2v8 ? 1 : 0);
      const s2v10 = (s2v3 + s2v9);
      const s2v12 = (s2v10 * 0.6931471805599453);
      const s2v14 = (s2v6 * 0.5);
      const s2v15 = (s2v8 ? s2v14 : s2v6);
      const s2v16 = (s2v15 - 1);
      const s2v18 = (s2v16 + 2);
      const s2v19 = (s2v16 / s2v18);
      const s2v20 = (s2v19 * 2);
      const s2v21 = (s2v19 * s2v19);
      const s2v22 = (s2v19 * s2v21);
      const s2v24 = (s2v21 * 0.19362776836747533);
      const s2v26 = (s2v24 + 0.22191394493175057);
      const s2v27 = (s2v26 * s2v21);
      const s2v29 = (s2v27 + 0.2857175463573276);
      const s2v30 = (s2v29 * s2v21);
      const s2v32 = (s2v30 + 0.39999998796848674);
      const s2v33 = (s2v32 * s2v21);
      const s2v35 = (s2v33 + 0.6666666666737545);
      const s2v36 = (s2v22 * s2v35);
      const s2v37 = (s2v20 + s2v36);
      const s2v38 = (s2v12 + s2v37);
      const s2v39 = (r2 < 0);
      const s2v40 = (s2v39 ? Number.NaN : s2v38);
      const s2v41 = (r2 === 0);
      const s2v42 = (s2v41 ? Number.NEGATIVE_INFINITY : s2v40);
      const s2v43 = (r2 !== r2);
      const s2v45 = (r2 === Number.POSITIVE_INFINITY);
      const s2v46 = (s2v43 || s2v45);
      const s2v47 = (s2v46 ? r2 : s2v42);
      const s2v49 = Math.abs(r1);
      const s2v50 = (s2v49 === Number.POSITIVE_INFINITY);
      const s2v51 = (s2v50 ? 0 : r1);
      const s2v52 = (s2v47 + s2v51);
      written[0][row] = s2v52;
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, _read, written) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      let r1 = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        r1 = Math.max(r1, a0[o0 + i]);
      }
      lanes.fill(0);
      let rest2 = 0;
      const s1v3 = Math.abs(r1);
      const s1v5 = (s1v3 === Number.POSITIVE_INFINITY);
      const s1v6 = (s1v5 ? 0 : r1);
      for (let i = 0; i < n; i++) {
        const value = math.exp((a0[o0 + i] - s1v6));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      const s2v1 = math.log(r2);
      const s2v4 = Math.abs(r1);
      const s2v6 = (s2v4 === Number.POSITIVE_INFINITY);
      const s2v7 = (s2v6 ? 0 : r1);
      const s2v8 = (s2v1 + s2v7);
      written[0][row] = s2v8;
    }
  }) satisfies RowLoop,
});

export const safeSoftmax = /* @__PURE__ */ bindRows(softmaxDefinitions.safeSoftmax, {
  float32: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      let r1 = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        r1 = Math.max(r1, a0[o0 + i]);
      }
      lanes.fill(0);
      let rest2 = 0;
      const s1v7 = (r1 === Number.NEGATIVE_INFINITY);
      const s1v8 = (s1v7 ? 0 : r1);
      for (let i = 0; i < n; i++) {
        const s1v9 = (a0[o0 + i] - s1v8);
        const s1v11 = ((s1v9 < (-700)) ? (-700) : s1v9);
        const s1v13 = ((s1v11 > 700) ? 700 : s1v11);
        const s1v17 = ((s1v13 * 1.4426950408889634) + 6755399441055744);
        const s1v21 = (s1v13 - ((s1v17 - 6755399441055744) * 0.6931471805599453));
        const value = math.scale2(((s1v21 + ((s1v21 * s1v21) * ((((((((((s1v21 * 0.00019890990824673654) + 0.0013933649996309251) * s1v21) + 0.0083333109254809) * s1v21) + 0.041666464925285904) * s1v21) + 0.16666666681623232) * s1v21) + 0.500000001346581))) + 1), s1v17);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      const s2v7 = (r1 === Number.NEGATIVE_INFINITY);
      const s2v8 = (s2v7 ? 0 : r1);
      const s2v45 = (s2v7 ? 1 : r2);
      for (let i = 0; i < n; i++) {
        const s2v9 = (a0[o0 + i] - s2v8);
        const s2v11 = ((s2v9 < (-700)) ? (-700) : s2v9);
        const s2v13 = ((s2v11 > 700) ? 700 : s2v11);
        const s2v17 = ((s2v13 * 1.4426950408889634) + 6755399441055744);
        const s2v21 = (s2v13 - ((s2v17 - 6755399441055744) * 0.6931471805599453));
        a1[o1 + i] = (math.scale2(((s2v21 + ((s2v21 * s2v21) * ((((((((((s2v21 * 0.00019890990824673654) + 0.0013933649996309251) * s2v21) + 0.0083333109254809) * s2v21) + 0.041666464925285904) * s2v21) + 0.16666666681623232) * s2v21) + 0.500000001346581))) + 1), s2v17) / s2v45);
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      let r1 = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        r1 = Math.max(r1, a0[o0 + i]);
      }
      lanes.fill(0);
      let rest2 = 0;
      const s1v4 = (r1 === Number.NEGATIVE_INFINITY);
      const s1v5 = (s1v4 ? 0 : r1);
      for (let i = 0; i < n; i++) {
        const value = math.exp((a0[o0 + i] - s1v5));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      const s2v4 = (r1 === Number.NEGATIVE_INFINITY);
      const s2v5 = (s2v4 ? 0 : r1);
      const s2v10 = (s2v4 ? 1 : r2);
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = (math.exp((a0[o0 + i] - s2v5)) / s2v10);
      }
    }
  }) satisfies RowLoop,
});

export const scaledProbabilities = /* @__PURE__ */ bindRows(softmaxDefinitions.scaledProbabilities, {
  float32: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const r1 = read[0][row];
      for (let i = 0; i < n; i++) {
        const s0v3 = a0[o0 + i];
        const s0v5 = ((s0v3 < (-700)) ? (-700) : s0v3);
        const s0v7 = ((s0v5 > 700) ? 700 : s0v5);
        const s0v11 = ((s0v7 * 1.4426950408889634) + 6755399441055744);
        const s0v15 = (s0v7 - ((s0v11 - 6755399441055744) * 0.6931471805599453));
        a1[o1 + i] = (math.scale2(((s0v15 + ((s0v15 * s0v15) * ((((((((((s0v15 * 0.00019890990824673654) + 0.0013933649996309251) * s0v15) + 0.0083333109254809) * s0v15) + 0.041666464925285904) * s0v15) + 0.16666666681623232) * s0v15) + 0.500000001346581))) + 1), s0v11) * r1);
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays, _numbers, read) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const r1 = read[0][row];
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = (math.exp(a0[o0 + i]) * r1);
      }
    }
  }) satisfies RowLoop,
});

export const softmax = /* @__PURE__ */ bindRows(softmaxDefinitions.softmax, {
  float32: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      let r1 = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        r1 = Math.max(r1, a0[o0 + i]);
      }
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const s1v5 = (a0[o0 + i] - r1);
        const s1v7 = ((s1v5 < (-700)) ? (-700) : s1v5);
        const s1v9 = ((s1v7 > 700) ? 700 : s1v7);
        const s1v13 = ((s1v9 * 1.4426950408889634) + 6755399441055744);
        const s1v17 = (s1v9 - ((s1v13 - 6755399441055744) * 0.6931471805599453));
        const value = math.scale2(((s1v17 + ((s1v17 * s1v17) * ((((((((((s1v17 * 0.00019890990824673654) + 0.0013933649996309251) * s1v17) + 0.0083333109254809) * s1v17) + 0.041666464925285904) * s1v17) + 0.16666666681623232) * s1v17) + 0.500000001346581))) + 1), s1v13);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      for (let i = 0; i < n; i++) {
        const s2v5 = (a0[o0 + i] - r1);
        const s2v7 = ((s2v5 < (-700)) ? (-700) : s2v5);
        const s2v9 = ((s2v7 > 700) ? 700 : s2v7);
        const s2v13 = ((s2v9 * 1.4426950408889634) + 6755399441055744);
        const s2v17 = (s2v9 - ((s2v13 - 6755399441055744) * 0.6931471805599453));
        a1[o1 + i] = (math.scale2(((s2v17 + ((s2v17 * s2v17) * ((((((((((s2v17 * 0.00019890990824673654) + 0.0013933649996309251) * s2v17) + 0.0083333109254809) * s2v17) + 0.041666464925285904) * s2v17) + 0.16666666681623232) * s2v17) + 0.500000001346581))) + 1), s2v13) / r2);
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      let r1 = Number.NEGATIVE_INFINITY;
      for (let i = 0; i < n; i++) {
        r1 = Math.max(r1, a0[o0 + i]);
      }
      lanes.fill(0);
      let rest2 = 0;
      for (let i = 0; i < n; i++) {
        const value = math.exp((a0[o0 + i] - r1));
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest2 += value;
      }
      const r2 = sumOf(lanes, rest2);
      for (let i = 0; i < n; i++) {
        a1[o1 + i] = (math.exp((a0[o0 + i] - r1)) / r2);
      }
    }
  }) satisfies RowLoop,
});

export const softmaxGradient = /* @__PURE__ */ bindRows(softmaxDefinitions.softmaxGradient, {
  float32: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float32Array;
    const a1 = arrays[1].storage.data as Float32Array;
    const a2 = arrays[2].storage.data as Float32Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset + row * n;
      lanes.fill(0);
      let rest1 = 0;
      for (let i = 0; i < n; i++) {
        const value = (a0[o0 + i] * a1[o1 + i]);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest1 += value;
      }
      const r1 = sumOf(lanes, rest1);
      for (let i = 0; i < n; i++) {
        a2[o2 + i] = ((a0[o0 + i] - r1) * a1[o1 + i]);
      }
    }
  }) satisfies RowLoop,
  float64: ((rows, n, arrays) => {
    const a0 = arrays[0].storage.data as Float64Array;
    const a1 = arrays[1].storage.data as Float64Array;
    const a2 = arrays[2].storage.data as Float64Array;
    const lanes = new Float64Array(8);
    const eights = n - (n % 8);
    const fours = n - (n % 4);
    for (let row = 0; row < rows; row++) {
      const o0 = arrays[0].offset + row * n;
      const o1 = arrays[1].offset + row * n;
      const o2 = arrays[2].offset + row * n;
      lanes.fill(0);
      let rest1 = 0;
      for (let i = 0; i < n; i++) {
        const value = (a0[o0 + i] * a1[o1 + i]);
        if (i < eights) lanes[i & 7] += value;
        else if (i < fours) lanes[i & 3] += value;
        else rest1 += value;
      }
      const r1 = sumOf(lanes, rest1);
      for (let i = 0; i < n; i++) {
        a2[o2 + i] = ((a0[o0 + i] - r1) * a1[o1 + i]);
      }
    }
  }) satisfies RowLoop,
});
