import { Scratch } from "../scratch.ts";

/** Where products are computed. */
export const scratch = new Scratch();
