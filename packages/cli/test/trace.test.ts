import { expect, test } from "vitest";
import { Trace } from "../src/race/trace.ts";

test("keeps every value as long as there is room", () => {
  const trace = new Trace("means");
  for (let i = 0; i < 4000; i++) trace.push(i);
  expect(trace.stride).toBe(1);
  expect(trace.points()).toEqual(Array.from({ length: 4000 }, (_, i) => i));
  expect(trace.last()).toBe(3999);
});

test("then joins neighbours to their mean, in bounded memory", () => {
  const trace = new Trace("means");
  for (let i = 0; i < 100_001; i++) trace.push(i);
  const points = trace.points();
  expect(trace.count).toBe(100_001);
  expect(trace.stride).toBe(32);
  expect(points.length).toBe(Math.ceil(100_001 / 32));
  expect(points[0]).toBe(15.5);
  expect(points[1000]).toBe(32_015.5);
  // What is left over has a point of its own.
  expect(points.at(-1)).toBe(100_000);
  expect(trace.last()).toBe(100_000);
});

test("or keeps the first of them", () => {
  const trace = new Trace("samples");
  for (let i = 0; i < 10_000; i++) trace.push(i);
  expect(trace.stride).toBe(4);
  expect(trace.points()).toEqual(Array.from({ length: 2500 }, (_, i) => i * 4));
});

test("a value that is not a number shows", () => {
  const trace = new Trace("means");
  for (let i = 0; i < 8193; i++) trace.push(i === 8192 ? Number.NaN : 1);
  expect(trace.points().at(-1)).toBeNaN();
  expect(new Trace("means").last()).toBeUndefined();
});
