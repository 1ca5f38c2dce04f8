import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";
import { pipeline } from "node:stream";

/** A relay's listen address: a Unix socket to cross network namespaces, a loopback port for users. */
export type Endpoint = { readonly path: string } | { readonly host: string; readonly port: number };

/**
 * Each direction ends separately, as in TCP: a client may end its half and still read, and all data that the upstream
 * sent before closing is delivered. An error or an abort of either side ends both.
 */
function join(client: Socket, upstream: Socket): void {
  upstream.on("error", () => upstream.destroy());
  const done = (): void => undefined;
  pipeline(client, upstream, done);
  pipeline(upstream, client, done);
}

/**
 * Listens at `from` and connects each client to the endpoint that `to` names at that moment. A target that can't be
 * found or reached closes the client's connection; the relay itself goes on.
 */
export async function relay(from: Endpoint, to: () => Endpoint | Promise<Endpoint>): Promise<Server> {
  const server = createServer({ allowHalfOpen: true }, (client) => {
    client.on("error", () => client.destroy());
    void (async () => {
      try {
        const target = await to();
        // The client may have disconnected during the look-up of the target.
        if (!client.destroyed) join(client, connect({ ...target, allowHalfOpen: true }));
      } catch {
        client.destroy();
      }
    })();
  });
  if ("path" in from) rmSync(from.path, { force: true });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(from, () => {
      server.removeListener("error", reject);
      resolve();
    });
  });
  return server;
}
