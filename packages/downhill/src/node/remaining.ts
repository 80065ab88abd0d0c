/** What is left of arrays, taken one after the other, behind their first `done` bytes: the system may take fewer than all. */
export function remaining(arrays: readonly Uint8Array[], done: number): Uint8Array[] {
  const rest: Uint8Array[] = [];
  let skip = done;
  for (const array of arrays) {
    if (skip < array.length) rest.push(skip === 0 ? array : array.subarray(skip));
    skip = Math.max(0, skip - array.length);
  }
  return rest;
}
