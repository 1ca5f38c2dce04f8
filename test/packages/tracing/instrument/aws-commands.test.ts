import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type IncomingHttpHeaders } from "node:http2";
import { GetTraceSummariesCommand, XRayClient } from "@aws-sdk/client-xray";
import { NodeHttp2Handler } from "@smithy/node-http-handler";
import fc from "fast-check";
import { traceAwsClient } from "../../../../packages/tracing/src/instrument/aws-sdk.ts";
import { handled } from "../support/handled.ts";
import { at, Traced } from "../support/traced.ts";
import { answer, Upstream } from "../support/upstream.ts";

const OK = answer(200, "{}");
const refused = (status: number, code: string): string =>
  answer(status, JSON.stringify({ __type: `com.amazonaws#${code}`, message: "the words of AWS" }));

describe("a command of the AWS SDK", () => {
  let traced: Traced;
  let aws: Upstream;
  before(() => traceAwsClient(XRayClient));
  beforeEach(async () => {
    traced = await Traced.start();
    aws = await Upstream.start();
  });
  afterEach(async () => {
    aws.close();
    await traced.stop();
  });

  /** Answers the attempts one after the other; an empty text breaks the connection. */
  function answering(...texts: string[]): void {
    let count = 0;
    aws.script = (socket) => {
      const text = texts[Math.min(count, texts.length - 1)] ?? "";
      count += 1;
      if (text === "") socket.destroy();
      else socket.end(text);
    };
  }

  function client(options: object = {}): XRayClient {
    const credentials = { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "secret" };
    return new XRayClient({ region: "eu-west-1", endpoint: aws.url(""), credentials, maxAttempts: 3, ...options });
  }

  const command = (): GetTraceSummariesCommand =>
    new GetTraceSummariesCommand({ StartTime: new Date(0), EndTime: new Date(1) });

  it("is one subsegment with all of its attempts, and each of them carries its id", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("", refused(500, "InternalFailure"), refused(429, "ThrottledException")), {
          maxLength: 2,
        }),
        async (failures) => {
          answering(...failures, OK);
          const before = aws.heads.length;
          const { calls } = await handled(traced, () => client().send(command()));
          assert.equal(calls.length, 1);
          const [made] = calls;
          assert.equal(made?.namespace, "aws");
          assert.equal(made.name, "X-Ray");
          assert.equal(at(made, "aws", "operation"), "GetTraceSummaries");
          assert.equal(at(made, "aws", "region"), "eu-west-1");
          assert.equal(at(made, "aws", "retries"), failures.length === 0 ? undefined : failures.length);
          assert.equal(at(made, "http", "response", "status"), 200);
          assert.deepEqual(
            [made.fault, made.error, made.throttle, made.cause],
            [undefined, undefined, undefined, undefined],
          );
          assert.equal(aws.heads.length - before, failures.length + 1);
          for (let i = before; i < aws.heads.length; i += 1) {
            assert.match(aws.sent("x-amzn-trace-id", i).join(), new RegExp(`Parent=${String(made.id)};Sampled=1$`));
          }
        },
      ),
      { numRuns: 6 },
    );
  });

  const codes: [number, string, boolean][] = [
    [400, "ProvisionedThroughputExceededException", true],
    [400, "ThrottlingException", true],
    [400, "ThrottledException", true],
    [400, "RequestLimitExceeded", true],
    [400, "LimitExceededException", true],
    [503, "SlowDown", true],
    [429, "AnyOther", true],
    [400, "ValidationException", false],
    [404, "ResourceNotFoundException", false],
    [500, "InternalFailure", false],
  ];
  for (const [status, code, throttle] of codes) {
    it(`that is refused by ${code} (${status}) says so with AWS's words${throttle ? ", and is throttled" : ""}`, async () => {
      answering(refused(status, code));
      const seen: unknown[] = [];
      const { calls } = await handled(traced, () =>
        client({ maxAttempts: 1 })
          .send(command())
          .catch((error: unknown) => seen.push(error)),
      );
      assert.equal(calls.length, 1);
      const [made] = calls;
      assert.equal(made?.throttle, throttle ? true : undefined);
      assert.equal(made?.error, status < 500 ? true : undefined);
      assert.equal(made?.fault, status >= 500 ? true : undefined);
      assert.equal(at(made, "http", "response", "status"), status);
      assert.equal(at(made, "cause", "exceptions", 0, "type"), code);
      assert.equal(at(made, "cause", "exceptions", 0, "message"), "the words of AWS");
      assert.equal(at(made, "cause", "exceptions", 0, "remote"), true);
      assert.equal(seen.length, 1, "the app gets the error as well");
    });
  }

  it("that never reached AWS is a fault of the connection", async () => {
    answering("");
    const { calls } = await handled(traced, () => client({ maxAttempts: 1 }).send(command()));
    assert.equal(calls.length, 1);
    assert.equal(calls[0]?.fault, true);
    assert.equal(at(calls[0], "cause", "exceptions", 0, "type"), "ECONNRESET");
    assert.equal(at(calls[0], "cause", "exceptions", 0, "remote"), undefined);
  });

  it("calls its callback once, where send was called", async () => {
    answering(OK);
    const results: unknown[] = [];
    const { calls, segment } = await handled(
      traced,
      () =>
        new Promise<void>((resolve) => {
          client().send(command(), (error: unknown, output: unknown) => {
            results.push(error, typeof output);
            void fetch(aws.url("/after")).then(() => resolve());
          });
        }),
      { count: 2 },
    );
    assert.deepEqual(results, [null, "object"]);
    assert.deepEqual(
      calls.map(({ parent_id }) => parent_id),
      [segment.id, segment.id],
    );
  });

  it("goes over HTTP/2 as well, with the trace", async () => {
    const received: IncomingHttpHeaders[] = [];
    const server = createServer().on("stream", (stream, headers) => {
      received.push(headers);
      stream.respond({ ":status": 200, "x-amzn-requestid": "H-1" });
      stream.end("{}");
    });
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const over = client({ endpoint: `http://127.0.0.1:${port}`, requestHandler: new NodeHttp2Handler() });
    const { calls } = await handled(traced, () => over.send(command()));
    over.destroy();
    server.close();
    assert.equal(calls.length, 1);
    assert.equal(calls[0]?.namespace, "aws");
    assert.equal(at(calls[0], "aws", "request_id"), "H-1");
    assert.match(String(received[0]?.["x-amzn-trace-id"]), new RegExp(`Parent=${String(calls[0].id)};Sampled=1$`));
  });
});
