import * as e from "../ir/expression.ts";
import type { Definition } from "./definition.ts";

export const exp: Definition<1> = { name: "exp", arity: 1, value: (a) => e.exp(a) };
export const expm1: Definition<1> = { name: "expm1", arity: 1, value: (a) => e.expm1(a) };
export const log: Definition<1> = { name: "log", arity: 1, value: (a) => e.log(a) };
export const log1p: Definition<1> = { name: "log1p", arity: 1, value: (a) => e.log1p(a) };
export const sin: Definition<1> = { name: "sin", arity: 1, value: (a) => e.sin(a) };
export const cos: Definition<1> = { name: "cos", arity: 1, value: (a) => e.cos(a) };
export const erf: Definition<1> = { name: "erf", arity: 1, value: (a) => e.erf(a) };
export const tanh: Definition<1> = { name: "tanh", arity: 1, value: (a) => e.tanh(a) };
export const pow: Definition<2> = { name: "pow", arity: 2, value: (a, b) => e.pow(a, b) };
