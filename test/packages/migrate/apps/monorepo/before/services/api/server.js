const xray = require("aws-xray-sdk-express");
const express = require("express");

const app = express();
app.use(xray.openSegment("api"));
app.get("/", (request, response) => response.send("ok"));
app.use(xray.closeSegment());
const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
