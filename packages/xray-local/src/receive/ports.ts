/** A requested port is in use. */
export class PortTakenError extends Error {
  override readonly name = "PortTakenError";
  readonly port: number;
  readonly protocol: "tcp" | "udp";

  constructor(port: number, protocol: "tcp" | "udp", host: string) {
    super(
      `${protocol.toUpperCase()} port ${port} of ${host} is in use by another program. End that program, or choose another port.`,
    );
    this.port = port;
    this.protocol = protocol;
  }
}

/** Whether an error means that the port is in use. */
export function isTaken(error: unknown): boolean {
  // Windows reports EACCES for a port that another program uses exclusively.
  return error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");
}
