const AWSXRay = require("aws-xray-sdk-core");

const segment = new AWSXRay.Segment("nightly");
const ns = AWSXRay.getNamespace();

ns.run(() => {
  AWSXRay.setSegment(segment);
  AWSXRay.captureAsyncFunc("sweep", async (subsegment) => {
    await sweep();
    subsegment.close();
    segment.close();
  });
});

async function sweep() {}
