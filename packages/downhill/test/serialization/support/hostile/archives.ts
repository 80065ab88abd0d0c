import { call, join, pickle, tensor, text } from "../pickles.ts";
import { SIX, torchEntries, torchFile, zip } from "../zips.ts";
import type { Hostile } from "./types.ts";

/** Tricks with archives, and files that are none. */
export function archives(): Hostile[] {
  const good = pickle(tensor());
  const entries = torchEntries(good);
  const change = (name: string, changes: object) => torchFile(good, { [name]: changes });
  const encoder = new TextEncoder();
  const version = (value: string) => change("version", { data: encoder.encode(value) });
  const file = torchFile(good);
  const zeros = new Uint8Array(1 << 20);
  const [pickled, elements, third] = entries;
  return [
    ["a damaged element", change("data/0", { stored: SIX.with(5, 99) }), /checksum/],
    ["a damaged pickle", change("data.pkl", { stored: good.with(3, 0x4e) }), /checksum/],
    ["a wrong checksum", change("data/0", { crc: 1 }), /checksum/],
    ["checksums that differ", change("data/0", { localCrc: 1 }), /contradicts the directory/],
    [
      "one name in the header, another in the directory",
      change("data/0", { localName: "archive/data/1" }),
      /another name/,
    ],
    ["names of other lengths", change("data/0", { localName: "archive/data" }), /another name|reaches into/],
    ["methods that differ", change("data/0", { localMethod: 8 }), /contradicts the directory/],
    ["no header", change("data/0", { signature: 0x12345678 }), /has no header/],
    ["stored in another size", change("data/0", { compressedSize: 20 }), /stored as it is/],
    ["an extra field into the next record", change("data/0", { localExtra: 60000 }), /reaches into/],
    ["a record beyond the file", change("version", { offset: 0x7fffffff }), /reaches into/],
    ["two records in one place", zip([pickled, elements, { ...third, offset: 0 }]), /reaches into|another name/],
    [
      "a record within another",
      zip([{ ...pickled, size: 100, compressedSize: 100 }, elements, third]),
      /reaches into|checksum/,
    ],
    ["overlapping records", zip([pickled, { ...elements, size: 200, compressedSize: 200 }, third]), /reaches into/],
    [
      "a record over the directory",
      zip([pickled, elements, { ...third, size: 4000, compressedSize: 4000 }]),
      /reaches into/,
    ],
    [
      "two records of one name",
      zip([pickled, elements, third, { ...elements, data: SIX }]),
      /two records have the name/,
    ],
    ["two pickles", zip([pickled, { ...pickled, data: pickle("N") }, elements, third]), /two records have the name/],
    ["a record without a name", zip([...entries, { name: "", data: SIX }]), /has the name ""/],
    ["a name with a null", zip([...entries, { name: "archive/a\0b", data: SIX }]), /has the name/],
    [
      "a name that is no UTF-8",
      zip([...entries, { name: "ab", rawName: Uint8Array.of(0xff, 0xff), data: SIX }]),
      /no UTF-8/,
    ],
    ["an encrypted record", change("data/0", { flags: 1 }), /encrypted/],
    ["an unknown compression", change("data/0", { method: 12 }), /unknown method 12/],
    ["a record on another disk", change("data/0", { disk: 1 }), /several disks/],
    ["an archive on another disk", zip(entries, { disk: 1 }), /several disks/],
    ["deflated to more than possible", change("data/0", { deflate: true, size: 1 << 30 }), /more than is possible/],
    [
      "a bomb of 2 GB",
      zip([
        ...entries,
        { name: "archive/bomb", data: zeros, deflate: true, stored: new Uint8Array(3 << 20), size: 0x7fffffff },
      ]),
      /more than the limit/,
    ],
    [
      "many small bombs",
      zip([
        ...entries,
        ...Array.from({ length: 90 }, (_, i) => ({ name: `archive/${i}`, data: zeros, deflate: true })),
      ]),
      /more than the limit/,
    ],
    [
      "inflating to more than declared",
      change("data/0", { deflate: true, data: new Uint8Array(48), size: 24 }),
      /more than the 24 bytes it declares/,
    ],
    [
      "inflating to less than declared",
      change("data/0", { deflate: true, data: new Uint8Array(8), size: 24 }),
      /instead of the 24/,
    ],
    [
      "garbage for deflated data",
      change("data/0", { deflate: true, stored: Uint8Array.from({ length: 20 }, () => 0xff), size: 24 }),
      /compressed data are damaged/,
    ],
    [
      "deflated data cut off",
      change("data/0", { deflate: true, stored: Uint8Array.of(0x63), size: 24 }),
      /damaged|instead of/,
    ],
    ["cut off at the end", file.slice(0, -1), /no end/],
    ["cut off in the directory", file.slice(0, -60), /no end/],
    ["cut off in the data", file.slice(0, 100), /no end/],
    ["only the first bytes", file.slice(0, 4), /no end/],
    ["bytes behind the end", join(file, "x"), /no end/],
    [
      "bytes before the start",
      zip(entries, { prefix: join([0x50, 0x4b, 3, 4], "x".repeat(60)), directoryOffset: 10 }),
      /is not where its end says/,
    ],
    ["a directory elsewhere", zip(entries, { directoryOffset: 0 }), /is not where its end says/],
    ["a larger directory", zip(entries, { directorySize: 5000 }), /is not where its end says/],
    ["more records than there are", zip(entries, { count: 4 }), /directory is damaged|too small/],
    ["60,000 records that are not there", zip(entries, { count: 60000 }), /too small/],
    ["fewer records than there are", zip(entries, { count: 2 }), /belong to no record/],
    ["no records", zip([], {}), /is none that Downhill reads/],
    ["an end in the comment", zip(entries, { comment: zip(entries).slice(-22) }), /is not where its end says|no end/],
    [
      "a 64-bit size that is missing",
      zip([...entries, { name: "archive/x", data: SIX, size: 0xffffffff, compressedSize: 0xffffffff }]),
      /64-bit sizes/,
    ],
    ["no folder", zip(entries.map((entry) => ({ ...entry, name: entry.name.slice(8) }))), /not in a subdirectory/],
    [
      "a folder without a name",
      zip(entries.map((entry) => ({ ...entry, name: entry.name.slice(7) }))),
      /not in a subdirectory/,
    ],
    [
      "a folder in a folder",
      zip(entries.map((entry) => ({ ...entry, name: `a/${entry.name}` }))),
      /no record of its format's version/,
    ],
    ["no version", torchFile(good, { version: null }), /no record of its format's version/],
    ["version 11", version("11\n"), /version 11/],
    ["version 0", version("0\n"), /version 0/],
    ["version minus one", version("-1\n"), /version is "-1/],
    ["version abc", version("abc\n"), /version is "abc/],
    ["a version of a megabyte", version("3".repeat(1 << 20)), /more than the limit/],
    ["no pickle", torchFile(good, { "data.pkl": null }), /no record "archive\/data.pkl"/],
    ["an unknown order of bytes", change("byteorder", { data: encoder.encode("middle") }), /Unknown endianness/],
    ["a program", change("constants.pkl", { data: good }), /TorchScript/],
  ];
}

export function otherFiles(): Hostile[] {
  const encoder = new TextEncoder();
  const tar = new Uint8Array(1024);
  tar.set(encoder.encode("ustar"), 257);
  const none = /is none that Downhill reads/;
  return [
    ["nothing", new Uint8Array(0), none],
    ["one byte", Uint8Array.of(0x50), none],
    ["text", encoder.encode("hello, world"), none],
    ["JSON", encoder.encode('{"weights": [1, 2, 3]}'), /the JSON is none of Downhill's/],
    ["half of JSON", encoder.encode('{"weights": [1, 2'), /the file is no JSON/],
    ["HTML", encoder.encode("<!DOCTYPE html><html>"), none],
    ["a tar archive", tar, none],
    ["a gzip file", Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0), none],
    ["HDF5", Uint8Array.of(0x89, 0x48, 0x44, 0x46, 0x0d, 0x0a, 0x1a, 0x0a), none],
    ["numpy", encoder.encode("\x93NUMPY\x01\x00"), none],
    ["a bare pickle of os.system", join(pickle(call("os", "system", text("ls")))), none],
    ["zeros", new Uint8Array(4096), none],
  ];
}
