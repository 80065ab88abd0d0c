/** Markdown, as few lines of it as the page on conformance needs. */

/** A table; cells are text in Markdown, and a column whose header ends in a colon is aligned to the right. */
export function table(header: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  const line = (cells: readonly (string | number)[]) => `| ${cells.map(cell).join(" | ")} |`;
  const titles = header.map((title) => title.replace(/:$/, ""));
  const rule = header.map((title) => (title.endsWith(":") ? "---:" : "---"));
  return [line(titles), line(rule), ...rows.map(line)].join("\n");
}

/** A pipe within a cell would end it, even in code; a line break would end the row. */
function cell(text: string | number): string {
  return String(text).replaceAll("|", "\\|").replaceAll("\n", " ");
}

/** Code in a line of text; nothing for nothing. */
export function code(text: string): string {
  return text === "" ? "" : `\`${text.replaceAll("`", "'")}\``;
}

/** A whole number with separators: `12,345`. */
export function count(value: number): string {
  return String(value).replace(/\B(?=(\d{3})+$)/g, ",");
}

/** A sentence's list: `a, b and c`. */
export function list(items: readonly string[]): string {
  return items.length < 2 ? items.join("") : `${items.slice(0, -1).join(", ")} and ${items.at(-1)}`;
}

/** A text with a capital at its start. */
export function capital(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
}

/** Running text, broken into lines of at most 120 characters; those after the first begin with `indent`. */
export function paragraph(text: string, indent = ""): string {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > 120) {
      lines.push(line);
      line = indent + word;
    } else line += line === "" ? word : ` ${word}`;
  }
  return [...lines, line].join("\n");
}
