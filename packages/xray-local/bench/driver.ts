import { fork, type ChildProcess } from "node:child_process";
import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { join } from "node:path";
import type { Counters } from "../src/index.ts";

export interface ServerState {
  readonly counters: Counters;
  /** Resident memory of the whole process. */
  readonly rss: number;
  readonly cpuSeconds: number;
}

/** A server in a process of its own and a sender to it. */
export class BenchServer {
  readonly apiUrl: string;
  readonly #port: number;
  readonly #child: ChildProcess;
  readonly #socket: Socket;

  private constructor(child: ChildProcess, socket: Socket, apiUrl: string, agentAddress: string) {
    this.#child = child;
    this.#socket = socket;
    this.apiUrl = apiUrl;
    this.#port = Number(agentAddress.split(":").at(-1));
  }

  static async start(): Promise<BenchServer> {
    const child = fork(join(import.meta.dirname, "server.ts"), { stdio: ["ignore", "inherit", "inherit", "ipc"] });
    const [started] = (await once(child, "message")) as [{ apiUrl: string; agentAddress: string }];
    return new BenchServer(child, createSocket("udp4"), started.apiUrl, started.agentAddress);
  }

  /** Sends each document in a datagram of its own; resolves when the system has taken all. */
  async send(documents: readonly string[]): Promise<void> {
    await Promise.all(
      documents.map(
        (document) =>
          new Promise<void>((done, failed) => {
            const datagram = `{"format":"json","version":1}\n${document}`;
            this.#socket.send(datagram, this.#port, "127.0.0.1", (error) => (error ? failed(error) : done()));
          }),
      ),
    );
  }

  async state(): Promise<ServerState> {
    this.#child.send("state");
    const [state] = (await once(this.#child, "message")) as [ServerState];
    return state;
  }

  /** Waits until so many documents were taken, or nothing more comes. */
  async settled(documents: number): Promise<ServerState> {
    for (let before = -1; ;) {
      const state = await this.state();
      const taken = state.counters.segments;
      if (taken >= documents || taken === before) return state;
      before = taken;
      await new Promise((done) => setTimeout(done, 500));
    }
  }

  async close(): Promise<void> {
    this.#socket.close();
    const ended = once(this.#child, "exit");
    this.#child.disconnect();
    await ended;
  }
}
