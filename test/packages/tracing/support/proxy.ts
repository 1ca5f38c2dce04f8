import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";

/** An HTTP proxy that leads every request and every tunnel to one port of this machine. It is not traced itself. */
export class Proxy {
  /** The heads of what it was asked for itself; what passes through a tunnel is not among them. */
  readonly heads: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor(port: () => number) {
    this.#server = createServer((socket) => this.#serve(socket, port()));
  }

  /** @param port to which everything leads */
  static async start(port: () => number): Promise<Proxy> {
    const proxy = new Proxy(port);
    proxy.#server.listen(0, "127.0.0.1");
    await once(proxy.#server, "listening");
    return proxy;
  }

  get url(): string {
    const address = this.#server.address();
    return `http://127.0.0.1:${typeof address === "object" && address !== null ? address.port : 0}`;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket, port: number): void {
    this.#keep(socket);
    let read = Buffer.alloc(0);
    const onData = (data: Buffer): void => {
      read = Buffer.concat([read, data]);
      const end = read.indexOf("\r\n\r\n");
      if (end < 0) return;
      socket.off("data", onData);
      const head = read.subarray(0, end).toString("latin1");
      this.heads.push(head);
      const onward = connect(port, "127.0.0.1");
      this.#keep(onward);
      if (head.startsWith("CONNECT ")) socket.write("HTTP/1.1 200 OK\r\n\r\n");
      else onward.write(read);
      socket.pipe(onward).pipe(socket);
    };
    socket.on("data", onData);
  }

  #keep(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
  }
}
