import type { Attributes } from "@opentelemetry/api";

/** Attribute with the name of the sampling rule that decided; set by the sampler, read by the collector. */
export const RULE_ATTRIBUTE = "aws.xray.sampling_rule_name";

/** The recorded data of an incoming request. Texts are never empty. */
export interface HttpRequestInfo {
  readonly method: string;
  readonly scheme: "http" | "https";
  /** Without the query string. */
  readonly path: string;
  /** Of the Host header. */
  readonly host: string | undefined;
  readonly port: number | undefined;
  /** Address of the connection's peer. */
  readonly peer: string | undefined;
  /** Address of the client as reported by proxies. */
  readonly client: string | undefined;
  readonly userAgent: string | undefined;
  /** Name of the sampling rule that decided. */
  readonly rule: string | undefined;
  route: string | undefined;
  status: number | undefined;
  /** Size of the response body in bytes. */
  length: number | undefined;
}

/** OpenTelemetry's attribute names. https://opentelemetry.io/docs/specs/semconv/http/http-spans/ */
export const INFO_ATTRIBUTES = {
  method: "http.request.method",
  scheme: "url.scheme",
  path: "url.path",
  host: "server.address",
  port: "server.port",
  peer: "network.peer.address",
  client: "client.address",
  userAgent: "user_agent.original",
  rule: RULE_ATTRIBUTE,
  route: "http.route",
  status: "http.response.status_code",
  length: "http.response.body.size",
} as const satisfies Record<keyof HttpRequestInfo, string>;

const NAMES = Object.entries(INFO_ATTRIBUTES) as [keyof HttpRequestInfo, string][];

export function attributesOf(info: HttpRequestInfo): Attributes {
  const attributes: Attributes = {};
  for (const [fact, name] of NAMES) {
    const value = info[fact];
    if (value !== undefined) attributes[name] = value;
  }
  return attributes;
}
