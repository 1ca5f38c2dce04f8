import { Ajv } from "ajv";

/**
 * The documented segment document, written from
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-api-segmentdocuments.html and closed: a field that is not
 * documented fails. `links` is what the OpenTelemetry collector's exporter for X-Ray sends.
 */
const id = { type: "string", pattern: "^[0-9a-f]{16}$" };
const traceId = { type: "string", pattern: "^1-[0-9a-f]{8}-[0-9a-f]{24}$" };
const text = { type: "string", minLength: 1 };
const closed = { type: "object", additionalProperties: false };
const texts = { type: "object", additionalProperties: text };

const exception = {
  ...closed,
  required: ["id"],
  properties: {
    id,
    message: { type: "string" },
    type: text,
    remote: { type: "boolean" },
    truncated: { type: "integer", minimum: 1 },
    skipped: { type: "integer", minimum: 1 },
    cause: id,
    stack: {
      type: "array",
      items: {
        ...closed,
        required: ["path", "line", "label"],
        properties: { path: text, line: { type: "integer", minimum: 0 }, label: text },
      },
    },
  },
};

const common = {
  name: { type: "string", minLength: 1, maxLength: 200, pattern: "^[\\p{L}\\p{N}\\s_.:/%&#=+\\\\\\-@]+$" },
  id,
  trace_id: traceId,
  parent_id: id,
  start_time: { type: "number", exclusiveMinimum: 0 },
  end_time: { type: "number", exclusiveMinimum: 0 },
  in_progress: { const: true },
  fault: { const: true },
  error: { const: true },
  throttle: { const: true },
  cause: {
    ...closed,
    required: ["working_directory", "exceptions"],
    properties: {
      working_directory: text,
      paths: { type: "array", items: text },
      exceptions: { type: "array", minItems: 1, items: exception },
    },
  },
  http: {
    ...closed,
    minProperties: 1,
    properties: {
      request: {
        ...closed,
        minProperties: 1,
        properties: {
          method: text,
          url: { type: "string", not: { pattern: "[?#]" } },
          user_agent: { type: "string" },
          client_ip: text,
          x_forwarded_for: { type: "boolean" },
          traced: { type: "boolean" },
        },
      },
      response: {
        ...closed,
        minProperties: 1,
        properties: { status: { type: "integer" }, content_length: { type: "integer", minimum: 0 } },
      },
    },
  },
  aws: {
    ...closed,
    properties: {
      operation: text,
      account_id: text,
      region: text,
      request_id: text,
      queue_url: text,
      table_name: text,
      retries: { type: "integer", minimum: 0 },
      ec2: texts,
      ecs: texts,
      eks: texts,
      elastic_beanstalk: {
        ...closed,
        properties: { environment_name: text, version_label: text, deployment_id: { type: "integer", minimum: 0 } },
      },
      cloudwatch_logs: {
        type: "array",
        items: { ...closed, properties: { log_group: text, arn: text } },
      },
      xray: {
        ...closed,
        required: ["sdk", "sdk_version"],
        properties: {
          sdk: text,
          sdk_version: text,
          auto_instrumentation: { type: "boolean" },
          sampling_rule_name: { type: "string", minLength: 1, maxLength: 32 },
        },
      },
    },
  },
  annotations: {
    type: "object",
    maxProperties: 50,
    propertyNames: { pattern: "^[A-Za-z0-9_.]{1,500}$" },
    additionalProperties: { type: ["string", "number", "boolean"], maxLength: 1000 },
  },
  metadata: { type: "object", additionalProperties: { type: "object" } },
  links: {
    type: "array",
    items: {
      ...closed,
      required: ["id", "trace_id"],
      properties: { id, trace_id: traceId, attributes: { type: "object" } },
    },
  },
};

const segment = {
  ...closed,
  required: ["name", "id", "trace_id", "start_time"],
  oneOf: [{ required: ["end_time"] }, { required: ["in_progress"] }],
  properties: {
    ...common,
    origin: { type: "string", pattern: "^AWS::" },
    service: { ...closed, required: ["version"], properties: { version: text } },
    user: { type: "string", minLength: 1, maxLength: 250 },
  },
};

const subsegment = {
  ...closed,
  required: ["name", "id", "trace_id", "parent_id", "start_time", "type"],
  oneOf: [{ required: ["end_time"] }, { required: ["in_progress"] }],
  properties: {
    ...common,
    type: { const: "subsegment" },
    namespace: { enum: ["aws", "remote"] },
    sql: {
      ...closed,
      properties: { database_type: text, user: text, url: text, sanitized_query: text },
    },
  },
};

const ajv = new Ajv({ allErrors: true, strict: true, strictTypes: false, strictRequired: false, unicodeRegExp: true });
const validateSegment = ajv.compile(segment);
const validateSubsegment = ajv.compile(subsegment);

/** What is wrong with a document, in words; empty when it is a documented one. */
export function problemsOf(document: object): string[] {
  const validate = "type" in document ? validateSubsegment : validateSegment;
  if (validate(document)) return [];
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) => `${instancePath} ${message} ${JSON.stringify(params)}`,
  );
}
