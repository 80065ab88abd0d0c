import { NumpyArray } from "../../serialization/objects/numpy.ts";
import { NumpyDType } from "../../serialization/objects/numpyDType.ts";
import { bytesSource } from "../../serialization/source.ts";
import { ZipReader } from "../../serialization/zip/reader.ts";
import { instanceOf, PLAIN_OBJECT } from "../../signatures/kinds.ts";
import { publish, publishAsync } from "../../signatures/publish.ts";
import { signature } from "../../signatures/signature.ts";
import { TENSOR } from "../../tensor/kinds.ts";
import { elementCount } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { storedArchive } from "./storedArchive.ts";

/*
 * NumPy's files of one array, and of several.
 * Source: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html
 */

const MAGIC = [0x93, ...new TextEncoder().encode("NUMPY")];
/** Data start at a multiple of this. */
const ALIGNMENT = 64;
/** Longer headers are no array's of numbers. */
const MOST_HEADER = 64 * 1024;
const HEADER =
  /^\{\s*'descr':\s*'([<>|=])([a-zA-Z])(\d+)',\s*'fortran_order':\s*(True|False),\s*'shape':\s*\(([\d,\sL]*)\),?\s*\}\s*$/;

function problem(what: string): Error {
  return new Error(`not an array of numbers as NumPy saves it: ${what}`);
}

function parse(bytes: Uint8Array): Tensor {
  if (!MAGIC.every((byte, i) => bytes[i] === byte) || bytes.length < 12) throw problem("it doesn't begin as one");
  const version = bytes[6];
  if (version < 1 || version > 3) throw problem(`it is of version ${version}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const start = version === 1 ? 10 : 12;
  const length = version === 1 ? view.getUint16(8, true) : view.getUint32(8, true);
  if (length > MOST_HEADER || start + length > bytes.length) throw problem("its header is cut off");
  const header = new TextDecoder("latin1").decode(bytes.subarray(start, start + length));
  const match = HEADER.exec(header);
  if (match === null) throw problem(`its header is ${JSON.stringify(header.trim().slice(0, 100))}`);
  const [, order, kind, size, fortran, sizes] = match;
  const shape = sizes.split(",").flatMap((text) => (text.trim() === "" ? [] : [Number.parseInt(text, 10)]));
  const dtype = new NumpyDType(kind, Number(size), { byteOrder: order === ">" ? ">" : order === "|" ? "|" : "<" });
  if (dtype.torch === null) throw new TypeError(`tensors have no elements of NumPy's type ${dtype}`);
  const needed = elementCount(shape) * dtype.itemSize;
  const data = bytes.subarray(start + length);
  if (data.length < needed) throw problem(`it has ${data.length} bytes of the ${needed} that its shape needs`);
  return new NumpyArray(dtype, shape, data.slice(0, needed), { byColumns: fortran === "True" }).toTensor();
}

function format(tensor: Tensor): Uint8Array {
  const { dtype, shape, bytes } = NumpyArray.from(tensor.detach());
  const sizes = shape.length === 1 ? `${shape[0]},` : shape.join(", ");
  const text = `{'descr': '${dtype.text}', 'fortran_order': False, 'shape': (${sizes}), }`;
  const start = 10;
  const total = Math.ceil((start + text.length + 1) / ALIGNMENT) * ALIGNMENT;
  const out = new Uint8Array(total + bytes.length);
  out.set(MAGIC);
  out.set([1, 0, (total - start) & 0xff, (total - start) >> 8], 6);
  out.set(new TextEncoder().encode(`${text.padEnd(total - start - 1)}\n`), start);
  out.set(bytes, total);
  return out;
}

const BYTES = instanceOf(Uint8Array);

/**
 * The array of a `.npy` file, in a tensor of the same type.
 * @throws TypeError for elements that tensors don't have, Error for bytes that are no such file
 */
export const parseNpy = publish(signature("parseNpy", { bytes: BYTES }), parse);

/**
 * The bytes of a `.npy` file with a tensor's elements, as `numpy.save` writes them.
 * @throws TypeError for types that NumPy doesn't have
 */
export const formatNpy = publish(signature("formatNpy", { tensor: TENSOR }), format);

const SUFFIX = /\.npy$/;

/**
 * The arrays of a `.npz` file by their names, compressed or not.
 * @throws TypeError and Error as `parseNpy` does, and FileFormatError for a damaged archive
 */
export const parseNpz = publishAsync(
  signature("parseNpz", { bytes: BYTES }),
  async (bytes: Uint8Array): Promise<Record<string, Tensor>> => {
    const archive = await ZipReader.open(bytesSource(bytes));
    const arrays: [string, Tensor][] = [];
    for (const { name, size } of archive.entries.values()) {
      if (SUFFIX.test(name)) arrays.push([name.replace(SUFFIX, ""), parse(await archive.read(name, size))]);
    }
    return Object.fromEntries(arrays);
  },
);

/**
 * The bytes of a `.npz` file with tensors by their names, as `numpy.savez` writes them.
 * @throws TypeError for what is no tensor, and for types that NumPy doesn't have
 */
export const formatNpz = publish(
  signature("formatNpz", { tensors: PLAIN_OBJECT }),
  (tensors: Readonly<Record<string, Tensor>>): Uint8Array =>
    storedArchive(
      Object.entries(tensors).map(([name, tensor]) => {
        if (!(tensor instanceof Tensor))
          throw new TypeError(`formatNpz(): ${name} must be a Tensor, got ${typeof tensor}`);
        return { name: `${name}.npy`, bytes: format(tensor) };
      }),
    ),
);
