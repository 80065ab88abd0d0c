/*
 * The record `.data/serialization_id` is a fingerprint of an archive: twenty digits from the names of its records and
 * twenty from their checksums. PyTorch takes the names in the order in which C++'s `unordered_set` happens to hold
 * them, so that order is reproduced here, as libstdc++ (PyTorch on Linux) has it.
 */

const MASK = (1n << 64n) - 1n;
const MULTIPLIER = 0xc6a4a7935bd1e995n;

/** How many buckets libstdc++ takes as a set grows beyond the number before. */
const BUCKET_COUNTS = [
  1, 13, 29, 59, 127, 257, 541, 1109, 2357, 5087, 10273, 20753, 42043, 85229, 172933, 351061, 712697, 1447153, 2938679,
  5967347,
];

/** Joins a hash to those before it, in 64 bits. */
function combine(seed: bigint, value: bigint): bigint {
  return seed ^ ((value + 0x9e3779b9n + (seed << 6n) + (seed >> 2n)) & MASK);
}

/** libstdc++'s `std::hash<std::string>`: MurmurHash64A. Record names are ASCII. */
function hashName(name: string): bigint {
  const mix = (value: bigint) => value ^ (value >> 47n);
  let hash = 0xc70f6907n ^ ((BigInt(name.length) * MULTIPLIER) & MASK);
  for (let start = 0; start < name.length; start += 8) {
    let block = 0n;
    const end = Math.min(start + 8, name.length);
    for (let i = end - 1; i >= start; i--) block = (block << 8n) | BigInt(name.charCodeAt(i));
    if (end - start === 8) block = (mix((block * MULTIPLIER) & MASK) * MULTIPLIER) & MASK;
    hash = ((hash ^ block) * MULTIPLIER) & MASK;
  }
  return mix((mix(hash) * MULTIPLIER) & MASK);
}

interface Node {
  readonly hash: bigint;
  next: Node | null;
}

/**
 * The hashes in the order in which an `unordered_set` iterates over them: one list, in which a bucket's nodes are
 * neighbours, a new bucket starts at the front, and a bucket is found by the node before it.
 */
function iterationOrder(hashes: readonly bigint[]): bigint[] {
  const head: Node = { hash: 0n, next: null };
  let growth = 0;
  let before = new Map<number, Node>();
  const bucketOf = (node: Node) => Number(node.hash % BigInt(BUCKET_COUNTS[growth]));
  const link = (node: Node) => {
    const bucket = bucketOf(node);
    const previous = before.get(bucket);
    if (previous === undefined) {
      node.next = head.next;
      head.next = node;
      before.set(bucket, head);
      if (node.next !== null) before.set(bucketOf(node.next), node);
    } else {
      node.next = previous.next;
      previous.next = node;
    }
  };
  for (const [count, hash] of hashes.entries()) {
    if ((count + 1 > BUCKET_COUNTS[growth] && growth < BUCKET_COUNTS.length - 1) || count === 0) {
      growth++;
      let node = head.next;
      head.next = null;
      before = new Map();
      while (node !== null) {
        const { next } = node;
        link(node);
        node = next;
      }
    }
    link({ hash, next: null });
  }
  const order: bigint[] = [];
  for (let node = head.next; node !== null; node = node.next) order.push(node.hash);
  return order;
}

/** The serialization id of an archive, from the names of its records and the checksums written, both in their order. */
export function serializationId(names: readonly string[], checksums: readonly number[]): string {
  const nameHash = iterationOrder(names.map(hashName)).reduce(combine, 0n);
  const contentHash = checksums.map(BigInt).reduce(combine, 0n);
  return nameHash.toString().padStart(20, "0") + contentHash.toString().padStart(20, "0");
}
