/** A file that must be refused, and what the error must say. */
export type Hostile = readonly [name: string, bytes: Uint8Array, message: RegExp];
