import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import type { Identity } from "./identity.ts";

/** What the service does with a request, of which it has read the head. */
export type Script = (socket: Socket, head: string) => void;

/** A service that speaks HTTP/1.1 byte by byte, so that it can break off anywhere. It is not traced itself. */
export class Upstream {
  /** The heads of the requests that came, in order. */
  readonly heads: string[] = [];
  script: Script = (socket) => void socket.end(answer(200, "ok"));
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(identity: Identity | undefined) {
    const serve = (socket: Socket): void => this.#serve(socket);
    this.#server = identity ? createTlsServer(identity, serve) : createServer(serve);
  }

  /** @param identity by which it speaks TLS; none: plain text */
  static async start(identity?: Identity): Promise<Upstream> {
    const upstream = new Upstream(identity);
    upstream.#server.listen(0, "127.0.0.1");
    await once(upstream.#server, "listening");
    return upstream;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  url(path = "/"): string {
    return `http://127.0.0.1:${this.port}${path}`;
  }

  /** The values of a header of the first request, as often as it was sent. */
  sent(name: string, index = 0): string[] {
    const lines = (this.heads[index] ?? "").split("\r\n").slice(1);
    const ours = lines.filter((line) => line.toLowerCase().startsWith(`${name}:`));
    return ours.map((line) => line.slice(name.length + 1).trim());
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    let read = "";
    socket.on("data", (data: Buffer) => {
      read += data.toString("latin1");
      const end = read.indexOf("\r\n\r\n");
      if (end < 0) return;
      const head = read.slice(0, end);
      read = "";
      this.heads.push(head);
      this.script(socket, head);
    });
  }
}

export type Framing = "length" | "chunks" | "close";

/** The text of a response. A body that has neither a length nor chunks ends with the connection. */
export function answer(status: number, body: string, framing: Framing = "length"): string {
  const hasBody = body !== "" && status !== 204 && status !== 304;
  const heads: Record<Framing, string> = {
    length: `content-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n`,
    chunks: "transfer-encoding: chunked\r\nconnection: close\r\n",
    close: "connection: close\r\n",
  };
  const head = `HTTP/1.1 ${status} S\r\n${status === 204 || status === 304 ? "connection: close\r\n" : heads[framing]}\r\n`;
  if (framing !== "chunks") return head + (hasBody ? body : "");
  const chunk = hasBody ? `${Buffer.byteLength(body).toString(16)}\r\n${body}\r\n` : "";
  return head + (status === 204 || status === 304 ? "" : `${chunk}0\r\n\r\n`);
}
