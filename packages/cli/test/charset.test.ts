import { describe, expect, test } from "vitest";
import { decodeText, encodingName } from "../src/data/charset.ts";
import { UserError } from "../src/errors.ts";

const bytes = (...parts: (string | Iterable<number>)[]) =>
  Uint8Array.from(parts.flatMap((part) => [...(typeof part === "string" ? new TextEncoder().encode(part) : part)]));
const decode = (data: Uint8Array, encoding: string | null = null) => decodeText(data, "data.csv", encoding);
const utf16 = (text: string, littleEndian: boolean) => {
  const data = Buffer.from(text, "utf16le");
  return new Uint8Array(littleEndian ? data : data.swap16());
};
// "Größe" in Latin letters, "大小" (size) in Chinese and "温度" (temperature) in Japanese encodings
const latin = bytes("x,Gr", [0xf6, 0xdf], "e\n1,2\n");
const chinese = bytes("x,", [0xb4, 0xf3, 0xd0, 0xa1], "\n1,2\n");
const japanese = bytes("x,", [0x89, 0xb7, 0x93, 0x78], "\n1,2\n");

describe("decodeText", () => {
  test("finds UTF-8 and UTF-16, with a mark and without", () => {
    const text = "x,größe 大小\r\n1,2\r\n";
    expect(decode(bytes(text))).toBe(text);
    expect(decode(bytes(`\ufeff${text}`))).toBe(text);
    for (const littleEndian of [true, false]) {
      expect(decode(utf16(`\ufeff${text}`, littleEndian))).toBe(text);
      expect(decode(utf16(text, littleEndian))).toBe(text);
      expect(decode(utf16("大小,温度\r大,小\r", littleEndian))).toBe("大小,温度\r大,小\r");
    }
  });

  test("finds what its own bytes tell: ISO-2022-JP, and GB18030 with a mark", () => {
    expect(decode(bytes("x,\u001b$B", [0x32, 0x39], "\u001b(B\n1,2\n"))).toBe("x,温\n1,2\n");
    expect(decode(bytes([0x84, 0x31, 0x95, 0x33, 0xb4, 0xf3, 0xd0, 0xa1], ",y\n"))).toBe("大小,y\n");
  });

  test.each([
    ["windows-1252", latin, "x,Größe\n1,2\n"],
    ["gb18030", chinese, "x,大小\n1,2\n"],
    ["shift_jis", japanese, "x,温度\n1,2\n"],
    ["windows-1252", bytes("x,", [0x80, 0x93, 0x81], "\n"), "x,€“\u0081\n"],
    ["windows-1251", bytes("x,", [0xcc, 0xe0, 0xf1, 0xf1, 0xe0], "\n"), "x,Масса\n"],
  ])("reads %s where it is named, and nowhere else", (encoding, data, text) => {
    expect(decode(data, encoding)).toBe(text);
    expect(() => decode(data)).toThrow(
      '"data.csv" is not in UTF-8: name its encoding, such as --encoding windows-1252',
    );
  });

  test("shows what a file is by each encoding it can be in", () => {
    expect(() => decode(latin)).toThrow(/; of line 1, "Größe" is windows-1252 or windows-1250, .*"Gr鲞e" is gb18030/);
    expect(() => decode(bytes("x,y\n1,2\n3,", chinese.subarray(2)))).toThrow(/; of line 3, .*"大小" is gb18030/);
    expect(() => decode(japanese)).toThrow(/"温度" is shift_jis/);
  });

  test("names the line that is not in the encoding that was named or marked", () => {
    expect(() => decode(bytes("x,y\n1,2\n", [0xff], ",2\n"), "gb18030")).toThrow(
      new UserError('"data.csv", line 3: not gb18030; correct the line, or give another --encoding'),
    );
    expect(() => decode(bytes("\ufeffx,y\n1,", [0xe4], "\n"))).toThrow(
      '"data.csv", line 2: not utf-8, though the file begins with its mark',
    );
  });

  test.each([
    [bytes([0xff, 0xfe, 0, 0, 0x78, 0, 0, 0]), "is in UTF-32"],
    [bytes("PK\u0003\u0004"), "is not a text file but a zip file, perhaps an Excel workbook"],
    [bytes([0x1f, 0x8b, 8]), "is not a text file but compressed by gzip"],
    [bytes("PAR1\0\0"), "is not a text file but a Parquet file"],
    [bytes("x,y\n1,\0"), "is not a text file: line 2 has a NUL byte"],
    [utf16("x,y\n1,\0\n", true), "is not a text file: line 2 has a NUL byte"],
  ])("refuses what is no text: %#", (data, message) => {
    expect(() => decode(data)).toThrow(message);
  });
});

test("encodings have many names", () => {
  const names = [
    "UTF8",
    "utf_8_sig",
    "Latin-1",
    "iso-8859-1",
    "cp1252",
    "CP936",
    "gb2312",
    "cp932",
    "sjis",
    "Mac-Roman",
  ];
  expect(names.map(encodingName)).toEqual([
    ...["utf-8", "utf-8", "windows-1252", "windows-1252", "windows-1252", "gbk", "gbk", "shift_jis", "shift_jis"],
    "macintosh",
  ]);
  expect(() => encodingName("utf-32")).toThrow('--encoding "utf-32" is unknown; known are utf-8,');
});
