import { createSocket, type Socket } from "node:dgram";
import { lookup as dnsLookup } from "node:dns";
import { isIP } from "node:net";
import type { Endpoint } from "./agent-address.ts";

/** How long after a send a refusal may still come back and count for it. */
const REFUSAL_WINDOW_MS = 100;
const MAX_REMEMBERED = 512;

export interface ResolvedAddress {
  address: string;
  family: number;
}

/** All addresses of a host, in the order in which to try them. */
export type Resolve = (host: string) => Promise<ResolvedAddress[]>;

export const resolve: Resolve = (host) =>
  new Promise((done, failed) => {
    const family = isIP(host);
    if (family !== 0) {
      done([{ address: host, family }]);
      return;
    }
    dnsLookup(host, { all: true }, (error, addresses) => {
      if (error) failed(error);
      else done(addresses);
    });
  });

/**
 * One connected UDP socket. It is connected because only then the system reports that nobody listens (an ICMP refusal
 * as ECONNREFUSED), and it lives for about a second because a flow through a Kubernetes Service stays pinned to one
 * agent pod for as long as it lasts, even to one that is gone.
 */
export class UdpChannel {
  readonly openedAt: number;
  readonly #socket: Socket;
  readonly #onRefused: (unsent: Buffer[]) => void;
  /** What was sent in this window of time and in the one before. */
  #recent: Buffer[] = [];
  #earlier: Buffer[] = [];
  #windowFrom: number;
  #refused = false;
  #closed = false;

  private constructor(socket: Socket, onRefused: (unsent: Buffer[]) => void) {
    this.openedAt = performance.now();
    this.#windowFrom = this.openedAt;
    this.#socket = socket;
    this.#onRefused = onRefused;
    socket.on("error", () => this.#refuse());
    socket.unref();
  }

  /**
   * @param onRefused called at most once, with the documents that most likely did not arrive.
   */
  static open(to: ResolvedAddress, port: number, onRefused: (unsent: Buffer[]) => void): Promise<UdpChannel> {
    return new Promise((done, failed) => {
      const socket = createSocket(to.family === 6 ? "udp6" : "udp4");
      socket.once("error", (error) => {
        socket.close();
        failed(error);
      });
      socket.connect(port, to.address, () => {
        socket.removeAllListeners("error");
        done(new UdpChannel(socket, onRefused));
      });
    });
  }

  /**
   * Hands one datagram to the system at once; never throws.
   * @param now performance.now()
   */
  send(datagram: Buffer, now: number): void {
    if (this.#closed) {
      this.#onRefused([datagram]);
      return;
    }
    if (now - this.#windowFrom > REFUSAL_WINDOW_MS || this.#recent.length >= MAX_REMEMBERED) this.#nextWindow(now);
    this.#recent.push(datagram);
    try {
      this.#socket.send(datagram, this.#onSent);
    } catch {
      this.#refuse();
    }
  }

  readonly #onSent = (error: Error | null): void => {
    if (error) this.#refuse();
  };

  #nextWindow(now: number): void {
    this.#earlier = now - this.#windowFrom > 2 * REFUSAL_WINDOW_MS ? [] : this.#recent;
    this.#recent = [];
    this.#windowFrom = now;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#recent = [];
    this.#earlier = [];
    this.#socket.close();
  }

  #refuse(): void {
    if (this.#refused || this.#closed) return;
    this.#refused = true;
    const recently = performance.now() - this.#windowFrom <= 2 * REFUSAL_WINDOW_MS;
    const unsent = recently ? [...this.#earlier, ...this.#recent] : [];
    this.close();
    this.#onRefused(unsent);
  }
}

export function describe({ host, port }: Endpoint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
