import express from "express";
import type { AddressInfo } from "node:net";
import AWSXRay from "aws-xray-sdk";
import { findOrder } from "./orders.ts";

AWSXRay.setContextMissingStrategy("LOG_ERROR");

const app = express();
app.use(AWSXRay.express.openSegment(process.env.SERVICE ?? "typed-shop"));
app.get("/orders/:id", async (request, response) => {
  const segment = AWSXRay.getSegment();
  if (segment) {
    segment.addAnnotation("order", request.params.id);
  }
  response.json(await findOrder(request.params.id));
});
app.use(AWSXRay.express.closeSegment());

const server = app.listen(0, "127.0.0.1", () => {
  console.log(`port ${(server.address() as AddressInfo).port}`);
});
