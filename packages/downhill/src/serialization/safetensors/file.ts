import { itemSize } from "../../memory/dtype.ts";
import type { Storage } from "../../memory/storage.ts";
import { contiguousStrides } from "../../tensor/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { fillAll, type LoadOptions, type MakeStorage, plainRecord, type StorageRecord } from "../contents.ts";
import { FileFormatError, quoted } from "../errors.ts";
import { structureMemory } from "../memory.ts";
import type { PreparedFile } from "../prepared.ts";
import { type ByteSource, readBytes } from "../source.ts";
import { rowMajorOf } from "../tools/elements.ts";
import { savingProblem } from "../torch/savable.ts";
import { allocateStorage, storageBytes } from "../torch/storages.ts";
import {
  formatHeader,
  type Header,
  LENGTH_BYTES,
  layoutOrder,
  MAX_HEADER_BYTES,
  parseHeader,
  type TensorInfo,
} from "./header.ts";

/** Elements are read and written in pieces of this size. */
const PIECE = 4 * 1024 * 1024;

/** What a safetensors file holds: tensors by name, and texts about them. */
export interface Safetensors {
  readonly tensors: Map<string, Tensor>;
  readonly metadata: Map<string, string>;
}

/** Lengths from here on are those of texts, which have no zeros in their first bytes. */
const NO_LENGTH = 1n << 48n;

/** Whether a file's first bytes are a header's: a length, be it too large, and a brace. */
export function isSafetensors(head: Uint8Array): boolean {
  if (head.length <= LENGTH_BYTES || !/[ {]/.test(String.fromCharCode(head[LENGTH_BYTES]))) return false;
  const fields = new DataView(head.buffer, head.byteOffset);
  return fields.getBigUint64(0, true) < NO_LENGTH;
}

/** A safetensors file, opened: its header is read and checked. */
export class SafetensorsFile {
  readonly #source: ByteSource;
  readonly #dataStart: number;
  readonly header: Header;

  private constructor(source: ByteSource, dataStart: number, header: Header) {
    this.#source = source;
    this.#dataStart = dataStart;
    this.header = header;
  }

  static async open(source: ByteSource, options: LoadOptions = {}): Promise<SafetensorsFile> {
    if (source.size < LENGTH_BYTES) throw new FileFormatError("corrupt", "the header is too small");
    const fields = new DataView((await readBytes(source, 0, LENGTH_BYTES)).buffer);
    const length = fields.getBigUint64(0, true);
    if (length > BigInt(MAX_HEADER_BYTES)) {
      const problem = `the header has ${length} bytes, more than the format's limit of ${MAX_HEADER_BYTES}`;
      throw new FileFormatError("refused", problem);
    }
    const dataStart = LENGTH_BYTES + Number(length);
    if (dataStart > source.size) throw new FileFormatError("corrupt", "the file ends within the header");
    const bytes = await readBytes(source, LENGTH_BYTES, Number(length));
    let text: string;
    try {
      text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    } catch {
      throw new FileFormatError("corrupt", "the header is no UTF-8");
    }
    return new SafetensorsFile(
      source,
      dataStart,
      parseHeader(text, source.size - dataStart, structureMemory(bytes.length, options)),
    );
  }

  /** A tensor over a storage that `make` made; what belongs in it is noted in `storages`. */
  tensor({ dtype, shape, start, end }: TensorInfo, make: MakeStorage, storages: Map<Storage, StorageRecord>): Tensor {
    const record = plainRecord(this.#source, { dtype, byteLength: end - start }, () => this.#dataStart + start);
    const storage = make(record);
    storages.set(storage, record);
    return Tensor.over(storage, shape, contiguousStrides(shape), 0, storage.length, true);
  }
}

/** @internal Reads all of a file as what it is. */
export async function readSafetensors(source: ByteSource): Promise<Safetensors> {
  const file = await SafetensorsFile.open(source);
  const tensors = new Map<string, Tensor>();
  const storages = new Map<Storage, StorageRecord>();
  const make = ({ dtype, byteLength }: StorageRecord) => allocateStorage(dtype, byteLength);
  for (const info of file.header.tensors) tensors.set(info.name, file.tensor(info, make, storages));
  await fillAll(source, { root: [tensors], storages, checkElements() {} }, {});
  return { tensors, metadata: new Map(file.header.metadata) };
}

/** The elements of a tensor in row-major order, as bytes: a view where they lie so already. */
function rowMajorBytes(tensor: Tensor): Uint8Array {
  const size = itemSize(tensor.dtype);
  const source = rowMajorOf(tensor);
  const start = source.offset * size;
  return storageBytes(source.storage).subarray(start, start + source._numel * size);
}

const LONE_SURROGATE = /[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/;

function checkText(text: string): void {
  if (LONE_SURROGATE.test(text))
    throw new TypeError(`safetensors can't hold the text ${quoted(text)}: half a character`);
}

/**
 * @internal A safetensors file, to the byte as the reference implementation writes it.
 * @throws TypeError for a type that the format does not have, for sparse tensors, and for what is no tensor
 */
export function safetensorsFile(
  tensors: ReadonlyMap<string, Tensor>,
  metadata: ReadonlyMap<string, string>,
): PreparedFile {
  const list = [...tensors].map(([name, tensor]) => {
    checkText(name);
    if (name === "__metadata__") throw new TypeError('a tensor can\'t have the name "__metadata__"');
    if (!(tensor instanceof Tensor) || tensor.isSparse) {
      throw new TypeError(`safetensors can't hold ${quoted(name)}: it must be a dense tensor`);
    }
    const problem = savingProblem(tensor);
    if (problem !== null) throw new TypeError(`safetensors can't hold ${quoted(name)}: it ${problem}`);
    return { name, tensor, dtype: tensor.dtype, shape: tensor.shape };
  });
  for (const [key, value] of metadata) {
    checkText(key);
    checkText(value);
  }
  const ordered = layoutOrder(list);
  const header = formatHeader(ordered, metadata);
  return {
    storages: ordered.map(({ tensor }) => tensor.storage),
    size: ordered.reduce((sum, { tensor, dtype }) => sum + tensor._numel * itemSize(dtype), 0),
    *pieces() {
      yield header;
      for (const { tensor } of ordered) {
        const bytes = rowMajorBytes(tensor);
        for (let at = 0; at < bytes.length; at += PIECE) yield bytes.subarray(at, at + PIECE);
      }
    },
  };
}
