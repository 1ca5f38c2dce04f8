const AWSXRay = require("aws-xray-sdk");
const express = require("express");

const app = express();
app.use(AWSXRay.express.openSegment("preloaded"));
app.get("/", (request, response) => {
  AWSXRay.getSegment()?.addAnnotation("preloaded", true);
  response.send("ok");
});
app.use(AWSXRay.express.closeSegment());
const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
