import { defineConfig } from "vite";

// Addresses relative to the page, so that the built one can lie in any folder of a site.
export default defineConfig({ base: "./" });
