import type {
  EdgeStats,
  RuleView,
  SegmentDocument,
  ServiceNode,
  TraceDetail,
  TraceSummary,
} from "../../../../packages/xray-local/src/page-api.ts";

/** Monday, 2026-11-23, 10:00 UTC. */
export const START = 1_795_428_000;

export function traceId(number: number): string {
  return `1-${START.toString(16)}-${number.toString(16).padStart(24, "0")}`;
}

export function summaryOf(number: number, change: Partial<TraceSummary> = {}): TraceSummary {
  return {
    id: traceId(number),
    start: START + number / 10,
    duration: 0.042,
    responseTime: 0.042,
    service: "pmp-api",
    method: "GET",
    url: "http://127.0.0.1:3001/api/products",
    status: 200,
    fault: false,
    error: false,
    throttle: false,
    partial: false,
    rule: "pmp-api-default-traffic",
    services: ["pmp-api"],
    annotations: {},
    documents: 1,
    redactions: 0,
    ...change,
  };
}

/** An order through two services, a table and a database, which fails in the second service. */
export const ORDER: readonly SegmentDocument[] = [
  {
    id: "0000000000000001",
    name: "pmp-api",
    trace_id: traceId(1),
    start_time: START,
    end_time: START + 0.412,
    origin: "AWS::EKS::Container",
    user: "user-7",
    fault: true,
    service: { version: "1.4.2" },
    http: {
      request: {
        method: "POST",
        url: "http://127.0.0.1:3001/api/orders",
        client_ip: "127.0.0.1",
        user_agent: "curl/8.5",
      },
      response: { status: 500, content_length: 24 },
    },
    aws: { xray: { sdk: "pmp-tracing", sampling_rule_name: "pmp-api-default-traffic" } },
    annotations: { tier: "gold", "order.items": 3 },
    metadata: { default: { cart: { items: 3, card: "[redacted]" }, token: "[redacted]" } },
    subsegments: [
      {
        id: "0000000000000002",
        name: "carts",
        namespace: "aws",
        start_time: START + 0.012,
        end_time: START + 0.031,
        aws: { operation: "GetItem", table_name: "carts", region: "eu-central-1", request_id: "R1", retries: 0 },
        http: { response: { status: 200 } },
      },
      {
        id: "0000000000000003",
        name: "payments.internal",
        namespace: "remote",
        start_time: START + 0.04,
        end_time: START + 0.39,
        fault: true,
        http: { request: { method: "POST", url: "http://payments.internal/charge" }, response: { status: 502 } },
      },
    ],
  },
  {
    id: "0000000000000004",
    name: "payments",
    trace_id: traceId(1),
    parent_id: "0000000000000003",
    start_time: START + 0.052,
    end_time: START + 0.381,
    origin: "AWS::EKS::Container",
    fault: true,
    http: { request: { method: "POST", url: "http://payments.internal/charge" }, response: { status: 502 } },
    cause: {
      working_directory: "/app",
      exceptions: [
        {
          id: "00000000000000aa",
          type: "GatewayError",
          message: "The bank did not answer within 250 ms",
          truncated: 4,
          stack: [
            { path: "/app/src/bank.ts", line: 41, label: "charge" },
            { path: "/app/node_modules/undici/lib/api.js", line: 120, label: "request" },
            { path: "node:internal/process/task_queues", line: 105, label: "processTicksAndRejections" },
          ],
        },
      ],
    },
    subsegments: [
      {
        id: "0000000000000005",
        name: "orders@db",
        namespace: "remote",
        start_time: START + 0.06,
        end_time: START + 0.118,
        sql: { database_type: "PostgreSQL", sanitized_query: "SELECT *\nFROM orders\nWHERE id = ?", user: "app" },
      },
      {
        id: "0000000000000006",
        name: "bank.example.com",
        namespace: "remote",
        start_time: START + 0.12,
        end_time: START + 0.372,
        error: true,
        throttle: true,
        http: { request: { method: "POST", url: "https://bank.example.com/v1/charges" }, response: { status: 429 } },
      },
    ],
  },
];

export const ORDER_DETAIL: TraceDetail = {
  summary: summaryOf(1, {
    method: "POST",
    url: "http://127.0.0.1:3001/api/orders",
    status: 500,
    fault: true,
    duration: 0.412,
    services: ["pmp-api", "carts", "payments", "orders@db", "bank.example.com"],
    annotations: { tier: ["gold"], "order.items": [3] },
    documents: 2,
    redactions: 2,
    user: "user-7",
  }),
  segments: ORDER,
  redactions: [
    { segmentId: "0000000000000001", path: "metadata.default.cart.card", text: "[redacted]" },
    { segmentId: "0000000000000001", path: "metadata.default.token", text: "[redacted]" },
  ],
  raw: ['{"format":"json","version":1}'],
};

/** Calls of which so many ended otherwise than well; throttles are errors, as the server counts them. */
export function statsOf(total: number, { error = 0, throttle = 0, fault = 0, mean = 0.04 } = {}): EdgeStats {
  return {
    total,
    ok: total - error - fault,
    error,
    throttle,
    fault,
    totalTime: total * mean,
    perMinute: total / 5,
    histogram: [
      { value: mean, count: total - 1 },
      { value: mean * 6, count: 1 },
    ],
  };
}

export const MAP: readonly ServiceNode[] = [
  {
    id: 0,
    name: "pmp-api",
    type: "client",
    root: false,
    stats: statsOf(400, { mean: 0.06 }),
    edges: [{ to: 1, stats: statsOf(400, { fault: 30, error: 8 }) }],
  },
  {
    id: 1,
    name: "pmp-api",
    type: "AWS::EKS::Container",
    root: true,
    stats: statsOf(400, { fault: 30, error: 8, mean: 0.06 }),
    edges: [
      { to: 2, stats: statsOf(380, { mean: 0.008 }) },
      { to: 3, stats: statsOf(120, { fault: 30, mean: 0.21 }) },
    ],
  },
  { id: 2, name: "carts", type: "AWS::DynamoDB::Table", root: false, stats: statsOf(380, { mean: 0.008 }), edges: [] },
  {
    id: 3,
    name: "payments",
    type: "AWS::EKS::Container",
    root: false,
    stats: statsOf(120, { fault: 30, mean: 0.2 }),
    edges: [
      { to: 4, stats: statsOf(120, { mean: 0.03 }) },
      { to: 5, stats: statsOf(100, { error: 20, throttle: 20, mean: 0.15 }) },
    ],
  },
  { id: 4, name: "orders@db", type: "Database::SQL", root: false, stats: statsOf(120, { mean: 0.03 }), edges: [] },
  {
    id: 5,
    name: "bank.example.com",
    type: "remote",
    root: false,
    stats: statsOf(100, { error: 20, throttle: 20, mean: 0.15 }),
    edges: [],
  },
];

const RULE = {
  RuleName: "Default",
  ResourceARN: "*",
  Priority: 10_000,
  FixedRate: 0.05,
  ReservoirSize: 1,
  ServiceName: "*",
  ServiceType: "*",
  Host: "*",
  HTTPMethod: "*",
  URLPath: "*",
  Version: 1,
} as const;

export const RULES: readonly RuleView[] = [
  {
    rule: {
      ...RULE,
      RuleName: "pmp-api-auth",
      Priority: 1200,
      URLPath: "/api/auth*",
      ServiceName: "pmp-api",
      FixedRate: 1,
    },
    matched: 210,
    sampled: 210,
    borrowed: 1,
    expectedRate: 1,
    measuredRate: 1,
  },
  {
    rule: {
      ...RULE,
      RuleName: "pmp-api-health",
      Priority: 1300,
      URLPath: "/api/health*",
      ServiceName: "pmp-api",
      FixedRate: 0.01,
      ReservoirSize: 0,
    },
    matched: 1000,
    sampled: 60,
    borrowed: 0,
    expectedRate: 0.01,
    measuredRate: 0.06,
  },
  {
    rule: {
      ...RULE,
      RuleName: "pmp-api-default-traffic",
      Priority: 9000,
      ServiceName: "pmp-api",
      FixedRate: 0.1,
      ReservoirSize: 0,
    },
    matched: 2400,
    sampled: 251,
    borrowed: 3,
    expectedRate: 0.1,
    measuredRate: 251 / 2400,
  },
  { rule: RULE, matched: 0, sampled: 0, borrowed: 0 },
];
