import fc from "fast-check";
import { SpanKind, SpanStatusCode, type Attributes, type HrTime } from "../../../../packages/tracing/testing.ts";
import type { FinishedSpan, SpanEvent } from "../../../../packages/tracing/src/span.ts";

/** Every attribute that some part of a document is made of, so that the made-up values reach that part. */
const KEYS = [
  ["aws.account.id", "aws.dynamodb.table_names", "aws.operation", "aws.queue_url", "aws.region", "aws.remote.service"],
  ["aws.request_id", "aws.retries", "aws.sqs.queue.url", "aws.table_name", "aws.xray.annotations"],
  ["aws.xray.metadata.default", "aws.xray.metadata.shop", "aws.xray.metadata.__proto__", "aws.xray.sampling_rule_name"],
  ["client.address", "cloud.account.id", "cloud.provider", "cloud.region", "db.name", "db.namespace", "db.query.text"],
  ["db.statement", "db.system", "db.system.name", "db.user", "enduser.id", "error.type", "http.client_ip", "http.host"],
  ["http.method", "http.request.method", "http.response.body.size", "http.response.status_code", "http.route"],
  ["http.response_content_length", "http.scheme", "http.status_code", "http.target", "http.url", "http.user_agent"],
  ["messaging.destination.name", "net.host.name", "net.host.port", "net.peer.name", "net.peer.port"],
  ["network.peer.address", "peer.service", "rpc.method", "rpc.service", "rpc.system", "server.address", "server.port"],
  ["url.full", "url.path", "url.query", "url.scheme", "user.id", "user_agent.original"],
  ["password", "http.request.body", "__proto__", "constructor", "", " ", "events", "note"],
].flat();

const RESOURCE_KEYS = [
  ["service.name", "service.version", "cloud.platform", "cloud.region", "cloud.account.id", "cloud.availability_zone"],
  ["host.id", "host.type", "host.image.id", "aws.ecs.container.arn", "aws.ecs.cluster.arn", "aws.ecs.task.arn"],
  ["aws.ecs.task.family", "aws.ecs.launchtype", "k8s.cluster.name", "k8s.pod.name", "container.id"],
  ["aws.log.group.names", "aws.log.group.arns"],
].flat();

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.constantFrom(
    "",
    " ",
    "GET",
    "aws-api",
    "postgresql",
    "redis",
    "aws_eks",
    "aws_ecs",
    "EC2",
    "FARGATE",
    "200",
    "-1",
  ),
  fc.constantFrom(
    "https://u:p@h.example:8443/x?token=1#f",
    "::1",
    "[::1]",
    "h.example:80",
    "/x?y",
    "SELECT 'a' FROM t",
  ),
  fc.constantFrom('{"a":{"b":[1,null]}}', "[1]", "null", "{", '{"__proto__":{"polluted":1}}', "4111111111111111"),
  fc.string({ unit: "grapheme", minLength: 200, maxLength: 300, size: "max" }),
);
const number = fc.oneof(
  fc.integer(),
  fc.double(),
  fc.constantFrom(0, -0, -1, 1.5, 99, 200, 400, 429, 499, 500, 599, 600, NaN, Infinity, 2 ** 53, 4111111111111111),
);
/** What the SDK lets through, and what an instrumentation without types may set all the same. */
const value = fc.oneof(
  text,
  number,
  fc.boolean(),
  fc.array(text, { maxLength: 4 }),
  fc.array(number, { maxLength: 4 }),
  fc.constantFrom(null, undefined, 10n, new Date(0), new Uint8Array(3)),
  fc.array(fc.constantFrom("note", "password", "server.port", "missing", "a b"), { maxLength: 60 }),
  fc.dictionary(text, fc.oneof(text, number, fc.constant(null)), { maxKeys: 3 }),
) as fc.Arbitrary<Attributes[string]>;

function attributes(keys: readonly string[]): fc.Arbitrary<Attributes> {
  return fc.dictionary(fc.oneof(fc.constantFrom(...keys), text), value, { maxKeys: 12, noNullPrototype: true });
}

const hex = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...Array.from("0123456789abcdef")), minLength: length, maxLength: length });
const context = fc.record({ traceId: hex(32), spanId: hex(16), traceFlags: fc.constant(1) });
const time: fc.Arbitrary<HrTime> = fc.tuple(
  fc.integer({ min: 1, max: 4_000_000_000 }),
  fc.integer({ min: 0, max: 999_999_999 }),
);
const stack = fc
  .array(
    fc.oneof(
      text,
      text.map((line) => `    at ${line}`),
      text.map((path) => `    at f (${path}:1:2)`),
    ),
  )
  .map((lines) => lines.join("\n"));
const exception: fc.Arbitrary<SpanEvent> = fc.record({
  name: fc.constant("exception"),
  time,
  attributes: fc.record(
    {
      "exception.type": value,
      "exception.message": value,
      "exception.stacktrace": fc.oneof(stack, value),
      "pmp.exception.is_cause": fc.constant(true),
    },
    { requiredKeys: [] },
  ),
});
const event: fc.Arbitrary<SpanEvent> = fc.oneof(
  exception,
  fc.record({ name: text, time, attributes: attributes(KEYS) }),
  fc.record({ name: text, time }),
);

/** Spans as no program makes them. */
export const spans: fc.Arbitrary<FinishedSpan> = fc
  .record({
    name: text,
    kind: fc.constantFrom(SpanKind.INTERNAL, SpanKind.SERVER, SpanKind.CLIENT, SpanKind.PRODUCER, SpanKind.CONSUMER),
    own: context,
    parent: fc.option(fc.tuple(hex(16), fc.boolean()), { nil: undefined }),
    startTime: time,
    endTime: time,
    status: fc.oneof(
      fc.constant({ code: SpanStatusCode.UNSET }),
      fc.record({ code: fc.constant(SpanStatusCode.ERROR), message: text }),
      fc.constant({ code: SpanStatusCode.ERROR }),
    ),
    attributes: attributes(KEYS),
    resource: attributes(RESOURCE_KEYS),
    events: fc.array(event, { maxLength: 4 }),
    links: fc.array(fc.record({ context, attributes: attributes(KEYS) }, { requiredKeys: ["context"] }), {
      maxLength: 3,
    }),
    ended: fc.boolean(),
  })
  .map(({ own, parent, resource, ...span }) => ({
    ...span,
    spanContext: () => own,
    parentSpanContext: parent && { traceId: own.traceId, spanId: parent[0], traceFlags: 1, isRemote: parent[1] },
    resource: { attributes: resource },
  }));
