import { docsOf } from "../kit/message.ts";
import { kubernetesObjects } from "../kit/resource.ts";
import { workloads } from "../kubernetes/reading/workload.ts";
import type { ManifestResult, ManifestViolation } from "./check.ts";
import type { ManifestObject } from "./read.ts";

/** The readable report: each policy with findings, all locations, then its fix once. */
export function formatReport(results: readonly ManifestResult[], objects: readonly ManifestObject[]): string {
  const blocks = results.flatMap((result) => [...accepted(result), ...found(result)]);
  return [...blocks, summary(results, objects)].join("\n\n");
}

function found({ policy, level, violations, exceptionProblems }: ManifestResult): string[] {
  if (violations.length + exceptionProblems.length === 0) return [];
  const word = level === "mandatory" ? "error" : "warning";
  return [
    [
      `${word} ${policy.name} (${policy.severity}): ${policy.title}`,
      ...violations.flatMap(location),
      ...exceptionProblems.map((problem) => `  ${problem}`),
      ...(violations.length > 0 ? [`  Fix: ${policy.fix}`] : []),
      `  More: ${docsOf(policy)}`,
    ].join("\n"),
  ];
}

function accepted({ policy, excused }: ManifestResult): string[] {
  const lines = excused.flatMap(({ violation, exception: { reason, expires } }) => [
    ...location(violation),
    `    Accepted until ${expires}: ${reason}`,
  ]);
  return lines.length === 0 ? [] : [[`info ${policy.name} (accepted): ${policy.title}`, ...lines].join("\n")];
}

function location({ object, path, message }: ManifestViolation): string[] {
  const { file, document } = object;
  const where = `${file}:${object.lineOf(path)} (document ${document})`;
  return [`  ${where} ${objectName(object)}${path === undefined ? "" : ` ${path}`}`, `    ${message}`];
}

function objectName({ kind, namespace, name }: ManifestObject): string {
  return `${kind} ${namespace === undefined ? "" : `${namespace}/`}${name}`;
}

function summary(results: readonly ManifestResult[], objects: readonly ManifestObject[]): string {
  const active = results.filter(({ level }) => level !== "disabled");
  const counts = (level: string) =>
    active.filter((each) => each.level === level).reduce((sum, { violations }) => sum + violations.length, 0);
  const excused = active.reduce((sum, each) => sum + each.excused.length, 0);
  const wrong = active.reduce((sum, { exceptionProblems }) => sum + exceptionProblems.length, 0);
  const files = new Set(objects.map(({ file }) => file)).size;
  const said = [
    `${number(counts("mandatory"), "violation")} that must be fixed`,
    `${counts("advisory")} that should be`,
    ...(excused > 0 ? [`${excused} accepted`] : []),
    ...(wrong > 0 ? [`${number(wrong, "exception")} wrong`] : []),
  ];
  // A set without a pod is valid (such as a team's Services), but most policies had nothing to check.
  const none = podCount(objects) === 0 ? " None of them makes pods: the policies on pods had nothing to look at." : "";
  return `${number(objects.length, "object")} of ${number(files, "file")}, ${active.length} policies: ${said.join(", ")}.${none}`;
}

/** Number of objects that are, or create, pods. */
function podCount(objects: readonly ManifestObject[]): number {
  return workloads(objects.flatMap(({ resource }) => kubernetesObjects(resource))).length;
}

function number(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** The machine-readable report. */
export function reportJson(results: readonly ManifestResult[], objects: readonly ManifestObject[]): unknown {
  return {
    passed: results.every(({ blocking }) => !blocking),
    objects: objects.length,
    pods: podCount(objects),
    policies: results.filter(({ level }) => level !== "disabled").length,
    violations: results.flatMap((result) => result.violations.map((violation) => entry(result, violation))),
    accepted: results.flatMap((result) =>
      result.excused.map(({ violation, exception: { reason, expires } }) => ({
        ...entry(result, violation),
        reason,
        expires,
      })),
    ),
    exceptionProblems: results.flatMap(({ policy, exceptionProblems }) =>
      exceptionProblems.map((message) => ({ policy: policy.name, message })),
    ),
  };
}

function entry({ policy, level }: ManifestResult, { object, path, message }: ManifestViolation) {
  const { file, document, kind, namespace, name } = object;
  return {
    policy: policy.name,
    severity: policy.severity,
    enforcement: level,
    file,
    line: object.lineOf(path),
    document,
    kind,
    ...(namespace !== undefined && { namespace }),
    name,
    ...(path !== undefined && { path }),
    message,
    fix: policy.fix,
    docs: docsOf(policy),
  };
}
