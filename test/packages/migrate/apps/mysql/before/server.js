const { express: xrayExpress } = require("aws-xray-sdk");
const express = require("express");
const { pool } = require("./db");

const app = express();
app.use(xrayExpress.openSegment("ledger"));
app.get("/", (request, response) => pool.query("SELECT 1", () => response.end()));
app.use(xrayExpress.closeSegment());
app.listen(3000);
