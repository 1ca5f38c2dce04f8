const AWSXRay = require("aws-xray-sdk");
const express = require("express");

const { captureAsyncFunc, captureFunc } = AWSXRay;

const app = express();
app.use(AWSXRay.express.openSegment("nests"));

app.get("/pay", async (request, response) => {
  const total = await captureAsyncFunc("checkout", async (checkout) => {
    checkout.addAnnotation("step", "pay");
    const price = captureFunc("price", (sub) => {
      sub.addMetadata("currency", "EUR");
      return 17;
    });
    const tax = await captureAsyncFunc("tax", async (tax) => {
      await new Promise((resolve) => setTimeout(resolve, 5));
      tax.close();
      return 3;
    });
    checkout.close();
    return price + tax;
  });
  response.json({ total });
});

app.get("/declined", async (request, response) => {
  try {
    await captureAsyncFunc("charge", async (charge) => {
      try {
        throw new Error("card declined");
      } catch (error) {
        charge.close(error);
        throw error;
      }
    });
  } catch (error) {
    response.status(402).json({ error: error.message });
  }
});

app.use(AWSXRay.express.closeSegment());
const server = app.listen(0, "127.0.0.1", () => console.log(`port ${server.address().port}`));
