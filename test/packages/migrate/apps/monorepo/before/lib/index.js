const AWSXRay = require("aws-xray-sdk-core");

exports.tier = (tier) => AWSXRay.getSegment().addAnnotation("tier", tier);
