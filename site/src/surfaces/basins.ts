import type { Swarm } from "./trace.ts";

/** Who is nearer to a lowest point than this part of the view has come to it. */
const nearness = 0.02;

/** For each start the lowest point that is reached from it in the end, by its number; −1 for none. */
export function basinsOf(
  { positions, frames, count }: Swarm,
  minima: readonly (readonly [number, number])[],
  [left, right, bottom, top]: readonly number[],
): number[] {
  const near = nearness * Math.hypot(right - left, top - bottom);
  const last = (frames - 1) * count * 2;
  return Array.from({ length: count }, (_, i) => {
    const [x, y] = [positions[last + 2 * i], positions[last + 2 * i + 1]];
    return minima.findIndex(([a, b]) => Math.hypot(x - a, y - b) < near);
  });
}
