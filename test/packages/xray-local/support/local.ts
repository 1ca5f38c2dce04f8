import { createSocket } from "node:dgram";
import { request } from "node:http";
import { startXRayLocal, type XRayLocal, type XRayLocalOptions } from "../../../../packages/xray-local/src/index.ts";

const PATIENCE_MS = 15_000;

/** A server on free ports, and what a sender to it needs. */
export class Local {
  readonly server: XRayLocal;
  readonly #socket = createSocket("udp4");

  private constructor(server: XRayLocal) {
    this.server = server;
  }

  static async start(options: XRayLocalOptions = {}): Promise<Local> {
    return new Local(await startXRayLocal({ agentPort: 0, otlpPort: 0, ...options }));
  }

  get agentPort(): number {
    return Number(this.server.agentAddress.split(":").at(-1));
  }

  async send(...documents: (object | string)[]): Promise<void> {
    for (const document of documents) {
      const text = typeof document === "string" ? document : JSON.stringify(document);
      await new Promise<void>((done, failed) => {
        const datagram = `{"format":"json","version":1}\n${text}`;
        this.#socket.send(datagram, this.agentPort, "127.0.0.1", (error) => (error ? failed(error) : done()));
      });
    }
  }

  /** Sends, and waits until all was accepted or rejected. */
  async sendAndTake(...documents: (object | string)[]): Promise<void> {
    const before = this.#handled();
    await this.send(...documents);
    await until("what was sent", () => this.#handled() >= before + documents.length);
  }

  async get(path: string): Promise<{ status: number; body: unknown }> {
    const response = await fetch(this.server.apiUrl + path);
    return { status: response.status, body: await response.json() };
  }

  /** POSTs as an AWS client does. */
  async post(path: string, body: object | string, base = this.server.apiUrl) {
    const text = typeof body === "string" ? body : JSON.stringify(body);
    const response = await fetch(base + path, { method: "POST", body: text });
    const errorType = response.headers.get("x-amzn-errortype") ?? undefined;
    return { status: response.status, errorType, body: (await response.json()) as Record<string, unknown> };
  }

  async close(): Promise<void> {
    this.#socket.close();
    await this.server.close();
  }

  #handled(): number {
    const { segments, rejected } = this.server.counters();
    return rejected.reduce((sum, { count }) => sum + count, segments);
  }
}

/** Resolves as soon as the condition holds; fails when it does not within a long time. */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const deadline = Date.now() + PATIENCE_MS;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`${what} did not come`);
    await new Promise((done) => setTimeout(done, 5));
  }
}

/** The status of a request with these headers, which fetch would not let one choose. */
export function statusOf(url: string, headers: Record<string, string>, method = "GET"): Promise<number> {
  return new Promise((done, failed) => {
    const outgoing = request(url, { method, headers, agent: false }, (response) => {
      response.resume();
      done(response.statusCode ?? 0);
    });
    outgoing.on("error", failed);
    outgoing.end(method === "POST" ? "{}" : undefined);
  });
}
