import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SiteConfig } from "vitepress";
import { CONTENT_POLICY } from "./headers.ts";

const INLINE = /<script(?![^>]*\ssrc=)([^>]*)>([\s\S]*?)<\/script>/g;

/**
 * A page whose scripts are all files, under a policy that allows no others. VitePress writes a few lines into each page,
 * which choose the colours before anything is drawn; as files they still run before the body.
 */
export function moveScriptsOut(html: string, { outDir, assetsDir, site }: SiteConfig): string {
  const withFiles = html.replace(INLINE, (_, attributes: string, code: string) => {
    const name = `inline.${createHash("sha256").update(code).digest("hex").slice(0, 8)}.js`;
    mkdirSync(join(outDir, assetsDir), { recursive: true });
    writeFileSync(join(outDir, assetsDir, name), code);
    return `<script${attributes} src="${site.base}${assetsDir}/${name}"></script>`;
  });
  return withFiles.replace(
    "<head>",
    `<head>\n    <meta http-equiv="Content-Security-Policy" content="${CONTENT_POLICY}">`,
  );
}
