const AWSXRay = require("aws-xray-sdk");
const { GetGroupsCommand, XRayClient } = require("@aws-sdk/client-xray");
const express = require("express");

AWSXRay.config([AWSXRay.plugins.ECSPlugin]);

const client = AWSXRay.captureAWSv3Client(
  new XRayClient({
    region: "eu-west-1",
    endpoint: process.env.API,
    credentials: { accessKeyId: "AKIDEXAMPLE", secretAccessKey: "example" },
  }),
);

const app = express();
app.use(AWSXRay.express.openSegment("groups"));
app.get("/groups", async (request, response) => {
  const { Groups } = await client.send(new GetGroupsCommand({}));
  response.json({ groups: Groups.length });
});
app.use(AWSXRay.express.closeSegment());
const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
