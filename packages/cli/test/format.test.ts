import { expect, test } from "vitest";
import {
  formatChoice,
  formatLoss,
  formatNumber,
  formatPercent,
  formatSample,
  formatSeconds,
  formatSettings,
} from "../src/format.ts";

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

test("means and spreads", () => {
  expect(formatSample({ mean: 0.98765, spread: 0.0123 }, formatLoss)).toBe("0.9877 ± 0.012");
  expect(formatSample({ mean: 1e-9, spread: 1.234e-10 }, formatLoss)).toBe("1.00e-9 ± 1.2e-10");
  expect(formatSample({ mean: 1234, spread: 123.4 }, formatNumber)).toBe("1234 ± 123");
  expect(formatSample({ mean: 1, spread: null }, formatLoss)).toBe("1.000");
  expect(formatSample({ mean: 1, spread: 0 }, formatLoss)).toBe("1.000");
  expect(formatSample(null, formatLoss)).toBe("–");
});

test("shares and other numbers", () => {
  expect(formatPercent(0.98765)).toBe("98.8 %");
  expect([12, 0.123456, 12.5, 1e9].map(formatNumber)).toEqual(["12", "0.1235", "12.50", "1.00e+9"]);
});

test("settings", () => {
  expect(formatSettings({ lr: 0.01, betas: [0.9, 0.99], nesterov: true, lineSearchFn: null })).toBe(
    "lr 0.01, betas 0.9/0.99, nesterov true, lineSearchFn none",
  );
  const scheduler = { name: "StepLR", settings: { stepSize: 10 } };
  expect(formatChoice({ name: "SGD", settings: { lr: 1 / 3 }, scheduler })).toBe("SGD lr 0.3333, StepLR (stepSize 10)");
});
