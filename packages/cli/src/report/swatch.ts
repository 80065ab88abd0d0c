/** A piece of an entry's line, beside its name. */
export function swatch(key: string): string {
  return `<svg class="swatch s-${key}" viewBox="0 0 26 10" aria-hidden="true"><path d="M1,5H25"/></svg>`;
}
