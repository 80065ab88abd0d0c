import * as e from "../ir/expression.ts";
import type { Definition } from "./definition.ts";

/** b where the condition a, a bool, holds, else c. */
export const where: Definition<3> = {
  name: "where",
  arity: 3,
  value: (a, b, c) => e.where(e.isTrue(a), b, c),
  integers: true,
};
