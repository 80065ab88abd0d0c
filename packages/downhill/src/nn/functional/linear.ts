export { linear } from "../../autograd/functions/linear.ts";
