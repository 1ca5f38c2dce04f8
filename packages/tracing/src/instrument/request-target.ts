import type { IncomingMessage } from "node:http";

/** Path and host of a request. */
export interface RequestTarget {
  /** Without the query string; never empty. */
  path: string;
  /** In the form of a Host header; undefined if there is none. */
  host: string | undefined;
  /** Of a target that is a whole URL. */
  scheme: "http" | "https" | undefined;
}

const ABSOLUTE = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)/i;

/**
 * Reads the request target in all its forms. An absolute URL, as proxies send it, overrides the Host header; `*` and a
 * bare authority have no path. https://www.rfc-editor.org/rfc/rfc9112#section-3.2
 */
export function targetOf({ url = "/", headers: { host } }: IncomingMessage): RequestTarget {
  if (url.startsWith("/")) return { path: pathOf(url), host, scheme: undefined };
  const [whole, scheme = "", authority = ""] = ABSOLUTE.exec(url) ?? [];
  if (whole === undefined) return { path: "/", host, scheme: undefined };
  const path = pathOf(url.slice(whole.length));
  return {
    path: path.startsWith("/") ? path : `/${path}`,
    // The host may be preceded by a user name and password.
    host: authority.slice(authority.lastIndexOf("@") + 1) || host,
    scheme: schemeOf(scheme),
  };
}

/** Only the two that there are. */
export function schemeOf(text: string | undefined): "http" | "https" | undefined {
  const scheme = text?.toLowerCase();
  return scheme === "http" || scheme === "https" ? scheme : undefined;
}

/** Without a regular expression, as it runs for each request. */
function pathOf(url: string): string {
  const query = url.indexOf("?");
  const fragment = url.indexOf("#");
  if (query < 0 && fragment < 0) return url;
  return url.slice(0, query < 0 || (fragment >= 0 && fragment < query) ? fragment : query);
}
