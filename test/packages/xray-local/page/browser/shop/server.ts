/**
 * A small shop of two traced services, for the tests of the page: `shop` takes orders, calls `payments`, a database and
 * a topic. Which of them this process is, ROLE says.
 */
import "@pmp/tracing/register";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { annotate, metadata, recordError, setUser, shutdown } from "@pmp/tracing";
import pg from "pg";

const { ROLE, POSTGRES_PORT, SNS_URL = "", PAYMENTS_URL = "" } = process.env;
const database = new pg.Pool({
  host: "127.0.0.1",
  port: Number(POSTGRES_PORT),
  user: "app",
  database: "orders",
  max: 4,
});
const topic = new SNSClient({
  region: "eu-central-1",
  endpoint: SNS_URL,
  credentials: { accessKeyId: "local", secretAccessKey: "local" },
});

class BankError extends Error {
  override readonly name = "BankError";
}

type Handler = (request: IncomingMessage, response: ServerResponse) => Promise<void>;

const answer = (response: ServerResponse, status: number, body: object = {}): void => {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
};

const SHOP: Readonly<Record<string, Handler>> = {
  "GET /api/products": async (_request, response) => {
    await database.query("SELECT id, name FROM products WHERE price < 1000");
    answer(response, 200);
  },
  "POST /api/orders": async (request, response) => {
    setUser("user-7");
    annotate({ tier: "gold", "order.items": 3 });
    metadata({ cart: { items: 3, cardNumber: "4111 1111 1111 1111" }, token: "a-secret-of-the-customer" });
    await database.query("SELECT * FROM carts WHERE owner = 'user-7'");
    const bank = request.headers["x-bank"];
    const paid = await fetch(`${PAYMENTS_URL}/charge`, { method: "POST", headers: { "x-bank": String(bank) } });
    if (!paid.ok) {
      answer(response, 502, { error: "not paid" });
      return;
    }
    await topic.send(new PublishCommand({ TopicArn: "arn:aws:sns:eu-central-1:000000000000:orders", Message: "{}" }));
    answer(response, 201);
  },
  "GET /api/limited": async (_request, response) => {
    await sleep(1);
    answer(response, 429);
  },
};

const PAYMENTS: Readonly<Record<string, Handler>> = {
  "POST /charge": async (request, response) => {
    await sleep(12);
    await database.query("INSERT INTO payments (amount) VALUES (42)");
    if (request.headers["x-bank"] === "away") {
      recordError(new BankError("The bank did not answer within 250 ms"));
      answer(response, 500);
      return;
    }
    answer(response, 200);
  },
};

const routes = ROLE === "payments" ? PAYMENTS : SHOP;
const server = createServer((request, response) => {
  const handler = routes[`${request.method ?? ""} ${request.url ?? ""}`];
  if (handler === undefined) answer(response, 404);
  else
    handler(request, response).catch((error: unknown) => {
      recordError(error);
      answer(response, 500);
    });
});
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  process.stdout.write(`port ${String(typeof address === "object" ? address?.port : 0)}\n`);
});
function end(): void {
  server.closeAllConnections();
  void shutdown(2000).finally(() => process.exit(0));
}
process.on("SIGTERM", end);
process.stdin.on("end", end).resume();
