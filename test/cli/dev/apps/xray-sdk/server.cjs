// An Express app with AWS's own SDK, as AWS's guide writes it.
const AWSXRay = require("aws-xray-sdk-core");
const xrayExpress = require("aws-xray-sdk-express");
const express = require("express");

const app = express();
app.use(xrayExpress.openSegment("sdk-app"));
app.get("/ok", (request, response) => {
  const segment = AWSXRay.getSegment();
  segment.addAnnotation("tier", "gold");
  segment.addMetadata("cart", { items: 3 });
  const subsegment = segment.addNewSubsegment("price");
  subsegment.close();
  response.json({ ok: true });
});
app.get("/fault", () => {
  throw new Error("no such price");
});
app.use(xrayExpress.closeSegment());
app.use((error, request, response, next) => {
  if (response.headersSent) next(error);
  else response.status(500).end();
});
const server = app.listen(0, "127.0.0.1", () => console.log(`listens on ${server.address().port}`));
