import type { IncomingMessage } from "node:http";
import type { RequestFacts } from "../request-facts.ts";

/** What is recorded of a request when it begins. The query string is not among it. */
export function requestFacts(request: IncomingMessage, path: string, rule?: string): RequestFacts {
  const { headers, socket, method = "GET" } = request;
  const encrypted = "encrypted" in socket && socket.encrypted === true;
  const { host } = headers;
  const peer = peerOf(socket.remoteAddress);
  return {
    method,
    scheme: forwardedProto(headers["x-forwarded-proto"]) ?? (encrypted ? "https" : "http"),
    path,
    host: nonEmpty(hostName(host)),
    port: portOf(host),
    peer,
    client: firstOf(headers["x-forwarded-for"]) ?? peer,
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

/** A server that listens on IPv6 and IPv4 sees IPv4 peers as mapped addresses. */
function peerOf(address: string | undefined): string | undefined {
  return address?.startsWith("::") ? address.replace(/^::ffff:(?=\d+\.)/i, "") : address;
}

function portOf(host: string | undefined): number | undefined {
  const port = host?.includes(":") ? /:(\d{1,5})$/.exec(host)?.[1] : undefined;
  return port === undefined ? undefined : Number(port);
}

let lastHost = "";
let lastName = "";

/** The host without its port. Most requests have the same one as the last. */
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

/** Only the two schemes there are: the header comes from the client if no proxy sets it. */
function forwardedProto(header: string | string[] | undefined): "http" | "https" | undefined {
  const proto = firstOf(header)?.toLowerCase();
  return proto === "http" || proto === "https" ? proto : undefined;
}
