/** The rows of a CSV file, by the same few lines as in the programs that are written for a race's winner. */
export function parsePlainCsv(text: string, delimiter: string): string[][] {
  const cell = new RegExp(`(?:"((?:[^"]|"")*)"|([^"\\n${delimiter}]*))([\\n${delimiter}])`, "g");
  const rows: string[][] = [[]];
  for (const [, quoted, plain, end] of `${text.replace(/\r\n?/g, "\n").trimEnd()}\n`.matchAll(cell)) {
    rows.at(-1)!.push((quoted?.replaceAll('""', '"') ?? plain ?? "").trim());
    if (end === "\n") rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
