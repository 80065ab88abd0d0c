/** Bytes as Base64. */
export function toBase64(bytes: Uint8Array): string {
  const chunk = 8192;
  let text = "";
  for (let i = 0; i < bytes.length; i += chunk) text += String.fromCharCode(...bytes.subarray(i, i + chunk));
  return btoa(text);
}

/** The bytes of a Base64 text, or null if it is none. */
export function fromBase64(text: string): Uint8Array | null {
  let decoded: string;
  try {
    decoded = atob(text);
  } catch {
    return null;
  }
  return Uint8Array.from(decoded, (character) => character.charCodeAt(0));
}
