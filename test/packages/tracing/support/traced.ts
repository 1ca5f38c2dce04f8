import assert from "node:assert/strict";
import { once } from "node:events";
import { Agent, createServer, request, type IncomingHttpHeaders, type RequestListener, type Server } from "node:http";
import { startTracing, type RunningTracing } from "../../../../packages/tracing/src/start.ts";
import type { Settings } from "../../../../packages/tracing/src/settings.ts";
import { FakeAgent, type JsonObject } from "./fake-agent.ts";

export const ROOT = "Root=1-5759e988-bd862e3fe1be46a994272793";
export const TRACE_ID = "1-5759e988-bd862e3fe1be46a994272793";
export const SAMPLED = { "x-amzn-trace-id": `${ROOT};Parent=53995c3f42cd8ad8;Sampled=1` };
export const UNSAMPLED = { "x-amzn-trace-id": `${ROOT};Parent=53995c3f42cd8ad8;Sampled=0` };

export interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

/** Tracing switched on in this process, with an agent on loopback. */
export class Traced {
  readonly agent: FakeAgent;
  readonly tracing: RunningTracing;
  readonly #servers: Server[] = [];

  private constructor(agent: FakeAgent, tracing: RunningTracing) {
    this.agent = agent;
    this.tracing = tracing;
  }

  /** @param rules the central rules; none: X-Ray's default decides */
  static async start(settings: Partial<Settings> = {}, rules: JsonObject[] = []): Promise<Traced> {
    const agent = await FakeAgent.start();
    agent.rules = rules;
    const endpoint = { host: "127.0.0.1", port: agent.port };
    const tracing = startTracing({
      disabled: false,
      agent: { udp: endpoint, tcp: endpoint },
      planFile: undefined,
      exporter: "xray",
      redactKeys: [],
      resource: { "service.name": "pmp-api" },
      ...settings,
    });
    return new Traced(agent, tracing);
  }

  /** The port of a new server on loopback. */
  async serve(listener: RequestListener): Promise<number> {
    return this.adopt(createServer(listener));
  }

  async adopt(server: Server): Promise<number> {
    this.#servers.push(server);
    if (!server.listening) {
      server.listen(0, "127.0.0.1");
      await once(server, "listening");
    }
    const address = server.address();
    if (typeof address !== "object" || address === null) throw new Error("the server has no port");
    return address.port;
  }

  /** The documents, once there are as many; in the order in which they ended. */
  async documents(count: number): Promise<JsonObject[]> {
    await this.tracing.flush();
    return this.agent.documentsUntil(count);
  }

  async stop(): Promise<void> {
    for (const server of this.#servers) {
      server.close();
      server.closeAllConnections();
    }
    await this.tracing.shutdown();
    this.agent.close();
    assert.deepEqual(this.agent.refused, [], "X-Ray would not take these documents");
  }
}

export interface CallOptions {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  agent?: Agent;
  body?: string;
}

/** A call from outside of any trace. */
export function call(port: number, { body, ...options }: CallOptions = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request({ host: "127.0.0.1", port, agent: false, ...options }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        }),
      );
    });
    outgoing.on("error", reject);
    outgoing.end(body);
  });
}

/** A member of a document, by its path. */
export function at(document: JsonObject | undefined, ...path: (string | number)[]): unknown {
  let value: unknown = document;
  for (const key of path) value = typeof value === "object" && value !== null ? Reflect.get(value, key) : undefined;
  return value;
}
