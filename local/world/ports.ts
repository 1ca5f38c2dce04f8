import { createServer } from "node:net";
import { UserError } from "../terminal.ts";
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

/** Throws one error that names every port that is taken, and the option that chooses another. */
export async function requireFreePorts(ports: HostPorts): Promise<void> {
  const taken: string[] = [];
  for (const name of ["api", "emulator", "kubernetes"] as const) {
    if (!(await isFree(ports[name]))) {
      taken.push(`  127.0.0.1:${ports[name]} is in use; give another: npm start -- --${name}-port ${ports[name] + 1}`);
    }
  }
  if (taken.length > 0)
    throw new UserError(`The local world needs ports that something else holds:\n${taken.join("\n")}`);
}
