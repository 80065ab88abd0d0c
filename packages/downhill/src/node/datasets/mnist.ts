import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { to } from "../../autograd/functions/conversion.ts";
import { select } from "../../autograd/functions/slicing.ts";
import { Dataset } from "../../data/dataset.ts";
import { parseIdx } from "../../data/formats/idx.ts";
import { BOOLEAN, functionKind, INTEGER, orNull } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { toUnit } from "./images.ts";
import { PATH, toPath } from "./paths.ts";

/** Options of {@link MNIST}. */
export interface MNISTOptions {
  /** Whether to take the 60000 images to train on, rather than the 10000 to test on. Default true. */
  train?: boolean;
  /** What is made of an image, a float32 tensor of [1, 28, 28] from 0 to 1. */
  transform?: ((image: Tensor) => unknown) | null;
}

type Transform = NonNullable<MNISTOptions["transform"]>;

/** The array of an IDX file, compressed by gzip or not. */
export function readIdxFile(path: string): Tensor {
  const bytes = readFileSync(path);
  return parseIdx(bytes[0] === 0x1f && bytes[1] === 0x8b ? new Uint8Array(gunzipSync(bytes)) : new Uint8Array(bytes));
}

/**
 * Handwritten digits from the files of MNIST, or of sets in its form, such as Fashion-MNIST: nothing is downloaded. The
 * files (`train-images-idx3-ubyte` and the others, compressed or not) lie in `root`, in `root/raw` or in
 * `root/MNIST/raw`, where torchvision puts them. A sample is `[image, class]`.
 *
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.MNIST.html
 */
export class MNIST<Image = Tensor> extends Dataset<[image: Image, target: bigint]> {
  /** @internal */
  static readonly signature = signature(
    "MNIST",
    { root: PATH },
    { train: optional(BOOLEAN, true), transform: optional(orNull(functionKind<Transform>()), null) },
  );

  /** All images, uint8 of [count, 28, 28]. */
  readonly data: Tensor;
  /** Their classes, int64. */
  readonly targets: Tensor;
  readonly #images: Tensor;
  readonly #labels: BigInt64Array;
  readonly #transform: Transform | null;

  /** @throws Error where the files aren't there, or don't fit */
  constructor(root: string | URL, options?: MNISTOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { root, train, transform } = MNIST.signature.read(args);
    const folder = toPath(root);
    const part = train ? "train" : "t10k";
    this.data = readIdxFile(find(folder, `${part}-images-idx3-ubyte`));
    this.targets = to(readIdxFile(find(folder, `${part}-labels-idx1-ubyte`)), "int64");
    if (
      this.data._shape.length !== 3 ||
      this.targets._shape.length !== 1 ||
      this.data._shape[0] !== this.targets._shape[0]
    ) {
      throw new Error(`the files in ${folder} have images and labels of other shapes than MNIST's`);
    }
    this.#images = toUnit(this.data);
    this.#labels = this.targets.toTypedArray() as BigInt64Array;
    this.#transform = transform;
  }

  get length(): number {
    return this.#labels.length;
  }

  /** @throws RangeError for an index out of range */
  get(index: number): [image: Image, target: bigint] | Promise<[image: Image, target: bigint]> {
    const target = this.#labels[index];
    if (target === undefined) throw new RangeError(`index ${index} is out of range for ${this.length} images`);
    const image = select(this.#images, 0, index).unsqueeze(0);
    return [(this.#transform === null ? image : this.#transform(image)) as Image, target];
  }
}

publishMethods(MNIST.prototype, { get: signature("get", { index: INTEGER }) });

function find(root: string, name: string): string {
  for (const folder of [root, join(root, "raw"), join(root, "MNIST", "raw")]) {
    for (const end of ["", ".gz"]) {
      const path = join(folder, name + end);
      if (existsSync(path)) return path;
    }
  }
  throw new Error(`Dataset not found: there is no ${name} or ${name}.gz in ${root}, its raw or its MNIST/raw`);
}
