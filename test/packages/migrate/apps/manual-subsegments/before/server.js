#!/usr/bin/env node
"use strict";

/* Stock service. */
const xray = require("aws-xray-sdk-core");
const { openSegment, closeSegment } = require("aws-xray-sdk-express");
const express = require("express");

class Stock {
  async left(id) {
    const segment = xray.getSegment();
    const subsegment = segment.addNewSubsegment("count");
    try {
      subsegment.addAnnotation("article", id);
      if (id === "0") throw new TypeError("no article");
      return 4;
    } catch (error) {
      subsegment.addError(error);
      throw error;
    } finally {
      subsegment.close();
    }
  }
}

const app = express();
const open = openSegment("stock");
app.get("/left/:id", open, async (request, response) => {
  try {
    response.json({ left: await new Stock().left(request.params.id) });
  } catch (error) {
    xray.getSegment().addError(error);
    response.status(400).end();
  }
});
app.use([closeSegment()]);
const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
