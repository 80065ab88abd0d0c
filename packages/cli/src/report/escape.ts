/** Makes any text safe in HTML and SVG, in content and in quoted attributes. */
export function escapeText(text: string): string {
  // Control characters are not allowed in XML at all, not even escaped.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out
  const clean = text.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, "\ufffd");
  return clean.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
