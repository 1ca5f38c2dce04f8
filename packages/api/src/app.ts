import { annotate } from "@pmp/tracing";
import express, { type ErrorRequestHandler, type Express } from "express";
import { authRouter } from "./auth.ts";
import { CHARGES, PRODUCTS, SUBSCRIPTIONS } from "./catalogue.ts";

const BODY_LIMIT = "100kb";

export interface AppOptions {
  /** True during shutdown: health then fails, so that load balancers send requests elsewhere. */
  isEnding?: () => boolean;
}

/** The reference API as an Express app; the caller makes it listen. */
export function createApp({ isEnding = () => false }: AppOptions = {}): Express {
  const app = express();
  app.disable("x-powered-by");
  app.use(express.json({ limit: BODY_LIMIT }));

  app.get("/api/health", (_request, response) => {
    if (isEnding()) response.status(503).json({ status: "ending" });
    else response.json({ status: "ok" });
  });
  app.get("/api/stripe/charges", (_request, response) => {
    response.json({ charges: CHARGES });
  });
  app.post("/api/stripe/webhook", (request, response) => {
    // Only search keys for traces: the rest of the body is customer data.
    annotate({ "stripe.event": eventType(request.body) });
    response.json({ received: true });
  });
  app.get("/api/subscriptions", (_request, response) => {
    response.json({ subscriptions: SUBSCRIPTIONS });
  });
  app.get("/api/subscriptions/:id", (request, response) => {
    const found = SUBSCRIPTIONS.find(({ id }) => id === request.params.id);
    if (found) annotate({ "subscription.plan": found.plan });
    if (found) response.json(found);
    else response.status(404).json({ error: "no such subscription" });
  });
  app.use("/api/auth", authRouter());
  app.get("/api/products", (_request, response) => {
    response.json({ products: PRODUCTS });
  });
  app.get("/api/products/:id", (request, response) => {
    const found = PRODUCTS.find(({ id }) => id === request.params.id);
    if (found) response.json(found);
    else response.status(404).json({ error: "no such product" });
  });
  app.get("/api/throttle", (_request, response) => {
    response.status(429).set("retry-after", "1").json({ error: "too many requests" });
  });
  app.get("/api/fail", () => {
    throw new Error("This route fails on purpose");
  });

  app.use((_request, response) => {
    response.status(404).json({ error: "not found" });
  });
  app.use(answerError);
  return app;
}

/** Error details go to the trace and the log, not to the client. Body parser errors have their own status. */
const answerError: ErrorRequestHandler = (error: unknown, _request, response, next) => {
  if (response.headersSent) {
    next(error);
    return;
  }
  const status = statusOf(error);
  response.status(status).json({ error: status < 500 ? "bad request" : "internal error" });
};

function statusOf(error: unknown): number {
  const status: unknown = error instanceof Error && "status" in error ? error.status : undefined;
  return typeof status === "number" && status >= 400 && status < 500 ? status : 500;
}

/** The type of a Stripe event, such as `charge.succeeded`; undefined for anything else. */
function eventType(body: unknown): string {
  const type: unknown = typeof body === "object" && body !== null && "type" in body ? body.type : undefined;
  return typeof type === "string" && /^[a-z_.]{1,100}$/.test(type) ? type : "unknown";
}
