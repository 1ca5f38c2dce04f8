import { createServer } from "node:net";
import type { Problem } from "@pmp/tools";
import type { HostPorts } from "./spec.ts";

/** The cluster's default ports; 4566 is the usual one of AWS emulators, 3001 is the API's own. */
export const defaultPorts: HostPorts = { api: 3001, emulator: 4566, kubernetes: 16443 };

/** The reason why the port is not available; undefined if it is free. */
function listenError(port: number): Promise<NodeJS.ErrnoException | undefined> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", resolve);
    server.listen({ host: "127.0.0.1", port }, () => server.close(() => resolve(undefined)));
  });
}

/** One problem per port that can't be had, with the option that chooses another. */
export async function portProblems(ports: Partial<HostPorts>): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const name of ["api", "emulator", "kubernetes"] as const) {
    const port = ports[name];
    const error = port === undefined ? undefined : await listenError(port);
    if (port === undefined || error === undefined) continue;
    const why = error.code === "EADDRINUSE" ? "is in use by something else" : `can't be used (${error.message})`;
    // Ports below 1024 are root's.
    const other = port < 1024 ? defaultPorts[name] : port === 65535 ? port - 1 : port + 1;
    problems.push({
      what: `127.0.0.1:${port} ${why}`,
      fix: `give another port: npm start -- --${name}-port ${other}`,
    });
  }
  return problems;
}
