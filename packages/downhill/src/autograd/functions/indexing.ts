import { copyOf } from "../../tensor/copy.ts";
import { tensor } from "../../tensor/factories.ts";
import { planIndex } from "../../tensor/indexPlan.ts";
import type { IndexArray, IndexOf } from "../../tensor/methods/indexing.ts";
import type { Places } from "../../tensor/places.ts";
import { typeName } from "../../tensor/promotion.ts";
import type { Scalar } from "../../tensor/scalar.ts";
import { broadcastShapes, formatShape, type Shape, sameShape } from "../../tensor/shape.ts";
import { resolveSlice, Slice } from "../../tensor/slice.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { define } from "../graph.ts";
import { changeInPlace, checkInPlace, recordsInPlace } from "../inPlace.ts";
import { to } from "./conversion.ts";
import { unsqueeze } from "./dims.ts";
import { copy_, fill_ } from "./inPlace.ts";
import { checkOperand } from "./operands.ts";
import { addPlaces, defineAdd, definePut, defineTake, putPlaces, takePlaces } from "./places.ts";
import { select, sliceBy } from "./slicing.ts";
import { expand } from "./sum.ts";
import { recordView, view } from "./views.ts";

/** What stands between the brackets in Python. */
export type Index = IndexOf<Tensor>;

const indexBackward = defineTake("IndexBackward0");

/**
 * The elements that Python's `input[...]` gives: a view as long as there are only numbers, slices, `null` and `"..."`,
 * else a copy.
 * @throws RangeError when an index is out of range or there are too many; TypeError for what is no index.
 */
export function index(input: Tensor, indices: readonly Index[]): Tensor {
  const { viewed, chosen } = applyBasic(input, indices);
  if (chosen === null) return viewed === input ? alias(input) : viewed;
  return takePlaces(viewed, planIndex(viewed._shape, chosen), indexBackward);
}

const aliasBackward = define("AliasBackward0", (grad) => grad);

/** A view of the whole tensor. */
function alias(input: Tensor): Tensor {
  return recordView(input, input._shape, input._strides, input.offset, aliasBackward, undefined);
}

/** Applies what gives a view, and says which index tensors are left to apply to it. */
function applyBasic(input: Tensor, indices: readonly Index[]): { viewed: Tensor; chosen: (Tensor | null)[] | null } {
  const prepared = indices.map(toIndex);
  const named = prepared.reduce<number>((sum, item) => sum + dimsNamed(item), 0);
  const rank = input._shape.length;
  if (prepared.filter((item) => item === "...").length > 1) {
    throw new RangeError("an index can only have a single ellipsis ('...')");
  }
  if (named > rank) {
    const single = rank === 0 && prepared.length === 1 && typeof prepared[0] === "number";
    throw new RangeError(
      single
        ? "invalid index of a 0-dim tensor. Use `tensor.item()` to convert a 0-dim tensor to a number"
        : `too many indices for tensor of dimension ${rank}`,
    );
  }
  let viewed = input;
  const chosen: (Tensor | null)[] = [];
  let dim = 0;
  const keep = (count: number) => {
    for (let i = 0; i < count; i++) chosen[dim++] = null;
  };
  for (const [position, item] of prepared.entries()) {
    if (item === null) {
      viewed = unsqueeze(viewed, dim);
      keep(1);
    } else if (isTruth(item)) {
      viewed = unsqueeze(viewed, dim);
      chosen[dim++] = truthIndex(item);
    } else if (item === "...") keep(rank - named);
    else if (typeof item === "number") viewed = selectIndex(viewed, dim, item, position);
    else if (item instanceof Slice) {
      if (!takesAll(item, viewed._shape[dim])) viewed = sliceBy(viewed, dim, item);
      keep(1);
    } else {
      chosen[dim] = item;
      dim += dimsNamed(item);
    }
  }
  // A mask of several dimensions is one entry in the list.
  const list: (Tensor | null)[] = [];
  for (let d = 0; d < dim; d += Math.max(1, dimsNamed(chosen[d]))) list.push(chosen[d]);
  return { viewed, chosen: list.some((item) => item !== null) ? list : null };
}

/** Whether a slice takes a dimension whole, plainly so: PyTorch makes no view then. */
function takesAll(part: Slice, size: number): boolean {
  return (part.start ?? 0) === 0 && part.step === 1 && resolveSlice(part, size).length === size;
}

type Prepared = number | Slice | null | "..." | Tensor;

/** How many dimensions of the input an index takes. */
function dimsNamed(item: Prepared): number {
  if (item === null || item === "...") return 0;
  return item instanceof Tensor && item.dtype === "bool" ? item._shape.length : 1;
}

function toIndex(item: Index): Prepared {
  if (item === null || item === "..." || item instanceof Slice) return item;
  if (typeof item === "number" && Number.isInteger(item)) return item;
  const list = Array.isArray(item) ? arrayIndex(item) : item;
  if (list instanceof Tensor) {
    if (list.dtype === "int32") return toIndex(copyOf(list, "int64"));
    if (list.dtype === "uint8") return copyOf(list, "bool"); // a mask of PyTorch's older days
    if (list.dtype !== "int64" && list.dtype !== "bool") {
      throw new TypeError("tensors used as indices must be long, int, byte or bool tensors");
    }
    return list.dtype === "int64" && list._shape.length === 0 ? list.item() : list;
  }
  throw new TypeError(
    'only integers, slices (`slice(a, b)`), ellipsis (`"..."`), null and long or bool Tensors are valid indices ' +
      `(got ${typeof item === "number" ? item : typeof item})`,
  );
}

/** A mask without dimensions takes all of the tensor or nothing, in a dimension of its own. */
function isTruth(item: Prepared): item is Tensor {
  return item instanceof Tensor && item.dtype === "bool" && item._shape.length === 0;
}

function truthIndex(item: Tensor): Tensor {
  return Tensor.allocate("int64", [item.item() === 0 ? 0 : 1]);
}

/** An array of integers or booleans as a tensor of indices. */
function arrayIndex(items: IndexArray): Tensor {
  if (items.length === 0) return Tensor.allocate("int64", [0]);
  const given = tensor(items);
  if (given.dtype === "bool" || given.dtype === "int64") return given;
  const { data } = given.storage;
  for (const value of data) if (!Number.isInteger(value)) throw new TypeError(`indices must be integers, got ${value}`);
  return copyOf(given, "int64");
}

/** PyTorch's message has the index's position among the indices for the dimension. */
function selectIndex(input: Tensor, dim: number, at: number, position: number): Tensor {
  const size = input._shape[dim];
  if (at < -size || at >= size) {
    throw new RangeError(`index ${at} is out of bounds for dimension ${position} with size ${size}`);
  }
  return select(input, dim, at);
}

const indexPutBackward = definePut("IndexPutBackward0");
const indexAddBackward = defineAdd("IndexPutBackward0");

/** A copy with chosen elements overwritten, or added to. */
function putAt(input: Tensor, values: Tensor, places: Places, adds: boolean): Tensor {
  return adds ? addPlaces(input, values, places, indexAddBackward) : putPlaces(input, values, places, indexPutBackward);
}

/** Options of `indexPut_`. */
export interface IndexPutOptions {
  /** Whether to add to the elements rather than overwrite them. Default false. */
  accumulate?: boolean;
}

/**
 * Python's `target[indices] = values`, or `+=` with `accumulate`, where an element that is named several times gets all
 * the values. Values broadcast to the shape of what is indexed. Returns the target.
 * @throws RangeError when an index is out of range or the values don't broadcast; TypeError when index tensors are used
 * and the dtypes differ.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.Tensor.index_put_.html
 */
export function indexPut_(
  target: Tensor,
  indices: readonly Index[],
  values: Tensor | Scalar,
  options?: IndexPutOptions,
): Tensor {
  checkOperand(values, "index_put_", "values");
  const adds = options?.accumulate ?? false;
  const { viewed, chosen } = applyBasic(target, indices);
  if (chosen === null && adds) {
    viewed.add_(values instanceof Tensor ? trimmed(values, viewed._shape) : values);
    return target;
  }
  let given = values instanceof Tensor ? values : tensor(values, { dtype: target.dtype });
  if (chosen === null) {
    assign(viewed, given);
    return target;
  }
  checkInPlace(viewed, recordsInPlace(viewed, values));
  const places = planIndex(viewed._shape, chosen);
  // One value behind one mask is filled in, and so converted.
  const fills = !adds && given._numel === 1 && isOneMask(chosen);
  if (fills) given = to(given, target.dtype);
  if (given.dtype !== target.dtype) {
    throw new TypeError(
      `Index put requires the source and destination dtypes match, got ${typeName(target.dtype)} for the destination ` +
        `and ${typeName(given.dtype)} for the source.`,
    );
  }
  const fitting = fitValues(given, places.shape);
  changeInPlace(viewed, recordsInPlace(viewed, given), (before) => putAt(before, fitting, places, adds));
  return target;
}

function isOneMask(chosen: readonly (Tensor | null)[]): boolean {
  const tensors = chosen.filter((item) => item !== null);
  return tensors.length === 1 && tensors[0].dtype === "bool";
}

/** Overwrites a view by values that broadcast. */
function assign(viewed: Tensor, values: Tensor): void {
  if (sameShape(viewed._shape, values._shape)) copy_(viewed, values);
  else if (values._shape.length === 0) fill_(viewed, values);
  else copy_(viewed, expand(trimmed(values, viewed._shape), viewed._shape));
}

function fitValues(values: Tensor, shape: Shape): Tensor {
  const value = trimmed(values, shape);
  let common: Shape | null = null;
  try {
    common = broadcastShapes(shape, value._shape);
  } catch {
    // told below
  }
  if (common === null || !sameShape(common, shape)) {
    throw new RangeError(
      `shape mismatch: value tensor of shape ${formatShape(values._shape)} cannot be broadcast to indexing result of ` +
        `shape ${formatShape(shape)}`,
    );
  }
  return expand(value, shape);
}

/** Without the leading dimensions of size one that the target does not have. */
function trimmed(values: Tensor, shape: Shape): Tensor {
  let extra = 0;
  while (values._shape.length - extra > shape.length && values._shape[extra] === 1) extra++;
  return extra === 0 ? values : view(values, values._shape.slice(extra));
}
