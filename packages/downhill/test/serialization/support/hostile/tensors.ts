import { type Code, call, int, join, named, pickle, storage, tensor, text, tuple, u64 } from "../pickles.ts";
import { SIX, torchFile } from "../zips.ts";
import type { Hostile } from "./types.ts";

const ORDERED = call("collections", "OrderedDict");
const FALSE = [0x89];

/** Tensors that are none. */
export function tensors(): Hostile[] {
  const file = (...codes: readonly Code[]) => torchFile(pickle(...codes));
  const utils = (name: string, ...args: readonly Code[]) => file(call("torch._utils", name, ...args));
  const longs = storage({ storage: named("torch", "LongStorage"), count: int(3) });
  const indices = (sizes: Code, strides: Code) =>
    call("torch._utils", "_rebuild_tensor_v2", longs, int(0), sizes, strides, FALSE, ORDERED);
  const coo = call("torch.serialization", "_get_layout", text("torch.sparse_coo"));
  const values = tensor({ sizes: tuple(int(1)), strides: tuple(int(1)), key: text("1"), count: int(1) });
  const sparse = (index: Code, sizes: Code) =>
    join(call("torch._utils", "_rebuild_sparse_tensor", coo, tuple(index, values, sizes)));
  const withValues = { "data/1": { data: SIX.slice(0, 4) } };
  const oneIndex = indices(tuple(int(1), int(1)), tuple(int(1), int(1)));
  return [
    ["a view beyond its storage", file(tensor({ sizes: tuple(int(3), int(3)) })), /reaches beyond its storage of 6/],
    ["an offset beyond its storage", file(tensor({ offset: int(1) })), /reaches beyond/],
    ["a huge offset", file(tensor({ offset: int(2 ** 52) })), /reaches beyond/],
    ["a stride beyond its storage", file(tensor({ strides: tuple(int(4), int(1)) })), /reaches beyond/],
    ["a huge stride", file(tensor({ strides: tuple(int(2 ** 52), int(1)) })), /reaches beyond/],
    [
      "a size of 2^52 twice",
      file(tensor({ sizes: tuple(int(2 ** 52), int(2 ** 52)), strides: tuple(int(0), int(0)) })),
      /reaches beyond/,
    ],
    ["a size of 2^62", file(tensor({ sizes: tuple([0x8a, 8], u64(1n << 62n)) })), /must be an int/],
    ["a negative size", file(tensor({ sizes: tuple(int(-2), int(-3)) })), /must not be negative/],
    ["a negative stride", file(tensor({ strides: tuple(int(-3), int(1)) })), /must not be negative/],
    ["a negative offset", file(tensor({ offset: int(-1) })), /must not be negative/],
    ["a fractional offset", file(tensor({ offset: join("G", new Uint8Array(8)) })), /must be an int/],
    ["more sizes than strides", file(tensor({ sizes: tuple(int(1), int(2), int(3)) })), /3 sizes but 2 strides/],
    ["sizes that are no tuple", file(tensor({ sizes: int(6) })), /must be a tuple/],
    ["sizes that are texts", file(tensor({ sizes: tuple(text("2"), text("3")) })), /must be an int/],
    [
      "65 dimensions",
      file(tensor({ sizes: tuple(...Array(65).fill(int(1))), strides: tuple(...Array(65).fill(int(1))) })),
      /65 dimensions/,
    ],
    ["a flag that is no bool", file(tensor({ requiresGrad: int(1) })), /must be a bool/],
    [
      "ints that require gradients",
      file(tensor({ storage: named("torch", "IntStorage"), requiresGrad: [0x88] })),
      /can require gradients/,
    ],
    ["a storage of negative size", file(tensor({ count: int(-6) })), /must not be negative/],
    [
      "a storage of 2^52 elements",
      file(tensor({ count: int(2 ** 52) })),
      /9007199254740992|needs \d+ bytes|a storage of/,
    ],
    ["a storage larger than its record", file(tensor({ count: int(7) })), /needs 28 bytes, but its record has 24/],
    [
      "a storage smaller than its record",
      file(tensor({ count: int(5), sizes: tuple(int(5)), strides: tuple(int(1)) })),
      /needs 20 bytes, but its record has 24/,
    ],
    ["a storage without a record", file(tensor({ key: text("7") })), /no record "archive\/data\/7"/],
    ["a storage outside the folder", file(tensor({ key: text("../../etc/passwd") })), /no record/],
    ["a storage of the prototype", file(tensor({ key: text("__proto__") })), /no record/],
    ["a storage key that is a tuple", file(tensor({ key: ")" })), /must be a str/],
    ["a storage without a class", file(tensor({ storage: "N" })), /a storage's class/],
    [
      "a storage of the class OrderedDict",
      file(tensor({ storage: named("collections", "OrderedDict") })),
      /a storage's class/,
    ],
    ["a storage of a forbidden class", file(tensor({ storage: named("os", "system") })), /os.system/],
    ["a storage of another kind", file(tensor({ kind: text("module") })), /only persistent_load of storage/],
    ["a persistent text", file(text("storage"), "Q"), /persistent_load id/],
    ["a persistent number", file(int(1), "Q"), /persistent_load id/],
    ["a persistent list", file("]Q"), /persistent_load id/],
    [
      "a persistent id of three",
      file(tuple(text("storage"), named("torch", "FloatStorage"), text("0")), "Q"),
      /must be an int|five parts/,
    ],
    [
      "a storage of two sizes",
      file(
        tensor(),
        tensor({ storage: named("torch", "DoubleStorage"), sizes: tuple(int(1)), strides: tuple(int(1)) }),
        [0x86],
      ),
      /once 24 bytes and once 48/,
    ],
    [
      "a tensor without a storage",
      utils("_rebuild_tensor_v2", "N", int(0), ")", ")", FALSE, ORDERED),
      /needs a storage/,
    ],
    ["a tensor of two arguments", utils("_rebuild_tensor_v2", storage(), int(0)), /was given 2 arguments/],
    ["a tensor of ten arguments", utils("_rebuild_tensor_v2", ...Array(10).fill(int(0))), /was given 10 arguments/],
    [
      "a lazily negated tensor",
      utils(
        "_rebuild_tensor_v2",
        storage(),
        int(0),
        tuple(int(6)),
        tuple(int(1)),
        FALSE,
        ORDERED,
        join("}", text("neg"), [0x88], "s"),
      ),
      /lazy operation neg/,
    ],
    [
      "a conjugated real tensor",
      utils(
        "_rebuild_tensor_v2",
        storage(),
        int(0),
        tuple(int(6)),
        tuple(int(1)),
        FALSE,
        ORDERED,
        join("}", text("conj"), [0x88], "s"),
      ),
      /lazy operation conj/,
    ],
    [
      "metadata that are a list",
      utils("_rebuild_tensor_v2", storage(), int(0), tuple(int(6)), tuple(int(1)), FALSE, ORDERED, "]"),
      /metadata/,
    ],
    [
      "an untyped tensor without a type",
      utils("_rebuild_tensor_v3", storage(), int(0), tuple(int(6)), tuple(int(1)), FALSE, ORDERED, text("uint16")),
      /dtype must be a known one/,
    ],
    [
      "an untyped tensor of an odd size",
      utils(
        "_rebuild_tensor_v3",
        storage({ storage: named("torch.storage", "UntypedStorage"), count: int(24) }),
        int(0),
        tuple(int(1)),
        tuple(int(1)),
        FALSE,
        ORDERED,
        named("torch", "complex128"),
      ),
      /no whole number/,
    ],
    [
      "a tensor of a quarter byte",
      utils(
        "_rebuild_tensor_v3",
        storage(),
        int(0),
        tuple(int(6)),
        tuple(int(1)),
        FALSE,
        ORDERED,
        named("torch", "int2"),
      ),
      /dtype must be a known one/,
    ],
    ["a parameter of a number", utils("_rebuild_parameter", int(1), [0x88], ORDERED), /must be a tensor/],
    [
      "a parameter of ints that requires gradients",
      utils("_rebuild_parameter", tensor({ storage: named("torch", "IntStorage") }), [0x88], ORDERED),
      /can require gradients/,
    ],
    [
      "a tensor rebuilt by another function",
      file(
        call(
          "torch._tensor",
          "_rebuild_from_type_v2",
          named("os", "system"),
          named("torch", "Tensor"),
          tuple(text("ls")),
          "}",
        ),
      ),
      /os.system/,
    ],
    [
      "a tensor rebuilt by OrderedDict",
      file(
        call(
          "torch._tensor",
          "_rebuild_from_type_v2",
          named("collections", "OrderedDict"),
          named("torch", "Tensor"),
          ")",
          "}",
        ),
      ),
      /would rebuild a tensor with/,
    ],
    [
      "a tensor of a class of its own",
      file(
        call(
          "torch._tensor",
          "_rebuild_from_type_v2",
          named("torch._utils", "_rebuild_tensor_v2"),
          named("torch", "Size"),
          tuple(storage(), int(0), tuple(int(6)), tuple(int(1)), FALSE, ORDERED),
          "}",
        ),
      ),
      /a tensor of the class/,
    ],
    ["a subclass without elements", utils("_rebuild_wrapper_subclass", ...Array(8).fill("N")), /without elements/],
    ["a tensor from numpy", utils("_rebuild_device_tensor_from_numpy", ...Array(4).fill("N")), /without elements/],
    [
      "a sparse tensor without a layout",
      utils("_rebuild_sparse_tensor", text("torch.sparse_coo"), ")"),
      /without a layout/,
    ],
    [
      "a strided sparse tensor",
      utils("_rebuild_sparse_tensor", call("torch.serialization", "_get_layout", text("torch.strided")), ")"),
      /was given 0 arguments|layout/,
    ],
    [
      "a sparse tensor of two parts",
      utils("_rebuild_sparse_tensor", coo, tuple(int(1), int(2))),
      /was given 2 arguments/,
    ],
    [
      "sparse indices of three",
      torchFile(pickle(sparse(indices(tuple(int(1), int(3)), tuple(int(3), int(1))), tuple(int(9)))), withValues),
      /doesn't match/,
    ],
    [
      "sparse indices of floats",
      torchFile(pickle(sparse(tensor({ sizes: tuple(int(1), int(1)) }), tuple(int(9)))), withValues),
      /doesn't match/,
    ],
    [
      "sparse dimensions that differ",
      torchFile(pickle(sparse(oneIndex, tuple(int(9), int(9)))), withValues),
      /doesn't match/,
    ],
    ["a sparse index out of range", torchFile(pickle(sparse(oneIndex, tuple(int(3)))), withValues), /out of range/],
    [
      "quantized without a scheme",
      utils(
        "_rebuild_qtensor",
        storage({ storage: named("torch", "QInt8Storage"), count: int(24) }),
        int(0),
        tuple(int(24)),
        tuple(int(1)),
        tuple(named("torch", "float32"), int(1), int(0)),
        FALSE,
        ORDERED,
      ),
      /without a scheme/,
    ],
    [
      "quantized with a zero point that is no int",
      utils(
        "_rebuild_qtensor",
        storage({ storage: named("torch", "QInt8Storage"), count: int(24) }),
        int(0),
        tuple(int(24)),
        tuple(int(1)),
        tuple(named("torch", "per_tensor_affine"), int(1), ["G".charCodeAt(0), 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]),
        FALSE,
        ORDERED,
      ),
      /a zero point must be an int/,
    ],
    [
      "quantized along a missing axis",
      utils(
        "_rebuild_qtensor",
        storage({ storage: named("torch", "QInt8Storage"), count: int(24) }),
        int(0),
        tuple(int(24)),
        tuple(int(1)),
        tuple(named("torch", "per_channel_affine"), tensor(), tensor(), int(3)),
        FALSE,
        ORDERED,
      ),
      /axis 3 out of range/,
    ],
    [
      "quantized with other channels",
      utils(
        "_rebuild_qtensor",
        storage({ storage: named("torch", "QInt8Storage"), count: int(24) }),
        int(0),
        tuple(int(24)),
        tuple(int(1)),
        tuple(
          named("torch", "per_channel_affine"),
          tensor({ sizes: tuple(int(6)), strides: tuple(int(1)) }),
          tensor({ sizes: tuple(int(6)), strides: tuple(int(1)) }),
          int(0),
        ),
        FALSE,
        ORDERED,
      ),
      /24 bytes and once|don't match the channels/,
    ],
    ["a nested tensor of numbers", utils("_rebuild_nested_tensor", ...Array(4).fill(int(1))), /must be a tensor/],
    ["a meta tensor without a type", utils("_rebuild_meta_tensor_no_storage", "N", ")", ")", FALSE), /without a dtype/],
    [
      "a tensor to become another",
      utils("_rebuild_device_tensor_from_cpu_tensor", tensor(), named("torch", "float64"), text("xla:0"), FALSE),
      /to become another dtype/,
    ],
  ];
}
