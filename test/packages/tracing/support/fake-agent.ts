import { createSocket, type Socket } from "node:dgram";
import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { parseXRayRules } from "../../../../packages/sampling/src/index.ts";
import { getSamplingRules } from "../../../../packages/xray-local/src/api/sampling-rules.ts";
import { getSamplingTargets } from "../../../../packages/xray-local/src/api/sampling-targets.ts";
import { Groups } from "../../../../packages/xray-local/src/api/group-list.ts";
import type { ApiContext } from "../../../../packages/xray-local/src/api/context.ts";
import type { RejectionCount } from "../../../../packages/xray-local/src/page-api.ts";
import { SamplingService } from "../../../../packages/xray-local/src/sampling/service.ts";
import { Ingester } from "../../../../packages/xray-local/src/store/ingester.ts";
import { RejectionCounter } from "../../../../packages/xray-local/src/store/rejection-counter.ts";
import { TraceStore } from "../../../../packages/xray-local/src/store/trace-store.ts";

const HEADER = '{"format":"json","version":1}\n';
const PATIENCE_MS = 15_000;

export type JsonObject = Record<string, unknown>;

export interface ApiCall {
  path: string;
  body: JsonObject;
}

const STORE_BYTES = 256 * 1024 * 1024;
const ARN_PREFIX = "arn:aws:xray:us-east-1:000000000000";

/**
 * The agent's port on loopback, in front of the local X-Ray of packages/xray-local: that takes the segments and answers
 * for sampling. What passes is written down, and an agent that is away, fails or answers otherwise can be played.
 */
export class FakeAgent {
  /** The text of each datagram as it came, header line included. */
  readonly datagrams: string[] = [];
  readonly documents: JsonObject[] = [];
  readonly calls: ApiCall[] = [];
  /** The senders' ports, in order of arrival. */
  readonly sourcePorts: number[] = [];
  /** Sets the central rules. None, or some that X-Ray would not have, stand for an agent that answers just these. */
  rules: JsonObject[] = [];
  /** The rules in pages, each with the token of the next; in place of `rules`, and without X-Ray's own. */
  pages: JsonObject[][] = [];
  /** Answers to SamplingTargets in place of X-Ray's. */
  targets: ((body: JsonObject) => JsonObject) | undefined;
  /** X-Ray's clock, in seconds since the epoch. */
  now: () => number = () => Date.now() / 1_000;
  /** Any other answer than 200 to both. */
  status = 200;
  port = 0;
  #udp: Socket | undefined;
  #tcp: Server | undefined;
  #waiting: (() => void)[] = [];
  readonly #store = new TraceStore(STORE_BYTES);
  readonly #rejections = new RejectionCounter();
  readonly #ingester = new Ingester(this.#store, this.#rejections);
  #xray: { readonly rules: JsonObject[]; readonly context: ApiContext | undefined } | undefined;

  get address(): string {
    return `127.0.0.1:${this.port}`;
  }

  /** What X-Ray would not take of what came, with the reason. */
  get refused(): RejectionCount[] {
    return this.#rejections.counts();
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
        response.end(JSON.stringify(this.#answer(request.url ?? "", body)));
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

  #answer(path: string, body: JsonObject): object {
    const context = this.#context();
    if (path === "/GetSamplingRules") {
      return context === undefined || this.pages.length > 0 ? this.#page(body) : getSamplingRules(body, context);
    }
    if (this.targets !== undefined) return this.targets(body);
    return context === undefined ? { SamplingTargetDocuments: [] } : getSamplingTargets(body, context);
  }

  /** X-Ray with the rules that were set last; undefined when it would not have them. */
  #context(): ApiContext | undefined {
    if (this.#xray?.rules !== this.rules) this.#xray = { rules: this.rules, context: this.#withRules() };
    return this.#xray.context;
  }

  #withRules(): ApiContext | undefined {
    try {
      const rules = parseXRayRules(this.rules.map((each) => ({ ...each, Attributes: each.Attributes ?? {} })));
      if (rules.length === 0) return undefined;
      const sampling = new SamplingService(rules, () => this.now());
      const { now } = this;
      return {
        store: this.#store,
        ingester: this.#ingester,
        sampling,
        groups: new Groups(ARN_PREFIX),
        now,
        arnPrefix: ARN_PREFIX,
      };
    } catch {
      return undefined;
    }
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
      this.#ingester.datagram(message);
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
