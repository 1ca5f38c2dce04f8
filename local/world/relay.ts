import { rmSync } from "node:fs";
import { connect, createServer, type Server, type Socket } from "node:net";

/** Where a relay listens: a Unix socket crosses network namespaces, a loopback port is what people use. */
export type Endpoint = { readonly path: string } | { readonly host: string; readonly port: number };

function join(client: Socket, upstream: Socket): void {
  const close = (): void => {
    client.destroy();
    upstream.destroy();
  };
  client.on("error", close).on("close", close);
  upstream.on("error", close).on("close", close);
  client.pipe(upstream);
  upstream.pipe(client);
}

/**
 * Listens at `from` and connects each client to the endpoint that `to` names at that moment. A target that can't be
 * found or reached closes the client's connection; the relay itself goes on.
 */
export async function relay(from: Endpoint, to: () => Endpoint | Promise<Endpoint>): Promise<Server> {
  const server = createServer({ allowHalfOpen: false }, (client) => {
    client.on("error", () => client.destroy());
    void (async () => {
      try {
        join(client, connect(await to()));
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
