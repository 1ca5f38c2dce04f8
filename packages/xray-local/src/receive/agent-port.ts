import type { RequestListener, Server } from "node:http";
import { listen, stop } from "../http/listen.ts";
import { PortTakenError } from "./ports.ts";
import { UdpReceiver, type DatagramHandler } from "./udp-receiver.ts";

/** How many ports are tried when one that is free for TCP is in use for UDP. */
const ATTEMPTS = 20;

/** The agent's port: UDP for segments and TCP for the X-Ray API, with the same number. */
export class AgentPort {
  readonly port: number;
  readonly #server: Server;
  readonly #receiver: UdpReceiver;

  private constructor(port: number, server: Server, receiver: UdpReceiver) {
    this.port = port;
    this.#server = server;
    this.#receiver = receiver;
  }

  /**
   * Listens on both; port 0 for any port that is free for both.
   *
   * @throws PortTakenError
   */
  static async listen(host: string, port: number, handler: DatagramHandler, http: RequestListener): Promise<AgentPort> {
    for (let attempt = 1; ; attempt++) {
      const tcp = await listen(host, port, http);
      try {
        const receiver = await UdpReceiver.listen({ host, port: tcp.port }, handler);
        return new AgentPort(tcp.port, tcp.server, receiver);
      } catch (error) {
        await stop(tcp.server);
        if (port !== 0 || attempt === ATTEMPTS || !(error instanceof PortTakenError)) throw error;
      }
    }
  }

  async close(): Promise<void> {
    await stop(this.#server);
    await this.#receiver.close();
  }
}
