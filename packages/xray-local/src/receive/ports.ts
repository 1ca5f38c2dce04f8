/** A port that was asked for is in use. */
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

/** What the system says of a port that can't be had. */
export function isTaken(error: unknown): boolean {
  // Windows answers EACCES for a port that another program holds exclusively.
  return error instanceof Error && "code" in error && (error.code === "EADDRINUSE" || error.code === "EACCES");
}
