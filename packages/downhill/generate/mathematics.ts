import { MATHEMATICS } from "../src/elementwise/curves.ts";

const HEAD = `/*
 * Written by \`npm run generate\` from \`MATHEMATICS\` in elementwise/curves.ts: change that, not this file.
 */
`;

const PAGE = "@see https://docs.pytorch.org/docs/stable/generated/torch.";

const entries = Object.entries(MATHEMATICS);

/** The text of `src/autograd/api/mathematics.ts`: the functions. */
export function mathematicsText(): string {
  const functions = entries.map(
    ([name, { text }]) =>
      `/**\n * ${text}\n * ${PAGE}${name}.html\n */\nexport const ${name} = /* @__PURE__ */ publish(unary("${name}"), mathematical("${name}"));`,
  );
  return `${HEAD}
import { publish } from "../../signatures/publish.ts";
import { type Signature, signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import { mathematical } from "../functions/mathematics.ts";

/* @__NO_SIDE_EFFECTS__ */
function unary(name: string): Signature {
  return signature(name, { input: TENSOR });
}

${functions.join("\n\n")}
`;
}

/** The text of `src/autograd/api/mathematicsMethods.ts`: the methods. */
export function mathematicsMethodsText(): string {
  const names = entries.map(([name]) => name).join(", ");
  const inPlaces = entries.map(([name]) => `  ${name}_: inPlace(${name}, over("${name}")),`);
  return `${HEAD}
import { inPlace, methods } from "../../signatures/publish.ts";
import type { MathematicsMethods } from "../../tensor/methods/mathematics.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { apply_ } from "../functions/inPlace.ts";
import { type MathematicalName, mathematical } from "../functions/mathematics.ts";
import { ${names} } from "./mathematics.ts";

function over(name: MathematicalName): (target: Tensor) => Tensor {
  const compute = mathematical(name);
  return (target) => apply_(target, compute);
}

export const mathematicsMethods = {
  ...methods({ ${names} }),
${inPlaces.join("\n")}
} satisfies Record<keyof MathematicsMethods<Tensor>, unknown>;
`;
}

/** The text of `src/tensor/methods/mathematics.ts`: the methods' types. */
export function mathematicsTypesText(): string {
  const methods = entries.flatMap(([name, { text }]) => [
    `  /**\n   * ${text}\n   * ${PAGE}${name}.html\n   */\n  ${name}(): T;`,
    `  /** {@link ${name}} in place. */\n  ${name}_(): T;`,
  ]);
  return `${HEAD}
/** Functions of one number, applied to each element. */
export interface MathematicsMethods<T> {
${methods.join("\n\n")}
}
`;
}
