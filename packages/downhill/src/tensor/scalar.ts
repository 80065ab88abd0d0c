/** A plain value as an operand of a tensor. */
export type Scalar = number | bigint | boolean;
