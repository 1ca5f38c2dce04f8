import type { IncomingMessage } from "node:http";

/** What a request is for. */
export interface RequestTarget {
  /** Without the query string; never empty. */
  path: string;
  /** As a Host header says it; undefined where none does. */
  host: string | undefined;
  /** Of a target that is a whole URL. */
  scheme: "http" | "https" | undefined;
}

const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i;

/**
 * Reads the target in each of its forms. A whole URL, as proxies send it, counts more than the Host header; `*` and a bare
 * authority have no path. https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function targetOf({ url = "/", headers: { host } }: IncomingMessage): RequestTarget {
  if (url.startsWith("/")) return { path: pathOf(url), host, scheme: undefined };
  const [whole, scheme = "", authority = ""] = ABSOLUTE.exec(url) ?? [];
  if (whole === undefined) return { path: "/", host, scheme: undefined };
  const path = pathOf(url.slice(whole.length));
  return {
    path: path.startsWith("/") ? path : `/${path}`,
    // A user name and password may stand before the host.
    host: authority.slice(authority.lastIndexOf("@") + 1) || host,
    scheme: schemeOf(scheme),
  };
}

/** Only the two that there are. */
export function schemeOf(text: string | undefined): "http" | "https" | undefined {
  const scheme = text?.toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}

/** Without an expression, as each request is asked. */
function pathOf(url: string): string {
  const query = url.indexOf("?");
  const fragment = url.indexOf("#");
  if (query < 0 && fragment < 0) return url;
  return url.slice(0, query < 0 || (fragment >= 0 && fragment < query) ? fragment : query);
}
