/** Three documents of a request as the tracing package writes them: API, worker, and a subsegment sent alone. */
export function traceDocuments(n: number): string[] {
  const now = Date.now() / 1_000;
  const id = (part: number): string => (n * 8 + part).toString(16).padStart(16, "0");
  const traceId = `1-${Math.floor(now).toString(16)}-${n.toString(16).padStart(24, "0")}`;
  const api = {
    name: "pmp-api",
    id: id(0),
    trace_id: traceId,
    start_time: now,
    end_time: now + 0.05,
    origin: "AWS::EKS::Container",
    service: { version: "1.2.3" },
    http: {
      request: {
        method: "GET",
        url: `http://localhost:3001/api/orders/${n}`,
        user_agent: "bench",
        client_ip: "127.0.0.1",
      },
      response: { status: n % 50 === 0 ? 500 : 200, content_length: 512 },
    },
    ...(n % 50 === 0 && { fault: true }),
    aws: {
      xray: { sdk: "pmp-tracing", sdk_version: "0.1.0", sampling_rule_name: "pmp-orders" },
      eks: { pod: "api-0" },
    },
    annotations: { tier: n % 3 === 0 ? "gold" : "basic", items: n % 7 },
    metadata: { default: { route: "/api/orders/:id", cart: { items: [1, 2, 3], currency: "EUR" } } },
  };
  const call = {
    name: "worker",
    id: id(1),
    trace_id: traceId,
    parent_id: id(0),
    type: "subsegment",
    namespace: "remote",
    start_time: now + 0.001,
    end_time: now + 0.04,
    http: { request: { method: "POST", url: "http://worker/jobs" }, response: { status: 202 } },
  };
  const worker = {
    name: "worker",
    id: id(2),
    trace_id: traceId,
    parent_id: id(1),
    start_time: now + 0.002,
    end_time: now + 0.039,
    http: { request: { method: "POST", url: "http://worker/jobs" }, response: { status: 202 } },
    aws: { xray: { sdk: "pmp-tracing", sdk_version: "0.1.0" } },
    subsegments: [
      {
        name: "orders@db",
        id: id(3),
        start_time: now + 0.003,
        end_time: now + 0.01,
        namespace: "remote",
        sql: { database_type: "postgresql", sanitized_query: "SELECT id, total FROM orders WHERE id = $1" },
      },
    ],
  };
  return [api, call, worker].map((document) => JSON.stringify(document));
}
