import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";

const HEADER = '{"format":"json","version":1}\n';
const PATIENCE_MS = 15_000;

export type JsonObject = Record<string, unknown>;

export interface ApiCall {
  path: string;
  body: JsonObject;
}

/** A stand-in for the X-Ray agent on loopback: real UDP for segments, real TCP for the sampling API. */
export class FakeAgent {
  /** The text of each datagram as it came, header line included. */
  readonly datagrams: string[] = [];
  readonly documents: JsonObject[] = [];
  readonly calls: ApiCall[] = [];
  /** The senders' ports, in order of arrival. */
  readonly sourcePorts: number[] = [];
  rules: JsonObject[] = [];
  /** The rules in pages, each with the token of the next; in place of `rules`. */
  pages: JsonObject[][] = [];
  /** Answers to SamplingTargets; by default none has anything to say. */
  targets: (body: JsonObject) => JsonObject = () => ({ SamplingTargetDocuments: [], UnprocessedStatistics: [] });
  /** Any other answer than 200 to both. */
  status = 200;
  port = 0;
  #udp: Socket | undefined;
  #tcp: Server | undefined;
  #waiting: (() => void)[] = [];

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  static async start(port = 0): Promise<FakeAgent> {
    const agent = new FakeAgent();
    await agent.listen(port);
    return agent;
  }

  /** Listens with TCP and UDP on one port, as the agent does. */
  async listen(port = this.port): Promise<void> {
    const tcp = createServer((request, response) => {
      void readJson(request).then((body) => {
        this.calls.push({ path: request.url ?? "", body });
        response.writeHead(this.status, { "content-type": "application/json" });
        response.end(JSON.stringify(request.url === "/GetSamplingRules" ? this.#page(body) : this.targets(body)));
        this.#wake();
      });
    });
    tcp.listen(port, "127.0.0.1");
    await once(tcp, "listening");
    const bound = tcp.address();
    this.port = typeof bound === "object" && bound !== null ? bound.port : port;
    this.#tcp = tcp;
    await this.listenUdp();
  }

  #page({ NextToken }: JsonObject): JsonObject {
    const number = Number(NextToken ?? 0);
    const rules = this.pages[number] ?? this.rules;
    const next = number + 1 < this.pages.length ? { NextToken: String(number + 1) } : {};
    return { SamplingRuleRecords: rules.map((SamplingRule) => ({ SamplingRule })), ...next };
  }

  async listenUdp(): Promise<void> {
    const udp = createSocket({ type: "udp4", recvBufferSize: 4 * 1024 * 1024 });
    udp.on("message", (message, { port }) => {
      const text = message.toString();
      // In a process that is traced itself, this server's own requests are traced as well; they are not what is tested.
      if (text.includes(`"url":"http://127.0.0.1:${this.port}/`) && text.includes('"method":"POST"')) return;
      this.datagrams.push(text);
      this.sourcePorts.push(port);
      if (text.startsWith(HEADER)) this.documents.push(parseObject(text.slice(HEADER.length)));
      this.#wake();
    });
    udp.bind(this.port, "127.0.0.1");
    await once(udp, "listening");
    this.#udp = udp;
  }

  closeUdp(): void {
    this.#udp?.close();
    this.#udp = undefined;
  }

  close(): void {
    this.closeUdp();
    this.#tcp?.close();
    this.#tcp?.closeAllConnections();
  }

  /** Resolves as soon as the condition holds; fails, with what came, when it does not within a long time. */
  async until(what: string, condition: () => boolean): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!condition()) {
      const left = deadline - Date.now();
      if (left <= 0) throw new Error(`${what} did not come; got ${this.documents.length} documents: ${this.#seen()}`);
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, Math.min(left, 50));
        this.#waiting.push(() => {
          clearTimeout(timer);
          resolve();
        });
      });
    }
  }

  async documentsUntil(count: number): Promise<JsonObject[]> {
    await this.until(`${count} documents`, () => this.documents.length >= count);
    return this.documents;
  }

  #seen(): string {
    return JSON.stringify(this.documents).slice(0, 2_000);
  }

  #wake(): void {
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const wake of waiting) wake();
  }
}

async function readJson(request: IncomingMessage): Promise<JsonObject> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  return parseObject(Buffer.concat(chunks).toString());
}

function parseObject(text: string): JsonObject {
  const value: unknown = JSON.parse(text);
  if (typeof value !== "object" || value === null) throw new TypeError(`not an object: ${text}`);
  return { ...value };
}

/** A rule that matches everything, in the API's own shape. */
export function rule(RuleName: string, values: JsonObject = {}): JsonObject {
  return {
    RuleName,
    Priority: 100,
    FixedRate: 1,
    ReservoirSize: 0,
    ResourceARN: "*",
    ServiceName: "*",
    ServiceType: "*",
    Host: "*",
    HTTPMethod: "*",
    URLPath: "*",
    Version: 1,
    Attributes: {},
    ...values,
  };
}

/** A free port on loopback on which nothing listens. */
export async function freePort(): Promise<number> {
  const agent = await FakeAgent.start();
  agent.close();
  return agent.port;
}
