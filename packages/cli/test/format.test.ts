import { expect, test } from "vitest";
import { formatLoss, formatScore, formatSeconds, formatSettings } from "../src/format.ts";

test.each([
  [0.0123456, "0.01235"],
  [1, "1.000"],
  [12345.6, "1.235e+4"],
  [1e-9, "1.00e-9"],
  [1e30, "1.00e+30"],
  [0, "0.000"],
  [Number.NaN, "nan"],
  [Number.POSITIVE_INFINITY, "inf"],
  [null, "–"],
])("loss %s is %s", (loss, text) => {
  expect(formatLoss(loss)).toBe(text);
});

test.each([
  [1e-9, "0.00 µs"],
  [12.34e-6, "12.3 µs"],
  [999.6e-6, "1.00 ms"],
  [0.1234, "123 ms"],
  [0.9999, "1.00 s"],
  [61, "61.0 s"],
  [150, "2 min 30 s"],
  [179.7, "3 min 0 s"],
  [null, "–"],
])("%s s is %s", (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text);
});

test("scores", () => {
  expect(formatScore(0.98765, "classification")).toBe("98.8 %");
  expect(formatScore(0.98765, "regression")).toBe("0.988");
  expect(formatScore(-1e9, "regression")).toBe("< -99");
  expect(formatScore(null, "regression")).toBe("–");
});

test("settings", () => {
  expect(formatSettings({ lr: 0.01, betas: [0.9, 0.99], nesterov: true, lineSearchFn: null })).toBe(
    "lr 0.01, betas 0.9/0.99, nesterov true, lineSearchFn none",
  );
});
