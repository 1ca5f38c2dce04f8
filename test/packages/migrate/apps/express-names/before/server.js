const AWSXRay = require("aws-xray-sdk-core");
const xrayExpress = require("aws-xray-sdk-express");
const express = require("express");

const app = express();
app.use(xrayExpress.openSegment("shop"));

app.get("/orders/:id", (request, response) => {
  const segment = AWSXRay.getSegment();
  segment.addAnnotation("tier", "gold");
  segment.addAnnotation("items", 3);
  segment.addMetadata("cart", { items: [1, 2, 3] }, "shop");
  segment.setUser("user-17");
  response.json({ id: request.params.id });
});

app.get("/missing", (request, response) => response.status(404).end());

app.get("/busy", (request, response) => response.status(429).end());

app.get("/fault", () => {
  throw new Error("no such price");
});

app.use(xrayExpress.closeSegment());
app.use((error, request, response, next) => {
  response.status(500).json({ error: error.message });
});

const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
