import AWSXRay from "aws-xray-sdk";
import express from "express";
import http from "node:http";

AWSXRay.captureHTTPsGlobal(http, true);
AWSXRay.capturePromise();

const app = express();
app.use(AWSXRay.express.openSegment("caller"));

app.get("/calls", (request, response) => {
  const { port } = server.address();
  http.get({ host: "127.0.0.1", port, path: "/called" }, (answer) => {
    answer.resume().once("end", () => response.json({ status: answer.statusCode }));
  });
});
app.get("/called", (request, response) => response.status(503).end());

app.use(AWSXRay.express.closeSegment());
const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
