/**
 * The app that each variant serves: Express 5 with a body parser, one middleware and a route with a parameter. It says
 * its port and the cost of its start, then its use of CPU and memory whenever it is asked.
 */
const { performance } = require("node:perf_hooks");
const express = require("express");

const app = express();
if (globalThis.openSegment) app.use(globalThis.openSegment);
app.use(express.json());
app.use((request, response, next) => {
  response.locals.id = request.headers["x-request-id"];
  next();
});
app.get("/api/products/:id", (request, response) => {
  response.json({ id: request.params.id, name: "Pencil", price: 120 });
});
if (globalThis.closeSegment) app.use(globalThis.closeSegment);

const cpu = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};
const server = app.listen(0, "127.0.0.1", () =>
  process.send?.({ port: server.address().port, cpu: cpu(), wall: performance.now() }),
);
server.keepAliveTimeout = 600_000;

process.on("message", (asked) => {
  const used = cpu();
  // Not while the CPU is measured: a forced collection throws machine code away, and the next requests are dear.
  if (asked === "memory") globalThis.gc?.();
  process.send({ cpu: used, rss: process.memoryUsage().rss, heap: process.memoryUsage().heapUsed });
});
