import { readFile } from "node:fs/promises";
import { extname, join, normalize, sep } from "node:path";
import type { ServerResponse } from "node:http";
import { respondText } from "./respond.ts";

const FOLDER = join(import.meta.dirname, "../../dist/page");

const TYPES: Readonly<Record<string, string>> = {
  ".css": "text/css; charset=utf-8",
  ".html": "text/html; charset=utf-8",
  ".ico": "image/x-icon",
  ".js": "text/javascript; charset=utf-8",
  ".json": "application/json",
  ".map": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".txt": "text/plain; charset=utf-8",
  ".woff2": "font/woff2",
};

/** Own scripts, styles and fonts only; no embedding in other pages. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Serves a file of the built page. A path without an extension is a view of the page. */
export async function servePage(pathname: string, response: ServerResponse): Promise<void> {
  const file = fileOf(pathname);
  let content: Buffer;
  try {
    content = await readFile(join(FOLDER, file));
  } catch {
    const unbuilt = "The page is not built. In the repository run: npm run build -w packages/xray-local\n";
    respondText(response, file === "index.html" ? 503 : 404, file === "index.html" ? unbuilt : "Not found.\n");
    return;
  }
  response.writeHead(200, {
    "content-type": TYPES[extname(file)] ?? "application/octet-stream",
    "content-length": content.length,
    "content-security-policy": CONTENT_SECURITY_POLICY,
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    // The names of built files contain a hash of their content.
    "cache-control": file.startsWith(`assets${sep}`) ? "public, max-age=31536000, immutable" : "no-cache",
  });
  response.end(content);
}

/** The file below the page's folder; `..` in the path can't leave it. */
function fileOf(pathname: string): string {
  let path: string;
  try {
    path = decodeURIComponent(pathname);
  } catch {
    return "index.html";
  }
  const file = normalize(join(sep, path.replaceAll("\0", ""))).slice(1);
  return extname(file) === "" ? "index.html" : file;
}
