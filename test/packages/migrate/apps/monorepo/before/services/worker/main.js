const AWSXRay = require("aws-xray-sdk-core");
const { tier } = require("@mono/lib");

AWSXRay.enableManualMode();
tier("gold");
