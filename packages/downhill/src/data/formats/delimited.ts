/** A row of a table of texts, and the line of the text that it begins in, from 1 on. */
export interface TextRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/**
 * The rows of a text in which cells are delimited by a character. Cells may be quoted, and then hold delimiters, line
 * breaks and doubled quotes. Empty lines are no rows.
 *
 * @throws Error for a quote that isn't closed, or has something behind it
 * @see https://www.rfc-editor.org/rfc/rfc4180
 */
export function* delimitedRows(text: string, delimiter: string): Generator<TextRow, void, undefined> {
  let at = text.startsWith("\ufeff") ? 1 : 0;
  let line = 1;
  while (at < text.length) {
    const row: string[] = [];
    const first = line;
    for (;;) {
      let cell: string;
      if (text[at] === '"') {
        const from = at + 1;
        for (at = text.indexOf('"', from); at >= 0 && text[at + 1] === '"'; at = text.indexOf('"', at + 2));
        if (at < 0) throw new Error(`line ${first}: a quote isn't closed`);
        cell = text.slice(from, at).replaceAll('""', '"');
        for (let i = from; i < at; i++) if (text[i] === "\n") line++;
        at++;
        if (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") {
          throw new Error(`line ${line}: something follows a closing quote`);
        }
      } else {
        const from = at;
        while (at < text.length && text[at] !== delimiter && text[at] !== "\n" && text[at] !== "\r") at++;
        cell = text.slice(from, at);
      }
      row.push(cell);
      if (text[at] !== delimiter) break;
      at++;
    }
    if (text[at] === "\r") at++;
    if (text[at] === "\n") at++;
    line++;
    if (row.length > 1 || row[0] !== "") yield { cells: row, line: first };
  }
}
