import { createServer, type AddressInfo } from "node:net";

let chosen: Promise<readonly string[]> | undefined;

/**
 * The options of `npm start` that name its three ports: free ones, the same in this whole process, so that a suite needs no port
 * that something else on the machine listens on. All three are held at once, so that they differ.
 */
export function portOptions(): Promise<readonly string[]> {
  chosen ??= choose();
  return chosen;
}

async function choose(): Promise<readonly string[]> {
  const servers = await Promise.all([listening(), listening(), listening()]);
  const ports = servers.map((server) => String((server.address() as AddressInfo).port));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  const [api = "", emulator = "", kubernetes = ""] = ports;
  return ["--api-port", api, "--emulator-port", emulator, "--kubernetes-port", kubernetes];
}

function listening(): Promise<ReturnType<typeof createServer>> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once("error", reject);
    server.listen(0, "127.0.0.1", () => resolve(server));
  });
}
