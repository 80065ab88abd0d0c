import { fileURLToPath } from "node:url";
import { defineConfig } from "vitepress";
import { finishSite } from "../build/finish.ts";
import { ISOLATED } from "../build/headers.ts";
import { moveScriptsOut } from "../build/inlineScripts.ts";
import { chinese, english } from "../build/navigation.ts";
import { localSearch } from "../build/search.ts";

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  title: "Downhill",
  description: "PyTorch's optimizers for TypeScript: watch them, compare them, write your own.",
  srcDir: "pages",
  // Where the site is served under a path: SITE_BASE=/downhill/ npm run site
  base: process.env.SITE_BASE ?? "/",
  cleanUrls: false,
  metaChunk: true,
  lastUpdated: false,
  head: [["link", { rel: "icon", href: "data:," }]],
  locales: {
    root: { label: "English", lang: "en", ...english },
    zh: { label: "简体中文", lang: "zh-CN", ...chinese },
  },
  themeConfig: { search: localSearch(), externalLinkIcon: true },
  // Code has enough contrast in both schemes.
  markdown: { theme: { light: "github-light-high-contrast", dark: "github-dark" } },
  transformHtml: (html, _id, { siteConfig }) => moveScriptsOut(html, siteConfig),
  buildEnd: finishSite,
  vite: {
    server: { headers: ISOLATED, fs: { allow: [here("../..")] } },
    worker: { format: "es" },
    // The command reads tables by it; here it may not use Node's modules.
    resolve: { alias: { "csv-parse/sync": "csv-parse/browser/esm/sync" } },
    build: { assetsInlineLimit: 0, target: "es2022", chunkSizeWarningLimit: 1000 },
    esbuild: { target: "es2022", tsconfigRaw: {} },
    optimizeDeps: { exclude: ["downhill"] },
  },
});
