import { randomBytes } from "node:crypto";

/** One kind of request of the seed's application. */
export interface RequestKind {
  readonly method: "GET" | "POST";
  /** Path without query. */
  readonly path: string;
  /** How many of them are sent. */
  readonly count: number;
  /** The HTTP status that the API must answer with. */
  readonly status: number;
  readonly body?: object;
}

/** A few hundred requests: the critical paths, the health check, ordinary ones, and some that go wrong on purpose. */
export const requestKinds: readonly RequestKind[] = [
  { method: "GET", path: "/api/health", count: 100, status: 200 },
  { method: "GET", path: "/api/stripe/charges", count: 30, status: 200 },
  { method: "POST", path: "/api/stripe/webhook", count: 20, status: 200, body: { type: "charge.succeeded" } },
  { method: "GET", path: "/api/subscriptions", count: 40, status: 200 },
  {
    method: "POST",
    path: "/api/auth/login",
    count: 20,
    status: 200,
    body: { user: "demo", password: "demo-password" },
  },
  { method: "POST", path: "/api/auth/login", count: 10, status: 401, body: { user: "demo", password: "wrong" } },
  { method: "GET", path: "/api/products", count: 300, status: 200 },
  { method: "GET", path: "/api/products/does-not-exist", count: 20, status: 404 },
  { method: "GET", path: "/api/fail", count: 30, status: 500 },
  { method: "GET", path: "/api/throttle", count: 20, status: 429 },
];

/** A request that was sent, and the trace id it carried. */
export interface SentRequest {
  readonly method: string;
  readonly path: string;
  readonly traceId: string;
  readonly status: number;
}

/** A trace id as X-Ray writes it: version, epoch seconds, 96 random bits. */
export function newTraceId(now: number = Date.now()): string {
  return `1-${Math.floor(now / 1000)
    .toString(16)
    .padStart(8, "0")}-${randomBytes(12).toString("hex")}`;
}

async function send(base: string, kind: RequestKind, stopped: AbortSignal): Promise<SentRequest> {
  const traceId = newTraceId();
  const what = `${kind.method} ${kind.path}`;
  const status = await fetch(new URL(kind.path, base), {
    method: kind.method,
    // `Root=` alone, as a load balancer sends it: the API keeps the id and makes the sampling decision.
    headers: {
      "x-amzn-trace-id": `Root=${traceId}`,
      ...(kind.body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(kind.body === undefined ? {} : { body: JSON.stringify(kind.body) }),
    // A redirect that was followed would be a second request with the same trace id.
    redirect: "manual",
    signal: AbortSignal.any([stopped, AbortSignal.timeout(10_000)]),
  })
    .then(async (response) => {
      await response.arrayBuffer();
      return response.status;
    })
    .catch((error: unknown) => {
      throw new Error(`${what} at ${base} got no answer: ${reason(error)}`, { cause: error });
    });
  if (status !== kind.status) throw new Error(`${what} answered ${status}; expected ${kind.status}`);
  return { method: kind.method, path: kind.path, traceId, status };
}

/** The cause of a failed request: fetch's own message has none. */
function reason(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message : error.message;
}

/**
 * Sends the kinds mixed, a few at a time. Bounded: as many requests as `kinds` says, each with a time limit. The first
 * failure aborts the rest.
 */
export async function sendTraffic(
  base: string,
  kinds: readonly RequestKind[] = requestKinds,
  concurrency = 8,
): Promise<SentRequest[]> {
  // Interleaved by progress, so that requests of all kinds run at the same time.
  const queue = kinds
    .flatMap((kind) =>
      Array.from({ length: kind.count }, (_, index) => ({ kind, position: (index + 0.5) / kind.count })),
    )
    .sort((a, b) => a.position - b.position);
  const sent: SentRequest[] = [];
  const stop = new AbortController();
  let next = 0;
  const worker = async (): Promise<void> => {
    for (let item = queue[next++]; item !== undefined; item = queue[next++]) {
      sent.push(await send(base, item.kind, stop.signal));
    }
  };
  try {
    await Promise.all(Array.from({ length: concurrency }, worker));
  } finally {
    stop.abort();
  }
  return sent;
}
