import { isMap, isScalar, visit } from "yaml";
import { METRIC } from "../deployment/metrics.ts";
import { mapsOf, nodeAt, pairsOf, startOf, textAt, textOf } from "../deployment/nodes.ts";
import { actionsOf, allowing } from "../deployment/policies.ts";
import { apiRulesOf } from "../deployment/sampling-files.ts";
import { variablesOf } from "../deployment/variables.ts";
import { daemonsOf, objectsOf, taskDefinitionsOf } from "../deployment/workloads.ts";
import { DataFile } from "../read/data-file.ts";
import type { TextFile } from "../read/text-file.ts";

/** What a file shows of a point of the checklist. */
export interface Evidence {
  readonly path: string;
  readonly line: number;
  readonly what: string;
}

type Find = (file: DataFile | TextFile) => Iterable<Evidence>;

/** Policies that allow an agent's calls, of one's own or AWS's. */
export const policies: Find = function* (file) {
  if (!(file instanceof DataFile)) return;
  for (const { statement } of allowing(file)) {
    const allows = actionsOf(statement).some((action) => /^xray:(?:PutTraceSegments|Put\*|\*)$/i.test(action));
    if (allows) yield at(file, startOf(statement), "allows xray:PutTraceSegments");
  }
  yield* scalars(file, /AWSX[Rr]ay(?:DaemonWrite|WriteOnly)Access$/, "attaches");
  yield* stacks(file);
};

/** Roles that something may assume, and what they are attached to. */
export const roles: Find = function* (file) {
  if (!(file instanceof DataFile)) return;
  for (const { statement } of allowing(file)) {
    const action = actionsOf(statement).find((one) => /^sts:AssumeRole(?:WithWebIdentity)?$/.test(one));
    if (action !== undefined) yield at(file, startOf(statement), "trusts somebody with a role");
  }
  for (const object of objectsOf(file)) {
    const role = textAt(object, "metadata", "annotations", "eks.amazonaws.com/role-arn");
    if (role !== undefined)
      yield at(file, startOf(object), `gives ${textAt(object, "metadata", "name") ?? ""} the role ${role}`);
  }
  for (const { node } of taskDefinitionsOf(file)) {
    const role = textAt(node, "taskRoleArn");
    if (role !== undefined) yield at(file, startOf(node), `task role ${role}`);
  }
  for (const values of chartValues(file)) {
    const role = textAt(values, "agent", "identity", "roleArn");
    if (role !== undefined && role !== "") yield at(file, startOf(values), `gives the agent the role ${role}`);
  }
  yield* stacks(file);
};

/** Agents. */
export const agents: Find = function* (file) {
  if (!(file instanceof DataFile)) return;
  for (const { container, image } of daemonsOf(file)) yield at(file, startOf(container), `runs ${image}`);
  for (const values of chartValues(file)) yield at(file, startOf(values), "values of the chart pmp-xray");
  yield* stacks(file);
};

/** Tracing that is switched on, in code or in a start command. */
export function tracing(path: string, text: string): Evidence[] {
  const index = text.indexOf("@pmp/tracing/register");
  return index === -1
    ? []
    : [{ path, line: text.slice(0, index).split("\n").length, what: "loads @pmp/tracing/register" }];
}

/** The variables that an app needs. */
export const variables: Find = function* (file) {
  for (const { name, start, value = "" } of variablesOf(file)) {
    if (/^(?:OTEL_SERVICE_NAME|AWS_XRAY_DAEMON_ADDRESS)$/.test(name)) yield at(file, start, `sets ${name}=${value}`);
  }
  if (!(file instanceof DataFile)) return;
  for (const values of chartValues(file)) yield at(file, startOf(values), "values of the chart, which sets them");
  yield* stacks(file);
};

/** Sampling rules and plans. */
export const sampling: Find = function* (file) {
  if (!(file instanceof DataFile)) return;
  for (const { node, mended } of apiRulesOf(file))
    yield at(file, startOf(node), `sampling rule ${String(mended.rule.RuleName)}`);
  for (const { contents } of file.documents) {
    const plan = nodeAt(contents, "config", "pmp-xray:sampling");
    if (plan !== undefined) yield at(file, startOf(plan), "a sampling plan");
    const rules = nodeAt(contents, "sampling", "rules");
    if (rules !== undefined) yield at(file, startOf(rules), "sampling rules of the chart");
  }
};

/** Dashboards with X-Ray's metric. */
export const dashboards: Find = function* (file) {
  if (!(file instanceof DataFile)) return;
  for (const { node } of mapsOf(file)) {
    const metrics = nodeAt(node, "metrics");
    if (metrics !== undefined && sourceOf(file, metrics).includes(METRIC))
      yield at(file, startOf(metrics), `draws ${METRIC}`);
  }
  yield* stacks(file);
};

/** Alarms on X-Ray's metric. */
export const alarms: Find = function* (file) {
  if (!(file instanceof DataFile)) return;
  for (const { node } of mapsOf(file)) {
    const metric = nodeAt(node, "MetricName");
    if (metric !== undefined && textOf(metric) === METRIC) yield at(file, startOf(metric), `counts ${METRIC}`);
  }
  yield* stacks(file);
};

function at(file: TextFile, offset: number, what: string): Evidence {
  return { path: file.path, line: file.position(offset).line, what };
}

/** Stack files of this project's Pulumi program, which makes everything in the account. */
function* stacks(file: DataFile): Iterable<Evidence> {
  for (const { contents } of file.documents) {
    const stage = pairsOf(nodeAt(contents, "config")).find(({ key }) => textOf(key) === "pmp-xray:stage");
    if (stage !== undefined) yield at(file, startOf(stage.key), "a stack of the Pulumi program, which makes it");
  }
}

/** Values of charts/pmp-xray. */
function chartValues(file: DataFile) {
  return file.documents.flatMap(({ contents }) => {
    const kind = textAt(contents, "agent", "kind");
    return isMap(contents) && (kind === "xrayDaemon" || kind === "otelCollector") ? [contents] : [];
  });
}

function* scalars(file: DataFile, pattern: RegExp, verb: string): Iterable<Evidence> {
  const found: Evidence[] = [];
  for (const document of file.documents) {
    visit(document, {
      Scalar(_key, node) {
        const text = isScalar(node) ? (textOf(node) ?? "") : "";
        if (pattern.test(text)) found.push(at(file, startOf(node), `${verb} ${text.slice(text.lastIndexOf("/") + 1)}`));
      },
    });
  }
  yield* found;
}

function sourceOf(file: DataFile, node: { readonly range?: readonly number[] | null | undefined }): string {
  return file.text.slice(node.range?.[0] ?? 0, node.range?.[1] ?? 0);
}
