// What the package aws-xray-sdk is: the core, with the middleware of Express.
module.exports = require("aws-xray-sdk-core");
module.exports.express = require("aws-xray-sdk-express");
