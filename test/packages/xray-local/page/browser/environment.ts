import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { startXRayLocal, type XRayLocal } from "@pmp/xray-local";
import { definePlan } from "@pmp/model";
import { FakePostgres } from "../../../tracing/support/fake-postgres.ts";
import { Service } from "./shop/start.ts";

const PATIENCE_MS = 15_000;

/** The plan of the shop: every order, no health check, a route of which only anomalies are of interest, everything else. */
const PLAN = definePlan(
  {
    rules: [
      { name: "orders", path: "/api/orders*", rate: 1 },
      { name: "health", path: "/api/health*", rate: 0 },
      { name: "reports", path: "/api/reports*", rate: 0.01, boost: { maxRate: 0.5, cooldownMinutes: 1 } },
      { name: "everything-else", rate: 1 },
    ],
  },
  { service: "shop" },
);

/** A local X-Ray, and the two services of the shop that send their traces to it. */
export class TestEnvironment {
  readonly xray: XRayLocal;
  readonly #url: string;
  readonly #close: () => Promise<void>;

  private constructor(xray: XRayLocal, url: string, close: () => Promise<void>) {
    this.xray = xray;
    this.#url = url;
    this.#close = close;
  }

  static async start(): Promise<TestEnvironment> {
    const xray = await startXRayLocal({
      port: 0,
      agentPort: 0,
      otlpPort: false,
      region: "eu-central-1",
      rules: PLAN.rules,
      info: { stage: "dev", command: "node server.ts", planSource: "the rules of stage dev" },
    });
    const postgres = await FakePostgres.start();
    const sns = await startTopic();
    const env = {
      AWS_XRAY_DAEMON_ADDRESS: xray.agentAddress,
      POSTGRES_PORT: String(postgres.port),
      SNS_URL: sns.url,
    };
    const payments = await Service.start("payments", env);
    const shop = await Service.start("shop", { ...env, PAYMENTS_URL: payments.url });
    return new TestEnvironment(xray, shop.url, async () => {
      await Promise.all([shop.stop(), payments.stop()]);
      postgres.close();
      sns.server.close();
      await xray.close();
    });
  }

  /** A request to the shop; waits for the answer, not for its trace. */
  async request(method: string, path: string, headers: Readonly<Record<string, string>> = {}): Promise<number> {
    const response = await fetch(`${this.#url}${path}`, { method, headers });
    await response.arrayBuffer();
    return response.status;
  }

  /** Some traffic of every kind. Tells how many traces come of it. */
  async traffic(rounds: number): Promise<number> {
    let traces = 0;
    const traced = async (...request: Parameters<TestEnvironment["request"]>): Promise<void> => {
      await this.request(...request);
      traces += 1;
    };
    for (let round = 0; round < rounds; round += 1) {
      await this.request("GET", "/api/health");
      await traced("GET", "/api/products");
      await traced("POST", "/api/orders");
      await traced("GET", "/api/products");
      if (round % 2 === 0) await traced("GET", "/api/limited");
      if (round % 3 === 0) await traced("GET", "/api/products/none");
      if (round % 4 === 2) await traced("POST", "/api/orders", { "x-bank": "away" });
    }
    return traces;
  }

  /** Waits until so many whole traces came. */
  async hasTraces(count: number): Promise<void> {
    const deadline = Date.now() + PATIENCE_MS;
    const whole = (): number => this.xray.traces().filter(({ summary }) => !summary.partial).length;
    while (whole() < count) {
      if (Date.now() > deadline) throw new Error(`${String(whole())} of ${String(count)} traces came`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  close(): Promise<void> {
    return this.#close();
  }
}

/** As much of SNS as one call needs. */
async function startTopic(): Promise<{ readonly server: Server; readonly url: string }> {
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(200, { "content-type": "text/xml" });
    response.end("<PublishResponse><PublishResult><MessageId>1</MessageId></PublishResult></PublishResponse>");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  return { server, url: `http://127.0.0.1:${String(typeof address === "object" ? address?.port : 0)}` };
}
