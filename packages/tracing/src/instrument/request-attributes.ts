import type { IncomingMessage } from "node:http";
import type { Attributes } from "@opentelemetry/api";
import { RULE_ATTRIBUTE } from "../segment/document.ts";

/**
 * What is recorded of a request when it begins, by the names of OpenTelemetry's conventions
 * (https://opentelemetry.io/docs/specs/semconv/http/http-spans/). The query string is not among it.
 */
export function requestAttributes(request: IncomingMessage, path: string, rule?: string): Attributes {
  const { headers, socket } = request;
  const encrypted = "encrypted" in socket && socket.encrypted === true;
  const attributes: Attributes = {
    "http.request.method": request.method ?? "GET",
    "url.scheme": forwardedProto(headers["x-forwarded-proto"]) ?? (encrypted ? "https" : "http"),
    "url.path": path,
  };
  const { host } = headers;
  if (host !== undefined) {
    attributes["server.address"] = hostName(host);
    const port = /:(\d{1,5})$/.exec(host)?.[1];
    if (port !== undefined) attributes["server.port"] = Number(port);
  }
  // A server that listens on IPv6 and IPv4 sees IPv4 peers as mapped addresses.
  const peer = socket.remoteAddress?.replace(/^::ffff:(?=\d+\.)/i, "");
  const client = firstOf(headers["x-forwarded-for"]) ?? peer;
  if (peer !== undefined) attributes["network.peer.address"] = peer;
  if (client !== undefined) attributes["client.address"] = client;
  const agent = headers["user-agent"];
  if (agent !== undefined) attributes["user_agent.original"] = agent;
  if (rule !== undefined) attributes[RULE_ATTRIBUTE] = rule;
  return attributes;
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
function forwardedProto(header: string | string[] | undefined): string | undefined {
  const proto = firstOf(header)?.toLowerCase();
  return proto === "http" || proto === "https" ? proto : undefined;
}
