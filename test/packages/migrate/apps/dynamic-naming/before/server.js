const AWSXRay = require("aws-xray-sdk");
const express = require("express");

AWSXRay.middleware.enableDynamicNaming("*.example.com");
AWSXRay.setStreamingThreshold(0);

const app = express();
app.use(AWSXRay.express.openSegment("names"));
app.listen(3000);
