import type { Socket } from "node:dgram";
import { lookup as dnsLookup } from "node:dns";
import { isIP } from "node:net";
import type { Endpoint } from "./agent-address.ts";
import type { Batch } from "./batch.ts";

/** Time after a send within which an ICMP refusal is attributed to it. */
const REFUSAL_WINDOW_MS = 100;
/** Batches. */
const MAX_REMEMBERED = 12;

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

export interface ChannelOwner {
  /** Called at most once per channel, with the batches that most likely did not arrive. */
  onRefused(unsent: Batch[], channel: UdpChannel): void;
  /** Called for batches that can no longer be refused. */
  onForgotten(batches: readonly Batch[]): void;
}

/**
 * One connected UDP socket. Connected, because only then does the system report a closed port (an ICMP refusal as
 * ECONNREFUSED). It lives for about a second, because a flow through a Kubernetes Service stays pinned to one agent
 * pod, even after that pod was removed.
 */
export class UdpChannel {
  readonly openedAt: number;
  readonly #socket: Socket;
  readonly #owner: ChannelOwner;
  /** Batches sent in the current and the previous time window. */
  #recent: Batch[] = [];
  #earlier: Batch[] = [];
  #windowFrom: number;
  /** Datagrams without a send callback yet; until then their memory is in use. */
  #unconfirmed = 0;
  #refused = false;
  #closed = false;

  private constructor(socket: Socket, owner: ChannelOwner) {
    this.openedAt = performance.now();
    this.#windowFrom = this.openedAt;
    this.#socket = socket;
    this.#owner = owner;
    socket.on("error", () => this.#refuse());
    socket.unref();
  }

  static open(to: ResolvedAddress, port: number, owner: ChannelOwner): Promise<UdpChannel> {
    return new Promise((done, failed) => {
      // Loaded lazily: of the Node modules used here, this one takes the longest to load.
      const { createSocket } = process.getBuiltinModule("node:dgram");
      const socket = createSocket(to.family === 6 ? "udp6" : "udp4");
      socket.once("error", (error) => {
        socket.close();
        failed(error);
      });
      socket.connect(port, to.address, () => {
        socket.removeAllListeners("error");
        done(new UdpChannel(socket, owner));
      });
    });
  }

  /**
   * Sends the datagrams immediately; never throws.
   * @param now performance.now()
   */
  send(batch: Batch, now: number): void {
    if (this.#closed) {
      this.#owner.onRefused([batch], this);
      return;
    }
    if (now - this.#windowFrom > REFUSAL_WINDOW_MS || this.#recent.length >= MAX_REMEMBERED) this.#nextWindow(now);
    this.#recent.push(batch);
    this.#unconfirmed += batch.length;
    try {
      batch.send(this.#socket, this.#onSent);
    } catch {
      this.#refuse();
    }
  }

  readonly #onSent = (error: Error | null): void => {
    this.#unconfirmed -= 1;
    if (error) this.#refuse();
  };

  #nextWindow(now: number): void {
    this.#forget(this.#earlier);
    this.#earlier = this.#recent;
    if (now - this.#windowFrom > 2 * REFUSAL_WINDOW_MS) this.#forget(this.#earlier.splice(0));
    this.#recent = [];
    this.#windowFrom = now;
  }

  #forget(batches: readonly Batch[]): void {
    if (this.#unconfirmed === 0) this.#owner.onForgotten(batches);
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#forget(this.#earlier.splice(0));
    this.#forget(this.#recent.splice(0));
    this.#socket.close();
  }

  #refuse(): void {
    if (this.#refused || this.#closed) return;
    this.#refused = true;
    const recently = performance.now() - this.#windowFrom <= 2 * REFUSAL_WINDOW_MS;
    const unsent = recently ? [...this.#earlier.splice(0), ...this.#recent.splice(0)] : [];
    this.close();
    this.#owner.onRefused(unsent, this);
  }
}

export function describe({ host, port }: Endpoint): string {
  return host.includes(":") ? `[${host}]:${port}` : `${host}:${port}`;
}
