/** Sends SECONDS × RATE segments through the built package's exporter, evenly, and says what it did. */
const { performance } = require("node:perf_hooks");
const { clearInterval, setInterval } = require("node:timers");
const { XRaySpanExporter, parseAgentAddress } = require(process.env.PACKAGE);

const rate = Number(process.env.RATE);
const total = rate * Number(process.env.SECONDS);
const exporter = new XRaySpanExporter(parseAgentAddress(process.env.AGENT));
const resource = { attributes: { "service.name": "bench", "cloud.platform": "aws_eks" } };

function span(i) {
  const now = Date.now();
  const time = [Math.trunc(now / 1_000), (now % 1_000) * 1e6];
  const id = i.toString(16).padStart(16, "0");
  return {
    name: "GET /api/products/:id",
    kind: 1,
    spanContext: () => ({ traceId: `5759e988bd862e3f${id}`, spanId: id, traceFlags: 1 }),
    startTime: time,
    endTime: time,
    ended: true,
    status: { code: 0 },
    attributes: {
      "http.request.method": "GET",
      "url.scheme": "https",
      "url.path": `/api/products/${i % 1_000}`,
      "server.address": "shop.example.com",
      "network.peer.address": "10.0.0.7",
      "client.address": "203.0.113.9",
      "user_agent.original": "bench/1",
      "http.response.status_code": 200,
      "http.route": "/api/products/:id",
    },
    links: [],
    events: [],
    resource,
  };
}

const start = performance.now();
let made = 1;
const timer = setInterval(() => {
  const due = Math.min(total, Math.floor(((performance.now() - start) / 1_000) * rate));
  while (made <= due) {
    exporter.export([span(made)], () => undefined);
    made += 1;
  }
  if (made > total) void finish();
}, 5);

async function finish() {
  clearInterval(timer);
  const { user, system } = process.cpuUsage();
  const seconds = (performance.now() - start) / 1_000;
  await exporter.forceFlush(10_000);
  process.send({ ...exporter.counts, cpu: user + system, seconds });
}
