import { Checks, formatProblem, LIMITS, member } from "@pmp/sampling";
import type { AnomalyCondition } from "./settings.ts";

/** The value of AWS_XRAY_ADAPTIVE_SAMPLING_CONFIG. */
export interface Configuration {
  readonly conditions?: readonly AnomalyCondition[];
  readonly perSecond?: number;
}

const MAX_PATTERN = 200;
const MAX_OPERATION = 500;
const KEYS = ["version", "anomalyConditions", "anomalyCaptureLimit"];
const CONDITION_KEYS = ["errorCodeRegex", "operations", "highLatencyMs", "usage"];
/** The examples of AWS's documentation and its SDKs say `anomaly-trace-capture`, the documented table the other one. */
const USAGES = ["both", "sampling-boost", "anomaly-trace-capture", "anomaly-span-capture"] as const;

/**
 * Reads AWS's local configuration of adaptive sampling, which its other SDKs take as YAML, as JSON.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-adaptive-sampling.html
 * @throws Error with every problem
 */
export function parseConfiguration(text: string): Configuration {
  const checks = new Checks();
  const record = checks.object("", parsed(text), 'Write it as {"version":1}.');
  if (record) checks.keys("", record, KEYS);
  if (record) checks.number("version", asNumber(record.version), { min: 1, max: 1.999 }, 'Write "version":1.');
  const conditions = readConditions(checks, record?.anomalyConditions);
  const perSecond = readLimit(checks, record?.anomalyCaptureLimit);
  if (checks.problems.length > 0) throw new Error(checks.problems.map((problem) => formatProblem(problem)).join(" "));
  return { ...(conditions && { conditions }), ...(perSecond !== undefined && { perSecond }) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      'it is not JSON. Write it as JSON, which AWS\'s other SDKs read as well, such as {"version":1,"anomalyConditions":[{"highLatencyMs":500}]}.',
    );
  }
}

/** YAML's examples say 1.0, which some write as a text. */
function asNumber(value: unknown): unknown {
  return typeof value === "string" && value.trim() !== "" ? Number(value) : value;
}

function readConditions(checks: Checks, value: unknown): AnomalyCondition[] | undefined {
  if (value === undefined) return undefined;
  const list = checks.list("anomalyConditions", value, "Write a list of conditions.") ?? [];
  return list.flatMap((item, i) => readCondition(checks, `anomalyConditions[${i}]`, item) ?? []);
}

function readCondition(checks: Checks, path: string, value: unknown): AnomalyCondition | undefined {
  const record = checks.object(path, value, 'Write it as {"highLatencyMs":500}.');
  if (!record) return undefined;
  checks.keys(path, record, CONDITION_KEYS);
  const { errorCodeRegex, highLatencyMs, operations, usage = "both" } = record;
  if (errorCodeRegex === undefined && highLatencyMs === undefined) {
    checks.add(
      "missing",
      path,
      value,
      "errorCodeRegex, highLatencyMs, or both",
      "Add one of them, or remove the condition.",
    );
  }
  const status =
    errorCodeRegex === undefined ? undefined : readPattern(checks, member(path, "errorCodeRegex"), errorCodeRegex);
  const latencyMs =
    highLatencyMs === undefined
      ? undefined
      : checks.number(member(path, "highLatencyMs"), highLatencyMs, { min: 1 }, "Write milliseconds.");
  const listed = operations === undefined ? undefined : readOperations(checks, member(path, "operations"), operations);
  const used = checks.oneOf(member(path, "usage"), usage, USAGES, "Remove it for both.");
  return {
    ...(status && { status }),
    ...(latencyMs !== undefined && { latencyMs }),
    ...(listed && { operations: listed }),
    boost: used === "both" || used === "sampling-boost",
    capture: used !== "sampling-boost",
  };
}

function readPattern(checks: Checks, path: string, value: unknown): RegExp | undefined {
  const source = checks.text(
    path,
    value,
    MAX_PATTERN,
    "Write a regular expression for the status, such as 5\\\\d\\\\d.",
  );
  if (source === undefined) return undefined;
  try {
    return new RegExp(`^(?:${source})$`);
  } catch {
    checks.add("wrong-pattern", path, value, "a regular expression", "Correct it, such as 429|5\\\\d\\\\d.");
    return undefined;
  }
}

function readOperations(checks: Checks, path: string, value: unknown): string[] | undefined {
  const fix = 'Write names such as "GET /orders": the method and the first part of the path.';
  return checks
    .list(path, value, fix)
    ?.flatMap((item, i) => checks.text(`${path}[${i}]`, item, MAX_OPERATION, fix) ?? []);
}

function readLimit(checks: Checks, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const fix = 'Write it as {"anomalyTracesPerSecond":1}.';
  const record = checks.object("anomalyCaptureLimit", value, fix);
  if (!record) return undefined;
  checks.keys("anomalyCaptureLimit", record, ["anomalyTracesPerSecond"]);
  const path = "anomalyCaptureLimit.anomalyTracesPerSecond";
  return checks.number(
    path,
    record.anomalyTracesPerSecond,
    { min: 0, max: LIMITS.capturesPerSecond, whole: true },
    fix,
  );
}
