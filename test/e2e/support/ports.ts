import { freePorts } from "../../support/free-ports.ts";

let chosen: Promise<readonly string[]> | undefined;

/**
 * The options of `npm start` that name its three ports: free ones, the same in this whole process, so that a suite needs no port
 * that something else on the machine listens on.
 */
export function portOptions(): Promise<readonly string[]> {
  chosen ??= choose();
  return chosen;
}

async function choose(): Promise<readonly string[]> {
  const ports = await freePorts(3);
  return ["api", "emulator", "kubernetes"].flatMap((name, at) => [`--${name}-port`, String(ports[at])]);
}
