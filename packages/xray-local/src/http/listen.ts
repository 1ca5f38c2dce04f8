import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import { isTaken, PortTakenError } from "../receive/ports.ts";

/** Time limit for receiving a whole request. */
const REQUEST_TIMEOUT_MS = 30_000;

/**
 * Listens for HTTP on a port, 0 for any free one.
 *
 * @throws PortTakenError
 */
export async function listen(
  host: string,
  port: number,
  handler: RequestListener,
): Promise<{ server: Server; port: number }> {
  const server = createServer({ requestTimeout: REQUEST_TIMEOUT_MS, keepAliveTimeout: 65_000 }, handler);
  server.listen({ host, port, exclusive: true });
  try {
    await once(server, "listening");
  } catch (error) {
    throw isTaken(error) ? new PortTakenError(port, "tcp", host) : error;
  }
  const address = server.address();
  if (typeof address !== "object" || address === null) throw new Error(`can't listen on port ${port} of ${host}`);
  return { server, port: address.port };
}

/** Closes a server and all its connections. */
export async function stop(server: Server): Promise<void> {
  const closed = new Promise<void>((done) => server.close(() => done()));
  server.closeAllConnections();
  await closed;
}

/** The host as written in a URL. */
export function urlHost(host: string): string {
  // One can't connect to a wildcard address.
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}
