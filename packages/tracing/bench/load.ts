import { connect, type Socket } from "node:net";

/** Headers of a caller whose trace is sampled, as each of the compared set-ups reads it. */
const SAMPLED = [
  "X-Amzn-Trace-Id: Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1",
  "traceparent: 00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01",
  "",
].join("\r\n");

export interface LoadOptions {
  /** Lets the caller's trace be sampled, so that every request is. */
  sampled?: boolean;
  connections?: number;
}

/** Sends requests over keep-alive connections, one at a time each; resolves when all are answered. */
export async function load(port: number, requests: number, options: LoadOptions = {}): Promise<void> {
  const { sampled = false, connections = 20 } = options;
  const head = `HTTP/1.1\r\nHost: 127.0.0.1\r\nUser-Agent: bench/1\r\nAccept: */*\r\n${sampled ? SAMPLED : ""}\r\n`;
  let left = requests;
  const next = (): number | undefined => (left > 0 ? left-- : undefined);
  await Promise.all(Array.from({ length: connections }, () => drive(port, head, next)));
}

function drive(port: number, head: string, next: () => number | undefined): Promise<void> {
  return new Promise((done, failed) => {
    const socket: Socket = connect({ port, host: "127.0.0.1", noDelay: true });
    let buffered = "";
    const send = (): void => {
      const i = next();
      if (i === undefined) socket.end();
      else socket.write(`GET /api/products/${i % 100} ${head}`);
    };
    socket.setEncoding("latin1");
    socket.on("connect", send);
    socket.on("data", (data) => {
      buffered += String(data);
      const end = buffered.indexOf("\r\n\r\n");
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(buffered)?.[1]);
      if (buffered.length < end + 4 + length) return;
      if (!buffered.startsWith("HTTP/1.1 200")) failed(new Error(buffered.slice(0, 200)));
      buffered = "";
      send();
    });
    socket.on("close", () => done());
    socket.on("error", failed);
  });
}
