/** A small generator of repeatable random numbers (mulberry32). */
export function generator(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) % below;
  };
}

/** Bytes at which readers tend to go wrong. */
const EDGES = [0x00, 0x01, 0x7f, 0x80, 0xff, 0x28, 0x2e, 0x30, 0x52, 0x58, 0x5d, 0x62, 0x63, 0x6a, 0x72, 0x74, 0x7d];

/** A copy of a file with something wrong about it: bytes changed, cut out, doubled, moved, or the end cut off. */
export function mutate(bytes: Uint8Array, random: (below: number) => number): Uint8Array {
  const result = Array.from(bytes);
  const times = 1 + random(3);
  for (let i = 0; i < times && result.length > 0; i++) {
    const at = random(result.length);
    const length = 1 + random(8);
    switch (random(8)) {
      case 0:
        result[at] ^= 1 << random(8);
        break;
      case 1:
        result[at] = random(256);
        break;
      case 2:
        result[at] = EDGES[random(EDGES.length)];
        break;
      case 3:
        result.splice(at, length);
        break;
      case 4:
        result.splice(at, 0, ...result.slice(at, at + length));
        break;
      case 5:
        result.splice(at, 0, ...Array.from({ length }, () => random(256)));
        break;
      case 6:
        for (let j = at; j < Math.min(at + 4, result.length); j++) result[j] = 0xff;
        break;
      default:
        if (random(4) === 0) result.length = at;
        else result.splice(at, length, ...result.slice(random(result.length)).slice(0, length));
    }
  }
  return Uint8Array.from(result);
}
