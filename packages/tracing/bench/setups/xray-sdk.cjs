/** AWS' own X-Ray SDK. */
const AWSXRay = require("aws-xray-sdk-core");
const xrayExpress = require("aws-xray-sdk-express");

AWSXRay.middleware.disableCentralizedSampling();
AWSXRay.middleware.setSamplingRules({
  version: 2,
  default: { fixed_target: 0, rate: Number(process.env.RATIO) },
  rules: [],
});
globalThis.openSegment = xrayExpress.openSegment("bench");
globalThis.closeSegment = xrayExpress.closeSegment();
