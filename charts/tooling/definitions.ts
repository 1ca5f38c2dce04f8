import { ANSWERED, RULE_MEMBERS, type Member, type Members } from "@pmp/sampling";
import { closed, stringMap, type Schema } from "./json-schema.ts";
import { podDefinitions } from "./pod-definitions.ts";

const dnsLabel = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
const cpu: Schema = { type: ["string", "number"], pattern: "^([0-9]+m|[0-9]+(\\.[0-9]+)?)$" };
const memory: Schema = { type: ["string", "integer"], pattern: "^[0-9]+(\\.[0-9]+)?(k|M|G|T|Ki|Mi|Gi|Ti)?$" };
const quantities = { cpu, memory, "ephemeral-storage": memory };

/** https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/ */
const domain = "[a-z0-9.-]{1,253}";
const labelName = "[A-Za-z0-9]([-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?";
const labels = stringMap(
  { type: "string", maxLength: 63, pattern: "^([A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?)?$" },
  { propertyNames: { pattern: `^(${domain}/)?${labelName}$` } },
);

const imageRepository = "[a-zA-Z0-9][a-zA-Z0-9.-]*(:[0-9]+)?(/[a-z0-9]+([._-]+[a-z0-9]+)*)*";
const variableNames = { propertyNames: { pattern: "^[A-Za-z_][A-Za-z0-9_]*$" } };

const labelSelector = closed({
  matchLabels: { $ref: "#/definitions/labels" },
  matchExpressions: {
    type: "array",
    items: closed(
      {
        key: { type: "string", minLength: 1 },
        operator: { enum: ["In", "NotIn", "Exists", "DoesNotExist"] },
        values: { type: "array", items: { type: "string" } },
      },
      { required: ["key", "operator"] },
    ),
  },
});

const cidrPattern = "^([0-9]{1,3}(\\.[0-9]{1,3}){3}/[0-9]{1,2}|[0-9A-Fa-f:]*:[0-9A-Fa-f:]*/[0-9]{1,3})$";

const anyTime: Schema = { type: ["string", "number"] };

/** A member of X-Ray's record. */
function memberSchema(form: Member): Schema {
  switch (form.kind) {
    case "text":
      return { type: "string", minLength: 1, maxLength: form.max };
    case "number":
      return { type: form.whole === true ? "integer" : "number", minimum: form.min, maximum: form.max };
    case "pairs":
      return stringMap(
        { type: "string", minLength: 1, maxLength: form.value },
        { maxProperties: form.pairs, propertyNames: { minLength: 1, maxLength: form.key } },
      );
    case "constant":
      return { const: form.value };
    case "flag":
      return { type: "boolean" };
    case "record":
      return recordSchema(form.members);
  }
}

function recordSchema(members: Members, more: Readonly<Record<string, Schema>> = {}): Schema {
  const entries = Object.entries(members);
  const properties = Object.fromEntries(entries.map(([name, member]) => [name, memberSchema(member)]));
  const required = entries.flatMap(([name, { optional }]) => (optional === true ? [] : [name]));
  return closed({ ...more, ...properties }, { required });
}

/** The members and limits of @pmp/sampling, and those that X-Ray adds in its answers; the chart leaves these out. */
const samplingRule = recordSchema(RULE_MEMBERS, {
  ...Object.fromEntries(ANSWERED.map((name) => [name, { type: "string" }])),
  CreatedAt: anyTime,
  ModifiedAt: anyTime,
});

const byte = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
const hex = "[0-9A-Fa-f]{1,4}";
/** IPv6 without dots: all groups, or with :: for the ones that are left out. */
const ipv6 = [
  `(${hex}:){7}${hex}`,
  ...[1, 2, 3, 4, 5, 6].map((after) => `(${hex}:){1,${7 - after}}(:${hex}){1,${after}}`),
  `(${hex}:){1,7}:`,
  `:(:${hex}){1,7}`,
  "::",
].join("|");
/**
 * Values of PMP_TRUST_SAMPLED: packages/sampling/src/trust. Go's regular expressions have no look-ahead; see
 * _validate.tpl.
 */
const trustedCaller = [
  "all|none",
  `${byte}(\\.${byte}){3}/(3[0-2]|[12]?[0-9])`,
  `(${ipv6})/(12[0-8]|1[01][0-9]|[1-9]?[0-9])`,
  "header:[!#$%&'*+.^_`|~0-9A-Za-z-]+",
].join("|");
/** Values of PMP_PROPAGATE_TO: packages/sampling/src/targets. */
const propagationTarget = `[A-Za-z0-9*_-]+(\\.[A-Za-z0-9*_-]+)*\\.?|${ipv6}|\\[(${ipv6})\\]`;

/** Shapes that several values share, as JSON Schema definitions (draft 7, which every Helm 3 and 4 reads). */
export const definitions: Readonly<Record<string, Schema>> = {
  ...podDefinitions,
  annotations: stringMap({ type: "string" }, { propertyNames: { pattern: `^(${domain}/)?${labelName}$` } }),
  cidr: { type: "string", pattern: cidrPattern },
  environment: stringMap({ type: "string" }, variableNames),
  hostname: { type: "string", maxLength: 253, pattern: `^(\\*\\.)?${dnsLabel}(\\.${dnsLabel})*$` },
  imageDigest: { type: "string", pattern: "^(sha256:[0-9a-f]{64})?$" },
  imageRepository: { type: "string", pattern: `^${imageRepository}$` },
  ingressTls: closed({
    secretName: { $ref: "#/definitions/name" },
    hosts: { type: "array", uniqueItems: true, items: { $ref: "#/definitions/hostname" } },
  }),
  imageTag: { type: "string", pattern: "^([A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?$" },
  labelSelector,
  labels,
  localReference: closed({ name: { $ref: "#/definitions/name" } }, { required: ["name"] }),
  name: { type: "string", maxLength: 253, pattern: `^${dnsLabel}(\\.${dnsLabel})*$` },
  networkPolicyPeer: closed(
    {
      podSelector: { $ref: "#/definitions/labelSelector" },
      namespaceSelector: { $ref: "#/definitions/labelSelector" },
      ipBlock: closed(
        { cidr: { $ref: "#/definitions/cidr" }, except: { type: "array", items: { $ref: "#/definitions/cidr" } } },
        { required: ["cidr"] },
      ),
    },
    { minProperties: 1 },
  ),
  /** host:port, as AWS_XRAY_DAEMON_ADDRESS takes it. */
  optionalAddress: {
    type: "string",
    maxLength: 259,
    pattern: `^(${dnsLabel}(\\.${dnsLabel})*:[0-9]{1,5}|\\[(${ipv6})\\]:[0-9]{1,5})?$`,
  },
  optionalImageRepository: { type: "string", pattern: `^(${imageRepository})?$` },
  /** Room for the longest suffix that the chart adds, in the 63 characters of a Service's name. */
  optionalObjectName: { type: "string", maxLength: 50, pattern: "^([a-z]([-a-z0-9]*[a-z0-9])?)?$" },
  optionalPath: { type: "string", pattern: "^(/[^\\s]*)?$" },
  optionalName: { type: "string", maxLength: 253, pattern: `^(${dnsLabel}(\\.${dnsLabel})*)?$` },
  parentReference: closed(
    {
      name: { $ref: "#/definitions/name" },
      namespace: { $ref: "#/definitions/name" },
      sectionName: { $ref: "#/definitions/name" },
      port: { $ref: "#/definitions/port" },
    },
    { required: ["name"] },
  ),
  port: { type: "integer", minimum: 1, maximum: 65535 },
  propagationTarget: { type: "string", maxLength: 253, pattern: `^(${propagationTarget})$` },
  proxyUrl: { type: "string", pattern: "^(https?://[^\\s/?#]+/?)?$" },
  pullPolicy: { enum: ["Always", "IfNotPresent", "Never"] },
  resources: closed(
    { requests: closed(quantities), limits: closed(quantities, { required: ["memory"] }) },
    { required: ["limits"] },
  ),
  roleArn: { type: "string", pattern: "^(arn:aws(-[a-z]+)*:iam::[0-9]{12}:role/[A-Za-z0-9+=,.@_/-]{1,512})?$" },
  samplingRecord: closed({
    SamplingRule: { $ref: "#/definitions/samplingRule" },
    CreatedAt: anyTime,
    ModifiedAt: anyTime,
  }),
  samplingRule,
  /** A rule, or the record that `aws xray get-sampling-rules` prints around it. */
  samplingRuleOrRecord: {
    if: { type: "object", required: ["SamplingRule"] },
    then: { $ref: "#/definitions/samplingRecord" },
    else: { $ref: "#/definitions/samplingRule" },
  },
  toleration: closed({
    key: { type: "string" },
    operator: { enum: ["Exists", "Equal"] },
    value: { type: "string" },
    effect: { enum: ["NoSchedule", "PreferNoSchedule", "NoExecute"] },
    tolerationSeconds: { type: "integer", minimum: 0 },
  }),
  trustedCaller: { type: "string", maxLength: 200, pattern: `^(${trustedCaller})$` },
  unprivilegedPort: { type: "integer", minimum: 1024, maximum: 65535 },
  url: { type: "string", pattern: "^(https?://[^\\s/?#]+(/[^\\s]*)?)?$" },
};
