import { createServer } from "node:net";
import type { Problem } from "../toolchain/index.ts";
import type { HostPorts } from "./spec.ts";

/** What the world listens on unless told otherwise; 4566 is where AWS emulators are expected, 3001 is the API's own port. */
export const defaultPorts: HostPorts = { api: 3001, emulator: 4566, kubernetes: 16443 };

function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    server.once("error", () => resolve(false));
    server.listen({ host: "127.0.0.1", port }, () => server.close(() => resolve(true)));
  });
}

/** One problem per port that is taken, with the option that chooses another. */
export async function portProblems(ports: Partial<HostPorts>): Promise<Problem[]> {
  const problems: Problem[] = [];
  for (const name of ["api", "emulator", "kubernetes"] as const) {
    const port = ports[name];
    if (port === undefined || (await isFree(port))) continue;
    problems.push({
      what: `127.0.0.1:${port} is in use by something else`,
      cure: `give another port: npm start -- --${name}-port ${port + 1}`,
    });
  }
  return problems;
}
