import { add, mul } from "../../autograd/functions/arithmetic.ts";
import { permute, squeeze, unsqueeze } from "../../autograd/functions/dims.ts";
import { cat } from "../../autograd/functions/joining.ts";
import { linear } from "../../autograd/functions/linear.ts";
import { matmul } from "../../autograd/functions/matmul.ts";
import { chunk, narrow } from "../../autograd/functions/slicing.ts";
import { softmax } from "../../autograd/functions/softmax.ts";
import { expand, mean } from "../../autograd/functions/sum.ts";
import { reshape, transpose, view } from "../../autograd/functions/views.ts";
import type { FloatDType } from "../../memory/dtype.ts";
import { zeros } from "../../tensor/factories.ts";
import { sameShape } from "../../tensor/shape.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { scaledDotProductAttention } from "./attention.ts";
import { canonicalMask, checkMask, checkPaddingMask, checkRanks, size } from "./attentionMasks.ts";
import { dropout } from "./dropout.ts";
import { pad } from "./padding.ts";

/** Options of {@link multiHeadAttentionForward}. */
export interface MultiHeadAttentionOptions {
  /** Whether weights are dropped. Default true. */
  training?: boolean;
  /** [batch, S]: bools, true where a key is padding, or numbers that are added to the products. Default null. */
  keyPaddingMask?: Tensor | null;
  /** Whether to return the weights too. Default true. */
  needWeights?: boolean;
  /**
   * [L, S] or [batch · heads, L, S]: bools, true where a query may not look at a key, or numbers that are added to the
   * products. Default null.
   */
  attnMask?: Tensor | null;
  /** Whether queries, keys and values have weights of their own, in place of one for all three. Default false. */
  useSeparateProjWeight?: boolean;
  /** [E, E]: the queries' own weight. Default null. */
  qProjWeight?: Tensor | null;
  /** [E, keys' size]: the keys' own weight. Default null. */
  kProjWeight?: Tensor | null;
  /** [E, values' size]: the values' own weight. Default null. */
  vProjWeight?: Tensor | null;
  /** [batch · heads, S, E / heads]: keys in place of those computed from `key`. Default null. */
  staticK?: Tensor | null;
  /** [batch · heads, S, E / heads]: values in place of those computed from `value`. Default null. */
  staticV?: Tensor | null;
  /** Whether the weights that are returned are the mean of all heads'. Default true. */
  averageAttnWeights?: boolean;
  /** Whether `attnMask` is that which lets each query look at the keys up to its own place. Default false. */
  isCausal?: boolean;
}

/**
 * Attention of several heads: queries, keys and values are multiplied by weights and cut into heads, each of which attends by
 * itself; what they find is joined and multiplied by a weight.
 *
 * @param query [L, batch, E], or without a batch [L, E]
 * @param key [S, batch, E or its own size], or without a batch
 * @param value [S, batch, E or its own size], or without a batch
 * @param embedDimToCheck E
 * @param numHeads how many heads there are
 * @param inProjWeight [3 E, E], or null with separate weights
 * @param inProjBias [3 E], or null
 * @param biasK a key that is added to all, [1, 1, E], or null
 * @param biasV its value, [1, 1, E], or null
 * @param addZeroAttn whether to add a key and a value of zeros
 * @param dropoutP the probability of dropping a weight, while training
 * @param outProjWeight [E, E]
 * @param outProjBias [E], or null
 * @returns what the queries find, [L, batch, E], and the weights, [batch, L, S], or [batch, heads, L, S] unless averaged;
 *   null unless needed
 * @throws RangeError when shapes don't fit, TypeError when dtypes don't
 * @see https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.multi_head_attention_forward.html
 */
export function multiHeadAttentionForward(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  embedDimToCheck: number,
  numHeads: number,
  inProjWeight: Tensor | null,
  inProjBias: Tensor | null,
  biasK: Tensor | null,
  biasV: Tensor | null,
  addZeroAttn: boolean,
  dropoutP: number,
  outProjWeight: Tensor,
  outProjBias: Tensor | null,
  options: MultiHeadAttentionOptions = {},
): [output: Tensor, weights: Tensor | null] {
  const { training = true, needWeights = true, averageAttnWeights = true } = options;
  const { keyPaddingMask = null, attnMask = null, isCausal = false } = options;
  const isBatched = checkRanks(query, key, value, keyPaddingMask, attnMask, numHeads);
  if (!isBatched) {
    const [q, k, v] = batchOfOne(query, key, value);
    const padding = keyPaddingMask === null ? null : unsqueeze(keyPaddingMask, 0);
    const [output, weights] = multiHeadAttentionForward(
      ...([q, k, v, embedDimToCheck, numHeads, inProjWeight, inProjBias, biasK, biasV, addZeroAttn, dropoutP] as const),
      ...([outProjWeight, outProjBias, { ...options, keyPaddingMask: padding }] as const),
    );
    return [squeeze(output, 1), weights === null ? null : squeeze(weights, 0)];
  }
  const [length, batch, embedding] = query._shape;
  let padding = canonicalMask(keyPaddingMask, "key_padding_mask", query.dtype, { mask: attnMask, name: "attn_mask" });
  if (isCausal && attnMask === null) {
    throw new RangeError(
      "Need attn_mask if specifying the is_causal hint. You may use the Transformer module method " +
        "`generate_square_subsequent_mask` to create this mask.",
    );
  }
  const isHint = isCausal && padding === null && !needWeights;
  let mask = isHint ? null : canonicalMask(attnMask, "attn_mask", query.dtype);
  if (embedding !== embedDimToCheck) {
    throw new RangeError(`was expecting embedding dimension of ${embedDimToCheck}, but got ${embedding}`);
  }
  if (embedding % numHeads !== 0) throw new RangeError(`embed_dim ${embedding} not divisible by num_heads ${numHeads}`);
  let [q, k, v] = project(query, key, value, inProjWeight, inProjBias, options);
  if (mask !== null) checkMask(mask, batch * numHeads, length, key._shape[0]);
  const widen = () => {
    mask = mask === null ? null : pad(mask, [0, 1]);
    padding = padding === null ? null : pad(padding, [0, 1]);
  };
  if (biasK !== null && biasV !== null) {
    if (options.staticK) throw new RangeError("bias cannot be added to static key.");
    if (options.staticV) throw new RangeError("bias cannot be added to static value.");
    k = cat([k, expand(biasK, [1, batch, embedding])]);
    v = cat([v, expand(biasV, [1, batch, embedding])]);
    widen();
  } else if (biasK !== null) throw new RangeError("bias_k is set but bias_v is None");
  else if (biasV !== null) throw new RangeError("bias_v is set but bias_k is None");
  const headSize = embedding / numHeads;
  const heads = (rows: Tensor) => permute(reshape(rows, [rows._shape[0], batch, numHeads, headSize]), [1, 2, 0, 3]);
  const given = (rows: Tensor | null | undefined, name: string) =>
    rows ? ofHeads(rows, name, batch, numHeads, headSize) : null;
  q = heads(q);
  k = given(options.staticK, "static_k") ?? heads(k);
  v = given(options.staticV, "static_v") ?? heads(v);
  if (addZeroAttn) {
    const nothing = zeros([batch, numHeads, 1, headSize], { dtype: q.dtype as FloatDType });
    k = cat([k, nothing], 2);
    v = cat([v, nothing], 2);
    widen();
  }
  const sources = k._shape[2];
  const added = merged(mask, padding, batch, numHeads, sources);
  const p = training ? dropoutP : 0;
  const join = (found: Tensor) => {
    const rows = reshape(permute(found, [2, 0, 1, 3]), [length * batch, embedding]);
    const output = linear(rows, outProjWeight, outProjBias);
    return view(output, [length, batch, output._shape[1]]);
  };
  if (!needWeights) {
    const found = scaledDotProductAttention(q, k, v, { attnMask: added, dropoutP: p, isCausal: isHint });
    return [join(found), null];
  }
  const products = matmul(mul(q, Math.sqrt(1 / headSize)), transpose(k, -2, -1));
  const weights = dropout(softmax(added === null ? products : add(products, added), -1), p);
  return [join(matmul(weights, v)), averageAttnWeights ? mean(weights, 1) : weights];
}

/** The same with a batch of one; what is one tensor stays one. */
function batchOfOne(query: Tensor, key: Tensor, value: Tensor): [Tensor, Tensor, Tensor] {
  return sharing(query, key, value, (tensor) => unsqueeze(tensor, 1));
}

/** Changes three tensors, the same ones to the same. */
export function sharing(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  change: (tensor: Tensor) => Tensor,
): [query: Tensor, key: Tensor, value: Tensor] {
  const q = change(query);
  const k = key === query ? q : change(key);
  return [q, k, value === key ? k : value === query ? q : change(value)];
}

/** Queries, keys and values, multiplied by their weights: [length, batch, E] each. */
function project(
  query: Tensor,
  key: Tensor,
  value: Tensor,
  weight: Tensor | null,
  bias: Tensor | null,
  {
    useSeparateProjWeight = false,
    qProjWeight = null,
    kProjWeight = null,
    vProjWeight = null,
  }: MultiHeadAttentionOptions,
): [query: Tensor, key: Tensor, value: Tensor] {
  const embedding = query._shape[2];
  const biases = bias === null ? [null, null, null] : chunk(bias, 3, 0);
  if (useSeparateProjWeight) {
    const [keys, values] = [key._shape.slice(0, 2), value._shape.slice(0, 2)];
    if (!sameShape(keys, values)) {
      throw new RangeError(`key's sequence and batch dims ${size(keys)} do not match value's ${size(values)}`);
    }
    const weights = { q_proj_weight: qProjWeight, k_proj_weight: kProjWeight, v_proj_weight: vProjWeight };
    const found = Object.entries(weights).map(([name, own], i) => {
      if (own === null) throw new RangeError(`use_separate_proj_weight is True but ${name} is None`);
      return linear([query, key, value][i], own, biases[i]);
    });
    return [found[0], found[1], found[2]];
  }
  if (!sameShape(key._shape, value._shape)) {
    throw new RangeError(`key shape ${size(key._shape)} does not match value shape ${size(value._shape)}`);
  }
  if (weight === null) throw new RangeError("use_separate_proj_weight is False but in_proj_weight is None");
  if (query === key && key === value) {
    const [q, k, v] = chunk(linear(query, weight, bias), 3, 2);
    return [q, k, v];
  }
  const part = (from: number, count: number) => narrow(weight, 0, from * embedding, count * embedding);
  const q = linear(query, part(0, 1), biases[0]);
  if (key === value) {
    const shared = bias === null ? null : narrow(bias, 0, embedding, 2 * embedding);
    const [k, v] = chunk(linear(key, part(1, 2), shared), 2, 2);
    return [q, k, v];
  }
  return [q, linear(key, part(1, 1), biases[1]), linear(value, part(2, 1), biases[2])];
}

/** Keys or values that are cut into heads already. */
function ofHeads(rows: Tensor, name: string, batch: number, numHeads: number, headSize: number): Tensor {
  const [all, length, size] = rows._shape;
  if (all !== batch * numHeads) {
    throw new RangeError(`expecting ${name}.size(0) of ${batch * numHeads}, but got ${all}`);
  }
  if (size !== headSize) throw new RangeError(`expecting ${name}.size(2) of ${headSize}, but got ${size}`);
  return reshape(rows, [batch, numHeads, length, size]);
}

/** What both masks add to the products, in a shape that broadcasts to [batch, heads, L, S]; null for none. */
function merged(
  mask: Tensor | null,
  padding: Tensor | null,
  batch: number,
  numHeads: number,
  sources: number,
): Tensor | null {
  const ofProducts =
    mask === null || mask.ndim === 2 ? mask : reshape(mask, [batch, numHeads, mask._shape[1], sources]);
  if (padding === null) return ofProducts;
  checkPaddingMask(padding, batch, sources);
  const ofKeys = reshape(padding, [batch, 1, 1, sources]);
  return ofProducts === null ? ofKeys : add(ofProducts, ofKeys);
}
