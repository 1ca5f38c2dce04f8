import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import type { HttpRequestInfo } from "../http-request-info.ts";
import { schemeOf, type RequestTarget } from "./request-target.ts";

/** The data recorded when a request starts; excludes the query string. */
export function readRequest(request: IncomingMessage, target: RequestTarget, rule?: string): HttpRequestInfo {
  const { headers, socket, method = "GET" } = request;
  const encrypted = "encrypted" in socket && socket.encrypted === true;
  const { host, path } = target;
  const peer = peerOf(socket.remoteAddress);
  return {
    method,
    scheme: schemeOf(firstOf(headers["x-forwarded-proto"])) ?? target.scheme ?? (encrypted ? "https" : "http"),
    path,
    host: nonEmpty(hostName(host)),
    port: portOf(host),
    peer,
    client: addressOf(firstOf(headers["x-forwarded-for"])) ?? peer,
    userAgent: nonEmpty(headers["user-agent"]),
    rule,
    route: undefined,
    status: undefined,
    length: undefined,
  };
}

function nonEmpty(text: string | undefined): string | undefined {
  return text === "" ? undefined : text;
}

/** Dual-stack servers see IPv4 peers as mapped IPv6 addresses. */
function peerOf(address: string | undefined): string | undefined {
  return address?.startsWith("::") ? address.replace(/^::ffff:(?=\d+\.)/i, "") : address;
}

function portOf(host: string | undefined): number | undefined {
  const port = host?.includes(":") ? /:(\d{1,5})$/.exec(host)?.[1] : undefined;
  return port === undefined ? undefined : Number(port);
}

let lastHost = "";
let lastName = "";

/** The host without its port. Caches the last one, as most requests have the same. */
export function hostName(host: string | undefined): string {
  if (host === undefined) return "";
  if (host !== lastHost) {
    lastName = withoutPort(host);
    lastHost = host;
  }
  return lastName;
}

function withoutPort(host: string): string {
  const colon = host.lastIndexOf(":");
  return colon > host.lastIndexOf("]") && /^\d+$/.test(host.slice(colon + 1)) ? host.slice(0, colon) : host;
}

/** The first value of a list that proxies extend. */
function firstOf(header: string | string[] | undefined): string | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  const first = text?.split(",", 1)[0]?.trim();
  return first === "" ? undefined : first;
}

/**
 * The address in an entry of X-Forwarded-For, where some proxies add a port and clients can write anything. Undefined
 * if it is not an address.
 */
function addressOf(entry: string | undefined): string | undefined {
  if (entry === undefined || entry.length > MAX_ENTRY) return undefined;
  const [, bracketed, withPort] = /^"?(?:\[([^\]]+)\](?::\d+)?|([\d.]+):\d+)"?$/.exec(entry) ?? [];
  const address = peerOf(bracketed ?? withPort ?? entry);
  return address !== undefined && isIP(address) !== 0 ? address : undefined;
}

/** The longest address with a zone, brackets and a port is shorter. */
const MAX_ENTRY = 100;
