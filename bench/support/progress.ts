const { stderr } = process;

/** Says on standard error what is being measured: in a terminal on one line, which {@link finish} clears. */
export function progress(what: string): void {
  stderr.write(stderr.isTTY ? `\r\u001b[K${what}` : `${what}\n`);
}

/** Clears the terminal's line for what is printed next. */
export function finish(): void {
  if (stderr.isTTY) stderr.write("\r\u001b[K");
}
