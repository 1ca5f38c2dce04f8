import Fastify from "fastify";
import AWSXRay from "aws-xray-sdk";
import xrayFastify from "aws-xray-sdk-fastify";

export const server = Fastify({ logger: true });

await server.register(xrayFastify, {
  segmentName: "fast",
  captureHTTP: true,
  plugins: [AWSXRay.plugins.ECSPlugin],
});

server.get("/items/:id", async (request) => {
  const segment = AWSXRay.getSegment();
  segment.addAnnotation("item", request.params.id);
  return { id: request.params.id };
});

await server.listen({ port: 3000 });
