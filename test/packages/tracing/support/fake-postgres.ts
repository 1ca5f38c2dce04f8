import { once } from "node:events";
import { createServer, type Server, type Socket } from "node:net";

/**
 * As much of a PostgreSQL server as a driver needs to run statements that return nothing: real TCP, the real protocol
 * (https://www.postgresql.org/docs/current/protocol-message-formats.html). A statement that holds `fails` is refused.
 */
export class FakePostgres {
  readonly statements: string[] = [];
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();

  private constructor() {
    this.#server = createServer((socket) => this.#serve(socket));
  }

  static async start(): Promise<FakePostgres> {
    const fake = new FakePostgres();
    fake.#server.listen(0, "127.0.0.1");
    await once(fake.#server, "listening");
    return fake;
  }

  get port(): number {
    const address = this.#server.address();
    return typeof address === "object" && address !== null ? address.port : 0;
  }

  close(): void {
    for (const socket of this.#sockets) socket.destroy();
    this.#server.close();
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on("error", () => undefined);
    let buffered = Buffer.alloc(0);
    let started = false;
    socket.on("data", (data: Buffer) => {
      buffered = Buffer.concat([buffered, data]);
      for (;;) {
        const header = started ? 5 : 4;
        if (buffered.length < header) return;
        const length = buffered.readInt32BE(header - 4) + header - 4;
        if (buffered.length < length) return;
        const type = started ? String.fromCharCode(buffered[0] ?? 0) : "startup";
        const body = buffered.subarray(header, length);
        buffered = buffered.subarray(length);
        started = true;
        this.#answer(socket, type, body);
      }
    });
  }

  #answer(socket: Socket, type: string, body: Buffer): void {
    const answers: Record<string, () => Buffer[]> = {
      startup: () => [message("R", Buffer.alloc(4)), READY],
      Q: () => [this.#run(textAt(body, 0)), READY],
      P: () => [this.#run(textAt(body, body.indexOf(0) + 1), message("1"))],
      B: () => [message("2")],
      D: () => [message("n")],
      E: () => [DONE],
      S: () => [READY],
      X: () => {
        socket.end();
        return [];
      },
    };
    socket.write(Buffer.concat(answers[type]?.() ?? []));
  }

  #run(statement: string, answer = DONE): Buffer {
    this.statements.push(statement);
    const error = "SERROR\0VERROR\0C42601\0Msyntax error in the statement that fails\0\0";
    return statement.includes("fails") ? message("E", Buffer.from(error)) : answer;
  }
}

function message(type: string, body: Buffer = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.write(type, 0, "latin1");
  head.writeInt32BE(body.length + 4, 1);
  return Buffer.concat([head, body]);
}

function textAt(body: Buffer, start: number): string {
  return body.subarray(start, body.indexOf(0, start)).toString();
}

const READY = message("Z", Buffer.from("I"));
const DONE = message("C", Buffer.from("SELECT 0\0"));
