const http = require("node:http");
const express = require("express");
const { SpanStatusCode, trace } = require("@opentelemetry/api");

const app = express();
const tracer = trace.getTracer("shop");

app.get("/orders/:id", (request, response) => {
  tracer.startActiveSpan("price", (span) => {
    span.setAttribute("order", request.params.id);
    span.setAttribute("stock", 3);
    span.setAttribute("aws.xray.annotations", ["order"]);
    span.end();
  });
  trace.getActiveSpan()?.setAttribute("enduser.id", "ann");
  response.json({ id: request.params.id });
});

app.get("/failed", (request, response) => {
  const span = trace.getActiveSpan();
  const error = new Error("no stock");
  span?.recordException(error);
  span?.setStatus({ code: SpanStatusCode.ERROR, message: error.message });
  response.status(500).json({ error: error.message });
});

app.get("/stock", (request, response) => {
  http.get(process.env.API, (answer) => {
    answer.resume();
    answer.on("end", () => response.json({ status: answer.statusCode }));
  });
});

const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
