import type { SamplingRequest, XRaySamplingRule } from "@pmp/sampling";
import type { Budget } from "./automaton.ts";
import { finiteDomain, textDomain } from "./domain.ts";
import type { Constraint, Domain } from "./domain.ts";

/**
 * Service types by OpenTelemetry's `cloud.platform`, as the X-Ray samplers derive them.
 * https://opentelemetry.io/docs/specs/semconv/registry/attributes/cloud/
 */
export const SERVICE_TYPES = {
  aws_eks: "AWS::EKS::Container",
  aws_ecs: "AWS::ECS::Container",
  aws_ec2: "AWS::EC2::Instance",
  aws_elastic_beanstalk: "AWS::ElasticBeanstalk::Environment",
  aws_lambda: "AWS::Lambda::Function",
} as const;

/** A platform by the value of OpenTelemetry's `cloud.platform`. */
export type Platform = keyof typeof SERVICE_TYPES;
export const PLATFORMS = Object.keys(SERVICE_TYPES) as readonly string[] as readonly [Platform, ...Platform[]];

/** Methods of https://www.rfc-editor.org/rfc/rfc9110#name-methods and PATCH, and OpenTelemetry's name for any other. */
export const METHODS = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "CONNECT",
  "TRACE",
  "_OTHER",
] as const;

/**
 * Other methods accepted by Node's parser. https://www.iana.org/assignments/http-methods/ and `http.METHODS`; the
 * parser refuses a request with any other.
 */
export const OTHER_METHODS: readonly string[] = (
  "ACL BIND CHECKOUT COPY LINK LOCK M-SEARCH MERGE MKACTIVITY MKCALENDAR MKCOL MOVE NOTIFY PROPFIND PROPPATCH PURGE QUERY " +
  "REBIND REPORT SEARCH SOURCE SUBSCRIBE UNBIND UNLINK UNLOCK UNSUBSCRIBE"
).split(" ");

/** X-Ray's service types that are not container platforms. */
const MANAGED_TYPES = ["AWS::APIGateway::Stage", "AWS::AppRunner::Service", "AWS::AppSync::GraphQLAPI"];

/** Known attributes of the process whose requests the rules decide; absent ones can have any value. */
export interface Process {
  readonly service?: string;
  readonly platform?: Platform;
}

/** One field of a request: its possible values and each rule's condition on it. */
export interface Field {
  readonly name: string;
  readonly domain: Domain;
  constraint(rule: XRaySamplingRule): Constraint;
  /** Adds a value to a request. */
  put(request: SamplingRequest, value: string): void;
}

/** The fields of all requests that the process can get. */
export function fieldsOf(rules: readonly XRaySamplingRule[], runtime: Process, budget: Budget): Field[] {
  const text = (shape: string, missing: "shown" | "avoided"): Domain => textDomain(shape, missing, budget);
  const types = runtime.platform === undefined ? [undefined, ...knownTypes()] : [SERVICE_TYPES[runtime.platform]];
  return [
    field(
      "path",
      text("/*", "avoided"),
      (rule) => rule.URLPath,
      (request, value) => (request.path = value),
    ),
    field(
      "method",
      finiteDomain(methodsOf(rules)),
      (rule) => rule.HTTPMethod,
      (request, value) => (request.method = value),
    ),
    field(
      "host",
      text("?*", "shown"),
      (rule) => rule.Host,
      (request, value) => (request.host = value),
    ),
    field(
      "service",
      runtime.service === undefined ? text("?*", "avoided") : finiteDomain([runtime.service]),
      (rule) => rule.ServiceName,
      (request, value) => (request.service = value),
    ),
    field(
      "serviceType",
      finiteDomain(types),
      (rule) => rule.ServiceType,
      (request, value) => (request.serviceType = value),
    ),
    field(
      "resourceArn",
      text("?*", "shown"),
      (rule) => rule.ResourceARN,
      (request, value) => (request.resourceArn = value),
    ),
    ...attributesOf(rules).map((key) => attributeField(key, text("*", "shown"))),
  ];
}

/** The types a request can have on any platform. */
export function knownTypes(): string[] {
  return [...Object.values(SERVICE_TYPES), ...MANAGED_TYPES];
}

function field(name: string, domain: Domain, pattern: (rule: XRaySamplingRule) => string, put: Field["put"]): Field {
  return {
    name,
    domain,
    put,
    constraint: (rule) => (pattern(rule) === "*" ? undefined : pattern(rule)),
  };
}

function attributeField(key: string, domain: Domain): Field {
  return {
    name: `attribute ${key}`,
    domain,
    // An attribute must be there even when its pattern is *.
    constraint: (rule) =>
      rule.Attributes !== undefined && Object.hasOwn(rule.Attributes, key) ? rule.Attributes[key] : undefined,
    put: (request, value) => (request.attributes = { ...request.attributes, [key]: value }),
  };
}

function attributesOf(rules: readonly XRaySamplingRule[]): string[] {
  return [...new Set(rules.flatMap((rule) => Object.keys(rule.Attributes ?? {})))];
}

/** A rarer method counts as possible when a rule names it in full. */
function methodsOf(rules: readonly XRaySamplingRule[]): (string | undefined)[] {
  const named = rules.map((rule) => rule.HTTPMethod.toUpperCase()).filter((method) => OTHER_METHODS.includes(method));
  return [...new Set([...METHODS, ...named]), undefined];
}
