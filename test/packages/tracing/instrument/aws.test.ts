import assert from "node:assert/strict";
import { request, type IncomingMessage } from "node:http";
import { CloudWatchClient, PutMetricDataCommand } from "@aws-sdk/client-cloudwatch";
import { PublishCommand, SNSClient } from "@aws-sdk/client-sns";
import { GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import { traceAwsClient } from "../../../../packages/tracing/src/instrument/aws-sdk.ts";
import type { JsonObject } from "../support/fake-agent.ts";
import { problemsOf } from "../support/segment-schema.ts";
import { at, call, SAMPLED, Traced } from "../support/traced.ts";

const SIGNED = {
  authorization:
    "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20261122/eu-west-1/dynamodb/aws4_request, SignedHeaders=host, Signature=00ff",
  "user-agent": "aws-sdk-js/3.900.0 ua/2.1 os/linux lang/js api/dynamodb#3.900.0",
};

describe("AWS SDK", () => {
  let traced: Traced;
  let aws: number;
  let answer: (incoming: IncomingMessage) => { status: number; body: string };
  beforeEach(async () => {
    traced = await Traced.start();
    answer = () => ({ status: 200, body: "{}" });
    aws = await traced.serve((incoming, response) => {
      const { status, body } = answer(incoming);
      response.writeHead(status, { "x-amzn-requestid": "R-1" });
      incoming.resume().on("end", () => response.end(body));
    });
  });
  afterEach(() => traced.stop());

  /** The subsegment of a call that a handler makes. */
  async function subsegmentOf(work: () => Promise<unknown>): Promise<JsonObject> {
    const port = await traced.serve((_request, response) => {
      void work()
        .catch(() => undefined)
        .then(() => response.end());
    });
    await call(port, { headers: SAMPLED });
    const found = (): JsonObject | undefined => traced.agent.documents.find(({ type }) => type === "subsegment");
    await traced.tracing.flush();
    await traced.agent.until("the subsegment", () => found() !== undefined);
    const subsegment = found() ?? {};
    assert.deepEqual(problemsOf(subsegment), []);
    assert.equal(subsegment.namespace, "aws");
    return subsegment;
  }

  function signed(path: string, headers: Record<string, string>): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const outgoing = request(
        { host: "127.0.0.1", port: aws, path, agent: false, headers: { ...SIGNED, ...headers } },
        (response) => response.resume().on("end", resolve),
      );
      outgoing.on("error", reject);
      outgoing.end();
    });
  }

  const heads: [string, string, Record<string, string>, object][] = [
    ["the JSON protocol", "/", { "x-amz-target": "DynamoDB_20120810.GetItem" }, { operation: "GetItem" }],
    ["the REST protocol of S3", "/bucket/key?x-id=GetObject", {}, { operation: "GetObject" }],
    [
      "the CBOR protocol",
      "/service/GraniteServiceVersion20100801/operation/PutMetricData",
      {},
      { operation: "PutMetricData" },
    ],
    ["a second attempt", "/", { "amz-sdk-request": "attempt=2; max=3" }, { retries: 1 }],
  ];
  for (const [name, path, headers, expected] of heads) {
    it(`is told by the head of the request alone: ${name}`, async () => {
      const subsegment = await subsegmentOf(() => signed(path, headers));
      assert.equal(subsegment.name, "DynamoDB");
      assert.deepEqual(subsegment.aws, { region: "eu-west-1", request_id: "R-1", ...expected });
    });
  }

  it("keeps the signature and the key out of the segment", async () => {
    await subsegmentOf(() => signed("/", {}));
    assert.doesNotMatch(traced.agent.datagrams.join(), /AKIAIOSFODNN7EXAMPLE|00ff/);
  });

  const options = (): ConstructorParameters<typeof XRayClient>[0] => ({
    region: "eu-west-1",
    endpoint: `http://127.0.0.1:${aws}`,
    credentials: { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" },
    maxAttempts: 1,
  });

  describe("with its real clients", () => {
    before(() => {
      traceAwsClient(Object.getPrototypeOf(XRayClient));
    });

    const calls: [string, string, () => Promise<unknown>][] = [
      [
        "X-Ray",
        "GetTraceSummaries",
        () =>
          new XRayClient(options() ?? {}).send(
            new GetTraceSummariesCommand({ StartTime: new Date(0), EndTime: new Date() }),
          ),
      ],
      [
        "CloudWatch",
        "PutMetricData",
        () => new CloudWatchClient(options() ?? {}).send(new PutMetricDataCommand({ Namespace: "n", MetricData: [] })),
      ],
      [
        "SNS",
        "Publish",
        () => new SNSClient(options() ?? {}).send(new PublishCommand({ TopicArn: "t", Message: "m" })),
      ],
    ];
    for (const [service, operation, work] of calls) {
      it(`names ${service} and its operation`, async () => {
        const subsegment = await subsegmentOf(work);
        assert.equal(subsegment.name, service);
        assert.equal(at(subsegment, "aws", "operation"), operation);
        assert.equal(at(subsegment, "aws", "region"), "eu-west-1");
      });
    }

    it("makes a fault of an answer of 500", async () => {
      answer = () => ({ status: 500, body: "{}" });
      const subsegment = await subsegmentOf(() =>
        new SNSClient(options() ?? {}).send(new PublishCommand({ TopicArn: "t", Message: "m" })),
      );
      assert.equal(subsegment.fault, true);
    });
  });
});
