import { UsageError, UserError } from "../errors.ts";

/** The names people and programs have for encodings that the web's standard, and so `TextDecoder`, calls otherwise. */
const otherNames: Readonly<Record<string, string>> = {
  "latin-1": "latin1",
  "utf-8-sig": "utf-8",
  "mac-roman": "macintosh",
  macroman: "macintosh",
  cp932: "shift_jis",
  cp936: "gbk",
  cp949: "euc-kr",
  cp950: "big5",
  cp65001: "utf-8",
};

/** An encoding's name as `TextDecoder` takes it. Throws a `UsageError` for one that nobody can read here. */
export function encodingName(label: string): string {
  const plain = label.trim().toLowerCase().replaceAll("_", "-");
  for (const name of [label, otherNames[plain] ?? plain, plain.replace(/^cp(?=\d)/, "windows-")]) {
    try {
      return new TextDecoder(name).encoding;
    } catch {
      // The next spelling may be known.
    }
  }
  throw new UsageError(
    `--encoding "${label}" is unknown; known are utf-8, utf-16le, utf-16be, windows-1250 to windows-1258, iso-8859-1 to ` +
      "iso-8859-16, gb18030, gbk, big5, shift_jis, euc-jp, iso-2022-jp, euc-kr, koi8-r, ibm866 and macintosh",
  );
}

/**
 * The text of a file, without its byte order mark.
 *
 * @param encoding - null: found where the bytes leave no doubt, which are those of UTF-8 and UTF-16
 * @throws UserError for bytes that are none in the encoding, or if it is anyone's guess, with what each guess would read
 */
export function decodeText(bytes: Uint8Array, name: string, encoding: string | null): string {
  refuseBinary(bytes, name);
  const marked = markOf(bytes, name);
  const known = marked ?? encoding;
  const text = known === null ? guess(bytes, name) : decode(bytes, known);
  if (text === null) {
    const line = lineAt(new TextDecoder(known!).decode(bytes), "\ufffd");
    throw new UserError(
      `"${name}", line ${line}: not ${known}${marked === null ? "" : ", though the file begins with its mark"}; ` +
        "correct the line, or give another --encoding",
    );
  }
  if (text.includes("\0")) {
    const line = lineAt(text, "\0");
    throw new UserError(`"${name}" is not a text file: line ${line} has a NUL byte; export the table as CSV first`);
  }
  return text.startsWith("\ufeff") ? text.slice(1) : text;
}

/** The line, counted from 1, where a text first has a character. */
function lineAt(text: string, character: string): number {
  return text.slice(0, text.indexOf(character)).split(/\r\n|[\r\n]/).length;
}

/** The text if all bytes are valid in the encoding, else null. */
function decode(bytes: Uint8Array, encoding: string): string | null {
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    return encoding === "windows-1252" ? withoutControls(text) : text;
  } catch {
    return null;
  }
}

/** What Windows has in the place of Latin-1's controls. Node 20 leaves these in. */
function withoutControls(text: string): string {
  const letters = "€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ";
  return text.replace(/[\u0080-\u009f]/g, (control) => letters[control.charCodeAt(0) - 0x80]!);
}

/** How files that are no tables of text begin. */
const signatures: readonly (readonly [what: string, ...bytes: number[]])[] = [
  ["a zip file, perhaps an Excel workbook; export the table as CSV first", 0x50, 0x4b, 3, 4],
  ["an Excel workbook; export the table as CSV first", 0xd0, 0xcf, 0x11, 0xe0],
  ["a Parquet file; export the table as CSV first", 0x50, 0x41, 0x52, 0x31],
  ["a PDF; export the table as CSV first", 0x25, 0x50, 0x44, 0x46, 0x2d],
  ["an SQLite database; export the table as CSV first", 0x53, 0x51, 0x4c, 0x69, 0x74, 0x65, 0x20, 0x66],
  ["compressed by gzip; unpack it first", 0x1f, 0x8b],
  ["compressed by Zstandard; unpack it first", 0x28, 0xb5, 0x2f, 0xfd],
];

function refuseBinary(bytes: Uint8Array, name: string): void {
  const found = signatures.find(([, ...start]) => start.every((byte, i) => bytes[i] === byte));
  if (found) throw new UserError(`"${name}" is not a text file but ${found[0]}`);
}

/** The encoding that a byte order mark names. */
function markOf(bytes: Uint8Array, name: string): string | null {
  const begins = (...start: number[]) => start.every((byte, i) => bytes[i] === byte);
  if (begins(0xff, 0xfe, 0, 0) || begins(0, 0, 0xfe, 0xff)) {
    throw new UserError(`"${name}" is in UTF-32, which can't be read here; save it in UTF-8`);
  }
  if (begins(0xef, 0xbb, 0xbf)) return "utf-8";
  if (begins(0xff, 0xfe)) return "utf-16le";
  if (begins(0xfe, 0xff)) return "utf-16be";
  if (begins(0x84, 0x31, 0x95, 0x33)) return "gb18030";
  return null;
}

function guess(bytes: Uint8Array, name: string): string {
  if (bytes.includes(0)) {
    const utf16 = ["utf-16le", "utf-16be"].map((encoding) => decode(bytes, encoding)).find(isTable);
    if (utf16 !== undefined) return utf16;
  }
  const text = decode(bytes, "utf-8");
  // Nothing but these escapes tells ISO-2022-JP from ASCII.
  if (text?.includes("\u001b$") || text?.includes("\u001b(")) {
    const japanese = decode(bytes, "iso-2022-jp");
    if (japanese !== null) return japanese;
  }
  if (text !== null) return text;
  throw new UserError(doubt(bytes, name));
}

/** Whether bytes were read from the right end, as UTF-16 without a mark: from the wrong one, separators become letters. */
function isTable(text: string | null): text is string {
  return text !== null && /[\r\n]/.test(text) && /[,;\t| ]/.test(text) && !/[\p{Cn}\p{Co}]/u.test(text);
}

/** What files that are not in UTF-8 are in, most of them. */
const candidates = [
  "windows-1252",
  "windows-1250",
  "windows-1251",
  "gb18030",
  "big5",
  "shift_jis",
  "euc-jp",
  "euc-kr",
] as const;

/** Says that only the user can tell the encoding, with what the first cell in question is by each. */
function doubt(bytes: Uint8Array, name: string): string {
  const first = bytes.findIndex((byte) => byte >= 0x80);
  // Separators and quotes are never a part of a longer character in these encodings.
  const isBorder = (i: number) => i < 0 || i >= bytes.length || [0x22, 0x2c, 0x3b, 9, 10, 13].includes(bytes[i]!);
  let start = first;
  while (!isBorder(start - 1) && first - start < 24) start--;
  let end = first;
  while (!isBorder(end) && end - first < 24) end++;
  const readings = new Map<string, string[]>();
  for (const encoding of candidates) {
    if (!isValid(bytes.subarray(0, 1 << 20), encoding)) continue;
    const reading = new TextDecoder(encoding).decode(bytes.subarray(start, end), { stream: true }).trim();
    const text = encoding === "windows-1252" ? withoutControls(reading) : reading;
    if (/[\p{C}\ufffd]/u.test(text)) continue;
    readings.set(text, [...(readings.get(text) ?? []), encoding]);
  }
  const line = lineAt(`${new TextDecoder("latin1").decode(bytes.subarray(0, first))}\0`, "\0");
  const guesses = [...readings].map(([text, encodings]) => `"${text}" is ${encodings.join(" or ")}`);
  const examples = guesses.length === 0 ? "" : `; of line ${line}, ${guesses.join(", ")}`;
  return `"${name}" is not in UTF-8: name its encoding, such as --encoding windows-1252${examples}`;
}

function isValid(bytes: Uint8Array, encoding: string): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: true });
    return true;
  } catch {
    return false;
  }
}
