import type { Attributes } from "@opentelemetry/api";
import { withoutQuery } from "../segment/http.ts";

/** A request to a proxy contains its target. https://www.rfc-editor.org/rfc/rfc9112#name-absolute-form */
const ABSOLUTE = /^[a-z][a-z0-9+.-]*:\/\//i;

export interface Target {
  /** Scheme, host and port given to the client, such as `https://shop.test:8443`. */
  origin: string | undefined;
  /** The host given to the client, if reported separately. */
  host?: string | undefined;
  /** The target of the request line. */
  path: string;
  method: string;
}

/** The target of an HTTP call, as span attributes. With a proxy, it's the service, not the proxy. */
export function targetAttributes(target: Target): Attributes {
  const { url, host, port } = targetOf(target);
  return {
    "http.request.method": target.method,
    "url.full": withoutQuery(url),
    ...(host !== undefined && { "server.address": host }),
    ...(port !== undefined && { "server.port": port }),
  };
}

/**
 * The hosts that a request names as its target, with or without a port: two if its Host header differs from the host it
 * connects to, such as a gateway. With a proxy, it's the service, not the proxy.
 */
export function targetHosts({ origin = "", host, path, method }: Target): string[] {
  if (method === "CONNECT") return [path.replace(/^\/+/, "")];
  if (!path.startsWith("/") && ABSOLUTE.test(path)) return [hostOf(path).host ?? ""];
  const scheme = origin.indexOf("://");
  const authority = (scheme < 0 ? origin : origin.slice(scheme + 3)).replace(/\/.*$/, "");
  return host === undefined || host === "" || host === authority ? [authority] : [host, authority];
}

function targetOf({ origin, host, path, method }: Target): { url: string; host?: string; port?: number } {
  if (method === "CONNECT") return authorityOf(path);
  if (ABSOLUTE.test(path)) return { url: path, ...hostOf(path) };
  const base = (origin ?? "").replace(/\/+$/, "");
  const given = hostOf(base);
  return {
    ...given,
    ...(host !== undefined && host !== "" && { host }),
    url: path === "*" ? base : `${base}${path.startsWith("/") ? "" : "/"}${path}`,
  };
}

function hostOf(url: string): { host?: string; port?: number } {
  if (!URL.canParse(url)) return {};
  const { hostname, port } = new URL(url);
  return { ...(hostname !== "" && { host: bare(hostname) }), ...(port !== "" && { port: Number(port) }) };
}

/** CONNECT names a host and a port. https://www.rfc-editor.org/rfc/rfc9112#name-authority-form */
function authorityOf(path: string): { url: string; host?: string; port?: number } {
  const url = path.replace(/^\/+/, "");
  const parts = /^(.*):(\d+)$/.exec(url);
  return parts?.[1] ? { url, host: bare(parts[1]), port: Number(parts[2]) } : { url };
}

function bare(host: string): string {
  return host.replace(/^\[(.*)\]$/, "$1");
}
