import AWSXRay from "aws-xray-sdk-core";

export const handler = async (event) => {
  return AWSXRay.captureAsyncFunc("handle", async (subsegment) => {
    subsegment.addAnnotation("records", event.Records.length);
    subsegment.close();
    return { statusCode: 200 };
  });
};
