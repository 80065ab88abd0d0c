import { visible } from "../terminal/text.ts";

/** Makes any text safe in HTML and SVG, in content and in quoted attributes. */
export function escapeText(text: string): string {
  // Noncharacters are not allowed in XML at all, not even escaped.
  const clean = visible(text).replace(/[\ufffe\uffff]/g, "\ufffd");
  return clean.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
