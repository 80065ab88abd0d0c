/**
 * What becomes of a tensor where JavaScript wants a plain value: its text in a template literal and in `String(x)`. The
 * operators would compute with that text, and be silently wrong.
 *
 * @param hint as `Symbol.toPrimitive` gets it
 * @throws TypeError for operators and for functions of numbers, naming the methods to use instead
 */
export function toPrimitive(tensor: { toString(): string }, hint: "string" | "number" | "default"): string {
  if (hint === "string") return tensor.toString();
  throw new TypeError(hint === "number" ? NUMBER_WANTED : SUM_OR_EQUAL);
}

const ITEM = "x.item() is the number in a tensor of one element";

/** Of `*`, `<`, `-x` and `Math.min(x)`, which can't be told apart. */
const NUMBER_WANTED =
  "a tensor is no number: instead of operators use methods, x.mul(y) for x * y, x.sub(y) for x - y, x.div(y) for x / y, " +
  `x.pow(y), x.remainder(y), x.neg(), x.lt(y) for x < y, x.gt(y), x.le(y), x.ge(y); ${ITEM}, as Math.min(x.item(), 1) ` +
  "takes it";

/** Of `+`, with numbers, tensors or texts, and of `==`. */
const SUM_OR_EQUAL =
  `a tensor is neither number nor text: write x.add(y) for x + y, x.eq(y) for x == y, and \`\${x}\` where its text is ` +
  `wanted; ${ITEM}`;
