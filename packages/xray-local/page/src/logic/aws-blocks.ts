import { fieldsOf, type Field } from "./segment.ts";

/** A part of a segment's `aws` block, as a block of its own. */
export interface AwsPart {
  readonly title: string;
  readonly fields: readonly Field[];
}

type Aws = Readonly<Record<string, unknown>>;

/** Where the segment's service runs, in the order in which the console shows it. */
const PLATFORMS: readonly (readonly [string, string])[] = [
  ["ecs", "ECS"],
  ["eks", "EKS"],
  ["ec2", "EC2"],
  ["elastic_beanstalk", "Elastic Beanstalk"],
];
const LOGS = "cloudwatch_logs";
const SDK = "xray";

/** A segment's `aws` block in parts: the call, where the service runs, its log groups, and what recorded it. */
export function awsParts(aws: Aws = {}): AwsPart[] {
  const apart = new Set([...PLATFORMS.map(([key]) => key), LOGS, SDK]);
  const call = Object.fromEntries(Object.entries(aws).filter(([key]) => !apart.has(key)));
  return [
    { title: "AWS", fields: fieldsOf(call) },
    ...PLATFORMS.map(([key, title]) => ({ title, fields: objectFields(key, aws[key]) })),
    { title: "CloudWatch Logs", fields: logFields(aws[LOGS]) },
    { title: "Recorded by", fields: sdkFields(aws[SDK]) },
  ].filter(({ fields }) => fields.length > 0);
}

/** Any sender may write something else than an object: it is shown as it is. */
function objectFields(key: string, value: unknown): Field[] {
  return isObject(value) ? fieldsOf(value) : fieldsOf({ [key]: value });
}

/** An ARN names its group too, so that one of them is enough. */
function logFields(groups: unknown): Field[] {
  if (!Array.isArray(groups)) return fieldsOf({ [LOGS]: groups });
  return groups.flatMap((each: unknown) => {
    if (!isObject(each)) return fieldsOf({ [LOGS]: each });
    const { log_group: group, arn, ...more } = each;
    const name = group ?? arn;
    return fieldsOf({ ...(name !== undefined && { group: name }), ...more });
  });
}

/** `pmp-tracing 0.1.0` in one field. */
function sdkFields(value: unknown): Field[] {
  if (!isObject(value)) return fieldsOf({ [SDK]: value });
  const { sdk, sdk_version: version, ...more } = value;
  if (typeof sdk !== "string" || typeof version !== "string") return fieldsOf(value);
  return fieldsOf({ sdk: `${sdk} ${version}`, ...more });
}

function isObject(value: unknown): value is Aws {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
