import type { Proof } from "./proof.ts";
import type { TraceProof } from "./traces.ts";
import { table } from "./table.ts";

/** Up to two decimals, so that neither a missing trace nor a small rate is rounded away. */
function percent(rate: number): string {
  return `${Number((rate * 100).toFixed(2))} %`;
}

/** Traces, rules and groups as tables for people. */
export function traceReport(proof: TraceProof): string {
  const traffic = table(
    [
      "request",
      "sent",
      "traces",
      "rule",
      "expected",
      "measured",
      "chance allows",
      "faults",
      "errors",
      "throttles",
      "ok",
    ],
    proof.rows.map((row) => [
      `${row.method} ${row.path}`,
      String(row.sent),
      String(row.recorded),
      row.rule,
      percent(row.expectedRate),
      percent(row.measuredRate),
      `${row.bounds.low}-${row.bounds.high}`,
      String(row.faults),
      String(row.errors),
      String(row.throttles),
      row.problems.length === 0 ? "yes" : "NO",
    ]),
  );
  const rules = table(
    ["priority", "rule", "path", "service", "rate", "reservoir/s"],
    proof.rules.map((rule) => [
      String(rule.Priority),
      rule.RuleName,
      rule.URLPath,
      rule.ServiceName,
      percent(rule.FixedRate),
      String(rule.ReservoirSize),
    ]),
  );
  const groups = table(
    ["group", "filter expression"],
    proof.groups.map(({ name, filter }) => [name, filter]),
  );
  return [
    section("Traces, read back from X-Ray", traffic),
    section("Sampling rules, in the order in which X-Ray evaluates them", rules),
    section("Groups", groups),
  ].join("\n\n");
}

/** The proof as tables for people. */
export function report(proof: Proof): string {
  const identity = table(
    ["who asks STS for the agent's role", "wanted", "answer"],
    proof.identity.map((check) => [
      check.who,
      check.wanted,
      check.accepted ? `accepted: ${check.answer}` : `refused: ${check.answer}`,
    ]),
  );
  return [
    traceReport(proof),
    section("Identity", identity),
    section("Permissions (SimulatePrincipalPolicy)", permissionTable(proof.permissions)),
    section(
      "Alarm, dashboard and namespace",
      table(["what", "read back"], [...monitoringRows(proof), ["Pod Security", `${proof.podSecurity} is enforced`]]),
    ),
  ].join("\n\n");
}

/** IAM's answers. */
export function permissionTable(permissions: Proof["permissions"]): string {
  return table(
    ["action", "IAM's answer for the agent's role"],
    permissions.map(({ action, decision }) => [action, decision]),
  );
}

/** The alarms, and the dashboard. */
export function monitoringRows({ alarms, dashboard }: Pick<Proof, "alarms" | "dashboard">): string[][] {
  return [
    ...alarms.map(({ name, condition, state, actions }) => [
      `alarm ${name}`,
      `${condition}; state ${state}; ${actions} action(s)`,
    ]),
    ["dashboard", `${dashboard.name}: ${dashboard.widgets.length} widgets (${dashboard.widgets.join(", ")})`],
  ];
}

export function section(title: string, body: string): string {
  return `${title}\n\n${body}`;
}
