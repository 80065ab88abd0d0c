import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { Dataset } from "../../data/dataset.ts";
import { functionKind, INTEGER, orNull } from "../../signatures/kinds.ts";
import { optional } from "../../signatures/parameters.ts";
import { publishMethods } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { read, toUnit } from "./images.ts";
import { PATH, toPath } from "./paths.ts";

const EXTENSIONS = new Set([".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff", ".gif"]);

/** Options of {@link ImageFolder}. */
export interface ImageFolderOptions {
  /** What is made of an image, a float32 tensor of [channels, height, width] from 0 to 1; may give a promise. */
  transform?: ((image: Tensor) => unknown) | null;
  /** What is made of a class's number. */
  targetTransform?: ((target: bigint) => unknown) | null;
  /** Reads an image. Default: as three channels of colours, by the optional package sharp. */
  loader?: (path: string) => unknown;
}

type Transform = NonNullable<ImageFolderOptions["transform"]>;
type TargetTransform = NonNullable<ImageFolderOptions["targetTransform"]>;
type Loader = NonNullable<ImageFolderOptions["loader"]>;

const TRANSFORM = orNull(functionKind<Transform>());

/**
 * A folder of images, whose folders are classes: `root/cat/1.png` is one of the class `cat`. Classes are sorted by name
 * and numbered from 0 on; a sample is `[image, class]`.
 *
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.ImageFolder.html
 */
export class ImageFolder<Image = Tensor, Target = bigint> extends Dataset<[image: Image, target: Target]> {
  /** @internal */
  static readonly signature = signature(
    "ImageFolder",
    { root: PATH },
    {
      transform: optional(TRANSFORM, null),
      targetTransform: optional(orNull(functionKind<TargetTransform>()), null),
      loader: optional(functionKind<Loader>(), async (path: string) => toUnit(await read(path, { mode: "rgb" }))),
    },
  );

  readonly root: string;
  /** The names of the classes. */
  readonly classes: readonly string[];
  readonly classToIdx: Readonly<Record<string, bigint>>;
  /** Each image's path and its class's number. */
  readonly samples: readonly (readonly [path: string, target: bigint])[];
  readonly #transform: Transform | null;
  readonly #targetTransform: TargetTransform | null;
  readonly #loader: Loader;

  /** @throws Error for a folder without folders, or a class without images */
  constructor(root: string | URL, options?: ImageFolderOptions);
  constructor(...args: readonly unknown[]) {
    super();
    const { root, transform, targetTransform, loader } = ImageFolder.signature.read(args);
    this.root = toPath(root);
    this.classes = readdirSync(this.root, { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    if (this.classes.length === 0) throw new Error(`Couldn't find any class folder in ${this.root}.`);
    this.classToIdx = Object.fromEntries(this.classes.map((name, i) => [name, BigInt(i)]));
    this.samples = this.classes.flatMap((name, i) => {
      const paths = imagesIn(join(this.root, name));
      if (paths.length === 0) throw new Error(`Found no valid file for the class ${name}.`);
      return paths.map((path) => [path, BigInt(i)] as const);
    });
    this.#transform = transform;
    this.#targetTransform = targetTransform;
    this.#loader = loader;
  }

  get length(): number {
    return this.samples.length;
  }

  /** The numbers of the images' classes. */
  get targets(): readonly bigint[] {
    return this.samples.map(([, target]) => target);
  }

  /** @throws RangeError for an index out of range, and what reading the image throws */
  async get(index: number): Promise<[image: Image, target: Target]> {
    const sample = this.samples[index];
    if (sample === undefined) throw new RangeError(`index ${index} is out of range for ${this.length} images`);
    const [path, target] = sample;
    const image = await this.#loader(path);
    const changed = this.#transform === null ? image : await this.#transform(image as Tensor);
    const label = this.#targetTransform === null ? target : this.#targetTransform(target);
    return [changed as Image, label as Target];
  }
}

publishMethods(ImageFolder.prototype, { get: signature("get", { index: INTEGER }) });

/** The images in a folder and in those within it, sorted as torchvision sorts them: folder by folder. */
function imagesIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map(({ name }) => name);
  const folders = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
  const images = files.filter((name) => EXTENSIONS.has(extname(name).toLowerCase())).sort();
  return [
    ...images.map((name) => join(folder, name)),
    ...folders.sort().flatMap((name) => imagesIn(join(folder, name))),
  ];
}
