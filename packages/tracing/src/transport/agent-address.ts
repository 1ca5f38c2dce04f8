import { isIP } from "node:net";

export interface Endpoint {
  /** Host name or IP address, without brackets. */
  host: string;
  port: number;
}

/** Where the X-Ray agent listens: UDP for segments, TCP for the sampling rules. */
export interface AgentAddress {
  udp: Endpoint;
  tcp: Endpoint;
}

export const DEFAULT_AGENT_ADDRESS: AgentAddress = {
  udp: { host: "127.0.0.1", port: 2000 },
  tcp: { host: "127.0.0.1", port: 2000 },
};

/** The text is not an agent address; the message says what is allowed. */
export class AgentAddressError extends Error {
  override name = "AgentAddressError";
}

/**
 * Reads the value of AWS_XRAY_DAEMON_ADDRESS: `host:port` for both, or `tcp:host:port udp:host:port` in either order.
 * An IPv6 address is written in brackets: `[::1]:2000`.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-sdk-nodejs-configuration.html
 * @throws AgentAddressError
 */
export function parseAgentAddress(value: string): AgentAddress {
  const parts = value.trim().split(/\s+/);
  const only = parts[0] ?? "";
  if (parts.length === 1 && !/^(tcp|udp):.*:/i.test(only)) {
    const endpoint = parseEndpoint(only, value);
    return { udp: endpoint, tcp: endpoint };
  }
  let udp: Endpoint | undefined;
  let tcp: Endpoint | undefined;
  for (const part of parts) {
    const protocol = /^(tcp|udp):/i.exec(part)?.[1]?.toLowerCase();
    const endpoint = parseEndpoint(part.slice(4), value);
    if (protocol === "udp" && !udp) udp = endpoint;
    else if (protocol === "tcp" && !tcp) tcp = endpoint;
    else throw refuse(value);
  }
  if (!udp || !tcp) throw refuse(value);
  return { udp, tcp };
}

function parseEndpoint(text: string, value: string): Endpoint {
  const match = /^(?:\[([^\]]+)\]|([^:[\]]+)):(\d{1,5})$/.exec(text);
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3]);
  if (host === undefined || port < 1 || port > 65_535) throw refuse(value);
  if (match?.[1] !== undefined && isIP(host) !== 6) throw refuse(value);
  if (!/^[A-Za-z0-9._:%-]+$/.test(host)) throw refuse(value);
  return { host, port };
}

function refuse(value: string): AgentAddressError {
  const shown = JSON.stringify(value.slice(0, 200));
  return new AgentAddressError(
    `AWS_XRAY_DAEMON_ADDRESS is ${shown}; it must be "host:port" or "tcp:host:port udp:host:port", with a port from 1 to 65535 and no scheme.`,
  );
}
