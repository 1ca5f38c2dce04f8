import { defineConfig } from "vite";

/** Default address of `pmp-xray dev`, for `npm run page:dev`. */
const ENDPOINT = "http://127.0.0.1:2001";

export default defineConfig({
  root: import.meta.dirname,
  base: "./",
  build: {
    outDir: "../dist/page",
    emptyOutDir: true,
    // Browsers of 2024 and later; the style sheets use light-dark(): https://developer.mozilla.org/docs/Web/CSS/color_value/light-dark
    target: ["chrome123", "firefox120", "safari17.5"],
    // The server's content security policy allows no data: URL.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
  },
  server: {
    // The server rejects requests from other origins, so the proxy sends its own.
    proxy: { "/local": { target: ENDPOINT, changeOrigin: true, headers: { origin: ENDPOINT } } },
  },
});
