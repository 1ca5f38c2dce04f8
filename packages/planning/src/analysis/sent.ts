/**
 * Corrects patterns in another notation, as X-Ray supports only `*` and `?`. Each function returns the pattern itself
 * if a request can match it, else the nearest one that matches the intended requests.
 */

/** Signs of a regular expression, and not of a path: OData writes `/Products(5)` and `/$metadata`. */
const REGEX = /^\/?\^|\$$|\\[dwsDWSb./]|\[[^\]]*\][+*?{]|\[(\^|[^\]]*-)[^\]]*\]|\(\?|\([^)]*\|[^)]*\)|\)\+/;
const URL_START = /^\/?[a-z][a-z0-9+.-]*:\/\/[^/]*/i;
const HOST_START = /^[\w-]+(\.[\w-]+)+(:\d+)?(?=\/)/;

/** A path, which begins with `/` and has neither a query nor characters that a client encodes. */
export function sentPath(pattern: string): string {
  let path = pattern;
  for (let round = 0; round < 8; round++) {
    const next = translate(path);
    if (next === path) return path;
    path = next;
  }
  return "/*";
}

/** One pass; its result may contain another notation again. */
function translate(pattern: string): string {
  let path = pattern.trim();
  if (URL_START.test(path) || HOST_START.test(path)) path = path.replace(URL_START, "").replace(HOST_START, "") || "/*";
  if (REGEX.test(path)) path = fromRegex(path);
  path = path
    .replace(/#.*$/, "")
    // A query, which @pmp/tracing leaves out and other SDKs compare too.
    .replace(/\?[A-Za-z_][\w.[\]-]*=.*$/, "*")
    // {id}, {proxy+}, :id, :id?, :id(\d+), <int:id>
    .replace(/\{[^{}/]*\}|<[^<>/]*>/g, "*")
    .replace(/(?<=\/):[A-Za-z_]\w*(\([^)]*\))?[?*+]?/g, "*");
  if (path.includes("|")) path = `${commonPrefix(path.split("|").map((part) => part.trim()))}*`;
  path = encode(path);
  if (path === pattern && /^[/*?]/.test(path)) return pattern;
  path = path.replace(/\*+/g, "*");
  return /^[/*?]/.test(path) ? path : `/${path}`;
}

/** A host header: no scheme, no path, no port that browsers leave out. */
export function sentHost(pattern: string): string {
  if (/[|,]/.test(pattern)) return "*";
  const host = pattern
    .trim()
    .replace(/^[a-z][a-z0-9+.-]*:\/\//i, "")
    .replace(/[/#].*$/, "")
    .replace(/:(80|443)$/, "")
    .replace(/^\^|\$$/g, "")
    .replace(/\\\./g, ".")
    .replace(/\s.*$/, "");
  if (host === "" || /[()[\]{}^$\\]/.test(host)) return "*";
  return /[^\x20-\x7e]/.test(host) ? (URL.parse(`http://${host}`)?.hostname ?? "*") : host;
}

/** A method as it is written on the wire: one name, or a pattern of one. */
export function sentMethod(pattern: string, known: readonly string[]): string {
  const method = pattern.trim();
  if (method === pattern) return known.find((name) => differsByOne(name, method.toUpperCase())) ?? "*";
  return known.includes(method.toUpperCase()) ? method : "*";
}

function differsByOne(name: string, text: string): boolean {
  return (
    text.length > 3 && (text.startsWith(name) || name.startsWith(text)) && Math.abs(name.length - text.length) === 1
  );
}

/** A wide pattern that covers a regular expression. */
function fromRegex(pattern: string): string {
  return pattern
    .replace(/^\/?\^/, "")
    .replace(/\$$/, "")
    .replace(/\\\//g, "/")
    .replace(/\\[dwsDWSb]([+*?]|\{[\d,]+\})?/g, "*")
    .replace(/\\(.)/g, "$1")
    .replace(/\[[^\]]*\]([+*?]|\{[\d,]+\})?/g, "*")
    .replace(/\([^()]*\)([+*?]|\{[\d,]+\})?/g, "*")
    .replace(/\.[+*]\??/g, "*")
    .replace(/[()[\]^]/g, "");
}

function commonPrefix([first = "", ...rest]: readonly string[]): string {
  let length = first.length;
  for (const other of rest) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length).replace(/\*+$/, "") || "/";
}

/** As a client writes a URL: https://url.spec.whatwg.org/#path-percent-encode-set */
function encode(path: string): string {
  return path.replace(/[^\x21-\x7e]+|["<>`{}^\\]/gu, (text) => encodeURIComponent(text.toWellFormed()));
}
